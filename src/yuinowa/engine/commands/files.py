"""Files of the command line: plain or gzipped, standard input and output."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from pathlib import Path

MOST_BYTES = 1_000_000_000


class Unreadable(Exception):
    """The file cannot be opened, unpacked or written."""


def read(name: str) -> bytes:
    """The content, unpacked; `-` is standard input. Raises Unreadable."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return _unpack(content) if content[:2] == b"\x1f\x8b" else content
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(f"{name}: {error}") from None


def write(text: str, out: str | None) -> None:
    """To the file, or to standard output. Raises Unreadable."""
    if out is None:
        _print(text)
        return
    try:
        Path(out).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise Unreadable(f"{out}: {error}") from None


def _print(text: str) -> None:
    """A reader who has seen enough, as `head`, is no fault; Python would complain once more at its end, so nothing is left to write."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unpack(content: bytes) -> bytes:
    """Refuses archives that grow beyond any plan's size."""
    with gzip.open(io.BytesIO(content)) as packed:
        unpacked = packed.read(MOST_BYTES + 1)
    if len(unpacked) > MOST_BYTES:
        raise OSError("大きすぎます too large")
    return unpacked
