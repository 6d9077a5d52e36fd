"""The clearance manager's pages: names, levels and days to look again; no reason, no file, no result."""

import datetime as dt

from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.people.models import Person
from yuinowa.safety.actions import decide_allowed_setting
from yuinowa.talents.forms.decisions import SettingForm
from yuinowa.talents.models import Talent
from yuinowa.talents.queries import LOOK_AHEAD, to_decide
from yuinowa.talents.views.deciding import decide

PER_PAGE = 50
YEAR = dt.timedelta(days=365)


@requires(Permission.DECIDE_ALLOWED_SETTING)
def allowed_setting_list(request: HttpRequest) -> HttpResponse:
    """Who is registered, with the widest setting; undecided first, then by the day to look again."""
    today = clock.today()
    persons = Person.objects.allowing(request.actor, Permission.DECIDE_ALLOWED_SETTING).living().filter(_registered())
    due = to_decide(today)
    shown = persons.filter(due) if request.GET.get("due") else persons
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    shown = shown.named(words) if words else shown
    shown = shown.select_related("allowed_setting").order_by(F("allowed_setting__recheck_on").asc(nulls_first=True), "kana", "pk")
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "talents/allowed_setting_list.html",
        {
            "page": page,
            "due": persons.filter(due).order_by().count(),
            "today": today,
            "soon": today + LOOK_AHEAD,
            "words": words,
            "is_due": bool(request.GET.get("due")),
        },
    )


@requires(Permission.DECIDE_ALLOWED_SETTING)
def allowed_setting_decide(request: HttpRequest, pk: int) -> HttpResponse:
    persons = Person.objects.allowing(request.actor, Permission.DECIDE_ALLOWED_SETTING).filter(_registered())
    person = get_object_or_404(persons.select_related("allowed_setting"), pk=pk)
    decided = getattr(person, "allowed_setting", None)
    initial = {"level": decided.level if decided else 0, "recheck_on": clock.today() + YEAR}
    verb = lambda data: decide_allowed_setting(person, by=request.actor, **data)  # noqa: E731
    return decide(
        request,
        verb,
        form_class=SettingForm,
        initial=initial,
        done=_("%sさんの場を決めました。") % person.name,
        back=reverse("allowed_setting_list"),
        confirm={
            "up": _("安全確認"),
            "title": _("子どもと一緒にいてよい場を決める"),
            "verb": _("決める"),
            "mails": 0,
            "is_undoable": True,
            "sentence": _("%sさんの「子どもと一緒にいてよい場」を決めます。") % person.name,
            "details": [_("確認の結果や証明書は、ここにも備考にも、決して書かないでください。残すのは、場と次に確認する日だけです。")],
        },
    )


def _registered() -> Exists:
    return Exists(Talent.objects.filter(person=OuterRef("pk")).exclude(state=Talent.State.ENDED))
