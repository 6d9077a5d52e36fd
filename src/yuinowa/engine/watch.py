"""The safety stop and the progress of one run. Its clock never decides anything but when to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    phase: str
    best: float
    bound: float
    seconds: float
    share: float


class Stopped(Exception):
    """The time is over, or somebody asked to stop."""


class Watch:
    def __init__(
        self,
        clock: Callable[[], float],
        seconds: float | None,
        on_progress: Callable[[Progress], None] | None,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self._clock = clock
        self._start = clock()
        self._seconds = seconds
        self._on_progress = on_progress
        self.should_stop = should_stop

    def elapsed(self) -> float:
        return self._clock() - self._start

    def left(self) -> float:
        """Seconds until the safety stop; infinite without one."""
        return float("inf") if self._seconds is None else self._seconds - self.elapsed()

    def is_over(self, grace: float = 0.0) -> bool:
        """`grace`: seconds after the stop that are granted."""
        return self.left() <= -grace or (self.should_stop is not None and self.should_stop())

    def check(self) -> None:
        if self.is_over():
            raise Stopped

    def report(self, phase: str, best: float, bound: float, share: float) -> None:
        if self._on_progress is not None:
            self._on_progress(Progress(phase, best, bound, self.elapsed(), share))

    def silent(self) -> Watch:
        """The same stop, for a part of the work that reports nothing by itself."""
        return Watch(self._clock, None if self._seconds is None else self.left(), None, self.should_stop)
