"""Blocks, 公民館 and schools of the demo city."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from .chance import near, point, shared, stream
from .phrases import read
from .sizes import Size
from .specs import BlockSpec, CenterSpec, SchoolSpec

_DIRECTIONS = (
    ("", ""),
    ("北", "きた"),
    ("南", "みなみ"),
    ("東", "ひがし"),
    ("西", "にし"),
    ("上", "かみ"),
    ("中", "なか"),
    ("新", "しん"),
    ("奥", "おく"),
)
_YEARS = {"elementary": ("小1", "小2", "小3", "小4", "小5", "小6"), "junior": ("中1", "中2", "中3")}
_WORDS = {"elementary": ("小学校", "しょうがっこう", "B1"), "junior": ("中学校", "ちゅうがっこう", "C1")}
_PUPILS = {"plain": (25, 110), "coast": (18, 80), "hill": (12, 60), "mountain": (3, 14)}


def blocks(scale: float = 1.0) -> tuple[BlockSpec, ...]:
    return tuple(
        BlockSpec(row["code"], row["name"], row["kana"], row["land"], point(*(km * scale for km in row["centre"])))
        for row in read("places")["block"]
    )


def centers(blocks: Sequence[BlockSpec]) -> tuple[CenterSpec, ...]:
    city = read("places")["city"]
    return tuple(
        CenterSpec(
            key=f"center-{block.key}",
            block=block.key,
            name=f"{block.name}公民館",
            kana=f"{block.kana}こうみんかん",
            phone=f"{city['area_number']}-10-{n:04d}",
            address=f"{city['prefecture']}{city['name']}{block.name}町1-{n}",
            point=block.centre,
        )
        for n, block in enumerate(blocks, start=1)
    )


def schools(size: Size, seed: int) -> tuple[SchoolSpec, ...]:
    rows = read("places")["block"]
    shares = [row["share"] for row in rows]
    counts = {"elementary": shared(size.elementary, shares), "junior": shared(size.junior, shares)}
    found: list[SchoolSpec] = []
    for level, per_block in counts.items():
        for row, count in zip(rows, per_block, strict=True):
            rng = stream(seed, f"school:{level}:{row['code']}")
            names = _names(row, level, count)
            found += [_school(rng, row, level, next(names), len(found) + n + 1, size.scale) for n in range(count)]
    return tuple(found)


def _names(row: dict[str, Any], level: str, count: int) -> Iterator[tuple[str, str]]:
    if level == "junior" and count < 4:
        yield row["name"], row["kana"]
    elif level == "junior":
        yield f"{row['name']}第一", f"{row['kana']}だいいち"
        yield f"{row['name']}第二", f"{row['kana']}だいに"
    for before, before_kana in _DIRECTIONS:
        for name, kana in row["places"][2 if level == "junior" else 0 :]:
            yield before + name, before_kana + kana


def _school(rng: Random, row: dict[str, Any], level: str, name: tuple[str, str], number: int, scale: float) -> SchoolSpec:
    city, (word, word_kana, kind) = read("places")["city"], _WORDS[level]
    low, high = _PUPILS[row["land"]]
    base = rng.randint(low, high)
    return SchoolSpec(
        key=f"school-{number:03d}",
        code=f"{kind}992{number:07d}{number % 10}",
        block=row["code"],
        level=level,
        name=f"{city['name']}立{name[0]}{word}",
        kana=f"{city['kana']}りつ{name[1]}{word_kana}",
        phone=f"{city['area_number']}-20-{number:04d}",
        address=f"{city['prefecture']}{city['name']}{row['name']}{name[0]}{rng.randint(1, 98)}番地",
        point=near(rng, row["centre"], row["spread"], scale),
        grades=tuple((grade, max(2, base + rng.randint(-4, 4))) for grade in _YEARS[level]),
    )
