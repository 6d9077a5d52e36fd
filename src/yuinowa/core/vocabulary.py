"""The words of this city, so that a search for ミシン also finds 裁縫: skills, and what documents speak of.

A model takes part by naming fields in ``SEARCH_WORDS_FROM``. Collecting takes about a second, so the worker does it every hour
and a process asks the shared cache again after ten minutes.
"""

import time
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import models

from yuinowa.engine.japanese.meaning import STOP_WORDS, Meaning, Near, Vocabulary, common_nouns
from yuinowa.engine.japanese.normalise import normalise

CACHE_KEY = "search-words"
KEPT_IN_PROCESS = 600
LATEST_ROWS = 3000
# Chosen by reading the near words of thirty everyday queries: below, most pairs only share a scene (武道 → 書きぞめ).
LEAST_NEARNESS = 0.45
MOST_NEAR_WORDS = 4


@lru_cache(maxsize=1)
def meaning() -> Meaning:
    """The word vectors of this process, read on first use."""
    return Meaning.at(settings.DATA_DIR / "vectors")


def near_words(word: str) -> tuple[Near, ...]:
    """Words of the city near to a searched one, best first; empty without word vectors, or for words too common to have any."""
    if word in STOP_WORDS or not meaning().is_semantic:
        return ()
    return _near_words(word, int(time.monotonic() // KEPT_IN_PROCESS))


@lru_cache(maxsize=2000)
def _near_words(word: str, period: int) -> tuple[Near, ...]:
    found = meaning().neighbours(word, _vocabulary(period), MOST_NEAR_WORDS * 2, LEAST_NEARNESS)
    # A word that holds the searched one, or is held by it, brings nothing new or too much.
    normal = normalise(word)
    fresh = [near for near in found if normal not in normalise(near.word) and normalise(near.word) not in normal]
    return tuple(fresh[:MOST_NEAR_WORDS])


@lru_cache(maxsize=1)
def _vocabulary(period: int) -> Vocabulary:
    words = cache.get(CACHE_KEY)
    return meaning().vocabulary(collect_words() if words is None else words)


def forget_words() -> None:
    """Let the next search see the words of now: after a reindex, and between tests."""
    cache.delete(CACHE_KEY)
    _vocabulary.cache_clear()
    _near_words.cache_clear()


def collect_words() -> list[str]:
    """Read the words of the latest rows and put them where every process finds them."""
    # Reading the vectors writes their cache on disk, so that the first search need not.
    meaning()
    words = sorted(set(common_nouns(_texts())))
    cache.set(CACHE_KEY, words, timeout=None)
    return words


def _texts() -> Iterator[str]:
    for model in apps.get_models():
        fields: Iterable[str] = getattr(model, "SEARCH_WORDS_FROM", ())
        if fields:
            yield from _texts_of(model, fields)


def _texts_of(model: type[models.Model], fields: Iterable[str]) -> Iterator[str]:
    latest = model._default_manager.order_by("-pk").values_list(*fields)[:LATEST_ROWS]
    return (text for row in latest for text in row if text)
