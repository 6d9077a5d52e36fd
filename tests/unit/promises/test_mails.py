"""Each mail: who gets it, what it says, and that the same one goes out once."""

import datetime as dt

import pytest

from tests.cast import TODAY, Cast
from tests.unit.promises.conftest import DUE, Make
from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.audit import acting
from yuinowa.core.models import OutgoingMail
from yuinowa.people.models import Appointment, Post
from yuinowa.promises import actions, tasks
from yuinowa.promises.actions import Promised
from yuinowa.promises.models import Promise

DAY = dt.timedelta(days=1)
SYSTEM = system_actor("test")


def mails(kind: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def remind(on: dt.date) -> int:
    return actions.remind_promises(today=on, by=SYSTEM)


def test_who_owes_what_somebody_else_wrote_down_is_told_once(cast: Cast, make: Make):
    make()
    assert mails("promise_given") == []
    rows = [Promised(text, cast.posts["instructor"], DUE, cast.posts["teacher"]) for text in ("名簿を届ける", "講師を探す")]
    actions.make_promises(rows=rows, by=cast.actor("teacher"))
    (mail,) = mails("promise_given")
    assert mail.to == cast.users["instructor"].email
    assert mail.subject == "約束が書きとめられました（令和8年12月1日（火）までほか 計2件）"
    assert "花塚小 事業担当教員が、花塚公民館 社会教育指導員の約束として" in mail.text
    assert "・令和8年12月1日（火）まで：講師を探す（相手：花塚小 事業担当教員）" in mail.text
    assert "/promises/\n" in mail.text


def test_who_takes_over_is_told_with_the_word(cast: Cast, make: Make):
    promise = make()
    actions.hand_on(promise, to=cast.posts["center_staff"], word="館の棚にあります", by=cast.actor("instructor"))
    (mail,) = mails("promise_handed_on")
    assert (mail.to, mail.subject) == (cast.users["center_staff"].email, "約束を引きついでください（12月1日（火）まで）")
    assert "ひとこと：館の棚にあります" in mail.text and f"/promises/{promise.pk}/" in mail.text


def test_who_was_promised_something_hears_that_it_was_withdrawn(cast: Cast, make: Make):
    actions.withdraw_promise(make(), reason="学校で見つかりました", by=cast.actor("instructor"))
    actions.withdraw_promise(make(owed_to=None, owed_to_text="PTA会長"), reason="中止のため", by=cast.actor("instructor"))
    (mail,) = mails("promise_withdrawn")
    assert (mail.to, mail.subject) == (cast.users["teacher"].email, "約束が取り下げられました（12月1日（火）までのもの）")
    assert "理由：学校で見つかりました" in mail.text


def test_reminders_come_three_days_before_the_day_after_and_then_weekly(cast: Cast, make: Make):
    make()
    days = [TODAY + n * DAY for n in range(40)]
    assert [day for day in days if remind(day)] == [DUE - 3 * DAY, DUE + DAY, DUE + 8 * DAY, DUE + 15 * DAY, DUE + 22 * DAY, DUE + 29 * DAY]
    assert {mail.to for mail in mails("promises_due")} == {cast.users["instructor"].email}
    assert mails("promises_due")[0].subject == "期限が近い約束が1件あります（11月28日（土））"
    assert mails("promises_due")[1].subject == "期限を過ぎた約束が1件あります（12月2日（水））"


def test_a_day_without_worker_delays_a_reminder_and_twice_a_day_changes_nothing(cast: Cast, make: Make):
    make(), make(text="講師を探す", due_on=DUE + DAY)
    assert [remind(DUE - 2 * DAY), remind(DUE - 2 * DAY), remind(DUE - DAY)] == [2, 0, 0]
    assert [remind(DUE + 4 * DAY), remind(DUE + 4 * DAY)] == [2, 0]
    assert len(mails("promises_due")) == 2
    assert mails("promises_due")[0].text.count("まで：") == 2


def test_a_moved_day_is_reminded_of_anew_and_what_is_closed_never(cast: Cast, make: Make):
    promise, by = make(), cast.actor("instructor")
    assert remind(DUE) == 1
    actions.move_due_date(promise, due_on=DUE + 7 * DAY, word="持ち主が留守", by=by)
    assert [remind(DUE), remind(DUE + 4 * DAY)] == [0, 1]
    actions.finish_promise(promise, by=by)
    assert remind(DUE + 30 * DAY) == 0


def test_the_deputy_reads_for_a_vacant_window_and_a_successor_is_told_at_once(cast: Cast, make: Make):
    window = Post.objects.get(kind=Post.Kind.LIAISON_TEACHER, school=cast.junior)
    actions.make_promise(text="日程を返事する", owner=window, due_on=DUE, by=cast.actor("vice_principal"))
    assert remind(DUE) == 1
    assert [mail.to for mail in mails("promises_due")] == [cast.users["vice_principal"].email]
    with acting("test"):
        Appointment.objects.filter(post=cast.posts["instructor"]).update(until_on=TODAY)
    make(by="section")
    assert remind(DUE + DAY) == 1  # the window's; nobody reads for the instructor
    with acting("test"):
        Appointment.objects.create(post=cast.posts["instructor"], person=cast.persons["admin"], from_on=DUE)
    assert remind(DUE + 2 * DAY) == 1
    assert mails("promises_due")[-1].to == cast.users["admin"].email


def test_the_coordinator_reads_once_a_week_what_is_more_than_a_week_late(cast: Cast, make: Make):
    make(), make(text="講師を探す", due_on=DUE + DAY)
    assert actions.report_overdue(today=DUE + 7 * DAY, by=SYSTEM) == []
    assert mails("promises_overdue") == []
    monday = DUE + 13 * DAY
    assert monday.weekday() == 0
    for _again in range(2):
        assert len(actions.report_overdue(today=monday, by=SYSTEM)) == 2
    (mail,) = mails("promises_overdue")
    assert (mail.to, mail.subject) == (cast.users["coordinator"].email, "1週間より遅れている約束が2件あります（12月14日（月））")
    assert (
        "・13日おくれ（令和8年12月1日（火））：花塚公民館 社会教育指導員　昔の道具の名簿を届ける（相手：花塚小 事業担当教員）" in mail.text
    )
    assert "/promises/?tab=all&late=7" in mail.text


@pytest.mark.parametrize("days", [-3, 14])
def test_the_tasks_load_and_delegate(cast: Cast, make: Make, days: int):
    make()
    with clock.frozen_at(dt.datetime.combine(DUE + days * DAY, dt.time(7, 30), clock.JAPAN)):
        tasks.remind_promises(timestamp=0)
        tasks.report_overdue(timestamp=0)
    assert Promise.objects.get().reminded_on == DUE + days * DAY
    assert len(mails("promises_overdue")) == int(days > 7)
