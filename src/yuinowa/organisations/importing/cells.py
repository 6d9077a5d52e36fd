"""One cell at a time: dates, numbers and telephone numbers as the lists write them."""

import re
from datetime import date

from yuinowa.engine.calendar import parse_date
from yuinowa.organisations.importing.tables import squeeze

_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:T.*)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
JAPAN = ((20.0, 46.0), (122.0, 154.0))


def day(text: str) -> date | None:
    """2020-12-22, 2020/12/22, 2020年12月22日, 5/20/2026 or 令和8年5月20日; None when empty; ValueError otherwise."""
    text = squeeze(text)
    if not text:
        return None
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, number = map(int, found.groups())
    elif found := _MONTH_FIRST.fullmatch(text):
        month, number, year = map(int, found.groups())
    else:
        return parse_date(text)
    return date(year, month, number)


def postal_code(text: str) -> str:
    """Seven digits; a workbook that kept it as a number has lost the leading zero. ValueError otherwise."""
    digits = squeeze(text).replace("-", "").removeprefix("〒")
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]{6,7}", digits):
        raise ValueError(text)
    return digits.zfill(7)


def point(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Degrees; None when both are empty; ValueError when one is missing or outside Japan."""
    north, east = squeeze(latitude), squeeze(longitude)
    if not north and not east:
        return None
    found = float(north), float(east)
    if not in_japan(*found):
        raise ValueError(latitude, longitude)
    return found


def in_japan(latitude: float, longitude: float) -> bool:
    (south, north), (west, east) = JAPAN
    return south <= latitude <= north and west <= longitude <= east


def name(text: str) -> str:
    """A line break inside a cell is layout; the characters themselves (異体字 too) stay as they are."""
    return "".join(text.split("\n"))
