"""One talent: the page, and the 登録票 to print."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.documents import pdf_response
from yuinowa.core.history import history_of
from yuinowa.engine.calendar import wareki
from yuinowa.organisations.models import Municipality
from yuinowa.people.actions import note_looks
from yuinowa.people.models import ContactLook
from yuinowa.safety.models import Setting
from yuinowa.talents import HISTORY_WORDS
from yuinowa.talents.actions import is_renewable
from yuinowa.talents.models import Ending, Talent
from yuinowa.talents.views.lists import setting_of, week_text

SHOWN_HISTORY = 30


@requires(Permission.SEE_TALENT_NAME)
def talent_detail(request: HttpRequest, pk: int) -> HttpResponse:
    talent = get_object_or_404(Talent.objects.allowing(request.actor, Permission.SEE_TALENT_NAME).shown(), pk=pk)
    is_open = _is_within(request, talent, Permission.SEE_TALENT_CONTACT)
    is_managed = _is_within(request, talent, Permission.MANAGE_TALENTS)
    if is_open:
        note_looks([talent.person], page=ContactLook.Page.TALENT, by=request.actor)
    return render(
        request,
        "talents/talent_detail.html",
        {
            "talent": talent,
            "is_open": is_open,
            "is_managed": is_managed,
            "week": week_text(talent),
            "today": clock.today(),
            "may_see_looks": may(request.actor, Permission.SEE_LOOKS),
            "settings": settings_of(talent) if may(request.actor, Permission.SEE_ALLOWED_SETTING) else [],
            "may_decide": may(request.actor, Permission.DECIDE_ALLOWED_SETTING),
            **({**managed_parts(talent), "entries": _history(talent)} if is_managed else {}),
        },
    )


@requires(Permission.SEE_TALENT_CONTACT)
def talent_card(request: HttpRequest, pk: int) -> HttpResponse:
    """The 登録票 as a page to print, or with ``?form=pdf`` as PDF."""
    talent = get_object_or_404(Talent.objects.allowing(request.actor, Permission.SEE_TALENT_CONTACT).shown(), pk=pk)
    card = card_of(talent)
    note_looks([talent.person], page=ContactLook.Page.CARD, by=request.actor)
    if request.GET.get("form") == "pdf":
        return pdf_response("talents/card.typ", card, name=f"{card['title']}_{talent.name}")
    return render(request, "talents/talent_card.html", {"talent": talent, "card": card})


def settings_of(talent: Talent) -> list[dict[str, Any]]:
    """Allowed or not for each setting: never since when, never why."""
    widest = setting_of(talent)
    return [{"label": setting.label, "is_allowed": setting <= widest} for setting in Setting]


def card_of(talent: Talent) -> dict[str, Any]:
    """The 登録票: every text ready to print."""
    city = Municipality.objects.first()
    return {
        "title": _("地域人材登録票"),
        "printed": wareki(clock.today(), weekday=False),
        "rows": [[str(label), str(value)] for label, value in _card_rows(talent)],
        "pledge": _(
            "わたし（わたしたち）は、子どもの安全を第一に考え、活動で知ったことを他に漏らさず、政治・宗教・営利の活動をしないことを約束します。"
        ),
        "office": f"{city.name} {city.section_name}" if city else "",
    }


def _card_rows(talent: Talent) -> list[tuple[Any, Any]]:
    person = talent.person
    rows = [
        (_("ふりがな"), talent.kana),
        (_("名前"), talent.name),
        (_("種別"), talent.get_kind_display()),
        (_("代表の方"), f"{person.name}（{person.kana}）" if talent.kind != Talent.Kind.PERSON else ""),
        (_("住所"), talent.address),
        (_("地区"), talent.block or ""),
        (_("電話"), person.telephone),
        (_("メール"), person.email),
        (_("できること"), "、".join([*(skill.name for skill in talent.skills.all()), *filter(None, [talent.skill_text])])),
        (_("自己紹介・活動の紹介"), talent.introduction),
        (_("来られる時間"), week_text(talent)),
        (_("行ける範囲"), f"{talent.reach_km}km"),
        (_("回数"), _("学期に%d回まで") % talent.places_per_term),
        (_("登録を見られる学校"), _visible_to(talent)),
        (_("約束・同意"), wareki(talent.pledged_on, weekday=False) if talent.pledged_on else _("（まだ）")),
        (_("保護者（18歳未満）"), _guardian(talent)),
        (_("登録の期間"), f"{wareki(talent.registered_on, weekday=False)}～{wareki(talent.expires_on, weekday=False)}"),
        (_("受付"), talent.get_source_display()),
    ]
    return [(label, value) for label, value in rows if value]


def _visible_to(talent: Talent) -> str:
    names = "、".join(school.short_name for school in talent.visible_schools.all()) if talent.visibility == Talent.Visibility.SCHOOL else ""
    return f"{talent.get_visibility_display()}{f'（{names}）' if names else ''}"


def _guardian(talent: Talent) -> str:
    if not talent.is_minor or talent.guardian_consent_on is None:
        return ""
    return _("%(name)s（%(day)s 同意）") % {"name": talent.guardian_name, "day": wareki(talent.guardian_consent_on, weekday=False)}


def managed_parts(talent: Talent) -> dict[str, Any]:
    """What those see who look after a registration, the person included."""
    today = clock.today()
    ending = Ending.objects.filter(talent=talent).first()
    return {
        "absences": [absence for absence in talent.absences.all() if absence.until_on is None or absence.until_on >= today],
        "ending": ending,
        "can_undo": bool(ending and ending.on == today),
        "can_renew": is_renewable(talent, today),
        "twins": Talent.objects.twins_of(talent.person).exclude(pk=talent.pk)[:5],
    }


def _history(talent: Talent) -> list[dict[str, Any]]:
    return [_line(entry) for entry in history_of(talent)[:SHOWN_HISTORY]]


def _line(entry: Any) -> dict[str, Any]:
    words = str(HISTORY_WORDS.get(entry.verb, entry.verb))
    reason = entry.facts.get("reason")
    return {"at": entry.at, "who": entry.actor_label, "text": f"{words}（{reason}）" if reason else words}


def _is_within(request: HttpRequest, talent: Talent, permission: Permission) -> bool:
    return may(request.actor, permission) and Talent.objects.allowing(request.actor, permission).filter(pk=talent.pk).exists()
