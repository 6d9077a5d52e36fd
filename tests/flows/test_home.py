"""きょう and the whole city: what each part of the cast sees first, at a constant cost."""

import datetime as dt
import re

import pytest
from django.test import Client

from tests.cast import MOMENT, TODAY, Cast
from yuinowa.core.audit import acting
from yuinowa.core.models import OutgoingMail
from yuinowa.matching.actions import make_plan
from yuinowa.needs.models import Engagement, Need, NeedDate, Offer
from yuinowa.organisations.models import School
from yuinowa.people.models import Appointment, Person, Post, User
from yuinowa.safety.actions import decide_allowed_setting
from yuinowa.talents.models import Talent

MOST_QUERIES = 12


def make_need(school: School, title: str, *, state: str = Need.State.OPEN, on: dt.date = TODAY, people: int = 1) -> Need:
    with acting("test:home"):
        need = Need.objects.create(
            school=school, site=school.site, title=title, state=state, kind="school_support", people=people, posted_at=MOMENT, first_on=on
        )
        NeedDate.objects.create(need=need, on=on, starts_at=dt.time(10, 45), ends_at=dt.time(11, 30))
    return need


def ask(need: Need, talent: Talent) -> Offer:
    with acting("test:home"):
        return Offer.objects.create(
            need=need, date=need.dates.get(), talent=talent, sent_at=MOMENT, accept_by=MOMENT + dt.timedelta(days=5)
        )


def agree(need: Need, talent: Talent) -> None:
    with acting("test:home"):
        Engagement.objects.create(need=need, date=need.dates.get(), talent=talent, agreed_at=MOMENT)


def page_of(cast: Cast, part: str, path: str = "/") -> str:
    client = Client()
    client.force_login(cast.users[part])
    response = client.get(path)
    assert response.status_code == 200, part
    return response.content.decode()


def test_strangers_are_led_on(cast: Cast, client: Client):
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "part",
    ["section", "coordinator", "clearance", "admin", "instructor", "center_staff", "teacher", "principal", "vice_principal", "seamstress"],
)
def test_everybody_has_a_today(cast: Cast, part: str):
    assert "令和8年11月24日（火）" in page_of(cast, part)


def test_the_section_is_led_through_the_first_day_until_a_plan_was_tried(cast: Cast):
    assert 'href="/first-day/">準備をつづける' in page_of(cast, "section")
    assert "準備をつづける" not in page_of(cast, "coordinator")
    make_plan(from_on=TODAY, until_on=TODAY + dt.timedelta(days=30), by=cast.actor("coordinator"))
    assert "準備をつづける" not in page_of(cast, "section")


def test_a_teacher_sees_the_own_school_only(cast: Cast):
    make_need(cast.elementary, "ミシンの見守り", on=TODAY + dt.timedelta(days=1))
    make_need(cast.coast_school, "浜の清掃", on=TODAY + dt.timedelta(days=1))
    assert "ミシンの見守り" in page_of(cast, "teacher") and "浜の清掃" not in page_of(cast, "teacher")
    assert "浜の清掃" in page_of(cast, "coast_teacher")


def test_a_record_that_is_due_comes_first(cast: Cast):
    make_need(cast.elementary, "書きかけの願い", state=Need.State.DRAFT)
    past = make_need(cast.elementary, "町たんけん", state=Need.State.FILLED, on=TODAY - dt.timedelta(days=4))
    agree(past, cast.seamstress)
    html = page_of(cast, "teacher")
    assert "令和8年11月20日（金）の「町たんけん」の記録がまだです" in html
    assert html.index("記録がまだです") < html.index("書きかけのお願いが1件")


def test_a_principal_sees_what_to_approve_and_how_much_more(cast: Cast):
    for number in range(5):
        make_need(cast.elementary, f"お願い{number}", state=Need.State.AWAITING_APPROVAL, on=TODAY + dt.timedelta(days=20 + number))
    html = page_of(cast, "principal")
    assert html.count("が承認を待っています") == 4
    assert "ほかに2件が承認を待っています" in html
    assert "承認を待っています" not in page_of(cast, "teacher")


def test_seats_that_stay_empty_are_urgent_ten_days_before(cast: Cast):
    make_need(cast.elementary, "遠い", on=TODAY + dt.timedelta(days=11))
    make_need(cast.elementary, "決まった", on=TODAY + dt.timedelta(days=3), state=Need.State.FILLED)
    assert "人がまだそろわないもの" not in page_of(cast, "coordinator")
    make_need(cast.elementary, "近い", on=TODAY + dt.timedelta(days=10), people=2, state=Need.State.ASKING)
    html = page_of(cast, "coordinator")
    assert "人がまだそろわないものが1件" in html and "/needs/?unfilled=1" in html


def test_a_talent_sees_who_asks_and_nobody_else_does(cast: Cast):
    ask(make_need(cast.elementary, "エプロンづくり", on=TODAY + dt.timedelta(days=9)), cast.seamstress)
    assert "「エプロンづくり」（令和8年12月3日（木））のお願いが届いています" in page_of(cast, "seamstress")
    assert "エプロンづくり" not in page_of(cast, "circle")


def test_a_talent_sees_where_to_be(cast: Cast):
    need = make_need(cast.elementary, "エプロンづくり", state=Need.State.FILLED, on=TODAY + dt.timedelta(days=2))
    agree(need, cast.seamstress)
    assert "花塚小 エプロンづくり" in page_of(cast, "seamstress")


def test_a_vacant_post_is_urgent_for_the_instructor_of_the_block(cast: Cast):
    assert "担当者のいない職が1" in page_of(cast, "instructor")
    assert "担当者のいない職" not in page_of(cast, "coast_instructor")


def test_a_busy_day_says_how_much_more_there_is(cast: Cast):
    for number in range(7):
        make_need(cast.elementary, f"願い{number}", on=TODAY)
    html = page_of(cast, "teacher")
    assert "ほか 3件" in html
    assert len(re.findall(r"</time>願い\d", html)) == 4


def test_the_city_counts_seats_by_school_and_sorts_by_need(cast: Cast):
    first = make_need(cast.elementary, "半分の願い", people=2, on=TODAY + dt.timedelta(days=3), state=Need.State.ASKING)
    agree(first, cast.seamstress)
    make_need(cast.coast_school, "空の願い", people=3, on=TODAY + dt.timedelta(days=3))
    make_need(cast.junior, "取りやめた願い", people=9, state=Need.State.CANCELLED)
    html = page_of(cast, "coordinator", "/city/")
    assert "5人のお願いに 1人が決まり、3校のうち 2校で人が足りません" in html
    schools = re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+)', html[html.index('id="schools"') :])
    assert schools[:3] == ["汐見浜小", "花塚小", "花塚一中"]
    reverse = page_of(cast, "coordinator", "/city/?sort=-missing")
    assert re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+)', reverse[reverse.index('id="schools"') :])[0] == "花塚一中"


def test_the_next_term_is_counted_by_itself(cast: Cast):
    make_need(cast.elementary, "冬の願い", people=4, on=dt.date(2027, 1, 20))
    assert "4人のお願い" not in page_of(cast, "section", "/city/")
    assert "3学期は 4人のお願いに 0人が決まり" in page_of(cast, "section", "/city/?term=next")


def test_the_load_of_talents_is_counted(cast: Cast):
    for number in range(2):
        agree(make_need(cast.elementary, f"願い{number}", state=Need.State.FILLED, on=TODAY + dt.timedelta(days=number)), cast.seamstress)
    html = page_of(cast, "coordinator", "/city/")
    table = html[html.index("数字の表") :]
    assert re.findall(r'<th scope="row">([^<]+)</th><td class="number">(\d+)', table)[:3] == [("0", "2"), ("1", "0"), ("2", "1")]


@pytest.mark.parametrize("part", ["teacher", "principal", "instructor", "center_staff"])
def test_the_city_is_for_those_who_look_after_it(cast: Cast, part: str):
    client = Client()
    client.force_login(cast.users[part])
    assert client.get("/city/").status_code == 403


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("teacher", "/"),
        ("principal", "/"),
        ("vice_principal", "/"),
        ("instructor", "/"),
        ("section", "/"),
        ("coordinator", "/"),
        ("seamstress", "/"),
        ("section", "/city/"),
    ],
)
def test_cost_is_constant(cast: Cast, part: str, path: str, django_assert_max_num_queries):
    client = Client()
    client.force_login(cast.users[part])
    client.get(path)
    states = [Need.State.OPEN, Need.State.AWAITING_APPROVAL, Need.State.FILLED, Need.State.DRAFT, Need.State.DONE]
    for number in range(30):
        need = make_need(cast.elementary, f"願い{number}", state=states[number % 5], on=TODAY + dt.timedelta(days=number - 9))
        ask(need, cast.seamstress)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(path).status_code == 200


def test_the_clearance_manager_sees_who_has_to_be_decided(cast: Cast):
    sentence = "子どもと一緒にいてよい場を確かめる方が"
    assert sentence not in page_of(cast, "clearance")
    decide_allowed_setting(cast.gardener.person, level=1, recheck_on=TODAY + dt.timedelta(days=60), by=cast.actor("clearance"))
    assert f"{sentence}1人います。" in page_of(cast, "clearance")
    assert sentence not in page_of(cast, "section")


def test_the_administrator_sees_what_is_stuck(cast: Cast):
    OutgoingMail.objects.create(
        key="a",
        message_id="a",
        kind="asked",
        to="a@example.jp",
        subject="a",
        text="a",
        state="failed",
        not_before=MOMENT,
        created_at=MOMENT,
    )
    assert "送れなかったメールが1通あります。" in page_of(cast, "admin")
    assert "送れなかったメール" not in page_of(cast, "section")


def test_who_comes_in_april_is_told_when_the_desk_opens(cast: Cast):
    """An account opened in March belongs to no talent and to no post yet."""
    with acting("test:coming"):
        person = Person.objects.create(name="青葉 みらい", kana="あおば みらい", email="new@school.example.jp")
        user = User.objects.create(email=person.email, person=person)
        Appointment.objects.create(post=Post.objects.get(kind="liaison_teacher", school=cast.junior), person=person, from_on="2027-04-01")
    client = Client()
    client.force_login(user)
    page = re.sub("<[^>]+>", "", client.get("/").content.decode()).replace("&nbsp;", " ")
    assert "令和9年4月1日（木）から「花塚一中 事業担当教員」です。" in page
    assert "わたしの登録を見る" not in page
