"""The weekly times of a talent: parts of the day that people tick, and exact times that they write."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WEEKDAYS = (
    pgettext_lazy("曜日", "月"),
    pgettext_lazy("曜日", "火"),
    pgettext_lazy("曜日", "水"),
    pgettext_lazy("曜日", "木"),
    pgettext_lazy("曜日", "金"),
    pgettext_lazy("曜日", "土"),
    pgettext_lazy("曜日", "日"),
)
# The parts touch, so that morning and afternoon together are one long time.
PARTS = {
    "morning": (_("午前"), dt.time(8), dt.time(12, 30)),
    "afternoon": (_("午後"), dt.time(12, 30), dt.time(16, 30)),
    "evening": (_("夕方"), dt.time(16, 30), dt.time(19)),
}
MOST_SPANS = 4
_SPAN = re.compile(r"(\d{1,2})[:時](\d{2})?分?[-~](\d{1,2})[:時](\d{2})?分?")


class FreeTime(NamedTuple):
    """When somebody could come in an ordinary week; ``weekday`` 0 = Monday."""

    weekday: int
    from_at: dt.time
    until_at: dt.time


def joined(times: Iterable[FreeTime]) -> list[FreeTime]:
    """The same times in order, with those that touch or overlap made one."""
    found: list[FreeTime] = []
    for time in sorted(times):
        if found and found[-1].weekday == time.weekday and found[-1].until_at >= time.from_at:
            found[-1] = FreeTime(time.weekday, found[-1].from_at, max(found[-1].until_at, time.until_at))
        else:
            found.append(time)
    return found


def of_parts(ticks: Iterable[str]) -> list[FreeTime]:
    """The times of ticked boxes ("0-morning"); an unknown box is nobody's."""
    boxes = [FreeTime(day, start, end) for day in range(7) for key, (_label, start, end) in PARTS.items() if f"{day}-{key}" in set(ticks)]
    return joined(boxes)


def ticks_of(times: Sequence[FreeTime], weekday: int) -> list[str] | None:
    """The boxes that say exactly the times of one weekday, or None where no boxes do."""
    spans = joined(time for time in times if time.weekday == weekday)
    ticks = [
        f"{weekday}-{key}"
        for key, (_label, start, end) in PARTS.items()
        if any(span.from_at <= start and end <= span.until_at for span in spans)
    ]
    return ticks if of_parts(ticks) == spans else None


def parse_spans(text: str, weekday: int) -> list[FreeTime]:
    """ "10:00～11:30、13時-15時" as times of a weekday. Raises ValueError where it cannot be read or runs backwards."""
    plain = re.sub(r"[〜～~‐–—―−ー－から]+", "-", re.sub(r"まで|\s", "", unicodedata.normalize("NFKC", text)))
    pieces = [piece for piece in re.split(r"[,、・;/]", plain) if piece]
    if len(pieces) > MOST_SPANS:
        raise ValueError(text)
    return joined(_span(piece, weekday) for piece in pieces)


def spans_text(times: Iterable[FreeTime]) -> str:
    """10:00～11:30、13:00～15:00."""
    return "、".join(f"{_clock(time.from_at)}～{_clock(time.until_at)}" for time in times)


def _span(piece: str, weekday: int) -> FreeTime:
    found = _SPAN.fullmatch(piece)
    if found is None:
        raise ValueError(piece)
    start, end = dt.time(int(found[1]), int(found[2] or 0)), dt.time(int(found[3]), int(found[4] or 0))
    if end <= start:
        raise ValueError(piece)
    return FreeTime(weekday, start, end)


def _clock(time: dt.time) -> str:
    return f"{time.hour}:{time.minute:02}"
