"""ふりがな: automatic readings written as ｜漢字《かんじ》, and that markup rendered as ruby in HTML.

The markup (that of 青空文庫) survives catalogues, mails and plain-text exports, where `strip_ruby` leaves the base text.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import jaconv

from yuinowa.engine.japanese.tokens import long_tokens

_KANJI = "一-龯々〆ヶ\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0003ffff"
_HAS_KANJI = re.compile(f"[{_KANJI}]")
_RUNS = re.compile(f"[{_KANJI}]+|[^{_KANJI}]+")
_MARKUP = re.compile("｜([^｜《》<>]{1,60})《([^｜《》<>]{1,120})》")

# What the dictionary reads otherwise than やさしい日本語 wants it, whatever the sentence.
PHRASES: Mapping[str, str] = MappingProxyType(
    {
        "小学校": "しょうがっこう",
        "中学校": "ちゅうがっこう",
        "小中学校": "しょうちゅうがっこう",
        "公民館": "こうみんかん",
        "日本語": "にほんご",
        "日本": "にほん",
        "何を": "なにを",
        "何に": "なにに",
        "何が": "なにが",
        "地域の方": "ちいきのかた",
        "保護者の方": "ほごしゃのかた",
        "昨日": "きのう",
        "今日": "きょう",
        "明日": "あした",
        "二十日": "はつか",
        "二十歳": "はたち",
        "何人": "なんにん",
        "何日": "なんにち",
        "一日中": "いちにちじゅう",
    }
)
_DAYS = ("ついたち", "ふつか", "みっか", "よっか", "いつか", "むいか", "なのか", "ようか", "ここのか", "とおか")
_DAY_READINGS = {
    **{str(n): reading for n, reading in enumerate(_DAYS, 1)},
    "14": "じゅうよっか",
    "20": "はつか",
    "24": "にじゅうよっか",
}
_PEOPLE = {"1": "ひとり", "2": "ふたり"}
_COUNTERS = {
    **{
        "月": "がつ",
        "日": "にち",
        "人": "にん",
        "名": "めい",
        "年": "ねん",
        "時": "じ",
        "回": "かい",
        "円": "えん",
        "歳": "さい",
    },
    **{"校": "こう", "件": "けん", "組": "くみ", "週": "しゅう", "番": "ばん", "年生": "ねんせい", "時間": "じかん"},
    **{"年間": "ねんかん", "日間": "にちかん", "週間": "しゅうかん"},
}
_COUNTED = re.compile(
    r"(?P<month>(?<=月))?(?P<number>\d+)(?P<counter>年生|時間|年間|日間|週間|分間|[月日人名年時分回円歳校件組週番])"
    f"(?![{_KANJI}])"
)


def ruby_markup(text: str, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """Add readings to a plain text. `names` gives readings in hiragana (勿来→なこそ) that win over the dictionary; longest first.

    Parts that already carry markup are left alone.
    """
    known = {**PHRASES, **names}
    pattern = "|".join(map(re.escape, sorted(known, key=lambda name: (-len(name), name))))
    fixed = re.compile(f"{_MARKUP.pattern}|{_COUNTED.pattern}|(?P<name>{pattern})", re.DOTALL)
    parts, end = [], 0
    for found in fixed.finditer(text):
        parts += [_read(text[end : found.start()]), _fixed_reading(found, known)]
        end = found.end()
    return "".join([*parts, _read(text[end:])])


def _fixed_reading(found: re.Match[str], known: Mapping[str, str]) -> str:
    if name := found["name"]:
        return _with_okurigana(name, known[name])
    if number := found["number"]:
        return _counted(number, found["counter"], after_month=found["month"] is not None)
    return found.group()


def _counted(number: str, counter: str, *, after_month: bool) -> str:
    plain = str(int(number))
    if counter == "日" and after_month and plain in _DAY_READINGS:
        return f"｜{number}{counter}《{_DAY_READINGS[plain]}》"
    if counter == "人" and plain in _PEOPLE:
        return f"｜{number}{counter}《{_PEOPLE[plain]}》"
    if counter in ("分", "分間"):
        minutes = "ふん" if plain[-1] in "2579" else "ぷん"
        return f"{number}｜{counter}《{minutes}{'かん' if counter == '分間' else ''}》"
    return f"{number}｜{counter}《{_COUNTERS[counter]}》"


def _read(text: str) -> str:
    if not _HAS_KANJI.search(text):
        return text
    return "".join(_with_okurigana(token.surface(), _reading_of(token)) for token in long_tokens(text))


def _with_okurigana(surface: str, reading: str) -> str:
    """`食べる`, `たべる` → `｜食《た》べる`; the whole word where kana and reading do not line up."""
    if not _HAS_KANJI.search(surface) or not reading:
        return surface
    runs = _RUNS.findall(surface)
    pattern = "".join("(.+?)" if _HAS_KANJI.match(run) else re.escape(jaconv.kata2hira(run)) for run in runs)
    found = re.fullmatch(pattern, reading)
    if found is None:
        return f"｜{surface}《{reading}》"
    readings = iter(found.groups())
    return "".join(f"｜{run}《{next(readings)}》" if _HAS_KANJI.match(run) else run for run in runs)


def strip_ruby(text: str) -> str:
    """The base text of a marked text."""
    return _MARKUP.sub(r"\1", text) if "｜" in text else text


def kana_reading(text: str) -> str:
    """The whole text in hiragana as the dictionary reads it: a suggestion for a kana field, never a fact about a name."""
    return "".join(map(_reading_of, long_tokens(text)))


def _reading_of(token: Any) -> str:
    surface = token.surface()
    return jaconv.kata2hira(token.reading_form() if _HAS_KANJI.search(surface) else surface)


# HTML

_TAG = re.compile(r"""<!--.*?-->|</?([a-zA-Z][a-zA-Z0-9-]*)(?:"[^"]*"|'[^']*'|[^'">])*>|<![^>]*>""", re.DOTALL)
# Elements whose content is text for machines or may not hold ruby.
_PLAIN = frozenset({"script", "style", "textarea", "title", "option", "svg", "ruby"})


def render_ruby(html: str) -> str:
    """Markup in text nodes becomes `<ruby>漢字<rt>かんじ</rt></ruby>`; inside tags and elements that cannot hold ruby, the base text.

    The input is finished, escaped HTML. Bases and readings cannot hold angle brackets, so no tag can arise or be split.
    """
    if "｜" not in html:
        return html
    return "".join(strip_ruby(part) if is_plain else _ruby(part) for is_plain, part in _segments(html))


def _ruby(text: str) -> str:
    return _MARKUP.sub(r"<ruby>\1<rt>\2</rt></ruby>", text)


def _segments(html: str) -> Iterator[tuple[bool, str]]:
    """(must stay plain, piece of the HTML), in order."""
    end = 0
    while found := _TAG.search(html, end):
        yield False, html[end : found.start()]
        end = found.end()
        name = (found[1] or "").lower()
        if name in _PLAIN and not found.group().startswith("</") and not found.group().endswith("/>"):
            end = _closing(html, name, end)
        yield True, html[found.start() : end]
    yield False, html[end:]


def _closing(html: str, name: str, start: int) -> int:
    found = re.compile(f"</{name}\\s*>", re.IGNORECASE).search(html, start)
    return found.start() if found else len(html)
