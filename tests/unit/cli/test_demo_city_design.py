"""The demo city as plain data: repeatable, complete, and nobody real in it."""

import dataclasses
import datetime as dt
import re
from collections import Counter

import pytest

from yuinowa.cli.demo_city.calendar import coming_term, is_school_day, past_terms
from yuinowa.cli.demo_city.chance import shared
from yuinowa.cli.demo_city.city import design
from yuinowa.cli.demo_city.phrases import kinds, skill_groups, skills
from yuinowa.cli.demo_city.specs import CitySpec

TODAY = dt.date(2026, 11, 22)
KANA = re.compile(r"[ぁ-ゖー 0-9０-９]+")


@pytest.fixture(scope="module")
def small() -> CitySpec:
    return design("small", seed=7, today=TODAY)


@pytest.fixture(scope="module")
def city() -> CitySpec:
    return design("city", seed=7, today=TODAY)


def test_the_same_seed_and_day_give_the_same_city(small: CitySpec) -> None:
    assert design("small", seed=7, today=TODAY) == small


def test_another_seed_gives_other_people(small: CitySpec) -> None:
    other = design("small", seed=8, today=TODAY)
    assert [p.name for p in other.persons] != [p.name for p in small.persons]


def test_city_has_the_size_of_its_model(city: CitySpec) -> None:
    levels = Counter(school.level for school in city.schools)
    assert levels == {"elementary": 60, "junior": 37}
    assert (len(city.blocks), len(city.centers)) == (6, 6)
    assert (len(city.talents), len(city.needs), len(city.history)) == (2_000, 500, 360)
    assert {school.block for school in city.schools} == {block.key for block in city.blocks}


def test_small_city_has_every_block(small: CitySpec) -> None:
    assert len(small.schools) == 14
    assert {school.block for school in small.schools} == {block.key for block in small.blocks}
    assert (len(small.talents), len(small.needs)) == (80, 40)


def test_every_block_has_promises_of_every_kind(city: CitySpec, small: CitySpec) -> None:
    for spec, least, most in ((city, 8, 12), (small, 4, 6)):
        *kept, left_behind = spec.promises
        # One or two of each block are made between posts of the city hall.
        blocks = Counter(block for promise in kept for block in blocks_of(spec, promise.owner, promise.owed_to, promise.maker))
        assert len(kept) == 3 * (least + most) and len(blocks) == 6
        assert least - 2 <= min(blocks.values()) and max(blocks.values()) <= most
        assert {promise.fate for promise in kept} == {"soon", "late", "stale", "open", "done", "moved", "handed_on", "withdrawn"}
        assert next(post for post in spec.posts if post.key == left_behind.owner).holder_on(TODAY) is None
        assert all(promise.made_on <= promise.due_on and promise.made_on <= promise.met_on for promise in spec.promises)


def blocks_of(spec: CitySpec, *posts: str) -> set[str]:
    schools = {school.key: school.block for school in spec.schools}
    places = [post.split(":")[1] for post in posts if post and not post.endswith(":city")]
    return {schools.get(place, place.removeprefix("center-")) for place in places}


@pytest.mark.parametrize("part", ["schools", "persons", "posts", "talents", "needs", "promises"])
def test_keys_are_unique(city: CitySpec, part: str) -> None:
    keys = [row.key for row in getattr(city, part)]
    assert len(keys) == len(set(keys))


def test_school_names_and_codes_are_unique_and_well_formed(city: CitySpec) -> None:
    assert len({school.name for school in city.schools}) == 97
    assert len({school.code for school in city.schools}) == 97
    assert all(re.fullmatch(r"[BC]1992\d{8}", school.code) for school in city.schools)


def test_every_name_has_a_reading_in_hiragana(city: CitySpec) -> None:
    readings = [p.kana for p in city.persons] + [t.kana for t in city.talents] + [s.kana for s in city.schools]
    assert [kana for kana in readings if not KANA.fullmatch(kana)] == []


def test_telephones_and_mails_reach_nobody(city: CitySpec) -> None:
    assert all(re.fullmatch(r"0999-\d\d-\d{4}", p.phone) for p in city.persons)
    assert all(p.email == "" or p.email.endswith(".example.jp") for p in city.persons)
    phones = [p.phone for p in city.persons]
    assert len(phones) == len(set(phones))


def test_variants_of_characters_occur(city: CitySpec) -> None:
    assert {"𠮷", "髙", "﨑"} <= set("".join(p.name for p in city.persons))


def test_one_desk_is_vacant_and_all_others_are_held(city: CitySpec) -> None:
    vacant = [post for post in city.posts if post.holder_on(TODAY) is None]
    assert [post.role for post in vacant] == ["liaison_teacher"]
    assert len(city.posts) == 4 + 6 * 2 + 97 * 3


def test_posts_were_held_all_through_the_history(city: CitySpec) -> None:
    first = min(past.need.posted_at.date() for past in city.history)
    assert all(post.holder_on(first) for post in city.posts)


def test_some_needs_cannot_be_met_on_purpose(city: CitySpec) -> None:
    hopeless = [need for need in city.needs if need.impossible_because]
    assert len(hopeless) == 10
    offered = {skill for talent in city.talents for skill in talent.skills}
    assert all(not offered & set(n.skills) for n in hopeless if n.impossible_because == "nobody has the skill")


def test_needs_fall_on_school_days_of_the_coming_term(city: CitySpec) -> None:
    days = {occasion.on for need in city.needs for occasion in need.occasions}
    assert all(is_school_day(day) and city.term.first <= day <= city.term.last for day in days)
    assert city.term == coming_term(TODAY)
    assert (city.term.first, city.term.last) == (dt.date(2027, 1, 8), dt.date(2027, 3, 23))


def test_all_ways_of_naming_a_time_occur(city: CitySpec) -> None:
    assert any(need.is_series for need in city.needs)
    assert any(len(need.occasions) > 1 and not need.is_series for need in city.needs)


def test_history_is_past_and_nobody_was_in_two_places(city: CitySpec) -> None:
    days = Counter((key, past.record.occasion.on) for past in city.history for key in past.record.came)
    assert max(days.values()) == 1
    assert all(past.record.occasion.on < TODAY for past in city.history)
    assert [term.fiscal_year for term in past_terms(TODAY, years=2)] == [2024, 2025, 2025, 2025, 2026, 2026]


def test_helpers_of_the_past_were_registered_by_then(city: CitySpec) -> None:
    registered = {talent.key: talent.registered_on for talent in city.talents}
    late = [k for past in city.history for k in past.record.came if registered[k] > past.need.posted_at.date()]
    assert late == []


def test_some_talents_have_no_mail(city: CitySpec) -> None:
    mails = {person.key: person.email for person in city.persons}
    without = [talent for talent in city.talents if not mails[talent.person]]
    assert 0.1 < len(without) / len(city.talents) < 0.3


def test_texts_are_many_and_whole() -> None:
    assert len(kinds()) >= 60
    assert (len(skill_groups()), len(skills())) == (12, 97)
    known = {skill.code for skill in skills()}
    assert all(set(kind.skills) <= known for kind in kinds())
    empty = [k.code for k in kinds() for value in dataclasses.astuple(k)[:10] if value in ("", ())]
    assert empty == []


@pytest.mark.parametrize(("total", "weights", "parts"), [(10, [1, 1], [5, 5]), (3, [9, 1, 1], [1, 1, 1]), (1, [1, 5], [0, 1])])
def test_shares_are_proportional_and_nobody_goes_without(total: int, weights: list[int], parts: list[int]) -> None:
    assert shared(total, weights) == parts
