"""A question of the teacher of 花塚小, and files to send with it."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags
from PIL import Image

from tests.cast import Cast
from yuinowa.advice import actions
from yuinowa.advice.actions import ask
from yuinowa.advice.files import Sent
from yuinowa.advice.models import Consultation, Knowledge
from yuinowa.core.history import history_of

Ask = Callable[..., Consultation]
ClientOf = Callable[[str], Client]


@pytest.fixture
def asked(cast: Cast) -> Ask:
    """Asks: ``by`` is a part of the cast."""

    def write(by: str = "teacher", **changes: Any) -> Consultation:
        plain = {"subject": "ミシンの補助が見つからない", "topic": "people", "text": "3年生の袋作りで、あと2人ほしいです。"}
        return ask(by=cast.actor(by), **{**plain, **changes})

    return write


@pytest.fixture
def client_of(cast: Cast) -> ClientOf:
    def signed_in(part: str) -> Client:
        client = Client()
        client.force_login(cast.users[part])
        return client

    return signed_in


def told(row: Any) -> list[tuple[str, str]]:
    """The history, oldest first: (verb, who)."""
    return [(entry.verb, entry.actor_label) for entry in reversed(history_of(row))]


PDF = Sent("案内.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")


def picture(name: str = "写真.jpg", size: tuple[int, int] = (40, 30), **options: Any) -> Sent:
    stream = io.BytesIO()
    Image.new("RGB", size, "green").save(stream, format="PNG" if name.lower().endswith("png") else "JPEG", **options)
    return Sent(name, stream.getvalue())


def office(name: str = "名簿.xlsx", part: str = "xl/workbook.xml", **more: bytes) -> Sent:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for entry, content in {"[Content_Types].xml": b"<Types/>", part: b"<x/>", **more}.items():
            book.writestr(entry, content)
    return Sent(name, stream.getvalue())


def words(response) -> str:
    assert response.status_code == 200
    return " ".join(strip_tags(response.content.decode()).split())


def case_of(cast: Cast, asked: Ask, title: str = "", *, is_published: bool = True) -> Knowledge:
    by = cast.actor("coordinator")
    case = actions.make_knowledge(actions.answer(asked(subject=title or "布の集め方"), text="回覧板で集めます。", by=by), by=by)
    return actions.publish_knowledge(case, is_checked=True, by=by) if is_published else case
