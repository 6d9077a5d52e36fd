"""地域学校協働本部: opened with an office, given schools from a day, closed on a day, perhaps into another one."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.consequences import bring_about
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.organisations.models import CollaborationHq, CommunityCenter, HqSchool, School

DAY = dt.timedelta(days=1)


@action(Permission.MANAGE_ORGANISATIONS)
def open_hq(
    *, name: str, kana: str, opened_on: dt.date, center: CommunityCenter | None = None, school: School | None = None, by: Actor
) -> CollaborationHq:
    """A new 本部; its office is a 公民館 or a school, one of the two."""
    _check(name, center, school)
    hq: CollaborationHq = CollaborationHq.objects.create(name=name, kana=kana, opened_on=opened_on, center=center, school=school)
    remember(hq, "hq_opened", by=by)
    return hq


@action(Permission.MANAGE_ORGANISATIONS)
def rename_hq(
    hq: CollaborationHq, *, name: str, kana: str, center: CommunityCenter | None = None, school: School | None = None, by: Actor
) -> CollaborationHq:
    """Another name or another office."""
    _check(name, center, school, but=hq)
    before, office = hq.name, hq.office
    hq.name, hq.kana, hq.center, hq.school = name, kana, center, school
    hq.save(update_fields=["name", "kana", "center", "school"])
    remember(hq, "hq_renamed", by=by, before=before if before != name else "", office=str(hq.office) if hq.office != office else "")
    return hq


@action(Permission.MANAGE_ORGANISATIONS)
def serve_schools(hq: CollaborationHq, *, schools: Sequence[School], from_on: dt.date, by: Actor) -> int:
    """The schools belong to ``hq`` from a day on, and to the 本部 before it until the day before. Returns how many came."""
    if from_on < hq.opened_on:
        raise Refused("before_opening", _("本部ができる日より前の日です。"), field="from_on")
    if hq.closed_on:
        raise Refused("hq_closed", _("「%(hq)s」は、もう閉じています。") % {"hq": hq.name})
    came = [school for school in schools if _move(hq, school, from_on, by)]
    if came:
        remember(hq, "schools_came", by=by, schools=[school.short_name for school in came], from_on=from_on.isoformat())
    return len(came)


@action(Permission.MANAGE_ORGANISATIONS)
def leave_hq(link: HqSchool, *, on: dt.date, by: Actor) -> None:
    """The last day of a school in its 本部; a link that has not begun by then goes."""
    hq, school = link.hq, link.school
    if on < link.from_on <= clock.today():
        raise Refused("end_before_start", _("本部に入った日より前の日です。"), field="on")
    _end(link, on)
    remember(hq, "school_left", by=by, schools=[school.short_name], until_on=on.isoformat())


@action(Permission.MANAGE_ORGANISATIONS)
def close_hq(hq: CollaborationHq, *, on: dt.date, successor: CollaborationHq | None, by: Actor) -> CollaborationHq:
    """The 本部 has ended: its schools belong to ``successor`` from the next day, or to none; what later rooms keep follows."""
    if hq.closed_on:
        raise Refused("hq_closed", _("「%(hq)s」は、もう閉じています。") % {"hq": hq.name})
    hq.closed_on, hq.successor = on, successor
    hq.save(update_fields=["closed_on", "successor"])
    links = list(left_behind(hq, on))
    for link in links:
        _end(link, on)
    schools = [link.school.short_name for link in links]
    remember(hq, "hq_closed", by=by, into=successor.name if successor else "", schools=schools, until_on=on.isoformat())
    if successor:
        for link in links:
            _move(successor, link.school, max(link.from_on, on + DAY), by)
        remember(successor, "hq_taken_over", by=by, before=hq.name, schools=schools, from_on=(on + DAY).isoformat())
    bring_about("hq_closed", hq, on=on, by=by)
    return hq


def left_behind(hq: CollaborationHq, on: dt.date) -> QuerySet[HqSchool]:
    """What a 本部 leaves behind that ends on a day: links that would go on. Who goes elsewhere, or leaves by then, is not among them."""
    return HqSchool.objects.lasting(on + DAY).filter(hq=hq).select_related("school").order_by("school__code")


def leave_closed_school(school: School, *, on: dt.date, by: Actor) -> None:
    """A closed school belongs to no 本部 any more. Called by the action that closes it."""
    for link in HqSchool.objects.lasting(on + DAY).filter(school=school).select_related("hq"):
        hq = link.hq
        _end(link, on)
        remember(hq, "school_closed", by=by, schools=[school.short_name], until_on=on.isoformat())


def _move(hq: CollaborationHq, school: School, from_on: dt.date, by: Actor) -> bool:
    """Link the school from a day on, until the next link that somebody has decided already."""
    for link in HqSchool.objects.valid(from_on).filter(school=school).select_related("hq"):
        if link.hq_id == hq.pk:
            return False
        before = link.hq
        _end(link, from_on - DAY)
        remember(before, "school_left", by=by, schools=[school.short_name], until_on=(from_on - DAY).isoformat())
    later = HqSchool.objects.filter(school=school, from_on__gt=from_on).order_by("from_on").first()
    HqSchool.objects.create(hq=hq, school=school, from_on=from_on, until_on=later.from_on - DAY if later else None)
    return True


def _end(link: HqSchool, on: dt.date) -> None:
    if link.from_on > on:
        link.delete()
    elif link.until_on is None or link.until_on > on:
        link.until_on = on
        link.save(update_fields=["until_on"])


def _check(name: str, center: CommunityCenter | None, school: School | None, but: CollaborationHq | None = None) -> None:
    if (center is None) == (school is None):
        raise Refused("one_office", _("事務局は、公民館か学校のどちらか一つを選んでください。"), field="center")
    if CollaborationHq.objects.filter(name=name).exclude(pk=but.pk if but else None).exists():
        raise Refused("hq_exists", _("「%(name)s」はすでにあります。") % {"name": name}, field="name")
