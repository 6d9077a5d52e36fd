import datetime as dt

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.cast import MOMENT, TODAY, Cast
from yuinowa.activities.models import Activity
from yuinowa.core.audit import acting
from yuinowa.core.models import OutgoingMail
from yuinowa.needs.models import Need
from yuinowa.public import health as health_module

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def add_need(cast: Cast, title: str, **facts: object) -> Need:
    values = {
        "first_on": TODAY + dt.timedelta(days=7),
        "state": "open",
        "is_published": True,
        "contact": "秘密の連絡先",
        "tasks": "内緒の中身",
        **facts,
    }
    with acting("test"):
        return Need.objects.create(
            school=cast.elementary, site=cast.elementary.site, kind="experience", title=title, posted_at=MOMENT, **values
        )


def add_activity(cast: Cast, title: str, *, is_published: bool) -> None:
    with acting("test"):
        Activity.objects.create(
            school=cast.elementary,
            kind="experience",
            title=title,
            on=TODAY - dt.timedelta(days=3),
            starts_at=dt.time(9),
            ends_at=dt.time(10),
            volunteers=2,
            result="内緒の結果",
            is_published=is_published,
            recorded_at=MOMENT,
        )


def front(language: str = "ja") -> str:
    client = Client()
    client.cookies["language"] = language
    response = client.get("/about/")
    assert response.status_code == 200
    return response.content.decode()


def test_strangers_are_led_to_the_front_page(cast):
    response = Client().get("/")
    assert (response.status_code, response["Location"]) == (302, "/about/")


def test_only_published_activities_show_and_only_their_outline(cast):
    add_need(cast, "みんなの昔遊び")
    for title, facts in {
        "かくれた活動": {"is_published": False},
        "取りやめた活動": {"state": "cancelled"},
        "下書きの活動": {"state": "draft"},
        "承認前の活動": {"state": "awaiting_approval"},
        "過ぎた活動": {"first_on": TODAY - dt.timedelta(days=1)},
    }.items():
        add_need(cast, title, **facts)
    add_activity(cast, "花壇づくりの日", is_published=True)
    add_activity(cast, "出さない記録", is_published=False)
    html = front()
    assert "みんなの昔遊び" in html and "令和8年12月1日（火）" in html and "花壇づくりの日" in html
    for hidden in (
        "かくれた活動",
        "取りやめた活動",
        "下書きの活動",
        "承認前の活動",
        "過ぎた活動",
        "出さない記録",
        "秘密の連絡先",
        "内緒の中身",
        "内緒の結果",
    ):
        assert hidden not in html


def test_the_page_says_its_legal_aim_and_whom_to_ask(cast):
    html = front()
    assert "教育基本法 第13条" in html and "相互の連携及び協力に努めるものとする。" in html
    assert "0999-00-0001" in html and "kyoiku@city.example.jp" in html


def test_without_activities_the_page_says_what_comes_next(cast):
    assert "いま、お知らせできる活動はありません。" in front()


def test_an_empty_installation_has_a_front_page(db):
    assert "地域のみんなで" in front()


def test_the_page_costs_the_same_at_any_number_of_activities(cast, django_assert_max_num_queries):
    add_need(cast, "一つ目")
    with django_assert_max_num_queries(12) as few:
        front()
    for number in range(30):
        add_need(cast, f"活動 {number}")
        add_activity(cast, f"記録 {number}", is_published=True)
    with django_assert_max_num_queries(12) as many:
        front()
    assert len(few) == len(many)


@pytest.mark.parametrize("path", ["/privacy/", "/accessibility/"])
def test_pages_of_the_footer_open_for_everybody(cast, path):
    response = Client().get(path)
    assert response.status_code == 200
    assert f'href="{path}"' in response.content.decode()


# Health


def beat(age: dt.timedelta) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [dt.datetime.now(dt.UTC) - age])


def health() -> tuple[int, dict]:
    response = Client().get("/health/")
    return response.status_code, response.json()


def mail(key: str, state: str, due: dt.datetime) -> None:
    OutgoingMail.objects.create(
        key=key,
        message_id=key,
        kind="x",
        to="somebody@mail.example.jp",
        subject="秘密",
        text="秘密",
        state=state,
        not_before=due,
        created_at=due,
    )


def test_all_is_well(cast):
    beat(dt.timedelta(seconds=5))
    mail("a", "waiting", MOMENT)
    mail("b", "failed", MOMENT - HOUR)
    status, found = health()
    assert status == 200
    assert found == {
        "ok": True,
        "database": {"ok": True},
        "migrations": {"ok": True, "missing": 0},
        "worker": {"ok": True, "seconds_since_heartbeat": 5},
        "outbox": {"ok": True, "waiting": 1, "failed": 1},
    }


@pytest.mark.parametrize("age", [None, HOUR])
def test_a_silent_worker_is_seen(cast, age):
    if age:
        beat(age)
    status, found = health()
    assert status == 503 and not found["worker"]["ok"]


def test_mails_that_wait_too_long_are_seen(cast):
    beat(dt.timedelta(0))
    mail("a", "waiting", MOMENT - HOUR)
    status, found = health()
    assert status == 503 and found["outbox"] == {"ok": False, "waiting": 1, "failed": 0}


def test_a_database_that_does_not_answer_is_said(db, monkeypatch):
    def broken() -> dict:
        raise OperationalError("secret host name")

    monkeypatch.setattr(health_module, "_migrations", broken)
    response = Client().get("/health/")
    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": {"ok": False}}
