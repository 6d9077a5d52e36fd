"""The desk that a file describes, and how a section looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yuinowa.access.guards import may
from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.core.actions import Actor
from yuinowa.people.actors import actor_for_post
from yuinowa.people.models import Post

MOST_LINES = 100
NOBODY = 0


@dataclass(frozen=True)
class Line:
    """One row; ``url`` is where its first cell leads."""

    cells: tuple[Any, ...]
    url: str = ""


@dataclass(frozen=True)
class Section:
    """``more`` says how many lines there was no room for; ``empty`` what stands in place of none."""

    key: str
    title: Any
    header: tuple[Any, ...]
    lines: tuple[Line, ...]
    empty: Any
    more: int = 0
    persons: tuple[Any, ...] = ()  # whose contacts it shows

    @property
    def count(self) -> int:
        return len(self.lines) + self.more


@dataclass(frozen=True)
class Desk:
    """A post with the rights of whoever holds it: a file shows what that post may see and no more, whoever reads it."""

    post: Post
    actor: Actor
    on: dt.date

    @classmethod
    def of(cls, post: Post, *, on: dt.date) -> Desk:
        return cls(post, actor_for_post(post, NOBODY, on=on), on)

    @property
    def year_ago(self) -> dt.date:
        return self.on - dt.timedelta(days=364)

    def may(self, permission: Permission) -> bool:
        return may(self.actor, permission)

    def is_school(self, permission: Permission) -> bool:
        """Whether the post looks at one school only."""
        return reaches(self.actor.roles, permission) == {Reach.SCHOOL}


def section(key: str, title: Any, header: Iterable[Any], lines: Iterable[Line], *, empty: Any, total: int | None = None) -> Section:
    """``total`` where more lines exist than were read."""
    shown = tuple(lines)[:MOST_LINES]
    return Section(key, title, tuple(header), shown, empty, max(0, (total or 0) - len(shown)))
