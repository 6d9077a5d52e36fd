"""わたしの登録: a resident sees, corrects, pauses, renews and ends their own registration."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yuinowa.access.guards import by_link, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Channel
from yuinowa.core.errors import Refused
from yuinowa.core.submissions import once
from yuinowa.people.actors import resident_actor
from yuinowa.people.views.looks import looks_at
from yuinowa.talents import actions, mails
from yuinowa.talents.forms.decisions import AbsenceForm, EndForm, PauseForm, RenewOwnForm
from yuinowa.talents.forms.registration import TalentForm, details_of, written
from yuinowa.talents.models import Talent
from yuinowa.talents.views.deciding import Decision, decide, page_of, words_of
from yuinowa.talents.views.lists import week_text
from yuinowa.talents.views.pages import managed_parts

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise


@requires(Permission.EDIT_OWN_TALENT)
def my_registration(request: HttpRequest) -> HttpResponse:
    """One's own registrations: as a person, and as the representative of groups."""
    talents = _own(request).shown().prefetch_related("availabilities", "absences", "visible_schools").order_by("registered_on", "pk")
    cards = [{"talent": talent, "week": week_text(talent), **managed_parts(talent)} for talent in talents]
    looks = looks_at(request.actor, cards[0]["talent"].person) if cards else None
    return render(request, "talents/my_registration.html", {"cards": cards, "today": clock.today(), "looks": looks})


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


def _own(request: HttpRequest) -> Any:
    return Talent.objects.allowing(request.actor, Permission.EDIT_OWN_TALENT).select_related("person", "resource", "block")


def _page(decision: Decision) -> Callable[..., HttpResponse]:
    return page_of(decision, permission=Permission.EDIT_OWN_TALENT, rows=_own, up=_up)


def _up(talent: Talent) -> tuple["Text", str]:
    return _("わたしの登録"), reverse("my_registration")


RENEWAL = Decision(
    # The pledge is given by sending the form.
    lambda talent, *, by, pledge: actions.renew_own_talent(talent, by=by),
    form=RenewOwnForm,
    title=_("登録を更新する"),
    button=_("更新する"),
    sentence=_("%sさんの登録を、次の年度も続けます。"),
    details=(
        _(
            "子どもの安全を第一に考え、活動で知ったことを他に漏らさず、政治・宗教・営利の活動をしないという「約束」を、もう一度お読みください。"
        ),
    ),
    done=_("更新しました。来年度もよろしくお願いします。"),
    is_undoable=False,
)
my_registration_renew = _page(RENEWAL)
my_registration_pause = _page(
    Decision(
        actions.pause_own_talent,
        form=PauseForm,
        title=_("お休みにする"),
        sentence=_("お休みのあいだ、新しいお願いは届きません。いつでも戻れます。"),
        done=_("お休みにしました。"),
    )
)
my_registration_resume = _page(
    Decision(
        actions.resume_own_talent,
        title=_("お休みから戻る"),
        sentence=_("またお願いが届くようになります。"),
        done=_("お休みから戻りました。"),
    )
)
my_registration_absent = _page(
    Decision(
        actions.add_own_absence,
        form=AbsenceForm,
        title=_("来られない日を入れる"),
        sentence=_("この日のお願いは届かなくなります。"),
        done=_("来られない日を入れました。"),
    )
)
my_registration_absence_remove = _page(
    Decision(
        lambda talent, *, by, absence_pk: actions.remove_own_absence(talent, by=by, absence_id=absence_pk),
        title=_("来られない日を消す"),
        button=_("消す"),
        sentence=_("その日も来られることにします。"),
        done=_("消しました。"),
    )
)
my_registration_end = _page(
    Decision(
        actions.end_own_talent,
        form=EndForm,
        title=_("登録を終える"),
        sentence=_("登録を終えます。決まっている予定があるときは、先に学校へお知らせください。"),
        details=(_("取り消せるのは今日のうちです。"),),
        done=_("登録を終えました。ありがとうございました。"),
        is_told=True,
        is_grave=True,
    )
)
my_registration_end_undo = _page(
    Decision(
        actions.undo_own_end,
        title=_("元に戻す"),
        sentence=_("登録を、終える前の状態に戻します。"),
        done=_("元に戻しました。"),
    )
)


@by_link
def renewal_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the reminder: looking changes nothing, the button renews. It serves one 年度 only."""
    talent, is_done = _of_token(token)
    if is_done:
        return render(request, "talents/renewal_done.html", {"talent": talent})
    actor = resident_actor(talent.person_id, channel=Channel.LINK)
    return decide(
        request,
        lambda data: RENEWAL.verb(talent, by=actor, **data),
        form_class=RenewOwnForm,
        done=str(RENEWAL.done),
        back=request.path,
        confirm={**words_of(RENEWAL, talent), "back": "/"},
    )


def _of_token(token: str) -> tuple[Talent, bool]:
    try:
        pk, expires_on = signing.loads(token, salt=mails.RENEWAL)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    talent = get_object_or_404(Talent.objects.select_related("person"), pk=pk)
    return talent, talent.expires_on.isoformat() != expires_on


def _correct(request: HttpRequest, talent: Talent, data: dict[str, Any]) -> str:
    details = details_of(data, city=None, consent_on=talent.guardian_consent_on)
    actions.update_own_talent(talent, by=request.actor, details=details)
    messages.success(request, _("登録の内容をなおしました。"))
    return reverse("my_registration")
