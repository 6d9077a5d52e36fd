"""What stands on きょう when days were lost."""

import datetime as dt
from collections import Counter

from tests.cast import MOMENT, TODAY, Cast
from tests.unit.rounds.conftest import THURSDAY, MakeVisit, planned, proposed  # noqa: F401  fixtures
from yuinowa.core import clock
from yuinowa.core.audit import acting
from yuinowa.home.upsets import upset_words, upsets
from yuinowa.rounds import actions
from yuinowa.rounds.models import Substitution, VisitCall


def sentences(cast: Cast, part: str) -> list[tuple[str, str]]:
    words = [word for rows in upset_words(cast.actor(part), TODAY) for word in rows]
    return [(thing.sentence, thing.url) for thing in upsets(Counter(words))]


def test_a_neighbour_is_asked_until_she_answers(cast: Cast, planned: MakeVisit) -> None:  # noqa: F811
    visit = planned()
    actions.report_absence(
        post=cast.posts["instructor"],
        from_on=THURSDAY,
        until_on=THURSDAY,
        kind="illness",
        choices={visit.pk: "neighbour"},
        by=cast.actor("instructor"),
    )
    asked = Substitution.objects.get()
    sentence = "休んでいる指導員の代わりに、訪問1件を引き受けられるか、返事を待っています。"
    assert sentences(cast, "coast_instructor") == [(sentence, "/rounds/substitutions/")]
    assert sentences(cast, "instructor") == []
    actions.accept_substitution(asked, by=cast.actor("coast_instructor"))
    assert sentences(cast, "coast_instructor") == []


def test_calls_and_refusals_reach_who_must_do_something(cast: Cast, proposed: MakeVisit) -> None:  # noqa: F811
    actions.refuse_visit(proposed(), reason="行事", by=cast.actor("teacher"))
    with acting("test:calls"):
        VisitCall.objects.create(school=cast.elementary, text="日が変わります", made_at=clock.now())
        VisitCall.objects.create(school=cast.coast_school, text="日が変わります", made_at=clock.now())
    call, refusal = "訪問の変更を電話で知らせる相手が%s件あります。", "この2週間に、学校が希望しなかった訪問が1件あります。"
    assert sentences(cast, "coordinator") == [(call % 2, "/rounds/calls/"), (refusal, "/rounds/refusals/")]
    assert sentences(cast, "section") == [(call % 2, "/rounds/calls/")]
    assert sentences(cast, "center_staff") == [(call % 1, "/rounds/calls/")]
    with clock.frozen_at(MOMENT + dt.timedelta(days=15)):
        assert refusal not in dict(sentences(cast, "coordinator"))
