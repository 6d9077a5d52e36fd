"""What people of the programme owe each other: open, overdue, kept, handed on, moved and withdrawn, block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import Any

from .chance import stream
from .phrases import read
from .sizes import Size
from .specs import BlockSpec, PostSpec, PromiseSpec, SchoolSpec

_OWNERS = (
    *("instructor", "liaison_teacher", "instructor", "center_staff", "coordinator", "instructor"),
    *("liaison_teacher", "principal", "instructor", "section_staff", "liaison_teacher", "instructor"),
)
# Days from today on which it was made, falls due, and met its fate.
_FATES = {
    "soon": (-9, 2, 0),
    "late": (-25, -4, 0),
    "done": (-36, -10, -12),
    "handed_on": (-30, 6, -6),
    "stale": (-40, -14, 0),
    "open": (-6, 19, 0),
    "withdrawn": (-28, 5, -4),
    "moved": (-20, -2, -3),
}
_ORDER = ("soon", "late", "done", "handed_on", "stale", "open", "withdrawn", "done", "moved", "late", "open", "done")
_SPREAD = ("open", "handed_on", "done", "withdrawn")
_SHIFT = 5  # so that in a small city, too, every fate is met somewhere
_RECEIVERS = {
    "instructor": "center_staff",
    "center_staff": "instructor",
    "liaison_teacher": "principal",
    "principal": "vice_principal",
    "coordinator": "section_staff",
    "section_staff": "coordinator",
}
_CITY_HALL = ("coordinator", "section_staff")
_SOURCES = {"visit": "{month}月{day}日の巡回訪問", "meeting": "{month}月{day}日の情報交換会", "advice": "電話での相談", "by_hand": ""}


def promises(
    size: Size, seed: int, blocks: Sequence[BlockSpec], schools: Sequence[SchoolSpec], posts: Sequence[PostSpec], today: date
) -> tuple[PromiseSpec, ...]:
    """At least ``size.promises`` in each block, half as many more in some, and one of a post that nobody holds."""
    teller = _Teller(stream(seed, "promises"), today)
    found: list[PromiseSpec] = []
    for number, block in enumerate(blocks):
        places = [school.key for school in schools if school.block == block.key]
        count = size.promises + size.promises // 2 * (number % 2)
        found += teller.of_block(block.key, places, count, number * _SHIFT)
    return (*found, *(teller.left_behind(post) for post in posts if post.holder_on(today) is None))


class _Teller:
    """Draws the texts of each role in turn, so that no block hears one twice."""

    def __init__(self, rng: Random, today: date) -> None:
        self._rng, self._today = rng, today
        self._words = {fate: cycle(words) for fate, words in read("promises")["words"].items()}
        texts = list(read("promises")["promise"])
        rng.shuffle(texts)
        self._texts = {role: cycle([text for text in texts if text["owner"] == role]) for role in _RECEIVERS if role != "vice_principal"}
        self._count = 0

    def of_block(self, block: str, schools: Sequence[str], count: int, shift: int) -> Iterator[PromiseSpec]:
        for n in range(count):
            school = schools[n % len(schools)]
            text = next(self._texts[_OWNERS[n % len(_OWNERS)]])
            yield self._promise(text, f"center-{block}", school, _ORDER[(n + shift) % len(_ORDER)])

    def left_behind(self, post: PostSpec) -> PromiseSpec:
        """The teacher who left had promised something to somebody outside."""
        return self._promise(read("promises")["left_behind"], "", post.place, "late")

    def _promise(self, text: dict[str, Any], center: str, school: str, fate: str) -> PromiseSpec:
        self._count += 1
        made, due, met = (self._today + timedelta(days=days) for days in _FATES[fate])
        made = _weekday(made - timedelta(days=self._rng.randrange(4)))
        due = _weekday(due + timedelta(days=self._rng.randrange(4) if fate in _SPREAD else 0))
        owner, owed_to = _post(text["owner"], center, school), _post(text.get("owed_to", ""), center, school)
        return PromiseSpec(
            key=f"promise-{self._count:03d}",
            owner=owner,
            owed_to=owed_to,
            owed_to_text=text.get("whom", ""),
            maker=_post("instructor", center, school) if center and _is_heard_on_the_way(text) else owner,
            text=text["text"],
            source=text["source"],
            source_text=_SOURCES[text["source"]].format(month=made.month, day=made.day),
            made_on=made,
            due_on=due,
            fate=fate,
            met_on=met,
            word=next(self._words[fate]) if fate in self._words else "",
            receiver=self._receiver(text["owner"], owed_to, center, school),
        )

    def _receiver(self, owner: str, owed_to: str, center: str, school: str) -> str:
        receiver = _post(_RECEIVERS[owner], center, school)
        return receiver if receiver != owed_to else _post("coordinator", center, school)


def _is_heard_on_the_way(text: dict[str, Any]) -> bool:
    """On a visit or at a meeting, between posts of which at least one is of the block: the instructor writes it down."""
    return text["source"] in ("visit", "meeting") and bool({text["owner"], text.get("owed_to", "")} - {"", *_CITY_HALL})


def _post(role: str, center: str, school: str) -> str:
    """The key of a post; "" for nobody."""
    places = {"instructor": center, "center_staff": center, "coordinator": "city", "section_staff": "city", "": ""}
    return f"{role}:{places.get(role, school)}" if role else ""


def _weekday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
