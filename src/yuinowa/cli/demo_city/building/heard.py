"""What was heard on the visits behind, what schools said about it, and what they answered about the visits ahead."""

from __future__ import annotations

import datetime as dt
from itertools import count
from random import Random
from typing import Any

from yuinowa.cli.demo_city.building.world import World, at
from yuinowa.cli.demo_city.chance import stream
from yuinowa.cli.demo_city.phrases import read
from yuinowa.core.actions import Actor
from yuinowa.needs.actions import Wish, promise_to_need
from yuinowa.promises.actions import Promised, finish_promises
from yuinowa.rounds import actions
from yuinowa.rounds.actions import Heard
from yuinowa.rounds.models import Visit, VisitRecord
from yuinowa.rounds.views.around import near_talents
from yuinowa.talents.models import Talent

LATELY = dt.timedelta(days=40)
AHEAD = dt.timedelta(days=35)
PROMISED_FOR = dt.timedelta(days=10)
# Days before today on which schools were asked, and what each of them said since.
ASKED, SILENT_SINCE = 4, 9
ANSWERS = ("yes", "waiting", "none", "silent", "other", "yes", "later")
UNWRITTEN_LATELY = dt.timedelta(days=8)


def build_heard(world: World) -> int:
    """Returns how many records there are."""
    _Listener(world).listen()
    _ask(world)
    return VisitRecord.objects.count()


class _Listener:
    """Writes the records in the order of the days; texts come round in turn, so that no school hears one twice in a row."""

    def __init__(self, world: World) -> None:
        self._world, self._texts, self._rng = world, read("visits"), stream(world.seed, "heard")
        self._turn = count(self._rng.randrange(7))

    def listen(self) -> None:
        past = Visit.objects.filter(state=Visit.State.DONE, on__lt=self._world.today, record__isnull=True)
        for visit in past.select_related("school__site", "post__center").order_by("on", "arrives_at", "pk"):
            n = next(self._turn)
            is_fresh = visit.on > self._world.today - UNWRITTEN_LATELY
            if n % 9 and not (is_fresh and n % 3 == 0):
                self._record(visit, n)

    def _record(self, visit: Visit, n: int) -> None:
        texts = [text for text in self._texts["heard"] if visit.on.month in text.get("months", [visit.on.month])]
        text = texts[n % len(texts)]
        with at(visit.on, 16, 45):
            by = _instructor(self._world, visit)
            record = actions.record_visit(visit, heard=self._heard(visit, text, n, by), by=by)
        self._look_for(visit, text, by, n)
        self._keep(visit, by, n)
        with at(min(visit.on + dt.timedelta(days=3), self._world.today), 8, 10):
            self._read(record, visit, n)

    def _heard(self, visit: Visit, text: dict[str, Any], n: int, by: Actor) -> Heard:
        is_lately = visit.on > self._world.today - LATELY
        talents = near_talents([visit.school], by, visit.on, 1)[visit.school_id] if n % 6 == 0 else []
        return Heard(
            met=self._texts["met"][n % len(self._texts["met"])],
            heard=text["heard"],
            ideas=text["ideas"],
            promises=[self._promised(visit, text["promise"])] if "promise" in text and n % 3 else [],
            need_title=text.get("need", "") if is_lately and n % 4 == 0 else "",
            introductions=[(Talent.objects.get(pk=near.pk), "") for near in talents],
        )

    def _promised(self, visit: Visit, text: str) -> Promised:
        window = self._world.posts[f"liaison_teacher:{_key(self._world, visit)}"]
        day = f"{visit.on.month}月{visit.on.day}日の巡回訪問"
        return Promised(text=text, owner=visit.post, owed_to=window, due_on=visit.on + PROMISED_FOR, source="visit", source_text=day)

    def _look_for(self, visit: Visit, text: dict[str, Any], by: Actor, n: int) -> None:
        """A promise to find somebody becomes a need on the way home."""
        link = visit.promises.select_related("promise").first() if "need" in text and n % 4 else None
        if link and visit.on > self._world.today - LATELY:
            with at(visit.on, 17, 5):
                promise_to_need(link.promise, wish=Wish(title=text["need"]), by=by)

    def _keep(self, visit: Visit, by: Actor, n: int) -> None:
        """What fell due was mostly kept."""
        if visit.on + PROMISED_FOR < self._world.today and n % 8:
            with at(visit.on + PROMISED_FOR, 11, 20):
                finish_promises(promises=[link.promise for link in visit.promises.select_related("promise")], by=by)

    def _read(self, record: VisitRecord, visit: Visit, n: int) -> None:
        teacher = self._world.teacher(_key(self._world, visit))
        if n % 7 == 1:
            actions.comment_on_record(record, text=self._texts["comments"][n % len(self._texts["comments"])], by=teacher)
        if n % 4:
            actions.agree_to_record(record, by=teacher)


def _ask(world: World) -> None:
    """Of each block's coming visits most schools were asked, and said this and that."""
    rng, texts = stream(world.seed, "answers"), read("visits")["words"]
    coming = Visit.objects.filter(state=Visit.State.PLANNED, on__gt=world.today, on__lte=world.today + AHEAD)
    for n, visit in enumerate(coming.with_places().order_by("post", "on", "arrives_at", "pk")):
        answer = ANSWERS[n % len(ANSWERS)]
        if answer == "later":
            continue
        since = SILENT_SINCE if answer == "silent" else ASKED
        with at(world.today - dt.timedelta(days=since), 10, 40):
            asked = actions.propose_visit(visit, by=_instructor(world, visit))
        with at(world.today - dt.timedelta(days=1), 15, 5):
            _answer(world, asked, answer, texts[n % len(texts)], rng)


def _answer(world: World, visit: Visit, answer: str, word: str, rng: Random) -> None:
    teacher = world.teacher(_key(world, visit))
    numbers = [option.number for option in visit.options.all()]
    if answer == "yes" or (answer == "other" and not numbers):
        actions.confirm_visit(visit, by=teacher)
    elif answer == "other":
        actions.choose_option(visit, number=rng.choice(numbers), by=teacher)
    elif answer == "none":
        actions.decline_days(visit, word=word, by=teacher)


def _instructor(world: World, visit: Visit) -> Actor:
    return world.actor("instructor", next(key for key, post in world.posts.items() if post.pk == visit.post_id).split(":", 1)[1])


def _key(world: World, visit: Visit) -> str:
    return next(key for key, school in world.schools.items() if school.pk == visit.school_id)
