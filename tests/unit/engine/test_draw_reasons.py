"""Why a place, why not, in words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuinowa.engine.draw.explain import Reasons
from yuinowa.engine.draw.model import RULES, Entry, Place, Problem, Reason
from yuinowa.engine.draw.solve import solve
from yuinowa.engine.draw.words import RULE, SENTENCES, sentence

from .draws import problems


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(RULES).flatmap(problems), st.sampled_from(("ja", "en")))
def test_every_entry_has_its_reasons(problem, language):
    result = solve(problem)
    reasons = Reasons(problem, result)
    for outcome, entry in ((one, next(e for e in problem.entries if e.number == one.number)) for one in result.outcome):
        above = entry.choices if outcome.place is None else entry.choices[: entry.choices.index(outcome.place)]
        refusals = reasons.why_not(outcome.number)
        assert [reason.values["place"] for reason in refusals] == list(above)
        if problem.rule != "placed_first":
            assert "together" not in {reason.code for reason in refusals}
        for reason in (reasons.why(outcome.number), *refusals):
            assert "{" not in sentence(reason, language)


def reasons_of(places, entries, rule="serial"):
    problem = Problem("east", rule, places, entries)
    result = solve(problem)
    return Reasons(problem, result), result


def test_a_full_place_names_the_turn_of_its_last_seat():
    reasons, result = reasons_of((Place("p", 2),), tuple(Entry(number, ("p",)) for number in range(4)))
    assert reasons.why(result.order[0]) == Reason("first", {"turn": 1, "of": 4, "place": "p", "choice": 1})
    assert reasons.why(result.order[3]) == Reason("waiting", {"turn": 4, "of": 4, "position": 2})
    assert reasons.why_not(result.order[3]) == (Reason("full", {"place": "p", "capacity": 2, "at": 2}),)


def test_a_unit_a_quota_and_a_closed_place_are_named():
    places = (Place("p", 3, quota={"a": 1}), Place("q", 2, minimum=2), Place("r", 9))
    entries = (
        Entry(1, ("p",), group="a"),
        Entry(2, ("p", "q", "r"), 1, group="a"),
        *(Entry(n, ("p",), 2, 3) for n in (3, 4, 5)),
        Entry(6, (), 3),
    )
    reasons, _ = reasons_of(places, entries)
    assert reasons.why(2) == Reason("choice", {"turn": 2, "of": 6, "place": "r", "choice": 3})
    assert reasons.why_not(2) == (
        Reason("quota", {"place": "p", "group": "a", "most": 1, "left": 0, "count": 1}),
        Reason("closed", {"place": "q", "placed": 1, "minimum": 2}),
    )
    assert reasons.why_not(3) == (Reason("unit", {"place": "p", "left": 2, "size": 3}),)
    assert reasons.why(6).code == "no_choice"


@pytest.mark.parametrize(
    ("own", "code"), [({"tier": 1, "group": "near"}, "ranked_tier"), ({"group": None}, "ranked_group"), ({"group": "near"}, "ranked_lot")]
)
def test_a_place_that_chooses_says_by_what(own, code):
    entries = (*(Entry(number, ("p",), group="near") for number in range(4)), Entry(9, ("p",), **own))
    reasons, result = reasons_of((Place("p", 1, priorities={"near": 0}),), entries, "stable")
    number = 9 if code != "ranked_lot" else result.waiting[0]
    assert reasons.why_not(number)[0].code == code


def test_both_languages_word_the_same_reasons():
    assert SENTENCES["ja"].keys() == SENTENCES["en"].keys()
    assert RULE["ja"].keys() == RULE["en"].keys() == set(RULES)
