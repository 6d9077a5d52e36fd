"""Mails go from the outbox through a real mail server on loopback."""

import datetime as dt
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction

from yuinowa.core import clock
from yuinowa.core.models import OutgoingMail
from yuinowa.core.outbox import MOST_ATTEMPTS, post_text, send_waiting

pytestmark = pytest.mark.django_db


class Postbox:
    """What a mail server received."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    box = Postbox()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    server.stop()


def post(key: str = "offer:1:asked", **more: Any) -> OutgoingMail:
    post_text(key=key, kind="asked", to="hanako@example.jp", subject="【お願い】𠮷田さんへ 12月1日", text="来られますか。", **more)
    return OutgoingMail.objects.get(key=key)


def test_a_mail_arrives_whole_and_once(postbox: Postbox) -> None:
    mail = post(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    assert send_waiting() == 1
    assert send_waiting() == 0
    received = postbox.mails[0]
    assert (received["Subject"], received["To"]) == ("【お願い】𠮷田さんへ 12月1日", "hanako@example.jp")
    assert received["Message-ID"] == mail.message_id
    assert [part.get_content_type() for part in received.iter_attachments()] == ["text/calendar"]
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_the_same_key_is_one_mail(postbox: Postbox) -> None:
    post()
    post()
    send_waiting()
    assert len(postbox.mails) == 1


def test_a_mail_of_a_transaction_that_rolled_back_does_not_exist() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post()
        _ = 1 / 0
    assert not OutgoingMail.objects.exists()


def test_a_dead_server_loses_nothing_and_is_tried_again_later(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    mail = post()
    assert send_waiting() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.last_error) == ("waiting", 1, "ConnectionRefusedError")
    assert mail.not_before > clock.now()
    OutgoingMail.objects.update(attempts=MOST_ATTEMPTS - 1, not_before=clock.now() - dt.timedelta(minutes=1))
    send_waiting()
    mail.refresh_from_db()
    assert mail.state == "failed"


def test_a_sender_that_died_is_relieved_after_its_lease(postbox: Postbox) -> None:
    mail = post()
    OutgoingMail.objects.update(state="sending", leased_until=clock.now() + dt.timedelta(seconds=30))
    assert send_waiting() == 0
    with clock.frozen_at(clock.now() + dt.timedelta(seconds=90)):
        assert send_waiting() == 1
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_a_subject_cannot_smuggle_a_header() -> None:
    post_text(key="x", kind="asked", to="hanako@example.jp", subject="件名\r\nBcc: all@example.jp", text="本文")
    assert OutgoingMail.objects.get(key="x").subject == "件名 Bcc: all@example.jp"
