"""Every verb: what it changes, what it refuses and why, and what the history tells."""

import datetime as dt

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from tests.cast import TODAY, Cast
from tests.unit.promises.conftest import DUE, Make, told
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import history_of
from yuinowa.people.models import Appointment, Post
from yuinowa.promises import actions
from yuinowa.promises.actions import Promised
from yuinowa.promises.models import Promise

INSTRUCTOR = "花塚公民館 社会教育指導員"
LATER = dt.date(2026, 12, 8)


def code_of(verb, *subject, **arguments) -> str:
    with pytest.raises(Refused) as refused:
        verb(*subject, **arguments)
    return refused.value.code


def test_a_promise_remembers_who_owes_what_to_whom(cast: Cast, make: Make):
    promise = make(source=Promise.Source.VISIT, source_text="11月20日の巡回訪問")
    kept = Promise.objects.get()
    assert (kept.owner, kept.owed_to, kept.made_for) == (cast.posts["instructor"], cast.posts["teacher"], cast.posts["instructor"])
    assert (kept.state, kept.due_on, kept.source, kept.whom) == ("open", DUE, "visit", "花塚小 事業担当教員")
    assert told(promise) == [("made", INSTRUCTOR)]
    assert list(Promise.objects.search("道具")) == [promise] and list(Promise.objects.search("巡回")) == [promise]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "  "}, "no_word"),
        ({"due_on": TODAY - dt.timedelta(days=1)}, "past_due"),
        ({"owed_to": "instructor"}, "same_post"),
        ({"owed_to_text": "PTA会長"}, "two_owed"),
    ],
)
def test_what_cannot_be_promised(cast: Cast, make: Make, changes: dict, code: str):
    assert code_of(make, **changes) == code
    assert Promise.objects.count() == 0


def test_today_is_not_too_late_and_nobody_need_be_owed(cast: Cast, make: Make):
    assert make(owed_to=None, due_on=TODAY).whom == ""
    assert make(owed_to=None, owed_to_text="PTA会長").whom == "PTA会長"


def test_posts_that_ended_or_keep_no_promises_are_refused(cast: Cast, make: Make):
    with acting("test"):
        Post.objects.filter(pk=cast.posts["teacher"].pk).update(ended_on=TODAY - dt.timedelta(days=1))
    cast.posts["teacher"].refresh_from_db()
    assert code_of(make) == "post_ended"
    assert code_of(make, by="section", owner="teacher", owed_to=None) == "post_ended"
    with pytest.raises(NotAllowed):
        make(by="section", owner="clearance")


@pytest.mark.parametrize(
    ("by", "owner", "owed_to", "is_written"),
    [
        ("teacher", "teacher", "instructor", True),
        ("teacher", "instructor", "teacher", True),
        ("teacher", "coordinator", "principal", True),
        ("teacher", "instructor", "coordinator", False),  # none of the own school
        ("teacher", "teacher", "coast_teacher", False),  # not to be named
        ("teacher", "teacher", "coast_instructor", False),
        ("instructor", "instructor", "coast_instructor", True),  # a colleague
        ("instructor", "coast_instructor", "coast_teacher", False),
        ("center_staff", "teacher", "principal", True),
        ("coordinator", "coast_teacher", "teacher", True),
        ("section", "coast_instructor", "coast_teacher", True),
        ("principal", "teacher", "center_staff", True),
        ("clearance", "teacher", "instructor", False),
        ("admin", "teacher", "instructor", False),
        ("seamstress", "teacher", "instructor", False),
    ],
)
def test_who_writes_down_what(cast: Cast, make: Make, by: str, owner: str, owed_to: str, is_written: bool):
    if not is_written:
        with pytest.raises(NotAllowed):
            make(by=by, owner=owner, owed_to=owed_to)
    else:
        make(by=by, owner=owner, owed_to=owed_to)
    assert Promise.objects.count() == int(is_written)


def test_several_are_written_together_or_not_at_all(cast: Cast):
    good = Promised("名簿を届ける", cast.posts["instructor"], DUE)
    bad = Promised("", cast.posts["instructor"], DUE)
    assert code_of(actions.make_promises, rows=[good, bad], by=cast.actor("instructor")) == "no_word"
    assert Promise.objects.count() == 0
    assert len(actions.make_promises(rows=[good, good], by=cast.actor("instructor"))) == 2


def test_kept_and_undone(cast: Cast, make: Make):
    promise, by = make(), cast.actor("instructor")
    actions.finish_promise(promise, word="教頭先生に渡しました", by=by)
    assert Promise.objects.get().state == "done"
    assert code_of(actions.finish_promise, promise, by=by) == "closed"
    actions.reopen_promise(promise, by=by)
    assert Promise.objects.get().state == "open"
    assert code_of(actions.reopen_promise, promise, by=by) == "open"
    assert told(promise) == [("made", INSTRUCTOR), ("finished", INSTRUCTOR), ("reopened", INSTRUCTOR)]
    assert history_of(promise)[1].facts["word"] == "教頭先生に渡しました"


def test_of_several_none_is_kept_when_one_is_closed(cast: Cast, make: Make):
    first, second, by = make(), make(), cast.actor("instructor")
    actions.finish_promise(first, by=by)
    assert code_of(actions.finish_promises, promises=[first, second], by=by) == "closed"
    assert sorted(Promise.objects.values_list("state", flat=True)) == ["done", "open"]


def test_handed_on_to_the_center(cast: Cast, make: Make):
    promise = make()
    actions.hand_on(promise, to=cast.posts["center_staff"], word="館の棚にあります", by=cast.actor("instructor"))
    assert Promise.objects.get().owner == cast.posts["center_staff"]
    entry = history_of(promise)[0]
    assert (entry.verb, entry.facts) == (
        "handed_on",
        {"from": INSTRUCTOR, "to": "花塚公民館 担当", "word": "館の棚にあります"},
    )
    assert list(Promise.objects.search("花塚公民館 担当")) == [promise]
    with pytest.raises(NotAllowed):
        actions.finish_promise(promise, by=cast.actor("instructor"))
    assert actions.finish_promise(promise, by=cast.actor("center_staff")).state == "done"


def test_whom_nothing_is_handed_to(cast: Cast, make: Make):
    promise, by = make(), cast.actor("instructor")
    assert code_of(actions.hand_on, promise, to=cast.posts["instructor"], word="はい", by=by) == "same_owner"
    assert code_of(actions.hand_on, promise, to=cast.posts["teacher"], word="はい", by=by) == "owed_to_itself"
    assert code_of(actions.hand_on, promise, to=cast.posts["center_staff"], word=" ", by=by) == "no_word"
    with acting("test"):
        ended = Post.objects.create(kind=Post.Kind.CENTER_STAFF, center=cast.plain_center, number=2, ended_on=TODAY - dt.timedelta(days=1))
    assert code_of(actions.hand_on, promise, to=ended, word="はい", by=by) == "post_ended"
    for part in ("coast_teacher", "admin"):
        with pytest.raises(NotAllowed):
            actions.hand_on(promise, to=cast.posts[part], word="はい", by=by)
    actions.finish_promise(promise, by=by)
    assert code_of(actions.hand_on, promise, to=cast.posts["center_staff"], word="はい", by=by) == "closed"
    assert Promise.objects.get().owner == cast.posts["instructor"]


def test_moved_with_a_word(cast: Cast, make: Make):
    promise, by = make(), cast.actor("instructor")
    assert code_of(actions.move_due_date, promise, due_on=DUE, word="はい", by=by) == "same_date"
    assert code_of(actions.move_due_date, promise, due_on=TODAY - dt.timedelta(days=1), word="はい", by=by) == "past_due"
    assert code_of(actions.move_due_date, promise, due_on=LATER, word="", by=by) == "no_word"
    actions.move_due_date(promise, due_on=LATER, word="持ち主が留守のため", by=by)
    assert Promise.objects.get().due_on == LATER
    assert history_of(promise)[0].facts == {"from": "2026-12-01", "to": "2026-12-08", "word": "持ち主が留守のため"}


def test_withdrawn_with_a_reason_and_back(cast: Cast, make: Make):
    promise, by = make(), cast.actor("instructor")
    assert code_of(actions.withdraw_promise, promise, reason="", by=by) == "no_word"
    actions.withdraw_promise(promise, reason="学校で見つかりました", by=by)
    assert code_of(actions.withdraw_promise, promise, reason="また", by=by) == "closed"
    assert code_of(actions.move_due_date, promise, due_on=LATER, word="はい", by=by) == "closed"
    actions.reopen_promise(promise, by=by)
    assert [verb for verb, _who in told(promise)] == ["made", "withdrawn", "reopened"]


@pytest.mark.parametrize(
    ("part", "sees", "keeps"),
    [
        ("section", True, True),
        ("coordinator", True, True),
        ("instructor", True, True),
        ("center_staff", True, False),
        ("teacher", True, False),
        ("principal", True, False),
        ("junior_principal", False, False),
        ("coast_instructor", False, False),
        ("coast_teacher", False, False),
        ("clearance", False, False),
        ("admin", False, False),
        ("seamstress", False, False),
    ],
)
def test_who_sees_and_who_keeps(cast: Cast, make: Make, part: str, sees: bool, keeps: bool):
    promise, actor = make(), cast.actor(part)
    assert Promise.objects.allowing(actor, "see_promises").exists() is sees
    verbs = (
        lambda: actions.finish_promise(promise, by=actor),
        lambda: actions.reopen_promise(promise, by=actor),
        lambda: actions.move_due_date(promise, due_on=LATER, word="はい", by=actor),
        lambda: actions.withdraw_promise(promise, reason="はい", by=actor),
        lambda: actions.reopen_promises(promises=[promise], by=actor),
        lambda: actions.hand_on(promise, to=cast.posts["center_staff"], word="はい", by=actor),
    )
    for verb in verbs:
        if keeps:
            verb()
        else:
            with pytest.raises(NotAllowed):
                verb()


def test_a_deputy_keeps_what_a_vacant_window_owes_until_it_is_filled(cast: Cast, make: Make):
    vacant = Post.objects.get(kind=Post.Kind.LIAISON_TEACHER, school=cast.junior)
    promise = make(owner="instructor", owed_to=None)
    actions.hand_on(promise, to=vacant, word="お願いします", by=cast.actor("instructor"))
    assert list(Promise.objects.kept_by(cast.actor("vice_principal"))) == [promise]
    assert list(Promise.objects.kept_by(cast.actor("junior_principal"))) == []
    assert list(Promise.objects.without_holder(TODAY)) == [promise]
    with acting("test"):
        Appointment.objects.create(post=vacant, person=cast.persons["admin"], from_on=TODAY)
    with pytest.raises(NotAllowed):
        actions.finish_promise(promise, by=cast.actor("vice_principal"))
    assert list(Promise.objects.without_holder(TODAY)) == []


def test_the_database_keeps_every_promise_and_refuses_nonsense(cast: Cast, make: Make):
    promise = make()
    with acting("test"):
        with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
            promise.delete()
        for wrong in ({"text": ""}, {"owner": cast.posts["teacher"]}, {"owed_to_text": "だれか"}, {"state": "lost"}, {"source": "rumour"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Promise.objects.update(**wrong)
    assert Promise.objects.get() == promise
