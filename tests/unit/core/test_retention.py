"""What is out of date is deleted by itself, and nothing else."""

import datetime as dt

import pytest
from procrastinate.contrib.django import app

from tests.cast import MOMENT, Cast
from yuinowa.core import clock, outbox, submissions, uploads
from yuinowa.core.models import OutgoingMail, Submission, Upload
from yuinowa.core.outbox import post_text
from yuinowa.people import actions
from yuinowa.people.models import Appointment, Invitation


def days(number: float) -> dt.timedelta:
    return dt.timedelta(days=number)


def test_files_nobody_confirmed_go_after_a_day(cast: Cast) -> None:
    for name, age in (("old.csv", 1.1), ("new.csv", 0.9)):
        with clock.frozen_at(MOMENT - days(age)):
            uploads.keep(purpose="posts", name=name, content=b"...", by=cast.actor("section"))
    assert uploads.drop_outdated(clock.now()) == 1
    assert list(Upload.objects.values_list("name", flat=True)) == ["new.csv"]


@pytest.mark.django_db
def test_mails_go_ninety_days_after_they_were_sent() -> None:
    ages = {"sent-old": ("sent", 91), "sent-new": ("sent", 89), "failed-old": ("failed", 91), "failed-new": ("failed", 89)}
    for key, (state, age) in {**ages, "waiting-old": ("waiting", 91)}.items():
        with clock.frozen_at(MOMENT - days(age)):
            post_text(key=key, kind="asked", to="hanako@example.jp", subject="お願い", text="来られますか。")
        OutgoingMail.objects.filter(key=key).update(state=state, sent_at=MOMENT - days(age) if state == "sent" else None)
    assert outbox.drop_outdated(MOMENT) == 2
    assert set(OutgoingMail.objects.values_list("key", flat=True)) == {"sent-new", "failed-new", "waiting-old"}


@pytest.mark.django_db
def test_keys_of_forms_go_after_thirty_days() -> None:
    for number, age in ((1, 31), (2, 29)):
        Submission.objects.create(key=f"00000000-0000-0000-0000-00000000000{number}", at=MOMENT - days(age))
    assert submissions.drop_outdated(MOMENT) == 1
    assert [str(key)[-1] for key in Submission.objects.values_list("key", flat=True)] == ["2"]


def test_invitations_go_thirty_days_after_their_end_with_their_trail(cast: Cast) -> None:
    section, teacher = cast.actor("section"), Appointment.objects.get(post=cast.posts["teacher"])
    with clock.frozen_at(MOMENT - days(60)):
        run_out = actions.invite(teacher, by=section)
        accepted = actions.invite(Appointment.objects.get(post=cast.posts["principal"]), by=section)
        actions.accept_invitation(invitation_id=accepted.pk, password="mizu-to-hikari-no-machi", by=section)
    open_one = actions.invite(teacher, by=section)
    trail = Invitation.pgh_event_model.objects
    assert trail.filter(pgh_obj_id=run_out.pk).exists()
    with clock.frozen_at(MOMENT - days(20)):
        assert actions.forget_invitations(on=clock.today(), by=section) == 1
    assert actions.forget_invitations(on=MOMENT.date() + days(32), by=section) == 1
    assert list(Invitation.objects.all()) == [open_one]
    assert set(trail.values_list("pgh_obj_id", flat=True)) == {open_one.pk}


def test_done_work_leaves_the_queue() -> None:
    assert app.worker_defaults["delete_jobs"] == "successful"
