"""Why this person, why not that one, why nobody, whom to ask next."""

import pytest

from yuinowa.engine.bench.city import make
from yuinowa.engine.matching.candidates import rank_candidates
from yuinowa.engine.matching.check import check
from yuinowa.engine.matching.eligible import eligible_pairs
from yuinowa.engine.matching.explain import why_nobody, why_not, why_person
from yuinowa.engine.matching.ground import Ground
from yuinowa.engine.matching.model import Assignment, Need, Person, Plan, Problem, Reason
from yuinowa.engine.matching.solve import solve
from yuinowa.engine.matching.words import SENTENCES, sentence

MORNING = ((480, 720),) * 5
CLOSED = ((0, 0),) * 5
HOME, FAR = (37.0, 140.9), (37.5, 140.9)


def helper(name, **facts):
    return Person(
        **{"id": name, "limit": 2, "skills": ("sewing",), "setting": 1, "windows": MORNING, "home": HOME, "reach_km": 5.0, **facts}
    )


NEEDS = (
    Need("sew", 0, 0, 540, 600, 2, skill="sewing", setting=1),
    Need("read", 1, 0, 560, 620, 1),
)
PEOPLE = (
    helper("able"),
    helper("unskilled", skills=()),
    helper("unchecked", setting=0),
    helper("distant", home=FAR),
    helper("working", windows=CLOSED),
    helper("travelling", absent=(0,)),
    helper("full", limit=0),
    helper("busy"),
    helper("declined"),
)
PROBLEM = Problem(
    NEEDS, PEOPLE, ((0, 5), (5, 0)), places=(HOME, HOME),
    forbidden=(Assignment("sew", "declined"), Assignment("read", "declined"), Assignment("read", "able")),
    locked=(Assignment("read", "busy"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solve(PROBLEM)


def test_the_only_free_person_is_found(plan):
    assert plan.assignments == (Assignment("sew", "able"), Assignment("read", "busy"))
    assert check(PROBLEM, plan) == ()


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ("able", "assigned"), ("unskilled", "skill"), ("unchecked", "setting"), ("distant", "distance"),
        ("working", "weekday"), ("travelling", "absence"), ("full", "limit"), ("busy", "clash"), ("declined", "forbidden"),
    ],
)  # fmt: skip
def test_why_not_names_the_first_broken_rule(plan, person, code):
    assert why_not(PROBLEM, plan, "sew", person).code == code


def test_the_funnel_counts_who_is_left(plan):
    (gap,) = plan.unfilled
    assert (gap.need, gap.missing) == ("sew", 1)
    assert gap.why == why_nobody(PROBLEM, plan, "sew")
    assert dict(gap.why.values) == {
        "missing": 1, "people": 8, "skill": 7, "setting": 6, "distance": 5, "weekday": 4, "absence": 3,
        "forbidden": 2, "load": 1, "clash": 0, "help": {"rule": "skill", "people": 1},
    }  # fmt: skip


def test_why_person_gives_facts(plan):
    reason = why_person(PROBLEM, plan, "read", "busy")
    assert reason.code == "locked"
    assert reason.values["load"] == 1


def test_free_people_have_a_price():
    problem = Problem((Need("one", 0, 0, 540, 600, 1),), (Person("near", 1, past=0), Person("loaded", 1, past=3)), ((0,),))
    plan = solve(problem)
    assert plan.assignments == (Assignment("one", "near"),)
    assert why_not(problem, plan, "one", "loaded") == Reason("price", {"person": "near", "load": 6, "km": 0.0})
    assert why_person(problem, plan, "one", "near").code == "nearest"


def test_candidates_are_free_and_ordered_by_load():
    problem = make("town", 3)
    plan = solve(problem)
    need = next(need for need in problem.needs if len(rank_candidates(problem, plan, need.id, 10)) > 1)
    ranked = rank_candidates(problem, plan, need.id, 10)
    assert [candidate.load for candidate in ranked] == sorted(candidate.load for candidate in ranked)
    for candidate in ranked:
        wider = Plan("", (), (*plan.assignments, Assignment(need.id, candidate.person)))
        assert {violation.rule for violation in check(problem, wider)} <= {"people", "minimum"}


def test_computed_pairs_are_those_the_checker_accepts():
    problem = make("town", 1)
    facts = Problem(problem.needs[:40], problem.people[:60], problem.minutes, places=problem.places)
    found = {(pair.need, pair.person) for pair in eligible_pairs(facts)}
    for need in facts.needs:
        for person in facts.people:
            broken = check(facts, Plan("", (), (Assignment(need.id, person.id),)))
            assert ((need.id, person.id) in found) == (not broken)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_reason_of_a_plan_has_words(language):
    problem = make("town", 1)
    plan = solve(problem)
    ground = Ground(problem, plan)
    reasons = [gap.why for gap in plan.unfilled]
    reasons += [why_person(problem, plan, given.need, given.person, ground=ground) for given in plan.assignments[:30]]
    reasons += [why_not(problem, plan, need.id, person.id, ground=ground) for need in problem.needs[:6] for person in problem.people[:40]]
    for reason in reasons:
        words = sentence(reason, language)
        assert words
        assert "{" not in words


def test_both_languages_word_the_same_reasons():
    assert SENTENCES["ja"].keys() == SENTENCES["en"].keys()
