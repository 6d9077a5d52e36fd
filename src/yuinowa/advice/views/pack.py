"""The sheet for the staff room (校内配布用): as a page, and as PDF on A4."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.advice.pack import pack_of
from yuinowa.core import clock
from yuinowa.core.documents import pdf_response
from yuinowa.engine.calendar import wareki
from yuinowa.organisations.models import School
from yuinowa.promises.mails import short_day


@requires(Permission.SEE_COLLEAGUE_PACK)
def colleague_pack(request: Any, pk: int) -> HttpResponse:
    return render(request, "advice/pack.html", pack_of(_school(request, pk), clock.today()))


@requires(Permission.SEE_COLLEAGUE_PACK)
def colleague_pack_pdf(request: Any, pk: int) -> HttpResponse:
    school = _school(request, pk)
    return pdf_response("advice/pack.typ", _printed(pack_of(school, clock.today())), name=f"地域の力を借りるには_{school}")


def _school(request: Any, pk: int) -> School:
    return get_object_or_404(School.objects.allowing(request.actor, Permission.SEE_COLLEAGUE_PACK).select_related("block"), pk=pk)


def _printed(pack: dict[str, Any]) -> dict[str, Any]:
    """The facts as texts, for the paper."""
    return {
        "title": "地域の力を借りるには",
        "school": pack["school"].name,
        "printed": f"{wareki(pack['on'], weekday=False)} 現在",
        "skills": [[group, "、".join(f"{name}（{n}）" for name, n in found)] for group, found in pack["skills"]],
        "past": [[short_day(one.on), one.title, one.class_name, f"{one.volunteers}人"] for one in pack["past"]],
        "deadlines": [[f"{one.first_on.month}月", short_day(one.first_on), _until(one)] for one in pack["deadlines"]],
        "lead": f"来てほしい日の{pack['lead_days']}日前までに出すと、承認・返事・打合せに間に合います。過ぎていても、あきらめずに相談してください。",
        "windows": _windows(pack),
    }


def _until(deadline: Any) -> str:
    return "過ぎています（電話で相談を）" if deadline.is_over else f"{short_day(deadline.ask_by)}まで"


def _windows(pack: dict[str, Any]) -> list[list[str]]:
    window, instructor, office = pack["window"], pack["instructor"], pack["office"]
    rows = [["校内の窓口", _held(window), "職員室で声をかけてください"]]
    if instructor.post:
        center = pack["center"]
        rows.append(["社会教育指導員", _held(instructor), f"{center.name}　電話 {center.telephone}" if center else ""])
    if office:
        rows.append(["市の窓口", f"{office.section_name}　事業推進コーディネーター", f"電話 {office.telephone}"])
    return rows


def _held(window: Any) -> str:
    return f"{window.post.label}　{window.name}".strip() if window.post else "－"
