"""The list of talents, its export and its map."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core.export import table_response
from yuinowa.people.actions import note_looks
from yuinowa.people.models import ContactLook
from yuinowa.safety.models import Setting
from yuinowa.talents.actions.times import WEEKDAYS, spans_text
from yuinowa.talents.forms.lists import TalentFilter, sorted_by
from yuinowa.talents.models import Talent
from yuinowa.ui.markup import link
from yuinowa.ui.navigation import row_address
from yuinowa.ui.status import mark
from yuinowa.ui.tables import Column, Table, words
from yuinowa.ui.templatetags.dates import wareki

PER_PAGE = 50
SHOWN = ("pk", "name", "kind", "skill_text", "state", "expires_on", "block__name", "person__allowed_setting__level")
MOST_ON_MAP = 5000


@requires(Permission.SEE_TALENT_NAME)
def talent_list(request: HttpRequest) -> HttpResponse:
    form, talents = _asked(request)
    waiting = talents.filter(state=Talent.State.PENDING).order_by().count()
    page = Paginator(talents.values_list(*SHOWN, named=True), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "talents/talent_list.html",
        {
            "form": form,
            "page": page,
            "table": _table(page),
            "count": _in_words(page.paginator.count, waiting),
            "waiting": waiting,
            "query": request.GET.urlencode(),
            "may_manage": may(request.actor, Permission.MANAGE_TALENTS),
            "may_export": may(request.actor, Permission.EXPORT),
            "may_see_map": may(request.actor, Permission.MANAGE_TALENTS),
            "may_manage_skills": may(request.actor, Permission.MANAGE_SKILLS),
        },
    )


@requires(Permission.EXPORT)
def talent_export(request: HttpRequest) -> HttpResponse:
    """What the list shows, as a file; contacts only of those whose contact one may see."""
    _form, talents = _asked(request)
    open_ones = set(Talent.objects.allowing(request.actor, Permission.SEE_TALENT_CONTACT).values_list("pk", flat=True))
    talents = list(talents.shown().prefetch_related("availabilities"))
    note_looks((one.person for one in talents if one.pk in open_ones), page=ContactLook.Page.TALENT_FILE, by=request.actor)
    return table_response(request.GET.get("form", "xlsx"), name=_("地域人材"), header=_header(), rows=_rows(talents, open_ones))


@requires(Permission.MANAGE_TALENTS)
def talent_points(request: HttpRequest) -> HttpResponse:
    """The places of the list as points; towns, not houses."""
    talents = Talent.objects.allowing(request.actor, Permission.MANAGE_TALENTS).filter(latitude__isnull=False)
    talents = TalentFilter(request.GET).narrow(talents).prefetch_related("skills")[:MOST_ON_MAP]
    return JsonResponse([_point(talent) for talent in talents], safe=False)


def _asked(request: HttpRequest) -> tuple[TalentFilter, Any]:
    form = TalentFilter(request.GET)
    talents = form.narrow(Talent.objects.allowing(request.actor, Permission.SEE_TALENT_NAME))
    return form, sorted_by(talents, request.GET.get("sort", ""), is_searched=bool(form.cleaned_data.get("q")))


def _table(talents: Page) -> Table:
    """Rows of ``SHOWN``."""
    states, kinds, settings = words(Talent.State), words(Talent.Kind), words(Setting)
    skills = _skills_of([talent.pk for talent in talents])
    columns = (
        Column(_("名前"), lambda talent: link(row_address("talent_detail", talent.pk), talent.name), sort="kana", is_name=True),
        Column(_("種別"), lambda talent: kinds[talent.kind], css="nowrap"),
        Column(_("できること"), lambda talent: "、".join(filter(None, [*skills[talent.pk], talent.skill_text]))),
        Column(_("地区"), lambda talent: talent.block__name or "", css="nowrap"),
        Column(_("できる場"), lambda talent: settings[talent.person__allowed_setting__level or Setting.WITH_TEACHER]),
        Column(_("状態"), lambda talent: mark(talent.state, states[talent.state])),
        Column(_("期限"), lambda talent: wareki(talent.expires_on), sort="expires", css="nowrap"),
    )
    return Table(_("地域の人の一覧"), columns, talents)


def _skills_of(talents: list[int]) -> dict[int, list[str]]:
    """Names of skills by the key of the talent."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Talent.skills.through.objects.filter(talent__in=talents).order_by("skill__group__order", "skill__order", "skill_id")
    for talent, name in rows.values_list("talent_id", "skill__name"):
        found[talent].append(name)
    return found


def _in_words(count: int, waiting: int) -> str:
    found = ngettext("%(n)d件", "%(n)d件", count) % {"n": count}
    return _("%(found)sのうち %(waiting)d件が承認待ち") % {"found": found, "waiting": waiting} if waiting else found


def _header() -> list[str]:
    return [
        _("名前"),
        _("ふりがな"),
        _("種別"),
        _("状態"),
        _("地区"),
        _("できること"),
        _("ほかにできること"),
        _("できる場"),
        _("来られる時間"),
        _("登録日"),
        _("期限"),
        _("代表・連絡先"),
        _("電話"),
        _("メール"),
        _("住所"),
    ]


def _rows(talents: Any, open_ones: set[int]) -> Iterator[list[Any]]:
    for talent in talents:
        person = talent.person
        contact = [person.name, person.telephone, person.email, talent.address] if talent.pk in open_ones else ["", "", "", ""]
        yield [
            talent.name,
            talent.kana,
            talent.get_kind_display(),
            talent.get_state_display(),
            talent.block.name if talent.block else "",
            "、".join(skill.name for skill in talent.skills.all()),
            talent.skill_text,
            setting_of(talent).label,
            week_text(talent),
            talent.registered_on,
            talent.expires_on,
            *contact,
        ]


def setting_of(talent: Talent) -> Setting:
    """The widest setting of the person behind a registration; without a decision only beside a teacher."""
    decided = getattr(talent.person, "allowed_setting", None)
    return Setting(decided.level) if decided else Setting.WITH_TEACHER


def week_text(talent: Talent) -> str:
    """月 8:00～12:30 / 水 13:00～15:00."""
    days: dict[int, list[Any]] = {}
    for time in talent.availabilities.all():
        days.setdefault(time.weekday, []).append(time)
    return " / ".join(f"{WEEKDAYS[day]} {spans_text(times)}" for day, times in sorted(days.items()))


def _point(talent: Talent) -> dict[str, Any]:
    shapes = {Talent.Kind.PERSON: 1, Talent.Kind.GROUP: 2, Talent.Kind.WORKPLACE: 3}
    return {
        "lat": talent.latitude,
        "lon": talent.longitude,
        "name": talent.name,
        "url": reverse("talent_detail", args=[talent.pk]),
        "text": "、".join(skill.name for skill in talent.skills.all()),
        "css": shapes[Talent.Kind(talent.kind)],
    }
