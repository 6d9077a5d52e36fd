"""A planned closing is taken back, and with it the terms that were already given where a 本部 was to merge."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.handover import actions
from yuinowa.handover.forms import UndoHqForm
from yuinowa.handover.models import Closing
from yuinowa.people.models import HqMember
from yuinowa.ui.deciding import confirm, yes
from yuinowa.ui.templatetags.dates import wareki


@requires(Permission.MANAGE_ORGANISATIONS)
def closing_undo(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Closing.objects.allowing(request.actor, Permission.MANAGE_ORGANISATIONS)
    closing = get_object_or_404(rows.select_related("school", "center", "hq", "into_hq"), pk=pk)
    form = _form(request, closing)
    return confirm(
        request,
        form,
        lambda: _undone(request, closing, form),
        title=_("閉じる予定を取り消す"),
        verb=_("取り消す"),
        sentence=_what_is_undone(closing),
        details=_what_was_given(closing, form),
        back=reverse("closing_list"),
        up=_("閉校・閉館・統合"),
        is_undoable=True,
    )


def _form(request: HttpRequest, closing: Closing) -> Any:
    """Whom the plan alone brought to the heir is ticked; a term that goes on from an earlier one there may well have been meant to stay."""
    given = actions.given_ahead(closing) if closing.state == Closing.State.PLANNED else HqMember.objects.none()
    if not given:
        return yes(request)
    there = set(HqMember.objects.filter(hq=closing.into_hq).valid(closing.last_on).values_list("person", flat=True))
    ticked = [term.pk for term in given if term.person_id not in there]
    return UndoHqForm(request.POST or None, terms=given, label=_label, initial={"terms": ticked})


def _label(term: HqMember) -> str:
    facts = {"person": term.person.name, "part": term.get_part_display(), "start": wareki(term.from_on), "end": wareki(term.until_on)}
    return _("%(person)s（%(part)s、%(start)s～%(end)s）") % facts


def _what_is_undone(closing: Closing) -> str:
    if closing.hq:
        return _("%(hq)sを閉じる予定を取り消します。学校も任期も、いまのままです。") % {"hq": closing.hq}
    return _("%(place)sを閉じる予定を取り消し、担当者の任期を前のとおりにします。") % {"place": closing.place}


def _what_was_given(closing: Closing, form: Any) -> list[str]:
    if not isinstance(form, UndoHqForm):
        return []
    n = form.fields["terms"].queryset.count()
    said = ngettext(
        "%(into)sでは、この統合のために%(n)s人がもう委嘱されています。印をつけた人の任期は取り消し、印のない人の任期は残します。",
        "%(into)sでは、この統合のために%(n)s人がもう委嘱されています。印をつけた人の任期は取り消し、印のない人の任期は残します。",
        n,
    )
    return [said % {"into": closing.into_hq, "n": n}]


def _undone(request: HttpRequest, closing: Closing, form: Any) -> str:
    terms = list(form.cleaned_data.get("terms", []))
    actions.undo_closing(closing, terms=terms, by=request.actor)
    messages.success(request, _("閉じる予定を取り消しました。"))
    if terms:
        said = ngettext("%(into)sでの%(n)s人の任期も取り消しました。", "%(into)sでの%(n)s人の任期も取り消しました。", len(terms))
        messages.success(request, said % {"into": closing.into_hq, "n": len(terms)})
    return reverse("closing_list")
