"""Words of one and two characters for an inverted index.

A trigram index cannot serve 剣道: Japanese words of two characters hold no trigram.
"""

from itertools import pairwise

from yuinowa.engine.japanese.normalise import normalise, words_of


def grams(text: str) -> list[str]:
    """Every single character and pair of a text, within its words, sorted: what a row stores."""
    found: set[str] = set()
    for word in normalise(text).split(" "):
        found.update(word)
        found.update(map("".join, pairwise(word)))
    return sorted(found)


def query_grams(word: str) -> list[str]:
    """What a row must hold to contain a word: its pairs, or the single character it is."""
    pairs = {pair for part in words_of(word) for pair in _least(part)}
    return sorted(pairs)


def _least(word: str) -> list[str]:
    return [word] if len(word) == 1 else list(map("".join, pairwise(word)))


def overlap(one: str, other: str) -> float:
    """Dice coefficient of the pairs of two texts, 0 to 1: nearness when no vectors are at hand."""
    first, second = set(query_grams(one)), set(query_grams(other))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
