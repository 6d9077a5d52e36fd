"""Actors and the one door: every consequential verb is an ``@action``."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.db import models, transaction

from yuinowa.access.guards import may
from yuinowa.access.matrix import Permission, Role
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed


class Channel(StrEnum):
    """How a wish reached the system."""

    PAGE = "page"
    LINK = "link"
    TELEPHONE = "telephone"
    PAPER = "paper"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, the post acted for, and the channel.

    ``school_id``, ``center_id`` and ``block_id`` are those of the post; ``label`` is what a history shows
    ("平第一小学校 事業担当教員"), never more of a person than the post needs.
    """

    roles: frozenset[Role]
    channel: Channel = Channel.PAGE
    person_id: int | None = None
    post_id: int | None = None
    school_id: int | None = None
    center_id: int | None = None
    block_id: int | None = None
    label: str = ""

    @property
    def audit_name(self) -> str:
        return f"post:{self.post_id}" if self.post_id else f"person:{self.person_id or '-'}:{self.label}"


ANONYMOUS = Actor(roles=frozenset({Role.PUBLIC}), label="public")


def system_actor(label: str) -> Actor:
    """The actor of work without a person: the worker, an importer, a migration, a test."""
    return Actor(roles=frozenset({Role.SYSTEM}), channel=Channel.SYSTEM, label=label)


Verb = Callable[..., Any]


def action(permission: Permission, *, first: str = "") -> Callable[[Verb], Verb]:
    """Make a verb the one door to a change.

    Opens a transaction, names the actor for the audit triggers, checks ``permission`` (the argument ``by``), and, where the
    first argument is a saved row, locks that row among those the actor may use. The verb gets the locked row, not the caller's copy.
    ``first`` names the parent that is locked before it ("need" of an offer), so that all verbs lock in one order.
    Raises NotAllowed where the actor may not, and whatever ``Refused`` the verb raises.
    """

    def decorate(verb: Verb) -> Verb:
        @wraps(verb)
        def perform(*subject: models.Model, by: Actor, **arguments: Any) -> Any:
            with acting(by.audit_name, channel=by.channel, verb=verb.__name__), transaction.atomic():
                if not may(by, permission):
                    raise NotAllowed(permission)
                locked = [_lock(row, by, permission, first) for row in subject]
                return verb(*locked, by=by, **arguments)

        perform.permission = permission  # type: ignore[attr-defined]
        return perform

    return decorate


def _lock(row: models.Model, by: Actor, permission: Permission, first: str) -> models.Model:
    rows: Any = type(row)._default_manager
    if first:
        lock_parent(type(row)._meta.get_field(first).related_model, getattr(row, f"{first}_id"))
    found = rows.allowing(by, permission).select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()
    if found is None:
        raise NotAllowed(permission)
    return found


def lock_parent(model: Any, key: int) -> None:
    """Hold the row of a parent until the transaction ends."""
    list(model._base_manager.select_for_update(no_key=True).filter(pk=key).values_list("pk"))


def check_within(queryset: Any, row: models.Model, *, by: Actor, permission: Permission) -> None:
    """Refuse unless ``row`` (a parent of what is being created) is among those ``by`` may use ``permission`` on."""
    if not queryset.allowing(by, permission).filter(pk=row.pk).exists():
        raise NotAllowed(permission)
