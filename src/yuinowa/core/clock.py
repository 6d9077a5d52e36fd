"""The only clock. Rules take times as arguments; surfaces and tasks ask here."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

JAPAN = ZoneInfo("Asia/Tokyo")
_frozen: ContextVar[dt.datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in Japan's time."""
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    return _server_time() or dt.datetime.now(JAPAN)


def today() -> dt.date:
    """The present date in Japan."""
    return now().date()


@contextlib.contextmanager
def frozen_at(moment: dt.datetime) -> Iterator[None]:
    """Stop the clock at ``moment`` (aware) inside the block."""
    token = _frozen.set(moment.astimezone(JAPAN))
    try:
        yield
    finally:
        _frozen.reset(token)


def _server_time() -> dt.datetime | None:
    # Browser tests move the time of a running server by writing a file; settings refuse it outside demo mode.
    if not settings.CLOCK_FILE:
        return None
    path = Path(settings.CLOCK_FILE)
    return dt.datetime.fromisoformat(path.read_text().strip()).astimezone(JAPAN) if path.exists() else None
