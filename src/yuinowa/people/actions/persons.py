"""Persons: entered once, mended, merged when entered twice."""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.consequences import bring_about
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.people.actions.accounts import follow_address
from yuinowa.people.models import Appointment, ContactLook, HqMember, Person

FIELDS = ("name", "kana", "email", "telephone", "address", "birth_on")


@action(Permission.MANAGE_POSTS)
def add_person(*, by: Actor, **fields: Any) -> Person:
    """Enter a person; ``fields`` are those of FIELDS, name and kana always."""
    person = Person.objects.create(**_known(fields))
    remember(person, "added", by=by)
    return person


@action(Permission.MANAGE_POSTS)
def change_person(person: Person, *, by: Actor, **fields: Any) -> Person:
    """Mend what is known of a person. With a new address their account signs in by it; Refused where it is somebody else's."""
    changed = [name for name, value in _known(fields).items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, fields[name])
    if changed:
        person.save(update_fields=changed)
        remember(person, "changed", by=by, fields=changed)
    if "email" in changed:
        follow_address(person)
    return person


@action(Permission.MANAGE_POSTS)
def merge_persons(kept: Person, duplicate: Person, *, by: Actor) -> Person:
    """Make ``duplicate`` point to ``kept``: posts and registrations move over, nothing is deleted."""
    if kept.pk == duplicate.pk or kept.merged_into_id or duplicate.merged_into_id:
        raise Refused("already_merged", _("この二人は、すでにまとめられています。一覧を開き直してください。"))
    if _hold_same_post(kept, duplicate):
        raise Refused("same_post", _("二人が同じ職に同じ時期についています。先に任期をなおしてください。"))
    if _sit_in_same_hq(kept, duplicate):
        raise Refused("same_hq", _("二人が同じ本部に同じ時期に委嘱されています。先に任期をなおしてください。"))
    Appointment.objects.filter(person=duplicate).update(person=kept)
    HqMember.objects.filter(person=duplicate).update(person=kept)
    ContactLook.objects.filter(person=duplicate).update(person=kept)
    bring_about("persons_merged", kept, duplicate=duplicate, by=by)
    duplicate.merged_into = kept
    duplicate.save(update_fields=["merged_into"])
    _fill_gaps(kept, duplicate)
    remember(kept, "merged", by=by, duplicate=duplicate.pk)
    return kept


@action(Permission.MANAGE_POSTS)
def forget_person(person: Person, *, by: Actor) -> bool:
    """The undo of ``add_person``: gone without trace where nothing hangs on the person, else kept. Returns whether it is gone."""
    if Appointment.objects.filter(person=person).exists() or hasattr(person, "user"):
        return False
    try:
        with transaction.atomic():
            person.delete()
    except (ProtectedError, RestrictedError):
        return False
    return True


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in FIELDS}


def _hold_same_post(kept: Person, duplicate: Person) -> bool:
    mine = {a.post_id: (a.from_on, a.until_on) for a in Appointment.objects.filter(person=kept)}
    theirs = Appointment.objects.filter(person=duplicate, post_id__in=mine)
    return any(_overlap(mine[a.post_id], (a.from_on, a.until_on)) for a in theirs)


def _sit_in_same_hq(kept: Person, duplicate: Person) -> bool:
    mine = list(HqMember.objects.filter(person=kept))
    return any(
        HqMember.objects.filter(person=duplicate, hq=m.hq_id, from_on__lte=m.until_on, until_on__gte=m.from_on).exists() for m in mine
    )


def _overlap(first: tuple[Any, Any], second: tuple[Any, Any]) -> bool:
    (from_1, until_1), (from_2, until_2) = first, second
    return (until_1 is None or from_2 <= until_1) and (until_2 is None or from_1 <= until_2)


def _fill_gaps(kept: Person, duplicate: Person) -> None:
    empty = [name for name in FIELDS if not getattr(kept, name) and getattr(duplicate, name)]
    for name in empty:
        setattr(kept, name, getattr(duplicate, name))
    if empty:
        kept.save(update_fields=empty)
