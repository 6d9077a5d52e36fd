"""Residents and the people who hold posts. Names are combined by chance from common ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from .chance import stream
from .phrases import read
from .specs import CenterSpec, Holder, PersonSpec, PostSpec, SchoolSpec

_SECTION = (
    ("section_staff", "生涯学習課 事業担当", "section"),
    ("coordinator", "事業推進コーディネーター", "coordinator"),
    ("clearance_manager", "安全確認管理者", "clearance"),
    ("system_admin", "システム管理者", "admin"),
)
_CENTER = (("instructor", "社会教育指導員"), ("center_staff", "公民館 事業係"))
_SCHOOL = (("principal", "校長"), ("vice_principal", "教頭"), ("liaison_teacher", "事業担当教員"))


class Register:
    """Hands out residents one after the other, each with a telephone number nobody has."""

    def __init__(self, seed: int) -> None:
        self._rng = stream(seed, "people")
        self.persons: list[PersonSpec] = []

    def add(self, mail: str) -> PersonSpec:
        """`mail` is the part before the @, or empty for somebody without e-mail."""
        number = len(self.persons) + 1
        family, family_kana, given, given_kana = _name(self._rng)
        person = PersonSpec(
            key=f"person-{number:05d}",
            family=family,
            given=given,
            family_kana=family_kana,
            given_kana=given_kana,
            phone=f"0999-{50 + number // 10_000:02d}-{number % 10_000:04d}",
            email=mail,
        )
        self.persons.append(person)
        return person

    def add_resident(self, *, has_email: bool) -> PersonSpec:
        number = len(self.persons) + 1
        return self.add(f"resident{number:05d}@mail.example.jp" if has_email else "")


def _name(rng: Random) -> tuple[str, str, str, str]:
    texts, roll = read("names"), rng.random()
    if roll < 0.015:
        family, family_kana, given, given_kana = rng.choice(texts["abroad"])
        return family, family_kana, given, given_kana
    family, family_kana = rng.choice(texts["variants"] if roll < 0.07 else texts["family"])
    given, given_kana = rng.choice(texts["given"])
    return family, family_kana, given, given_kana


def posts(register: Register, schools: Sequence[SchoolSpec], centers: Sequence[CenterSpec], today: date) -> tuple[PostSpec, ...]:
    """Every post with its holders; one liaison teacher left lately, so that one desk is vacant."""
    appoint = _Appointments(register, today)
    found = [appoint(role, "city", title, f"{mail}@city.example.jp") for role, title, mail in _SECTION]
    for center in centers:
        found += [appoint(role, center.key, title, f"{role}.{center.block}@city.example.jp") for role, title in _CENTER]
    for school in schools:
        found += [appoint(role, school.key, title, f"{role}.{school.key}@school.example.jp") for role, title in _SCHOOL]
    return (*found[:-1], _vacated(found[-1], today))


class _Appointments:
    def __init__(self, register: Register, today: date) -> None:
        self._register = register
        self._rng = stream(len(register.persons), "appointments")
        self._april = date(today.year - (today.month < 4), 4, 1)

    def __call__(self, role: str, place: str, title: str, mail: str) -> PostSpec:
        mail = mail.replace("_", "-")
        first = self._april.replace(year=self._april.year - 3)
        if self._rng.random() < 0.7:
            return PostSpec(f"{role}:{place}", role, place, title, (self._holder(mail, first),))
        before = self._holder(f"before.{mail}", first, self._april - timedelta(days=1))
        return PostSpec(f"{role}:{place}", role, place, title, (before, self._holder(mail, self._april)))

    def _holder(self, mail: str, since: date, until: date | None = None) -> Holder:
        return Holder(self._register.add(mail).key, since, until)


def _vacated(post: PostSpec, today: date) -> PostSpec:
    *before, last = post.holders
    return replace(post, holders=(*before, replace(last, until=today - timedelta(days=20))))
