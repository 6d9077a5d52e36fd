"""The cast: the few places and people that every test knows.

Two blocks. 花塚 (plain) has 花塚小 and 花塚一中; 汐見浜 (coast) has 汐見浜小. Each block has its 公民館.
One person holds each post. 花塚一中 has no 事業担当教員: its 教頭 stands in. Three talents: 春子 (mail, sewing), 実 (telephone, flowers) and
the reading circle おはなしの森 (mail, three places at once).
The clock stands at ``MOMENT`` (a Tuesday morning in November) as long as the fixture lives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from yuinowa.bookings.models import Resource
from yuinowa.core import clock
from yuinowa.core.actions import Actor, Channel
from yuinowa.core.audit import acting
from yuinowa.organisations.models import Block, CommunityCenter, LessonPeriod, Municipality, School, Site
from yuinowa.people.actors import actor_for_post, resident_actor
from yuinowa.people.models import Appointment, Person, Post, User
from yuinowa.safety.models import AllowedSetting, Setting
from yuinowa.talents.models import Availability, Skill, SkillGroup, Talent

MOMENT = dt.datetime(2026, 11, 24, 9, 0, tzinfo=clock.JAPAN)
TODAY = MOMENT.date()
APRIL = dt.date(2026, 4, 1)
LESSONS = ("08:45", "09:40", "10:45", "11:40", "13:45", "14:40")


@dataclass
class Cast:
    """Everybody by the name of their part: ``cast.actor("teacher")``, ``cast.persons["teacher"]``, ``cast.users["teacher"]``."""

    municipality: Municipality
    plain: Block
    coast: Block
    plain_center: CommunityCenter
    coast_center: CommunityCenter
    elementary: School
    junior: School
    coast_school: School
    sewing: Skill
    flowers: Skill
    reading: Skill
    posts: dict[str, Post] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    seamstress: Talent = None  # type: ignore[assignment]  # set while the cast is gathered
    gardener: Talent = None  # type: ignore[assignment]
    circle: Talent = None  # type: ignore[assignment]

    def actor(self, part: str, *, channel: Channel = Channel.PAGE) -> Actor:
        """Who acts in ``part``: a post of ``POSTS``, or "seamstress", "gardener", "circle"."""
        person = self.persons[part]
        if part in self.posts:
            return actor_for_post(self.posts[part], person.pk, on=clock.today(), channel=channel)
        return resident_actor(person.pk, channel=channel)


# Part: kind of the post, where, name, reading.
POSTS = {
    "section": (Post.Kind.SECTION_STAFF, None, "市川 望", "いちかわ のぞみ"),
    "coordinator": (Post.Kind.COORDINATOR, None, "結城 薫", "ゆうき かおる"),
    "clearance": (Post.Kind.CLEARANCE_MANAGER, None, "安藤 守", "あんどう まもる"),
    "admin": (Post.Kind.SYSTEM_ADMIN, None, "機部 学", "はたべ まなぶ"),
    "instructor": (Post.Kind.INSTRUCTOR, "plain_center", "巡田 歩", "めぐりだ あゆむ"),
    "center_staff": (Post.Kind.CENTER_STAFF, "plain_center", "公野 司", "きみの つかさ"),
    "coast_instructor": (Post.Kind.INSTRUCTOR, "coast_center", "浜田 渚", "はまだ なぎさ"),
    "teacher": (Post.Kind.LIAISON_TEACHER, "elementary", "𠮷田 明子", "よしだ あきこ"),
    "principal": (Post.Kind.PRINCIPAL, "elementary", "髙橋 正", "たかはし ただし"),
    "junior_principal": (Post.Kind.PRINCIPAL, "junior", "長井 修", "ながい おさむ"),
    "vice_principal": (Post.Kind.VICE_PRINCIPAL, "junior", "教野 実", "おしえの みのる"),
    "coast_teacher": (Post.Kind.LIAISON_TEACHER, "coast_school", "磯﨑 美波", "いそざき みなみ"),
    "coast_principal": (Post.Kind.PRINCIPAL, "coast_school", "岬 健一", "みさき けんいち"),
}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The gathered cast, with the clock at ``MOMENT``."""
    with clock.frozen_at(MOMENT), acting("test:cast"):
        gathered = gather()
    with clock.frozen_at(MOMENT):
        yield gathered


def gather() -> Cast:
    """Write the cast into an empty database; the caller names the actor and stops the clock."""
    found = _places()
    for part, (kind, place, name, kana) in POSTS.items():
        _appoint(found, part, kind, place, name, kana)
    Post.objects.create(kind=Post.Kind.LIAISON_TEACHER, school=found.junior)
    found.seamstress = _talent(found, "seamstress", "森 春子", "もり はるこ", found.sewing, weekdays=(1, 3))
    found.gardener = _talent(found, "gardener", "野原 実", "のはら みのる", found.flowers, weekdays=(0, 1, 2, 3, 4), email="")
    found.circle = _talent(
        found, "circle", "おはなしの森", "おはなしのもり", found.reading, weekdays=(0, 1, 2, 3, 4), kind=Talent.Kind.GROUP, capacity=3
    )
    return found


def _places() -> Cast:
    city = Municipality.objects.create(
        code="992011", name="結野市", kana="ゆいのし", prefecture="東陽県", telephone="0999-00-0001", email="kyoiku@city.example.jp"
    )
    plain = Block.objects.create(name="花塚", kana="はなづか", order=1)
    coast = Block.objects.create(name="汐見浜", kana="しおみはま", order=2)
    crafts, school = (SkillGroup.objects.create(name=name, order=n) for n, name in enumerate(("手しごと", "読み・ことば")))
    return Cast(
        municipality=city,
        plain=plain,
        coast=coast,
        plain_center=_center("花塚公民館", "はなづかこうみんかん", plain, 37.740, 141.815),
        coast_center=_center("汐見浜公民館", "しおみはまこうみんかん", coast, 37.650, 141.895),
        elementary=_school("B199200000011", "花塚小", "はなづかしょう", plain, 37.742, 141.818),
        junior=_school("C199200000028", "花塚一中", "はなづかいっちゅう", plain, 37.748, 141.806),
        coast_school=_school("B199200000035", "汐見浜小", "しおみはましょう", coast, 37.652, 141.898),
        sewing=Skill.objects.create(group=crafts, name="ミシン・裁縫"),
        flowers=Skill.objects.create(group=crafts, name="花壇・花づくり"),
        reading=Skill.objects.create(group=school, name="読み聞かせ"),
    )


def _site(name: str, latitude: float, longitude: float) -> Site:
    return Site.objects.create(name=name, address=f"東陽県結野市{name}前1", latitude=latitude, longitude=longitude)


def _center(name: str, kana: str, block: Block, latitude: float, longitude: float) -> CommunityCenter:
    site = _site(name, latitude, longitude)
    return CommunityCenter.objects.create(name=name, kana=kana, block=block, is_hub=True, site=site, telephone="0999-10-0001")


def _school(code: str, short_name: str, kana: str, block: Block, latitude: float, longitude: float) -> School:
    name = f"結野市立{short_name}学校"
    school = School.objects.create(
        code=code,
        name=name,
        short_name=short_name,
        kana=kana,
        kind=code[:2],
        founder=School.Founder.PUBLIC,
        block=block,
        site=_site(name, latitude, longitude),
        telephone="0999-20-0001",
    )
    for number, text in enumerate(LESSONS, start=1):
        start = dt.datetime.combine(TODAY, dt.time.fromisoformat(text))
        end = (start + dt.timedelta(minutes=45)).time()
        LessonPeriod.objects.create(school=school, number=number, starts_at=start.time(), ends_at=end)
    return school


def _person(found: Cast, part: str, name: str, kana: str, email: str) -> Person:
    number = len(found.persons) + 1
    person = Person.objects.create(name=name, kana=kana, email=email, telephone=f"0999-50-{number:04d}")
    found.persons[part] = person
    if email:
        found.users[part] = User.objects.create(email=email, person=person)
    return person


def _appoint(found: Cast, part: str, kind: Post.Kind, place: str | None, name: str, kana: str) -> None:
    person = _person(found, part, name, kana, f"{part.replace('_', '-')}@city.example.jp")
    at = {} if place is None else {"center" if place.endswith("center") else "school": getattr(found, place)}
    found.posts[part] = Post.objects.create(kind=kind, **at)
    Appointment.objects.create(post=found.posts[part], person=person, from_on=APRIL)


def _talent(
    found: Cast,
    part: str,
    name: str,
    kana: str,
    skill: Skill,
    *,
    weekdays: tuple[int, ...],
    email: str | None = None,
    kind: Talent.Kind = Talent.Kind.PERSON,
    capacity: int = 1,
) -> Talent:
    email = f"{part}@mail.example.jp" if email is None else email
    contact = ("輪島 文", "わじま ふみ") if kind == Talent.Kind.GROUP else (name, kana)
    person = _person(found, part, *contact, email)
    talent = Talent.objects.create(
        kind=kind,
        state=Talent.State.ACTIVE,
        name=name,
        kana=kana,
        person=person,
        block=found.plain,
        latitude=37.741,
        longitude=141.817,
        resource=Resource.objects.create(person=person if kind == Talent.Kind.PERSON else None, capacity=capacity),
        is_mailed=bool(email),
        source=Talent.Source.SELF if email else Talent.Source.PAPER,
        pledged_on=APRIL,
        terms_version="1",
        registered_on=APRIL,
        expires_on=dt.date(2027, 3, 31),
        introduction=f"{skill.name}のお手伝いができます。",
    )
    talent.skills.add(skill)
    for weekday in weekdays:
        Availability.objects.create(talent=talent, weekday=weekday, from_at=dt.time(8), until_at=dt.time(12, 30))
    AllowedSetting.objects.create(person=person, level=Setting.WITH_TEACHER, decided_on=APRIL, recheck_on=dt.date(2027, 3, 31))
    return talent
