"""Every address × every role answers as the matrix says; an address that nobody listed here fails."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import signing
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import POSTS, Cast
from yuinowa.access.guards import may
from yuinowa.access.matrix import Permission
from yuinowa.activities.models import Activity
from yuinowa.advice.models import Attachment, Consultation, Knowledge, Message
from yuinowa.core import clock
from yuinowa.core.actions import ANONYMOUS, Actor
from yuinowa.core.audit import acting
from yuinowa.handover.models import Closing, HandoverFile, Rollover, Transfer
from yuinowa.matching.models import Plan, Proposal
from yuinowa.needs.models import Engagement, Need, NeedDate, Offer, PhoneCall
from yuinowa.organisations.models import ClosedSpan, CollaborationHq, HqSchool
from yuinowa.people.models import Appointment, HqMember
from yuinowa.promises.models import Promise
from yuinowa.rounds.models import (
    Disruption,
    FieldNote,
    InstructorAbsence,
    RoundPlan,
    RoundPolicy,
    Substitution,
    Visit,
    VisitCall,
    VisitRecord,
)
from yuinowa.talents.models import Absence

TALENTS = ("seamstress", "circle")
PARTS = (None, *POSTS, *TALENTS)
# allauth's own pages: it guards them itself; strangers may open the sign-in pages, the rest asks to sign in first.
FOREIGN = ("accounts/",)
# A page, a page further on, or one that takes forms only.
OPEN = {200, 302, 405}


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    permission: Permission
    is_by_link: bool
    arguments: tuple[str, ...]


def addresses(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[Address]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif not route.startswith(FOREIGN):
            yield _address(pattern, route)


def _address(pattern: URLPattern, route: str) -> Address:
    permission = getattr(pattern.callback, "permission", None)
    assert permission is not None, f"{route} declares neither a permission nor @public"
    return Address(str(pattern.name), route, permission, getattr(pattern.callback, "is_by_link", False), tuple(pattern.pattern.converters))


ALL = list(addresses())


@dataclass
class World:
    """One row of each kind, all of 花塚小 (花塚 block), and one of 汐見浜小."""

    cast: Cast
    rows: dict[str, models.Model]
    far: dict[str, models.Model]


@pytest.fixture
def world(cast: Cast) -> World:
    with acting("test:world"):
        near = _rows(cast, cast.elementary, cast.seamstress, cast.plain_center, "teacher")
        far = _rows(cast, cast.coast_school, cast.circle, cast.coast_center, "coast_teacher")
    return World(cast, near, far)


def _rows(cast: Cast, school: Any, talent: Any, center: Any, teacher: str) -> dict[str, models.Model]:
    need = Need.objects.create(
        school=school,
        site=school.site,
        state=Need.State.ASKING,
        kind="school_support",
        title="ミシンの補助",
        posted_at=clock.now(),
        first_on=dt.date(2026, 12, 1),
        posted_for=cast.posts[teacher],
    )
    date = NeedDate.objects.create(need=need, on=dt.date(2026, 12, 1), starts_at=dt.time(9, 40), ends_at=dt.time(10, 25), is_chosen=True)
    offer = Offer.objects.create(need=need, date=date, talent=talent, sent_at=clock.now(), accept_by=clock.now() + dt.timedelta(days=3))
    plan = Plan.objects.create(
        name="2学期", from_on=dt.date(2026, 11, 24), until_on=dt.date(2026, 12, 25), state="proposed", made_at=clock.now()
    )
    held = Appointment.objects.get(post=cast.posts[teacher])
    return {
        "file": HandoverFile.objects.create(post=held.post, leaving=held),
        "rollover": Rollover.objects.get_or_create(year=2027, defaults={"drafted_at": clock.now()})[0],
        "closing": Closing.objects.create(school=school, last_on=dt.date(2027, 3, 31), made_at=clock.now()),
        "transfer": Transfer.objects.create(
            post=held.post, kind="leave", state="dated", first_on=dt.date(2027, 4, 1), leaving=held, made_at=clock.now()
        ),
        "school": school,
        "block": school.block,
        "center": center,
        "need": need,
        "offer": offer,
        "talent": talent,
        "plan": plan,
        "post": cast.posts[teacher],
        "person": cast.persons[teacher],
        "appointment": held,
        "engagement": Engagement.objects.create(need=need, date=date, talent=talent, agreed_at=clock.now()),
        "proposal": Proposal.objects.create(plan=plan, need=need, date=date, talent=talent),
        "call": PhoneCall.objects.create(need=need, talent=talent, about="cancelled", on=date.on, made_at=clock.now()),
        "contact": talent.person,
        "activity": _activity(need),
        "promise": Promise.objects.create(
            text="名簿を届ける", owner=cast.posts[teacher], due_on=dt.date(2026, 12, 1), made_at=clock.now(), made_for=cast.posts[teacher]
        ),
        **_upset(cast, school, center),
        "visit": _visit(school, cast.posts["coast_instructor" if center == cast.coast_center else "instructor"]),
        **_advice(cast.posts[teacher]),
        **_rounds(school, cast.posts["coast_instructor" if center == cast.coast_center else "instructor"]),
        "note": _note(school, cast.posts["coast_instructor" if center == cast.coast_center else "instructor"]),
        **_hq(school, center, talent.person),
        "group": cast.sewing.group,
        "skill": cast.sewing,
        "absence": Absence.objects.create(talent=talent, from_on=dt.date(2026, 12, 24)),
        "closed": ClosedSpan.objects.create(school=school, from_on=dt.date(2026, 12, 24), until_on=dt.date(2026, 12, 25), reason="式"),
    }


def _hq(school: Any, center: Any, person: Any) -> dict[str, models.Model]:
    april = dt.date(2026, 4, 1)
    hq = CollaborationHq.objects.create(name=f"{school.short_name}の本部", kana="ほんぶ", center=center, opened_on=april)
    return {
        "hq": hq,
        "hq_school": HqSchool.objects.create(hq=hq, school=school, from_on=april),
        "hq_member": HqMember.objects.create(hq=hq, person=person, part="promoter", from_on=april, until_on=dt.date(2027, 3, 31)),
    }


def _advice(post: Any) -> dict[str, models.Model]:
    now = clock.now()
    asked = Consultation.objects.create(subject="布の集め方", topic="method", asked_by=post, asked_at=now, waiting_since=now)
    message = Message.objects.create(consultation=asked, side="adviser", text="回覧板で集めました。", post=post, at=now)
    file = Attachment.objects.create(message=message, name="案内.txt", form="txt", size=3, content="例".encode(), at=now)
    case = Knowledge.objects.create(
        title="布の集め方", topic="method", answer="回覧板で集める", made_at=now, state="published", published_at=now, made_from=message
    )
    return {"consultation": asked, "message": message, "attachment": file, "knowledge": case}


def _activity(need: Need) -> Activity:
    return Activity.objects.create(
        school=need.school,
        kind=need.kind,
        title=need.title,
        on=dt.date(2026, 11, 10),
        starts_at=dt.time(9),
        ends_at=dt.time(10),
        recorded_at=clock.now(),
    )


def _note(school: Any, post: Any) -> FieldNote:
    return FieldNote.objects.create(
        key=uuid.uuid4(), post=post, school=school, text="ひとこと", written_at=clock.now(), received_at=clock.now()
    )


def _visit(school: Any, post: Any) -> Visit:
    on = dt.date(2026, 12, 3)
    facts = {"arrives_at": dt.time(10), "leaves_at": dt.time(11), "state": "proposed", "answer_by": on}
    visit: Visit = Visit.objects.create(school=school, post=post, on=on, **facts)
    VisitRecord.objects.create(visit=visit, met="教頭", heard="本の読み聞かせ", written_at=clock.now())
    return visit


def _rounds(school: Any, post: Any) -> dict[str, models.Model]:
    span = {"from_on": dt.date(2026, 8, 25), "until_on": dt.date(2026, 12, 31)}
    policy = RoundPolicy.objects.create(block=school.block, post=post, name="2学期", **span)
    return {
        "policy": policy,
        "roundplan": RoundPlan.objects.create(policy=policy, state="proposed", today_on=dt.date(2026, 11, 25), made_at=clock.now()),
        "dayoff": InstructorAbsence.objects.create(post=post, from_on=dt.date(2026, 12, 24), until_on=dt.date(2026, 12, 25), kind="leave"),
    }


def _upset(cast: Cast, school: Any, center: Any) -> dict[str, models.Model]:
    """An instructor away, another who is asked to come instead, a school without mail."""
    own, other = cast.posts["instructor"], cast.posts["coast_instructor"]
    post, instead_of = (other, own) if center == cast.coast_center else (own, other)
    day, at = dt.date(2026, 12, 4), clock.now()
    visit = Visit.objects.create(school=school, post=instead_of, on=day, arrives_at=dt.time(10), leaves_at=dt.time(11))
    return {
        "disruption": Disruption.objects.create(kind="absence", post=post, from_on=day, until_on=day, made_at=at),
        "substitution": Substitution.objects.create(visit=visit, instead_of=instead_of, post=post, asked_at=at),
        "visit_call": VisitCall.objects.create(school=school, text="日が変わります", made_at=at),
    }


# Which row stands behind the number in an address, by the first word of its name.
ROW_OF = {
    "school": "school",
    "lesson": "school",
    "block": "block",
    "center": "center",
    "closed": "closed",
    "post": "post",
    "appointment": "appointment",
    "person": "person",
    "plan": "plan",
    "proposal": "proposal",
    "need": "need",
    "offer": "offer",
    "call": "call",
    "engagement": "engagement",
    "talent": "talent",
    "letter": "engagement",
    "record": "activity",
    "allowed": "contact",
    "reply": "offer",
    "my": "talent",
    "own": "engagement",
    "pre": "engagement",
    "promise": "promise",
    "consultation": "consultation",
    "attachment": "attachment",
    "knowledge": "knowledge",
    "knowledge_make": "message",
    "colleague": "school",
    "visit": "visit",
    "note": "note",
    "policy": "policy",
    "roundplan": "roundplan",
    "dayoff": "dayoff",
    "visit_call_tell": "visit_call",
    "visit_call_untell": "visit_call",
    "disruption": "disruption",
    "substitution": "substitution",
    "handover": "post",
    "file": "file",
    "transfer": "transfer",
    "closing": "closing",
    "hq": "hq",
    "hq_school_end": "hq_school",
    "hq_member_end": "hq_member",
    "skill": "skill",
    "skill_new": "group",
    "skill_group_rename": "group",
}


def row_of(address: Address, rows: dict[str, models.Model]) -> models.Model | None:
    kind = ROW_OF.get(address.name) or ROW_OF.get(address.name.split("_")[0], "")
    return rows.get(kind)


# These answer otherwise than a page within reach does, each for a reason.
OTHERWISE = {
    "health": {503},  # no worker beats in a test
    "import_drop": {302},  # throwing away what is gone already is no fault
    "letter_thanks": {404},  # there is nobody to thank before the day
    "visit_day_pdf": {404},  # the office names whose day it wants on paper
    "closed_days_import": {404},  # days on which every school is closed are the city's
    "closed_days_preview": {404},
}


def arguments_of(address: Address, rows: dict[str, models.Model], cast: Cast) -> dict[str, Any]:
    found: dict[str, Any] = {}
    row = row_of(address, rows)
    for name in address.arguments:
        if name == "pk":
            assert row is not None, f"say in ROW_OF which row stands behind {address.name}"
            found[name] = row.pk
        elif name in {"key", "batch"}:
            found[name] = uuid.UUID(int=7)
        elif name == "token":
            found[name] = signing.dumps(1, salt="nothing")
        else:
            found[name] = SPECIAL[name](rows, cast)
    return found


SPECIAL: dict[str, Callable[[dict[str, models.Model], Cast], Any]] = {
    "absence_pk": lambda rows, cast: rows["absence"].pk,
    "step": lambda rows, cast: "about",
    "day": lambda rows, cast: "2026-12-03",
    "form": lambda rows, cast: "csv",
    "year": lambda rows, cast: 2027,
    "paper": lambda rows, cast: "xlsx",
    "duplicate_pk": lambda rows, cast: cast.persons["admin"].pk,
    "origin": lambda rows, cast: cast.elementary.site_id,
    "destination": lambda rows, cast: cast.coast_school.site_id,
}


def actor_of(cast: Cast, part: str | None) -> Actor:
    return cast.actor(part) if part else ANONYMOUS


def is_within(address: Address, rows: dict[str, models.Model], actor: Actor) -> bool:
    row = row_of(address, rows)
    if "pk" not in address.arguments or row is None:
        return True
    return type(row)._default_manager.allowing(actor, address.permission).filter(pk=row.pk).exists()  # type: ignore[attr-defined]


def judge(address: Address, rows: dict[str, models.Model], actor: Actor, status: int) -> str | None:
    """What is wrong with an answer, or None."""
    if address.is_by_link or "token" in address.arguments:
        return None if status in {404, 410} else "a forged link must be a stranger's"
    if not may(actor, address.permission):
        wanted = {302} if actor is ANONYMOUS else {403}
        return None if status in wanted else f"wants {sorted(wanted)}"
    if not is_within(address, rows, actor):
        return None if status == 404 else "is out of reach: wants 404"
    if status in OTHERWISE.get(address.name, ()):
        return None
    if {"key", "batch"} & set(address.arguments):
        return None if status == 404 else "names a file that does not exist: wants 404"
    return None if status in OPEN else "is within reach"


def paths_of(address: Address, world: World, actor: Actor) -> dict[str, dict[str, models.Model]]:
    """With the rows of the near school and of the far one; the near one alone where the gate shuts before it looks at a row."""
    places = (world.rows, world.far) if may(actor, address.permission) else (world.rows,)
    return {reverse(address.name, kwargs=arguments_of(address, rows, world.cast)): rows for rows in reversed(places)}


def test_the_exceptions_still_exist() -> None:
    assert set(OTHERWISE) <= {address.name for address in ALL}


@pytest.mark.parametrize("part", PARTS)
def test_every_address_answers_as_the_matrix_says(world: World, part: str | None) -> None:
    client = Client(raise_request_exception=False)
    if part:
        client.force_login(world.cast.users[part])
    actor, wrong = actor_of(world.cast, part), []
    for address in ALL:
        for path, rows in paths_of(address, world, actor).items():
            status = client.get(path).status_code
            fault = judge(address, rows, actor, status)
            if fault:
                wrong.append(f"{part or 'stranger'} GET {path} ({address.name}, {address.permission}): {status}, {fault}")
    assert wrong == []


def test_changes_ask_for_a_permission_too(world: World) -> None:
    """A stranger's POST never gets through to a page that asks for a permission."""
    client, wrong = Client(raise_request_exception=False), []
    for address in ALL:
        if may(ANONYMOUS, address.permission):
            continue
        path = reverse(address.name, kwargs=arguments_of(address, world.rows, world.cast))
        answer = client.post(path)
        if answer.status_code != 302 or "/accounts/login/" not in answer["Location"]:
            wrong.append(f"{path}: {answer.status_code}")
    assert wrong == []


def test_forms_without_their_token_are_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.cast.users["section"])
    paths = [reverse(a.name, kwargs=arguments_of(a, world.rows, world.cast)) for a in ALL]
    through = [path for path in paths if client.post(path).status_code not in {403, 405}]
    assert through == []
