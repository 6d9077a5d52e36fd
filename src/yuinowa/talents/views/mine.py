"""わたしの登録: a resident sees, corrects, pauses, renews and ends their own registration."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import by_link, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Channel
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.people.actors import resident_actor
from yuinowa.talents import actions
from yuinowa.talents.forms.decisions import AbsenceForm, EndForm, PauseForm, RenewOwnForm
from yuinowa.talents.forms.registration import TalentForm, details_of, written
from yuinowa.talents.mails import RENEWAL
from yuinowa.talents.models import Talent
from yuinowa.talents.views.decisions import decide
from yuinowa.talents.views.lists import week_text
from yuinowa.talents.views.pages import managed_parts


@requires(Permission.EDIT_OWN_TALENT)
def my_registration(request: HttpRequest) -> HttpResponse:
    """One's own registrations: as a person, and as the representative of groups."""
    talents = _own(request).shown().prefetch_related("availabilities", "absences", "visible_schools").order_by("registered_on", "pk")
    cards = [{"talent": talent, "week": week_text(talent), **managed_parts(talent)} for talent in talents]
    return render(request, "talents/my_registration.html", {"cards": cards, "today": clock.today()})


@requires(Permission.EDIT_OWN_TALENT)
def my_registration_edit(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(_own(request), pk=pk)
    form = TalentForm(request.POST or None, initial=written(talent))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _correct(request, talent, form.cleaned_data)))
        except Refused as refused:
            form.add_error(None, refused.message)
    return render(request, "talents/my_registration_edit.html", {"form": form, "talent": talent})


@requires(Permission.EDIT_OWN_TALENT)
def my_registration_pause(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(_own(request), pk=pk)
    verb = lambda data: actions.pause_own_talent(talent, by=request.actor, **data)  # noqa: E731
    return decide(
        request,
        verb,
        form_class=PauseForm,
        done=_("お休みにしました。"),
        back=reverse("my_registration"),
        confirm={
            "up": _("わたしの登録"),
            "title": _("お休みにする"),
            "verb": _("お休みにする"),
            "mails": 0,
            "is_undoable": True,
            "sentence": _("お休みのあいだ、新しいお願いは届きません。いつでも戻れます。"),
        },
    )


@requires(Permission.EDIT_OWN_TALENT)
def my_registration_resume(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(_own(request), pk=pk)
    verb = lambda data: actions.resume_own_talent(talent, by=request.actor)  # noqa: E731
    return decide(
        request,
        verb,
        done=_("お休みから戻りました。"),
        back=reverse("my_registration"),
        confirm={
            "up": _("わたしの登録"),
            "title": _("お休みから戻る"),
            "verb": _("お休みから戻る"),
            "mails": 0,
            "is_undoable": True,
            "sentence": _("またお願いが届くようになります。"),
        },
    )


@requires(Permission.EDIT_OWN_TALENT)
def my_registration_absent(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(_own(request), pk=pk)
    verb = lambda data: actions.add_own_absence(talent, by=request.actor, **data)  # noqa: E731
    return decide(
        request,
        verb,
        form_class=AbsenceForm,
        done=_("来られない日を入れました。"),
        back=reverse("my_registration"),
        confirm={
            "up": _("わたしの登録"),
            "title": _("来られない日を入れる"),
            "verb": _("来られない日を入れる"),
            "mails": 0,
            "is_undoable": True,
            "sentence": _("この日のお願いは届かなくなります。"),
        },
    )


@requires(Permission.EDIT_OWN_TALENT)
def my_registration_absence_remove(request: HttpRequest, pk: int, absence_pk: int) -> HttpResponse:
    talent = get_object_or_404(_own(request), pk=pk)
    verb = lambda data: actions.remove_own_absence(talent, by=request.actor, absence_id=absence_pk)  # noqa: E731
    return decide(
        request,
        verb,
        done=_("消しました。"),
        back=reverse("my_registration"),
        confirm={
            "up": _("わたしの登録"),
            "title": _("来られない日を消す"),
            "verb": _("消す"),
            "mails": 0,
            "is_undoable": True,
            "sentence": _("その日も来られることにします。"),
        },
    )


@requires(Permission.EDIT_OWN_TALENT)
def my_registration_renew(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(_own(request), pk=pk)
    verb = lambda data: actions.renew_own_talent(talent, by=request.actor)  # noqa: E731
    return decide(request, verb, form_class=RenewOwnForm, done=_renewed(), back=reverse("my_registration"), confirm=_renewal(talent))


@requires(Permission.EDIT_OWN_TALENT)
def my_registration_end(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(_own(request), pk=pk)
    verb = lambda data: actions.end_own_talent(talent, by=request.actor, **data)  # noqa: E731
    return decide(
        request,
        verb,
        form_class=EndForm,
        done=_("登録を終えました。ありがとうございました。"),
        back=reverse("my_registration"),
        confirm={
            "up": _("わたしの登録"),
            "title": _("登録を終える"),
            "verb": _("登録を終える"),
            "mails": int(bool(talent.is_mailed and talent.person.email)),
            "is_undoable": True,
            "is_grave": True,
            "sentence": _("登録を終えます。決まっている予定があるときは、先に学校へお知らせください。"),
            "details": [_("取り消せるのは今日のうちです。")],
        },
    )


@requires(Permission.EDIT_OWN_TALENT)
def my_registration_end_undo(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(_own(request), pk=pk)
    verb = lambda data: actions.undo_own_end(talent, by=request.actor)  # noqa: E731
    return decide(
        request,
        verb,
        done=_("元に戻しました。"),
        back=reverse("my_registration"),
        confirm={
            "up": _("わたしの登録"),
            "title": _("元に戻す"),
            "verb": _("元に戻す"),
            "mails": 0,
            "is_undoable": True,
            "sentence": _("登録を、終える前の状態に戻します。"),
        },
    )


@by_link
def renewal_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the reminder: looking changes nothing, the button renews. It serves one 年度 only."""
    talent, is_done = _of_token(token)
    if is_done:
        return render(request, "talents/renewal_done.html", {"talent": talent})
    actor = resident_actor(talent.person_id, channel=Channel.LINK)
    verb = lambda data: actions.renew_own_talent(talent, by=actor)  # noqa: E731
    return decide(request, verb, form_class=RenewOwnForm, done=_renewed(), back=request.path, confirm={**_renewal(talent), "back": "/"})


def _of_token(token: str) -> tuple[Talent, bool]:
    try:
        pk, expires_on = signing.loads(token, salt=RENEWAL)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    talent = get_object_or_404(Talent.objects.select_related("person"), pk=pk)
    return talent, talent.expires_on.isoformat() != expires_on


def _renewed() -> str:
    return _("更新しました。来年度もよろしくお願いします。")


def _renewal(talent: Talent) -> dict[str, Any]:
    return {
        "title": _("登録を更新する"),
        "verb": _("更新する"),
        "mails": 0,
        "is_undoable": False,
        "sentence": _("%sさんの登録を、次の年度も続けます。") % talent.name,
        "details": [
            _(
                "子どもの安全を第一に考え、活動で知ったことを他に漏らさず、政治・宗教・営利の活動をしないという「約束」を、もう一度お読みください。"
            )
        ],
    }


def _own(request: HttpRequest) -> Any:
    return Talent.objects.allowing(request.actor, Permission.EDIT_OWN_TALENT).select_related("person", "resource", "block")


def _correct(request: HttpRequest, talent: Talent, data: dict[str, Any]) -> str:
    details = details_of(data, city=None, consent_on=talent.guardian_consent_on)
    actions.update_own_talent(talent, by=request.actor, details=details)
    messages.success(request, _("登録の内容をなおしました。"))
    return reverse("my_registration")
