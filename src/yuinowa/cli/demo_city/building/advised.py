"""A year of questions to the coordinator, each asked, answered, read and closed at its own time; the good answers became cases."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yuinowa.advice import actions
from yuinowa.advice.actions import Promised
from yuinowa.advice.files import Sent
from yuinowa.advice.models import Consultation, Message
from yuinowa.cli.demo_city.building.world import World, at
from yuinowa.cli.demo_city.chance import stream
from yuinowa.cli.demo_city.phrases import read
from yuinowa.core.actions import Actor
from yuinowa.core.documents import render_pdf
from yuinowa.promises.actions import finish_promise
from yuinowa.promises.models import Promise

FEW_SCHOOLS = 50
# Days before today of the latest ones, and what became of them; all others were closed.
LATEST = (
    (0, "open"),
    (1, "open"),
    (2, "answered"),
    (4, "open"),
    (5, "answered"),
    (6, "followed"),
    (8, "read"),
    (9, "open"),
    (12, "read"),
    (15, "read"),
)
ANSWER_AFTER, FOLLOW_AFTER, CLOSE_AFTER = (1, 2, 5), 6, 9
SHARED_EACH = 3


@dataclass(frozen=True)
class Thread:
    """One question of ``text`` (a table of advice.toml), ``on`` a weekday, by the holder of a post at ``school``."""

    text: dict[str, Any]
    school: str
    on: dt.date
    fate: str
    is_shared: bool


def build_advice(world: World) -> int:
    """Returns how many consultations there are."""
    for thread in sorted(_threads(world), key=lambda thread: (thread.on, thread.text["subject"])):
        _live(world, thread)
    return Consultation.objects.count()


def _threads(world: World) -> Iterator[Thread]:
    """Every text once, in a real city twice with other schools, spread over the days since April."""
    rng = stream(world.seed, "advice")
    texts = list(read("advice")["advice"])
    rng.shuffle(texts)
    # Those that are still open wait on the page; what was settled by telephone is closed at once.
    texts.sort(key=lambda text: "channel" in text)
    texts *= 1 if len(world.schools) < FEW_SCHOOLS else 2
    schools = rng.sample(sorted(world.schools), len(world.schools))
    days = _days(world.today, len(texts))
    for number, (text, (on, fate)) in enumerate(zip(texts, days, strict=True)):
        yield Thread(text, schools[number % len(schools)], on, "closed" if "channel" in text else fate, number % SHARED_EACH == 0)


def _days(today: dt.date, count: int) -> Iterator[tuple[dt.date, str]]:
    """The latest first; the rest evenly back to the middle of April, in spring at least over the last weeks."""
    first = dt.date(today.year if today >= dt.date(today.year, 5, 20) else today.year - 1, 4, 14)
    begin = LATEST[-1][0] + CLOSE_AFTER
    step = max(1.0, ((today - first).days - begin) / max(1, count - len(LATEST)))
    for number in range(count):
        back, fate = LATEST[number] if number < len(LATEST) else (begin + round((number - len(LATEST)) * step), "closed")
        yield _weekday(today - dt.timedelta(days=back)), fate


def _weekday(day: dt.date) -> dt.date:
    """The day itself, or the Friday before a weekend."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def _live(world: World, thread: Thread) -> None:
    asker = _holder(world, thread, thread.on)
    if asker is None:
        return
    message = _record(world, thread) if "channel" in thread.text else _ask_and_answer(world, thread, asker)
    if message and thread.text.get("case") and thread.fate == "closed":
        _publish(world, thread, message)


def _record(world: World, thread: Thread) -> Message | None:
    text = thread.text
    with at(thread.on, 15, 50):
        consultation = actions.record_consultation(
            asked_by=world.posts[_post_key(world, thread)],
            subject=text["subject"],
            topic=text["topic"],
            channel=text["channel"],
            asked_on=thread.on,
            text=_said(world, thread, "text"),
            answered=text["answer"],
            by=world.actor("coordinator"),
        )
    found: Message | None = consultation.messages.filter(side=Message.Side.ADVISER).first()
    return found


def _ask_and_answer(world: World, thread: Thread, asker: Actor) -> Message | None:
    text, file = thread.text, thread.text.get("file")
    # Early, before the lessons: what happens later on the same day comes after it.
    with at(thread.on, 7, 40):
        consultation = actions.ask(
            subject=text["subject"],
            topic=text["topic"],
            text=_said(world, thread, "text"),
            asked_by=world.posts[_post_key(world, thread)],
            is_shared=thread.is_shared,
            files=[_photo()] if file == "photo" else [],
            by=asker,
        )
    if thread.fate == "open":
        return None
    with at(_later(world, thread, ANSWER_AFTER[thread.on.day % 3]), 10, 40) as moment:
        due = moment.date() + dt.timedelta(days=14)
        promised = Promised(text["promise"], due) if "promise" in text else None
        files = [_paper(text["subject"])] if file in ("guide", "list") else []
        message = actions.answer(consultation, text=text["answer"], files=files, promised=promised, by=world.actor("coordinator"))
    if thread.fate != "answered":
        _go_on(world, thread, consultation)
    return message


def _go_on(world: World, thread: Thread, consultation: Consultation) -> None:
    """Read; perhaps asked once more; at last closed by whoever asked."""
    day = _later(world, thread, FOLLOW_AFTER)
    asker = _holder(world, thread, day)
    if asker is None:
        return
    with at(day, 12, 50):
        actions.mark_read(consultation, by=asker)
        if "follow" in thread.text or thread.fate == "followed":
            actions.follow_up(
                consultation, text=thread.text.get("follow", "やってみました。もう一つ教えてください。来週でも間に合いますか。"), by=asker
            )
    if thread.fate == "followed":
        return
    with at(day, 14, 5):
        if "follow" in thread.text:
            actions.answer(
                consultation,
                text=thread.text.get("answer_again", "よいと思います。このまま出してください。"),
                by=world.actor("coordinator"),
            )
    with at(day, 15, 30):
        actions.mark_read(consultation, by=asker)
    if thread.fate == "closed":
        _close(world, thread, consultation)


def _close(world: World, thread: Thread, consultation: Consultation) -> None:
    """What was promised is kept by then."""
    closer = _holder(world, thread, _later(world, thread, CLOSE_AFTER))
    if closer:
        with at(_later(world, thread, CLOSE_AFTER), 16, 10):
            for promise in Promise.objects.filter(advice__consultation=consultation):
                finish_promise(promise, word="お知らせしました", by=world.actor("coordinator"))
            actions.close(consultation, by=closer)


def _publish(world: World, thread: Thread, message: Message) -> None:
    """Under a title of its own; a second school's question makes no second case."""
    if not thread.is_shared and len(world.schools) >= FEW_SCHOOLS:
        return
    with at(_later(world, thread, CLOSE_AFTER), 17):
        by = world.actor("coordinator")
        case = actions.make_knowledge(message, by=by)
        actions.edit_knowledge(case, title=thread.text["case"], topic=case.topic, question=case.question, answer=case.answer, by=by)
        actions.publish_knowledge(case, is_checked=True, by=by)


def _later(world: World, thread: Thread, days: int) -> dt.date:
    """So many days later, never in a morning that has not passed."""
    return max(thread.on, min(_weekday(thread.on + dt.timedelta(days=days)), world.today - dt.timedelta(days=1)))


def _post_key(world: World, thread: Thread) -> str:
    role = thread.text["role"]
    if role in ("instructor", "center_staff"):
        return f"{role}:center-{world.school_specs[thread.school].block}"
    return f"{role}:{thread.school}"


def _holder(world: World, thread: Thread, day: dt.date) -> Actor | None:
    """Who asks for the post on a day; the 教頭 where there is no window, nobody where the post is vacant."""
    key = _post_key(world, thread)
    role, place = key.split(":", 1)
    with at(day, 9):
        if role == "liaison_teacher":
            return world.teacher(place)
        return world.actor(role, place) if world.holders[key].holder_on(day) else None


def _said(world: World, thread: Thread, part: str) -> str:
    return str(thread.text[part]).replace("{school}", world.schools[thread.school].short_name)


def _paper(title: str) -> Sent:
    """A real PDF, one page."""
    content = render_pdf("cli/note.typ", {"title": title, "lines": read("advice")["paper"]})
    return Sent("はじめての方へ.pdf", content)


def _photo() -> Sent:
    """A picture of a flower bed, drawn, so that nobody is on it."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  only the demo draws

    picture = Image.new("RGB", (960, 640), "#bcd8f0")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 400, 960, 640), fill="#6b4a2b")
    for number, colour in enumerate(("#d8433b", "#e8b53a", "#9a5bb8", "#f0f0f0") * 4):
        x = 40 + number * 58
        pen.line((x, 420, x, 500), fill="#2e7d32", width=8)
        pen.ellipse((x - 22, 380, x + 22, 424), fill=colour)
    stream_ = io.BytesIO()
    picture.save(stream_, format="JPEG")
    return Sent("花壇のようす.jpg", stream_.getvalue())
