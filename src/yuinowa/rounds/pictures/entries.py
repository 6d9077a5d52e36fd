"""A visit or a planned visit as calendars, tables and maps show it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yuinowa.organisations.models import School
from yuinowa.rounds.actions import place_of
from yuinowa.rounds.models import PlannedVisit, Visit
from yuinowa.ui.navigation import row_address
from yuinowa.ui.tables import words


@dataclass(frozen=True)
class Entry:
    """``look`` is a key of ``ui.status``; ``move_url`` is empty where it stays; ``seen`` says where it stood when it was shown."""

    key: int
    school: School
    on: dt.date
    arrives_at: dt.time
    leaves_at: dt.time
    look: str
    word: str
    who: str = ""
    url: str = ""
    move_url: str = ""
    is_locked: bool = False
    note: str = ""
    seen: str = ""


def of_visits(visits: Iterable[Visit], movable: Iterable[int], *, is_citywide: bool = False) -> list[Entry]:
    """``movable`` are the keys of visits that the reader may move; ``is_citywide``: each says its block."""
    states, may = words(Visit.State), set(movable)
    return [
        Entry(
            key=visit.pk,
            school=visit.school,
            on=visit.on,
            arrives_at=visit.arrives_at,
            leaves_at=visit.leaves_at,
            look=look_of(visit.state),
            word=states[visit.state],
            who=visit.post.label,
            url=row_address("visit_detail", visit.pk),
            move_url=row_address("visit_move", visit.pk) if visit.pk in may and visit.state in Visit.OPEN else "",
            is_locked=visit.is_locked,
            note=str(visit.school.block or "") if is_citywide else "",
            seen=place_of(visit),
        )
        for visit in visits
    ]


def of_plan(rows: Iterable[PlannedVisit]) -> list[Entry]:
    """What adopting would change stands in the word."""
    return [_planned(row) for row in rows]


def _planned(row: PlannedVisit) -> Entry:
    visit = row.visit
    look, word, note = "new", _("新しい訪問"), ""
    if visit is not None:
        is_same = (visit.on, visit.arrives_at) == (row.on, row.arrives_at) and visit.state in Visit.STANDING
        look, word = ("unchanged", _("そのまま")) if is_same else ("changed", _("動かす"))
        note = "" if is_same else _("%(month)s月%(day)s日から") % {"month": visit.on.month, "day": visit.on.day}
    return Entry(
        key=row.pk,
        school=row.school,
        on=row.on,
        arrives_at=row.arrives_at,
        leaves_at=row.leaves_at,
        look=look,
        word=word,
        url=row_address("school_detail", row.school_id),
        is_locked=bool(visit and visit.is_locked),
        note=note,
    )


def look_of(state: str) -> str:
    """States of visits by the looks of the house."""
    return {"planned": "draft", "proposed": "pending", "unsettled": "late", "confirmed": "filled", "done": "done"}.get(state, state)
