"""Logs are JSON lines; an allow-list keeps personal data out of them."""

import logging
import sys
import traceback
from typing import Any

import structlog

# No address of ours has a longer word; a signed token is always longer.
LONGEST_WORD = 40

ALLOWED = {
    "event",
    "level",
    "logger",
    "timestamp",
    "request_id",
    "request",
    "code",
    "user_id",
    "exception",
    "task",
    "job_id",
    "seconds",
    "count",
    "status",
}


def _without_secrets(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """An address without its query (words searched for) and without signed parts (links that open something)."""
    if isinstance(request := event.get("request"), str):
        method, _, address = request.partition(" ")
        parts = address.partition("?")[0].split("/")
        event["request"] = f"{method} {'/'.join('…' if len(part) > LONGEST_WORD else part for part in parts)}"
    return event


def _only_allowed(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key in ALLOWED or key.startswith("_")}


def _without_words(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """An exception as its type and places: the message of a database error quotes the row."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple) and error[0] is not None:
        event["exception"] = "".join(traceback.format_tb(error[2])) + error[0].__name__
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
    _without_words,
    _without_secrets,
    _only_allowed,
]
structlog.configure(
    processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        foreign_pre_chain=SHARED,
    )
