"""Word vectors out of the installed package `ja_ginza` (chiVe, 20,000 × 300), read with NumPy and without spaCy.

spaCy keys its table by a 64-bit MurmurHash of each word, so the hash alone finds a vector: no list of words is kept in memory.
"""

import importlib.util
import os
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PACKAGE = "ja_ginza"
_LAYOUT = 1  # raise when the cached files change their form
_MASK = 2**64 - 1
_MULTIPLIER = 0xC6A4A7935BD1E995
_SEED = 1


def word_key(word: str) -> int:
    """MurmurHash64A with seed 1 of the UTF-8 bytes, as spaCy's string store computes it."""
    data = word.encode()
    state = (_SEED ^ len(data) * _MULTIPLIER) & _MASK
    whole = len(data) // 8 * 8
    for (block,) in struct.iter_unpack("<Q", data[:whole]):
        block = block * _MULTIPLIER & _MASK
        block = (block ^ block >> 47) * _MULTIPLIER & _MASK
        state = (state ^ block) * _MULTIPLIER & _MASK
    if tail := data[whole:]:
        state = (state ^ int.from_bytes(tail, "little")) * _MULTIPLIER & _MASK
    state = (state ^ state >> 47) * _MULTIPLIER & _MASK
    return state ^ state >> 47


@dataclass(frozen=True)
class Vectors:
    """`keys` sorted, `rows[i]` the row of `keys[i]`; `table` int8 unit vectors × 127, already centred."""

    keys: NDArray[np.uint64]
    rows: NDArray[np.uint16]
    table: NDArray[np.int8]

    def row_of(self, word: str) -> int | None:
        key = np.uint64(word_key(word))
        place = int(np.searchsorted(self.keys, key))
        return int(self.rows[place]) if place < len(self.keys) and self.keys[place] == key else None

    def vector(self, word: str) -> NDArray[np.float32] | None:
        """A unit vector, or None for a word without one."""
        row = self.row_of(word)
        return None if row is None else unit(self.table[row].astype(np.float32))


def is_installed() -> bool:
    return importlib.util.find_spec(PACKAGE) is not None


def load(cache: Path | None = None) -> Vectors:
    """The vectors, memory-mapped from `cache` (filled on first use, 3 s, 11 MB) so that processes share them; without it, in memory.

    Raises ModuleNotFoundError when the package is absent. A cache that cannot be written is done without.
    """
    if cache is None:
        return _convert()
    folder = cache / f"{PACKAGE}-{metadata.version(PACKAGE)}-{_LAYOUT}"
    if not folder.is_dir():
        try:
            _save(_convert(), folder)
        except OSError:
            return _convert()
    return Vectors(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("keys", "rows", "table")))


def _save(vectors: Vectors, folder: Path) -> None:
    """All or nothing: another process may be doing the same."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as scratch:
        ready = Path(scratch) / "ready"
        ready.mkdir()
        for name in ("keys", "rows", "table"):
            np.save(ready / f"{name}.npy", getattr(vectors, name))
        try:
            os.replace(ready, folder)
        except OSError:
            if not folder.is_dir():
                raise


def _convert() -> Vectors:
    folder = _vocabulary_folder()
    pairs = np.fromiter(_numbers((folder / "key2row").read_bytes()), dtype=np.uint64).reshape(-1, 2)
    pairs = pairs[np.argsort(pairs[:, 0])]
    table: NDArray[np.float32] = np.load(folder / "vectors", allow_pickle=False)
    # Raw vectors of one language all lean the same way; without the common part near words stand apart (10 of 12 against 7 found).
    centred = unit(table - table.mean(axis=0))
    return Vectors(pairs[:, 0].copy(), pairs[:, 1].astype(np.uint16), np.rint(centred * 127).astype(np.int8))


def _vocabulary_folder() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{PACKAGE} is not installed", name=PACKAGE)
    found = sorted(Path(spec.submodule_search_locations[0]).glob("*/vocab/vectors"))
    if not found:
        raise ModuleNotFoundError(f"{PACKAGE} holds no vectors", name=PACKAGE)
    return found[-1].parent


_WIDTHS = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}


def _numbers(data: bytes) -> Iterator[int]:
    """Keys and values in turn of a MessagePack map of unsigned integers."""
    if data[0] != 0xDF:
        raise ValueError("key2row is not the map this reader knows")
    place = 5
    while place < len(data):
        width = _WIDTHS.get(data[place], 0)
        yield int.from_bytes(data[place + 1 : place + 1 + width], "big") if width else data[place]
        place += 1 + width


def unit(vectors: NDArray[np.float32]) -> NDArray[Any]:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.where(length == 0, 1, length)
