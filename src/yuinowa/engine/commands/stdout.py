"""Standard output belongs to the plan alone."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def kept_clean() -> Iterator[None]:
    """HiGHS 1.12 writes lines of its own whatever `output_flag` says (“transformNewIntegerFeasibleSolution”): they go to standard error."""
    try:
        kept = os.dup(1)
    except OSError:  # there is none
        yield
        return
    try:
        sys.stdout.flush()
        with suppress(OSError):
            os.dup2(2, 1)
        yield
    finally:
        with suppress(OSError, TypeError, AttributeError):  # without a C library to ask nothing of it waits
            ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
