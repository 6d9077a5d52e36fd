"""A mail server on loopback: what the worker hands over by SMTP."""

import re
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from yuinowa.cli.processes import free_port

LINK = re.compile(r"^https?://\S+$", re.MULTILINE)


@dataclass
class Postbox:
    mails: list[EmailMessage] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = Controller(self, hostname="127.0.0.1", port=free_port())
        self.server.start()
        self.url = f"smtp://127.0.0.1:{self.server.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"

    def close(self) -> None:
        self.server.stop()

    def of(self, address: str, words: str = "") -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address and words in f"{mail['Subject']}\n{text_of(mail)}"]

    def wait(self, address: str, words: str, *, after: int = 0, seconds: int = 60) -> str:
        """The text of the newest mail to ``address`` that says ``words``, once there are more than ``after`` of them."""
        end = time.monotonic() + seconds
        while len(found := self.of(address, words)) <= after:
            assert time.monotonic() < end, [(mail["To"], mail["Subject"]) for mail in self.mails]
            time.sleep(0.1)
        return text_of(found[-1])


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def link_in(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[0]
