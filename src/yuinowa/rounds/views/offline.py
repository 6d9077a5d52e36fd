"""What a device talks to by itself: who is signed in, a batch of notes, and the script that answers when there is no line."""

import datetime as dt
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yuinowa.access.guards import public, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.rounds import actions
from yuinowa.rounds.forms.notes import SentNote
from yuinowa.rounds.offline import key_of, mark_of, person_mark

WORKER = Path(__file__).parents[1] / "static" / "rounds" / "js" / "worker.js"
LARGEST = 1_000_000
MOST = 50
# Less than this is the way of the request, not a wrong clock.
ON_TIME = dt.timedelta(seconds=90)


@requires(Permission.WRITE_NOTES)
@require_GET
@never_cache
def notes_desk(request: Any) -> JsonResponse:
    """For whom notes may be sent now, with what sending needs: a sign-in since the page was made has changed the token."""
    actor = request.actor
    return JsonResponse(
        {
            "desk": mark_of(actor),
            "person": person_mark(actor),
            "post": actor.label,
            "key": key_of(actor),
            "token": get_token(request),
            "now": clock.now().isoformat(),
        }
    )


@requires(Permission.WRITE_NOTES)
@require_POST
@never_cache
def notes_send(request: Any) -> JsonResponse:
    """Take a batch in: ``{desk, sent_at, notes: [{key, text, written_at, visit, school}]}``; what became of each stands in the answer.

    400 for what no device of ours sends, 409 where the notes are another person's or another post's.
    """
    sent = _read(request)
    if sent is None:
        return JsonResponse({"code": "unreadable"}, status=400)
    if sent.get("desk") != mark_of(request.actor):
        return JsonResponse({"code": "other_desk"}, status=409)
    late = _wrong_by(sent.get("sent_at"))
    return JsonResponse({"results": [_outcome(request, note, late) for note in sent["notes"]]})


@public
@require_GET
def offline_worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its address gives it the pages under /visits/ and no others."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@lru_cache(maxsize=1)
def _worker() -> str:
    return WORKER.read_text()


def _read(request: HttpRequest) -> dict[str, Any] | None:
    if len(request.body) > LARGEST:
        return None
    try:
        sent = json.loads(request.body)
    except ValueError:
        return None
    notes = sent.get("notes") if isinstance(sent, dict) else None
    is_batch = isinstance(notes, list) and len(notes) <= MOST and all(isinstance(note, dict) for note in notes)
    return sent if is_batch else None


def _wrong_by(sent_at: Any) -> dt.timedelta:
    """How far the device's clock is behind ours."""
    try:
        behind = clock.now() - dt.datetime.fromisoformat(str(sent_at))
    except (TypeError, ValueError, OverflowError):
        return dt.timedelta()
    return behind if abs(behind) > ON_TIME else dt.timedelta()


def _outcome(request: Any, note: dict[str, Any], late: dt.timedelta) -> dict[str, Any]:
    form = SentNote(note)
    if not form.is_valid():
        return {
            "key": note.get("key"),
            "outcome": "refused",
            "code": "unreadable",
            "message": _("読み取れないメモです。書きなおしてください。"),
        }
    typed = form.cleaned_data
    try:
        _note, is_new = actions.receive_note(
            key=typed["key"],
            text=typed["text"],
            written_at=_put_right(typed["written_at"], late),
            visit_id=typed["visit"],
            school_id=typed["school"],
            by=request.actor,
        )
    except Refused as error:
        return {"key": note["key"], "outcome": "refused", "code": error.code, "message": error.message}
    return {"key": note["key"], "outcome": "received" if is_new else "known"}


def _put_right(written_at: dt.datetime | None, late: dt.timedelta) -> dt.datetime:
    try:
        return written_at + late if written_at else clock.now()
    except OverflowError:
        return clock.now()
