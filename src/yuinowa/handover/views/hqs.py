"""What follows for a 本部 that ends, and for those that lose a school or their office, in sentences."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.handover.models import Closing
from yuinowa.organisations.actions import left_behind
from yuinowa.organisations.models import CollaborationHq, HqSchool
from yuinowa.people.models import HqMember
from yuinowa.ui.templatetags.dates import wareki

Lines = tuple[list[str], list[str]]


def after_hq(hq: CollaborationHq, into: CollaborationHq | None, last_on: dt.date) -> Lines:
    """What happens, and what somebody has to decide."""
    schools = [row.school.short_name for row in left_behind(hq, last_on)]
    people = [term.person.name for term in _sitting(hq, last_on)]
    facts = {"day": wareki(last_on), "first": wareki(last_on + dt.timedelta(days=1)), "into": into, "hq": hq}
    ended = ngettext("%(day)sで、%(n)s人の任期が終わります：%(names)s", "%(day)sで、%(n)s人の任期が終わります：%(names)s", len(people))
    sentences = [ended % {**facts, "n": len(people), "names": "、".join(people)}] if people else [_("任期の残る人はいません。")]
    undecided = []
    named = {**facts, "n": len(schools), "names": "、".join(schools)}
    if schools and into:
        moved = ngettext(
            "学校%(n)s校は、%(first)sから%(into)sに移ります：%(names)s",
            "学校%(n)s校は、%(first)sから%(into)sに移ります：%(names)s",
            len(schools),
        )
        sentences.append(moved % named)
    elif schools:
        undecided.append(ngettext("本部のなくなる学校が%(n)s校：%(names)s", "本部のなくなる学校が%(n)s校：%(names)s", len(schools)) % named)
    if people and into:
        text = _(
            "%(into)sで続けて委嘱する人：この%(n)s人は、閉じる日の前は「閉校・閉館・統合」の一覧で、閉じたあとは%(into)sの「任期を更新する」で、まとめて委嘱できます"
        )
        undecided.append(text % {"into": into, "n": len(people)})
    return [*sentences, _("これまでの学校と任期は、%(hq)sの記録として残ります。") % facts], undecided


def _sitting(hq: CollaborationHq, last_on: dt.date) -> list[HqMember]:
    return list(HqMember.objects.filter(hq=hq).valid(last_on).select_related("person").order_by("person__kana", "pk"))


def waiting_at_heirs(closings: Iterable[Closing]) -> dict[int, int]:
    """How many people of each merging 本部, by the key of its closing, have no term yet where it merges. Two queries for all."""
    planned = [row for row in closings if row.hq_id and row.into_hq_id and row.state == Closing.State.PLANNED]
    terms = list(HqMember.objects.filter(hq__in=[row.hq_id for row in planned]))
    known = list(HqMember.objects.filter(hq__in=[row.into_hq_id for row in planned]))
    return Counter(
        row.pk
        for row in planned
        for term in terms
        if term.hq_id == row.hq_id
        and term.from_on <= row.last_on <= term.until_on
        and not any(one.hq_id == row.into_hq_id and one.person_id == term.person_id and one.until_on >= row.first_on for one in known)
    )


def hqs_concerned(closing: Closing) -> Lines:
    """The 本部 that a closing school leaves, and those whose office is at a closing place."""
    offices = CollaborationHq.objects.open(closing.first_on)
    offices = offices.filter(school=closing.school) if closing.school else offices.filter(center=closing.center)
    undecided = [_("%(hq)sの新しい事務局") % {"hq": hq} for hq in offices]
    if closing.school is None:
        return [], undecided
    links = HqSchool.objects.lasting(closing.first_on).filter(school=closing.school).select_related("hq")
    return [_("%(school)sは、%(hq)sから外れます。") % {"school": closing.school, "hq": row.hq} for row in links], undecided
