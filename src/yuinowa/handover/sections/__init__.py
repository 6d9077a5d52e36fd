"""What a handover file is made of: one function per area; a new area adds one function to ``SECTIONS``."""

import datetime as dt
from collections.abc import Callable

from yuinowa.handover.sections.advised import consultations
from yuinowa.handover.sections.asked import cautions, open_needs
from yuinowa.handover.sections.desk import Desk, Line, Section
from yuinowa.handover.sections.owed import promises_kept, promises_received
from yuinowa.handover.sections.people import colleagues, contacts, settings_to_decide
from yuinowa.handover.sections.visited import coming_visits, heard
from yuinowa.handover.sections.weeks import last_years_weeks
from yuinowa.people.models import Post

Source = Callable[[Desk], Section | None]
# In the order of the form 引継書: open tasks, yearly weeks, people, cautions. None where the post has nothing to do with an area.
SECTIONS: tuple[Source, ...] = (
    promises_kept,
    promises_received,
    open_needs,
    coming_visits,
    consultations,
    settings_to_decide,
    last_years_weeks,
    contacts,
    colleagues,
    heard,
    cautions,
)

__all__ = ["SECTIONS", "Desk", "Line", "Section", "sections_of"]


def sections_of(post: Post, *, on: dt.date) -> list[Section]:
    """The sections of a post's file as they stand on a day; each costs a constant number of queries."""
    desk = Desk.of(post, on=on)
    return [section for source in SECTIONS if (section := source(desk))]
