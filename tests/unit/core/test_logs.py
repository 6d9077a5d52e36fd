"""Logs say what happened, never to whom."""

import io
import json
import logging
from typing import Any

import pytest
import structlog
from django.db import IntegrityError

from yuinowa.config.logs import formatter


def line(event: str, **facts: Any) -> dict[str, Any]:
    """What a logger writes, read back."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter())
    target = logging.getLogger("yuinowa.test_logs")
    target.handlers, target.propagate = [handler], False
    target.setLevel(logging.INFO)
    structlog.get_logger("yuinowa.test_logs").info(event, **facts)
    found: dict[str, Any] = json.loads(stream.getvalue())
    return found


def test_unknown_fields_stay_out() -> None:
    assert "name" not in line("signed_in", name="森 春子", user_id=3)
    assert line("signed_in", user_id=3)["user_id"] == 3


def test_an_address_loses_its_query_and_its_token() -> None:
    token = "eyJvIjo0MX0:1vMzXy:0123456789abcdefghijklmnopqrstuvwxyz"
    assert line("request", request=f"GET /offers/answer/{token}/?q=森春子")["request"] == "GET /offers/answer/…/"
    assert line("request", request="GET /search/?q=森春子")["request"] == "GET /search/"
    assert line("request", request="GET /needs/41/")["request"] == "GET /needs/41/"


def test_an_exception_keeps_its_place_and_loses_its_words() -> None:
    words = "Key (email)=(haruko@example.jp) already exists."
    with pytest.raises(IntegrityError) as caught:
        raise IntegrityError(words)
    text = line("failed", exc_info=(caught.type, caught.value, caught.tb))["exception"]
    assert text.endswith("IntegrityError")
    assert "haruko" not in text
