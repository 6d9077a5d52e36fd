"""Pictures drawn as SVG by templates: no library, readable by a printer and a screen reader."""

from collections.abc import Sequence
from math import ceil, log10, pi
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

WIDTH, HEIGHT = 640, 220
MOST_LABELS = 8  # so many fit side by side on a phone
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 12, 44
RADIUS = 42


@register.inclusion_tag("ui/charts/histogram.html")
def histogram(caption: Any, rows: Sequence[Sequence[Any]], axis: Any = "", series: Sequence[Any] = ()) -> dict[str, Any]:
    """Bars of (label, count) or (label, before, after); ``series`` names the counts."""
    top = nice_top(max((count for _, *counts in rows for count in counts), default=0))
    slot = (WIDTH - LEFT - RIGHT) / max(len(rows), 1)
    bars = [bar for number, row in enumerate(rows) for bar in _bars_of(row, LEFT + number * slot, slot, top)]
    # A phone shows every second or third label only, or they would overlap.
    every = -(-len(rows) // MOST_LABELS)
    labels = [
        {"text": row[0], "x": round(LEFT + (number + 0.5) * slot, 1), "is_between": bool(every and number % every)}
        for number, row in enumerate(rows)
    ]
    ticks = [{"value": value, "y": round(_y(value, top), 1)} for value in (0, top // 2, top)]
    return {
        "caption": caption,
        "axis": axis,
        "series": series,
        "bars": bars,
        "labels": labels,
        "ticks": ticks,
        "rows": rows,
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "base": HEIGHT - BOTTOM,
    }


@register.inclusion_tag("ui/charts/stacked.html")
def stacked(caption: Any, rows: Sequence[tuple[Any, Sequence[int]]], parts: Sequence[Any]) -> dict[str, Any]:
    """One lying bar per row, as long as its counts; up to four parts, the furthest along first."""
    longest = max((sum(counts) for _, counts in rows), default=0) or 1
    return {"caption": caption, "parts": parts, "rows": [_stacked_row(label, counts, parts, longest) for label, counts in rows]}


@register.inclusion_tag("ui/charts/rings.html")
def rings(caption: Any, rows: Sequence[tuple[Any, int, int]]) -> dict[str, Any]:
    """A ring per row: how many of those wanted are there."""
    return {"caption": caption, "radius": RADIUS, "rows": [_ring(*row) for row in rows]}


@register.simple_tag
def meter(share: float | None) -> str:
    """A share from 0 to 1 as a small bar with its percentage; a dash (None) where there is nothing to share."""
    if share is None:
        return mark_safe('<span class="soft">—</span>')  # nothing of it comes from outside  # nosec B308 B703
    return format_html(METER, round(share * 100, 1), percent(share))


METER = (
    '<span class="meter"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="part-1" width="{}" height="10"/></svg><span>{}%</span></span>'
)


def percent(share: float) -> int:
    """Whole percent; never 100 while something is missing, never 0 while something is there."""
    whole = round(share * 100)
    if whole == 100 and share < 1:
        return 99
    return 1 if whole == 0 and share > 0 else whole


def nice_top(highest: float) -> int:
    """The end of an axis: an even number not below ``highest`` that people read easily."""
    if highest <= 2:
        return 2
    step = 10 ** int(log10(highest))
    found = next(int(step * factor) for factor in (1, 2, 4, 5, 6, 8, 10) if step * factor >= highest)
    return 2 * ceil(found / 2)


def _y(value: float, top: int) -> float:
    return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP)


def _bars_of(row: Sequence[Any], x: float, slot: float, top: int) -> list[dict[str, Any]]:
    _, *counts = row
    width = slot * 0.76 / len(counts)
    return [
        {
            "x": round(x + slot * 0.12 + place * width, 1),
            "y": round(_y(count, top), 1),
            "width": round(width, 1),
            "height": round(HEIGHT - BOTTOM - _y(count, top), 1),
            "value": count,
            "part": _part(place, len(counts)),
            "middle": round(x + slot * 0.12 + (place + 0.5) * width, 1),
        }
        for place, count in enumerate(counts)
    ]


def _part(place: int, count: int) -> int:
    # "Before" is pale, "after" is the strong one.
    return 1 if place == count - 1 else 0


def _stacked_row(label: Any, counts: Sequence[int], parts: Sequence[Any], longest: int) -> dict[str, Any]:
    pieces, start = [], 0.0
    for part, (name, count) in enumerate(zip(parts, counts, strict=True), start=1):
        width = count / longest * 100
        pieces.append({"x": round(start, 2), "width": round(width, 2), "part": part, "name": name, "count": count})
        start += width
    return {"label": label, "pieces": pieces, "total": sum(counts)}


def _ring(label: Any, filled: int, wanted: int) -> dict[str, Any]:
    share = filled / wanted if wanted else 0
    round_about = 2 * pi * RADIUS
    return {
        "label": label,
        "filled": filled,
        "wanted": wanted,
        "percent": percent(share),
        "dash": f"{share * round_about:.1f} {round_about:.1f}",
    }
