"""Closed, reopened, shown to the 公民館."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.advice import actions
from yuinowa.advice.models import Consultation
from yuinowa.advice.views.acting import consultation_for, page_of, up_of
from yuinowa.ui.deciding import confirm, yes


@requires(Permission.KEEP_ADVICE)
def consultation_close(request: Any, pk: int) -> HttpResponse:
    """One tap from the page; opened by itself, with what will happen."""
    consultation = consultation_for(request, pk, Permission.KEEP_ADVICE)
    waits = consultation.state == Consultation.State.OPEN
    sentence = _("「%(subject)s」を終わりにします。まだ答えが出ていません。") if waits else _("「%(subject)s」を終わりにします。")
    return confirm(
        request,
        yes(request),
        lambda: _closed(request, consultation),
        title=_("相談を終わりにする"),
        verb=_("終わりにする"),
        sentence=sentence % {"subject": consultation.subject},
        back=page_of(consultation),
        up=up_of(consultation),
        is_undoable=True,
    )


def _closed(request: Any, consultation: Consultation) -> str:
    actions.close(consultation, by=request.actor)
    messages.success(request, _("相談を終わりにしました。"), extra_tags=reverse("consultation_reopen", args=[consultation.pk]))
    return page_of(consultation)


@requires(Permission.KEEP_ADVICE)
def consultation_reopen(request: Any, pk: int) -> HttpResponse:
    consultation = consultation_for(request, pk, Permission.KEEP_ADVICE)
    return confirm(
        request,
        yes(request),
        lambda: _reopened(request, consultation),
        title=_("開きなおす"),
        verb=_("開きなおす"),
        sentence=_("「%(subject)s」を開きなおします。つづけて書けるようになります。") % {"subject": consultation.subject},
        back=page_of(consultation),
        up=up_of(consultation),
        is_undoable=True,
    )


def _reopened(request: Any, consultation: Consultation) -> str:
    actions.reopen(consultation, by=request.actor)
    messages.success(request, _("開きなおしました。"))
    return page_of(consultation)


@requires(Permission.ASK_ADVICE)
def consultation_share(request: Any, pk: int) -> HttpResponse:
    """Shown to the 公民館 of the block, or no longer."""
    consultation = consultation_for(request, pk, Permission.ASK_ADVICE)
    show = _("「%(subject)s」を、受け持ちの社会教育指導員と公民館の担当者も読めるようにします。")
    hide = _("「%(subject)s」を、社会教育指導員と公民館の担当者には見せないようにします。")
    return confirm(
        request,
        yes(request),
        lambda: _shared(request, consultation),
        title=_("見せるのをやめる") if consultation.is_shared else _("公民館にも見せる"),
        verb=_("見せるのをやめる") if consultation.is_shared else _("公民館にも見せる"),
        sentence=(hide if consultation.is_shared else show) % {"subject": consultation.subject},
        hidden=[("was", int(consultation.is_shared))],
        back=page_of(consultation),
        up=up_of(consultation),
        is_undoable=True,
    )


def _shared(request: Any, consultation: Consultation) -> str:
    # The page says what it undoes: pressed in two windows, it does not turn to and fro.
    was_shared = request.POST.get("was", str(int(consultation.is_shared))) == "1"
    if was_shared:
        actions.unshare(consultation, by=request.actor)
        messages.success(request, _("公民館に見せるのをやめました。"))
    else:
        actions.share(consultation, by=request.actor)
        messages.success(request, _("受け持ちの公民館にも見せました。"))
    return page_of(consultation)
