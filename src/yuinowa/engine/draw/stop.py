"""The safety stop of one run."""

from __future__ import annotations

from collections.abc import Callable


class Stop:
    """By the clock or by somebody. The clock decides nothing but when to stop."""

    def __init__(self, clock: Callable[[], float], seconds: float | None = None, should_stop: Callable[[], bool] | None = None) -> None:
        self._clock = clock
        self._began = clock()
        self._seconds = float("inf") if seconds is None else seconds
        self.should_stop = should_stop

    def elapsed(self) -> float:
        return self._clock() - self._began

    def left(self) -> float:
        return self._seconds - self.elapsed()
