"""SudachiPy, loaded once per process; a tokenizer is not shared between threads, because it works in a buffer of its own."""

import threading
from functools import lru_cache
from typing import Any

_local = threading.local()


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    from sudachipy import Dictionary  # type: ignore[import-untyped]

    return Dictionary(dict="small")


def long_tokens(text: str) -> Any:
    """Morphemes, compounds kept together: for readings."""
    return _tokenizer().tokenize(text, _modes().C)


def short_tokens(text: str) -> Any:
    """Morphemes, compounds split: for meanings."""
    return _tokenizer().tokenize(text, _modes().A)


def _tokenizer() -> Any:
    if not hasattr(_local, "tokenizer"):
        _local.tokenizer = _dictionary().tokenizer()
    return _local.tokenizer


@lru_cache(maxsize=1)
def _modes() -> Any:
    from sudachipy import SplitMode

    return SplitMode
