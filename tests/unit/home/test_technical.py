"""The administrator sees what is stuck, and nothing of what it says."""

import datetime as dt

from django.db import connection
from django.test import Client

from tests.cast import Cast
from yuinowa.core import clock
from yuinowa.core.models import OutgoingMail


def _mail(key: str, state: str) -> OutgoingMail:
    return OutgoingMail.objects.create(
        key=key,
        message_id=key,
        kind="asked",
        to="himitsu@example.jp",
        subject="秘密の件",
        text="秘密の本文",
        state=state,
        attempts=8,
        not_before=clock.now() + dt.timedelta(days=1),
        created_at=clock.now(),
        last_error="ConnectionRefusedError",
    )


def test_stuck_mails_are_counted_without_their_words_and_sent_again(cast: Cast, client: Client) -> None:
    stuck = _mail("a", "failed")
    client.force_login(cast.users["admin"])
    page = client.get("/technical/").content.decode()
    assert "ConnectionRefusedError" in page
    assert "himitsu" not in page
    assert "秘密" not in page
    client.post("/technical/mails/send-again/")
    stuck.refresh_from_db()
    assert (stuck.state, stuck.attempts) == ("waiting", 0)


def test_background_work_says_in_words_how_it_stands(cast: Cast, client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'expire', 'todo')")
    client.force_login(cast.users["admin"])
    page = client.get("/technical/").content.decode()
    assert "順番を待っています" in page
    assert "todo" not in page


def test_settings_change_and_are_remembered(cast: Cast, client: Client) -> None:
    client.force_login(cast.users["section"])
    form = client.get("/settings/").context["form"]
    answer = client.post("/settings/", {**form.initial, "accept_days": "5", "needs_approval": "on"})
    assert answer.status_code == 302
    cast.municipality.refresh_from_db()
    assert cast.municipality.accept_days == 5
    assert "設定を変えました" in client.get("/settings/").content.decode()


def test_a_wrong_setting_is_told_and_kept(cast: Cast, client: Client) -> None:
    client.force_login(cast.users["section"])
    form = client.get("/settings/").context["form"]
    answer = client.post("/settings/", {**form.initial, "accept_days": "0", "name": "結野市🌸"})
    assert answer.status_code == 200
    assert "結野市🌸" in answer.content.decode()
    cast.municipality.refresh_from_db()
    assert cast.municipality.accept_days == 7
