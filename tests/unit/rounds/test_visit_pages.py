"""The page of a visit, asking and answering: what each reader sees and may do there."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.unit.rounds.conftest import THURSDAY, ClientOf, MakeVisit, words
from yuinowa.core.history import history_of
from yuinowa.core.models import OutgoingMail
from yuinowa.rounds import actions
from yuinowa.rounds.models import Visit

MOST_QUERIES = 20


def test_the_window_answers_with_one_button(cast: Cast, proposed: MakeVisit, client_of: ClientOf) -> None:
    visit, teacher = proposed(), client_of("teacher")
    page = words(teacher.get(f"/visits/{visit.pk}/"))
    assert "この日でよいですか" in page
    assert "令和8年12月3日（木） 10:00～11:00（いまの案）" in page
    answer = teacher.post(f"/visits/{visit.pk}/answer/", {"choice": "0", "word": ""}, follow=True)
    assert "訪問の日が決まりました" in words(answer)
    undone = teacher.post(f"/visits/{visit.pk}/take-back/", follow=True)
    assert "もう一度、日を選べます" in words(undone)
    visit.refresh_from_db()
    assert visit.state == "proposed"


def test_no_day_without_a_word_keeps_what_was_typed(cast: Cast, proposed: MakeVisit, client_of: ClientOf) -> None:
    visit, teacher = proposed(), client_of("teacher")
    page = words(teacher.post(f"/visits/{visit.pk}/answer/", {"choice": "none", "word": ""}))
    assert "いつごろならよいか" in page
    done = teacher.post(f"/visits/{visit.pk}/answer/", {"choice": "none", "word": "12月の第2週なら"}, follow=True)
    assert "（12月の第2週なら）" in words(done)
    assert "日を決めなおす" in words(client_of("instructor").get(f"/visits/{visit.pk}/"))


@pytest.mark.parametrize("choice", ["7", "", "x"])
def test_a_choice_that_is_none_changes_nothing(cast: Cast, proposed: MakeVisit, client_of: ClientOf, choice: str) -> None:
    visit = proposed()
    assert client_of("teacher").post(f"/visits/{visit.pk}/answer/", {"choice": choice}).status_code == 200
    visit.refresh_from_db()
    assert visit.state == "proposed"


def test_a_late_second_window_reads_that_it_is_settled(cast: Cast, proposed: MakeVisit, client_of: ClientOf) -> None:
    visit, teacher = proposed(), client_of("teacher")
    actions.confirm_visit(visit, by=cast.actor("instructor"))
    assert "確認しているところではありません（決定）" in words(teacher.post(f"/visits/{visit.pk}/answer/", {"choice": "0"}))
    assert teacher.get(f"/visits/{visit.pk}/answer/")["Location"] == f"/visits/{visit.pk}/"


def test_the_instructor_writes_down_what_was_said_on_the_telephone(cast: Cast, proposed: MakeVisit, client_of: ClientOf) -> None:
    visit, instructor = proposed(), client_of("instructor")
    assert "学校の答えを電話で聞いたとき" in words(instructor.get(f"/visits/{visit.pk}/"))
    instructor.post(f"/visits/{visit.pk}/answer/", {"choice": "1"})
    visit.refresh_from_db()
    assert (visit.state, history_of(visit)[0].channel) == ("confirmed", "telephone")


def test_a_school_knows_nothing_of_a_planned_visit(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    visit = planned()
    found = {part: client_of(part).get(f"/visits/{visit.pk}/").status_code for part in ("teacher", "instructor", "coast_instructor")}
    assert found == {"teacher": 404, "instructor": 200, "coast_instructor": 404}


def test_asking_says_first_which_days_and_how_many_mails(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    visit, instructor = planned(), client_of("instructor")
    page = words(instructor.get(f"/visits/{visit.pk}/propose/"))
    assert "結野市立花塚小学校に、次の日でよいかをメールで確かめます" in page
    assert page.count("令和8年1") == 3
    assert "1通" in page
    assert "学校に確かめました" in words(instructor.post(f"/visits/{visit.pk}/propose/", follow=True))
    assert "もう「学校に確認中」です" in words(instructor.post(f"/visits/{visit.pk}/propose/"))
    assert OutgoingMail.objects.count() == 1


def test_all_that_were_not_asked_yet_in_one_step(cast: Cast, planned: MakeVisit, client_of: ClientOf) -> None:
    first, second = planned(), planned(school=cast.junior, hour=13)
    instructor = client_of("instructor")
    page = words(instructor.get("/visits/propose/"))
    assert "2校に、訪問の日でよいかを" in page
    assert "2通" in page
    assert "2校に確かめました" in words(instructor.post("/visits/propose/", {"visit": [first.pk, second.pk]}, follow=True))
    assert set(Visit.objects.values_list("state", flat=True)) == {"proposed"}
    assert "いまありません" in words(instructor.get("/visits/propose/", follow=True))
    assert "いまありません" in words(client_of("coordinator").get("/visits/propose/", follow=True))


def test_a_page_costs_the_same_however_long_the_story(cast: Cast, proposed: MakeVisit, client_of: ClientOf) -> None:
    visit, teacher = proposed(), client_of("teacher")
    path = f"/visits/{visit.pk}/"

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert teacher.get(path).status_code == 200
        return len(queries)

    teacher.get(path)
    before = cost()
    for _turn in range(6):
        actions.confirm_visit(visit, by=cast.actor("teacher"))
        actions.take_back_answer(visit, by=cast.actor("teacher"))
    assert cost() == before <= MOST_QUERIES


def test_a_visit_without_a_day_shows_the_day_that_fell_through(cast: Cast, proposed: MakeVisit, client_of: ClientOf) -> None:
    visit = actions.decline_days(proposed(on=THURSDAY + dt.timedelta(days=1)), word="学期末", by=cast.actor("teacher"))
    page = words(client_of("instructor").get(f"/visits/{visit.pk}/"))
    assert "決めなおしています" in page
    assert "学校に確かめる" in page
