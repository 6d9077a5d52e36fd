"""Which days a municipality can mean: what is typed or stands in an address beyond them is a slip of the hand."""

import datetime as dt

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


def day_in(text: str) -> dt.date | None:
    """The day of ``text`` ("2026-11-26"), or None where it is none, or one that nobody means."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None
