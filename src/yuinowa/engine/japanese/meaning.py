"""How near words and texts are in meaning: ミシン and 裁縫, 星 and 天体観測.

Without the package of vectors everything still answers, by shared characters, and says so in `is_semantic`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import jaconv
import numpy as np
from numpy.typing import NDArray

from yuinowa.engine.japanese.grams import overlap
from yuinowa.engine.japanese.normalise import normalise
from yuinowa.engine.japanese.tokens import long_tokens, short_tokens
from yuinowa.engine.japanese.vectors import Vectors, is_installed, load, unit

# Words that every need and every profile holds; what is left tells them apart.
STOP_WORDS = frozenset(
    """
    する 為る 有る 居る 成る 出来る 呉れる 貰う 行う 遣る 教える 習う 学ぶ 見る 言う 知る 思う 願う 欲しい 良い 一緒 皆
    皆さん 方 人 者 事 物 様 等 時 所 為 年 生 月 日 回 分 小 中 学校 小学校 中学校
    児童 生徒 子供 子 先生 講師 ボランティア 地域 活動 体験 教室 授業 学習 指導 支援 手伝い 手伝う 協力 お願い 募集 経験 得意
    好き 担当 学年 全校 クラブ 会 部
    """.split()
)
# The table is pruned to 20,000 rows, so 書道, 茶道 and 算盤 share one; characters in common part them again (お茶 → 茶道).
KANJI_WEIGHT = 0.15
_RERANKED = 60
_KANJI = re.compile("[一-龯]")
_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞"})
_MEANINGLESS = frozenset({"数詞", "非自立可能", "助数詞"})


@dataclass(frozen=True)
class Near:
    word: str
    score: float


@dataclass(frozen=True)
class Vocabulary:
    """Words to be found, with a unit vector each; words without one are left out of `matrix`."""

    words: tuple[str, ...]
    matrix: NDArray[np.float32]
    others: tuple[str, ...]


def content_words(text: str) -> list[tuple[str, str]]:
    """(dictionary form, written form) of the words that carry meaning, in order."""
    tokens = [(token, token.part_of_speech()) for token in short_tokens(text)]
    return [
        (token.normalized_form(), token.surface())
        for token, kind in tokens
        if kind[0] in _CONTENT and not _MEANINGLESS & set(kind[1:3]) and token.normalized_form() not in STOP_WORDS
    ]


def common_nouns(texts: Iterable[str]) -> Iterator[str]:
    """Nouns of texts, compounds and their longer parts, that could answer a search: no proper names, numbers or stop words."""
    for text in texts:
        for token in long_tokens(text):
            kind = token.part_of_speech()
            if kind[:2] == ("名詞", "普通名詞") and kind[2] != "助数詞可能":
                yield from (word for word in _with_parts(token.surface()) if not _is_slight(word))


def _with_parts(word: str) -> list[str]:
    parts = [token.surface() for token in short_tokens(word)] if len(word) > 3 else []
    return [word, *parts] if len(parts) > 1 and all(len(part) > 1 for part in parts) else [word]


def _is_slight(word: str) -> bool:
    return word in STOP_WORDS or bool(re.fullmatch("[ぁ-んァ-ヶa-zA-Z0-9ー]{0,1}|[a-zA-Z0-9]+", word))


class Meaning:
    """One set of vectors, loaded once per process (`Meaning.at(folder)`)."""

    def __init__(self, vectors: Vectors | None):
        self._vectors = vectors

    @classmethod
    def at(cls, cache: Path | None = None) -> "Meaning":
        return cls(load(cache) if is_installed() else None)

    @property
    def is_semantic(self) -> bool:
        """False when the package is absent and nearness only means shared characters."""
        return self._vectors is not None

    def vector(self, text: str) -> NDArray[np.float32] | None:
        """Unit vector of a word or text: the word itself where the table has it, else the mean of its content words."""
        if self._vectors is None:
            return None
        whole = self._first([text, jaconv.hira2kata(text)])
        if whole is not None:
            return whole
        found = [vector for forms in content_words(text) if (vector := self._first(forms)) is not None]
        return unit(np.mean(found, axis=0)).astype(np.float32) if found else None

    def _first(self, forms: Iterable[str]) -> NDArray[np.float32] | None:
        assert self._vectors is not None
        return next((vector for form in forms if (vector := self._vectors.vector(form)) is not None), None)

    def similarity(self, one: str, other: str) -> float:
        """-1 to 1; by shared pairs of characters (0 to 1) where a text has no vector."""
        first, second = self.vector(one), self.vector(other)
        if first is None or second is None:
            return overlap(one, other)
        return _score(float(first @ second), one, other)

    def vocabulary(self, words: Iterable[str]) -> Vocabulary:
        """Prepare words for `neighbours`; keep it while the words stay the same."""
        vectors = {word: self.vector(word) for word in dict.fromkeys(words)}
        known = {word: vector for word, vector in vectors.items() if vector is not None}
        matrix = np.stack(list(known.values())) if known else np.zeros((0, 0), dtype=np.float32)
        return Vocabulary(tuple(known), matrix, tuple(word for word in vectors if word not in known))

    def neighbours(self, word: str, vocabulary: Vocabulary, count: int = 5, least: float = 0.0) -> list[Near]:
        """The nearest words of a vocabulary, best first, the word itself left out."""
        same = normalise(word)
        scored = [near for near in self._scored(word, vocabulary, count + 1) if normalise(near.word) != same and near.score >= least]
        return scored[:count]

    def _scored(self, word: str, vocabulary: Vocabulary, count: int) -> Sequence[Near]:
        vector = self.vector(word)
        if vector is None or not vocabulary.words:
            everything = (*vocabulary.words, *vocabulary.others)
            found = sorted((Near(other, overlap(word, other)) for other in everything), key=lambda near: (-near.score, near.word))
            return [near for near in found[:count] if near.score > 0]
        scores = vocabulary.matrix @ vector
        likely = np.argsort(-scores, kind="stable")[: count + _RERANKED]
        best = sorted(((_score(float(scores[place]), word, vocabulary.words[place]), -place) for place in likely), reverse=True)
        return [Near(vocabulary.words[-place], score) for score, place in best[:count]]


def _score(cosine: float, one: str, other: str) -> float:
    return min(cosine + KANJI_WEIGHT * _shared_kanji(one, other), 1.0)


def _shared_kanji(one: str, other: str) -> float:
    first, second = set(_KANJI.findall(one)), set(_KANJI.findall(other))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
