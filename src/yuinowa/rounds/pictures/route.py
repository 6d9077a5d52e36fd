"""The route of one instructor's day: stops with times and roads between them, drawn without tiles so that it prints."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Any

from django.utils.translation import gettext as _

from yuinowa.organisations.models import Site
from yuinowa.organisations.travel import minutes_table, road_km
from yuinowa.rounds.pictures.entries import Entry
from yuinowa.ui.templatetags.dates import clock_time

WIDTH, HEIGHT, EDGE = 640.0, 360.0, 56.0
LABEL = 36.0  # two lines of text
NARROWEST = 0.01  # degrees: schools next door to each other are not blown up over the whole picture


@dataclass(frozen=True)
class Leg:
    """One row of the day's table: from where, how long, and what waits there."""

    number: int
    name: str
    travel: int
    km: float | None
    entry: Entry | None


@dataclass(frozen=True)
class Route:
    on: dt.date
    legs: list[Leg]
    points: list[dict[str, Any]]
    line: str
    travel: int
    leaves_by: dt.time | None
    back_at: dt.time | None

    @property
    def map_points(self) -> list[dict[str, Any]]:
        """Points of ``ui/map.html``."""
        return [point for point in self.points if point["lat"] is not None]


def route_of(on: dt.date, base: Site, entries: Sequence[Entry], table: Sequence[Sequence[int]] | None = None) -> Route:
    """There and back; one query however many stops, none where the ``table`` of minutes (base first, then by the hours) is known."""
    stops = sorted(entries, key=lambda entry: entry.arrives_at)
    sites = [base, *(entry.school.site for entry in stops)]
    table = table or minutes_table(sites)
    order = [*range(len(sites)), 0]
    legs = [_leg(number, sites[a], sites[b], table[a][b], stops, b) for number, (a, b) in enumerate(pairwise(order), 1)]
    points = _points(base, stops)
    placed = [point for point in points if point["lat"] is not None]
    _project(placed)
    return Route(
        on=on,
        legs=legs,
        points=points,
        line=" ".join(f"{point['x']},{point['y']}" for point in [*placed, *placed[:1]]),
        travel=sum(leg.travel for leg in legs),
        leaves_by=_shifted(on, stops[0].arrives_at, -legs[0].travel) if stops else None,
        back_at=_shifted(on, stops[-1].leaves_at, legs[-1].travel) if stops else None,
    )


def _leg(number: int, origin: Site, place: Site, travel: int, stops: Sequence[Entry], row: int) -> Leg:
    spots = [(site.latitude, site.longitude) for site in (origin, place)]
    km = None if any(None in spot for spot in spots) else round(road_km(*spots), 1)  # type: ignore[arg-type]
    return Leg(number, place.name if row == 0 else stops[row - 1].school.short_name, travel, km, stops[row - 1] if row else None)


def _points(base: Site, stops: Sequence[Entry]) -> list[dict[str, Any]]:
    home = {"name": base.name, "text": _("ここから出て、ここにもどります"), "css": 0, "mark": "", "url": ""}
    found = [home | _spot(base)]
    for number, entry in enumerate(stops, start=1):
        span = f"{clock_time(entry.arrives_at)}～{clock_time(entry.leaves_at)}"
        text = {"name": entry.school.short_name, "text": span, "css": 2, "mark": str(number), "url": entry.url}
        found.append(text | _spot(entry.school.site))
    return found


def _spot(site: Site) -> dict[str, Any]:
    return {"lat": site.latitude, "lon": site.longitude, "line": 1}


def _project(points: list[dict[str, Any]]) -> None:
    """Put x and y into the points: north up, one scale for both."""
    if not points:
        return
    middle = radians(sum(point["lat"] for point in points) / len(points))
    flat = [(point["lon"] * cos(middle), point["lat"]) for point in points]
    west, east = min(x for x, _y in flat), max(x for x, _y in flat)
    south, north = min(y for _x, y in flat), max(y for _x, y in flat)
    scale = min((WIDTH - 2 * EDGE) / max(east - west, NARROWEST), (HEIGHT - 2 * EDGE) / max(north - south, NARROWEST))
    left, top = (WIDTH - (east - west) * scale) / 2, (HEIGHT - (north - south) * scale) / 2
    for point, (x, y) in zip(points, flat, strict=True):
        point["x"], point["y"] = round(left + (x - west) * scale, 1), round(top + (north - y) * scale, 1)
        point["anchor"] = "end" if point["x"] > WIDTH * 0.7 else "start"
        point["text_x"] = round(point["x"] + (-16 if point["anchor"] == "end" else 16), 1)
    _spread(points)


def _spread(points: list[dict[str, Any]]) -> None:
    """Names of places next to each other stand below each other, the last ones within the picture."""
    below = 0.0
    for point in sorted(points, key=lambda point: point["y"]):
        point["text_y"] = round(max(point["y"], below), 1)
        below = point["text_y"] + LABEL
    above = HEIGHT - LABEL / 2
    for point in sorted(points, key=lambda point: point["text_y"], reverse=True):
        point["text_y"] = round(min(point["text_y"], above), 1)
        above = point["text_y"] - LABEL


def _shifted(on: dt.date, at: dt.time, minutes: int) -> dt.time:
    return (dt.datetime.combine(on, at) + dt.timedelta(minutes=minutes)).time()
