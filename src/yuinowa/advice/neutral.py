"""Takes people out of a text: known persons, groups, schools and 公民館, whoever bears a name with さん or 先生, telephone numbers and mails.

Names are compared as the search compares (width, 異体字, kana), so 𠮷田 is found where somebody wrote 吉田. A person still has to look:
what no list and no dictionary knows stays.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Exists, OuterRef

from yuinowa.engine.japanese.normalise import normalise, with_offsets
from yuinowa.engine.japanese.tokens import short_tokens
from yuinowa.organisations.models import CommunityCenter, School
from yuinowa.people.models import Appointment, Person
from yuinowa.talents.models import Talent

# A group called 花 would be found in every garden.
SHORTEST_GROUP = 3
HONORIFICS = ("先生", "さん", "さま", "様", "氏", "くん", "君", "ちゃん")
TITLES = (
    "校長",
    "教頭",
    "教諭",
    "館長",
    "会長",
    "副会長",
    "部長",
    "課長",
    "係長",
    "主事",
    "指導員",
    "主任",
    "店長",
    "社長",
    "園長",
    "区長",
)
# 花塚小の吉田です: whoever introduces themselves.
_INTRODUCED = "(?=です|と申します|ともうします)"
_CALLED = re.compile("|".join((*HONORIFICS, *TITLES, _INTRODUCED)))
_MAIL = re.compile(r"[a-z0-9._%+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_TELEPHONE = re.compile(r"(?<![\d-])(?:\+81[-ー ]?|0)\d{1,4}[-ー() ]{0,2}\d{1,4}[-ー() ]{0,2}\d{3,4}(?![\d-])")
_DIGITS = (10, 11)
_ELEMENTARY, _JUNIOR = "B", "C"


@dataclass(frozen=True)
class Name:
    """A name as a pattern over normalised text, and the word that stands in its place. A family is a name only before さん and the like."""

    pattern: str
    instead: str


@dataclass(frozen=True)
class Finding:
    """What was found, as it was written, and what stands there instead."""

    found: str
    instead: str
    is_contact: bool = False


@dataclass(frozen=True)
class Neutral:
    text: str
    removed: tuple[Finding, ...]


Span = tuple[int, int, str, bool]


def findings(text: str) -> tuple[Finding, ...]:
    """What would have to go."""
    return neutral(text, known_names(text)).removed


def known_names(text: str) -> list[Name]:
    """The names of this municipality that occur in ``text``, longest first; four queries."""
    tight = _tight(text)
    found = {name for name in _all_names() if _tight(name[0]) in tight}
    return [Name(pattern, instead) for _raw, pattern, instead in sorted(found, key=lambda name: (-len(name[0]), name))]


def neutral(text: str, names: Iterable[Name]) -> Neutral:
    """The text without its people, and what was taken out, each once."""
    pieces, removed, end = [], {}, 0
    for start, stop, instead, is_contact in _apart(text, names):
        found = text[start:stop]
        pieces += [text[end:start], instead]
        removed[found] = Finding(found.strip(), instead, is_contact)
        end = stop
    return Neutral("".join([*pieces, text[end:]]), tuple(removed.values()))


def _apart(text: str, names: Iterable[Name]) -> list[Span]:
    """The spans from left to right; where two overlap, the one found by the surer rule stays."""
    kept: list[Span] = []
    for span in (*_contacts(text), *_named(text, names), *_called(text)):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return sorted(kept)


def _contacts(text: str) -> Iterator[Span]:
    folded, places = with_offsets(text)
    for found in _MAIL.finditer(folded):
        yield _contact(text, places[found.start()], places[found.end()], "メールアドレス")
    for found in _TELEPHONE.finditer(folded):
        number = found.group().replace("+81", "0")
        if sum(sign.isdigit() for sign in number) in _DIGITS:
            yield _contact(text, places[found.start()], places[found.end()], "電話番号")


def _contact(text: str, start: int, end: int, word: str) -> Span:
    """In brackets, unless it stood in some."""
    is_bracketed = text[:start].endswith(("（", "(")) and text[end:].startswith(("）", ")"))
    return start, end, word if is_bracketed else f"（{word}）", True


def _named(text: str, names: Iterable[Name]) -> Iterator[Span]:
    folded, places = with_offsets(text)
    for name in names:
        for found in re.finditer(name.pattern, folded):
            yield places[found.start()], places[found.end()], name.instead or _instead_of(found["called"]), False


def _called(text: str) -> Iterator[Span]:
    """Names that only the dictionary knows: 姓 with 名, or any name with さん, 先生, 会長 behind it."""
    tokens = list(short_tokens(text))
    for token, following in pairwise(tokens):
        if not _is_name(token):
            continue
        called = _CALLED.match(text, token.end())
        if called:
            yield token.begin(), called.end(), _instead_of(called.group()), False
        elif token.part_of_speech()[3] == "姓" and _is_name(following) and following.part_of_speech()[3] == "名":
            last = _CALLED.match(text, following.end())
            yield token.begin(), last.end() if last else following.end(), _instead_of(last.group()) if last else "ある方", False


def _is_name(token: object) -> bool:
    return token.part_of_speech()[2] == "人名"  # type: ignore[attr-defined,no-any-return]


def _instead_of(called: str) -> str:
    if called in TITLES:
        return called
    if not called:
        return "担当"
    if called == "先生":
        return "ある先生"
    return "ある子ども" if called in {"くん", "君", "ちゃん"} else "ある方"


RawName = tuple[str, str, str]  # as written, its pattern, the word instead


def _all_names() -> Iterator[RawName]:
    is_holder = Exists(Appointment.objects.filter(person=OuterRef("pk")))
    for name, holds in Person.objects.order_by().values_list("name", is_holder):
        yield from _of_person(name, "担当の方" if holds else "地域の方")
    groups = Talent.objects.exclude(kind=Talent.Kind.PERSON).order_by().values_list("name", "kind")
    for name, kind in groups:
        if len(name) >= SHORTEST_GROUP:
            yield name, _spaced(name), "地域の団体" if kind == Talent.Kind.GROUP else "地域の事業所"
    for name, short, kind in School.objects.order_by().values_list("name", "short_name", "kind"):
        yield from ((one, _spaced(one) + "(?:学校)?", _kind_of(kind)) for one in (name, short) if one)
    for name in CommunityCenter.objects.order_by().values_list("name", flat=True):
        yield name, _spaced(name), "公民館"


def _of_person(name: str, instead: str) -> Iterator[RawName]:
    """The whole name wherever it stands; the family only where somebody is called by it."""
    called = "|".join(map(re.escape, map(normalise, (*HONORIFICS, *TITLES))))
    yield name, f"{_spaced(name)}(?: ?(?:{called}))?", instead
    family, _space, given = name.replace("\u3000", " ").partition(" ")
    if given:
        # A family of one character is mostly a word: 森です.
        introduced = f"|{_INTRODUCED}" if len(family) > 1 else ""
        yield family, f"{_spaced(family)} ?(?P<called>{called}{introduced})", ""


def _spaced(name: str) -> str:
    """With or without the spaces in it."""
    return " ?".join(re.escape(part) for part in normalise(name).split(" "))


def _tight(text: str) -> str:
    return normalise(text).replace(" ", "")


def _kind_of(kind: str) -> str:
    return {_ELEMENTARY: "ある小学校", _JUNIOR: "ある中学校"}.get(kind[:1], "ある学校")
