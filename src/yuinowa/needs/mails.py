"""The mails of this room: one function and one template each. Who has no mail stands on the telephone list instead."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from yuinowa.core import clock
from yuinowa.core.outbox import post_mail
from yuinowa.engine.calendar import wareki, weekday_name
from yuinowa.needs import feeds, links
from yuinowa.needs.models import Engagement, Need, NeedDate, Offer, Thanks
from yuinowa.organisations.models import Municipality, School
from yuinowa.people.models import Appointment, Person, Post
from yuinowa.talents.models import Talent
from yuinowa.ui.templatetags.dates import clock_time

FOLDER = "needs/mails"


def is_written_to(talent: Talent) -> bool:
    """Whether a talent gets mails; the others are telephoned or get a card."""
    return talent.is_mailed and bool(talent.person.email)


def when(date: NeedDate) -> str:
    """令和8年12月1日（火）10:45～11:30, as every mail writes it."""
    return f"{wareki(date.on)}{clock_time(date.starts_at)}～{clock_time(date.ends_at)}"


def short_day(on: dt.date) -> str:
    return f"{on.month}月{on.day}日（{weekday_name(on)}）"


# To talents


def asked(offers: Sequence[Offer], *, was_moved: bool = False) -> None:
    office = _office()
    for offer in offers:
        facts = {**_facts(offer, office), "was_moved": was_moved, "accept_by": moment(offer.accept_by), "path": links.offer_path(offer)}
        _to_talent(offer, "asked", f"offer:{offer.pk}:asked", facts)


def reminded(offers: Sequence[Offer]) -> None:
    office = _office()
    for offer in offers:
        facts = {**_facts(offer, office), "accept_by": moment(offer.accept_by), "path": links.offer_path(offer)}
        _to_talent(offer, "reminded", f"offer:{offer.pk}:reminded", facts)


def offers_withdrawn(offers: Sequence[Offer]) -> None:
    office = _office()
    for offer in offers:
        _to_talent(offer, "offer_withdrawn", f"offer:{offer.pk}:withdrawn", _facts(offer, office))


def full(offers: Sequence[Offer]) -> None:
    office = _office()
    for offer in offers:
        _to_talent(offer, "full", f"offer:{offer.pk}:full", _facts(offer, office))


def agreed(engagements: Sequence[Engagement]) -> None:
    office = _office()
    for one in engagements:
        facts = {**_facts(one, office), "path": links.feed_path(one)}
        _to_talent(one, "agreed", f"engagement:{one.pk}:agreed", facts, calendar=feeds.calendar_of(one))


def need_cancelled(need: Need, talents: Iterable[Talent], reason: str) -> None:
    day, office = _day(need), _office()
    for talent in talents:
        if is_written_to(talent):
            facts = {"need": need, "talent": talent, "reason": reason, "day": day, "office": office}
            _post("need_cancelled", f"need:{need.pk}:cancelled:{talent.pk}:{clock.now():%Y%m%d%H%M}", talent.person.email, facts)


def place_moved(need: Need, talents: Iterable[Talent], before: School) -> None:
    """The school was merged: same day, another place."""
    day, office = _day(need), _office()
    for talent in talents:
        if is_written_to(talent):
            facts = {"need": need, "talent": talent, "before": before, "day": day, "office": office}
            _post("place_moved", f"need:{need.pk}:place:{need.school_id}:{talent.pk}", talent.person.email, facts)


def pre_meeting(engagement: Engagement) -> None:
    at = engagement.pre_meeting_at
    facts = {**_facts(engagement), "meeting": moment(at) if at else "", "place": engagement.pre_meeting_place}
    _to_talent(engagement, "pre_meeting", f"engagement:{engagement.pk}:meeting:{at:%Y%m%d%H%M}", facts)


def tomorrow(engagements: Sequence[Engagement]) -> None:
    office = _office()
    for one in engagements:
        key = f"engagement:{one.pk}:tomorrow:{one.date.on}"
        _to_talent(one, "tomorrow", key, _facts(one, office), calendar=feeds.calendar_of(one))


def thanked(engagements: Sequence[Engagement], thanks: Mapping[int, Thanks]) -> None:
    office = _office()
    for one in engagements:
        _to_talent(one, "thanked", f"engagement:{one.pk}:thanks", {**_facts(one, office), "thanks": thanks[one.need_id]})


# To schools and coordinators


def approval_asked(needs: Sequence[Need]) -> None:
    """One mail per school, however many needs wait."""
    by_school: dict[int, list[Need]] = defaultdict(list)
    for need in needs:
        by_school[need.school_id].append(need)
    readers = _holders(by_school, Post.Kind.PRINCIPAL)
    for school_id, waiting in by_school.items():
        facts = {"needs": waiting, "school": waiting[0].school, "path": reverse("need_approvals")}
        _to_people(readers[school_id], "approval_asked", f"need:{waiting[0].pk}:approval:{clock.now():%Y%m%d%H%M%S}", facts)


def approvers(need: Need) -> int:
    """How many mails ``approval_asked`` writes for this need."""
    return _with_address(_holders([need.school_id], Post.Kind.PRINCIPAL)[need.school_id])


def school_readers(need: Need) -> int:
    """How many mails the school gets when it is told something about this need."""
    return _with_address(_window([need.school_id])[need.school_id])


def sent_back(need: Need, word: str) -> None:
    facts = {"need": need, "word": word, "path": reverse("need_detail", args=[need.pk])}
    _to_people(_window([need.school_id])[need.school_id], "sent_back", f"need:{need.pk}:back:{clock.now():%Y%m%d%H%M%S}", facts)


def school_told_yes(engagement: Engagement) -> None:
    facts = {**_facts(engagement), "path": reverse("need_detail", args=[engagement.need_id])}
    readers = _window([engagement.need.school_id])[engagement.need.school_id]
    _to_people(readers, "school_told_yes", f"engagement:{engagement.pk}:school", facts)


def school_told_withdrawal(engagement: Engagement, *, asked_next: int) -> None:
    facts = {**_facts(engagement), "asked_next": asked_next, "path": reverse("need_detail", args=[engagement.need_id])}
    readers = _window([engagement.need.school_id])[engagement.need.school_id]
    _to_people(readers, "school_told_withdrawal", f"engagement:{engagement.pk}:withdrawn", facts)


def school_tomorrow(groups: Sequence[Sequence[Engagement]]) -> None:
    readers = _window({group[0].need.school_id for group in groups})
    for group in groups:
        first = group[0]
        facts = {**_facts(first), "people": group, "path": reverse("need_detail", args=[first.need_id])}
        _to_people(readers[first.need.school_id], "school_tomorrow", f"need:{first.need_id}:tomorrow:{first.date.on}", facts)


def school_unfilled(needs: Sequence[Need]) -> None:
    readers, office = _window({need.school_id for need in needs}), _office()
    for need in needs:
        facts = {"need": need, "day": _day(need), "path": reverse("need_detail", args=[need.pk]), "office": office}
        _to_people(readers[need.school_id], "school_unfilled", f"need:{need.pk}:unfilled:{need.first_on}", facts)


def coordinators_unfilled(needs: Sequence[Need], today: dt.date) -> None:
    if not needs:
        return
    rows = [{"need": need, "day": _day(need)} for need in needs]
    people = [row.person for row in Appointment.objects.valid(today).filter(post__kind=Post.Kind.COORDINATOR).select_related("person")]
    path = reverse("need_list") + "?unfilled=1"
    _to_people(people, "coordinators_unfilled", f"unfilled:{today}", {"rows": rows, "today": short_day(today), "path": path})


# Sending


def _office() -> Municipality | None:
    return Municipality.objects.first()


def _facts(row: Offer | Engagement, office: Municipality | None = None) -> dict[str, Any]:
    return {
        "office": office or _office(),
        "need": row.need,
        "school": row.need.school,
        "talent": row.talent,
        "date": row.date,
        "when": when(row.date),
        "day": short_day(row.date.on),
    }


def _day(need: Need) -> str:
    return short_day(need.first_on) if need.first_on else ""


def moment(at: dt.datetime) -> str:
    local = at.astimezone(clock.JAPAN)
    return f"{short_day(local.date())}{clock_time(local)}"


def _to_talent(row: Offer | Engagement, name: str, key: str, facts: Mapping[str, Any], *, calendar: str = "") -> None:
    if is_written_to(row.talent):
        _post(name, key, row.talent.person.email, facts, calendar=calendar)


def _with_address(people: Iterable[Person]) -> int:
    return sum(bool(person.email) for person in people)


def _to_people(people: Iterable[Person], name: str, key: str, facts: Mapping[str, Any]) -> None:
    for person in people:
        if person.email:
            _post(name, f"{key}:{person.pk}", person.email, {**facts, "reader": person})


def _post(name: str, key: str, to: str, facts: Mapping[str, Any], *, calendar: str = "") -> None:
    office = facts.get("office") or _office()
    post_mail(key=key, to=to, template=f"{FOLDER}/{name}.txt", context={**facts, "office": office}, calendar=calendar)


def _window(schools: Iterable[int]) -> dict[int, list[Person]]:
    """Who reads for a school: its 事業担当教員, or the 教頭 while that post is vacant."""
    schools = list(schools)
    teachers, deputies = _holders(schools, Post.Kind.LIAISON_TEACHER), _holders(schools, Post.Kind.VICE_PRINCIPAL)
    return {school: teachers[school] or deputies[school] for school in schools}


def _holders(schools: Iterable[int], kind: Post.Kind) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = {school: [] for school in schools}
    held = Appointment.objects.valid(clock.today()).filter(post__school_id__in=found, post__kind=kind)
    for row in held.select_related("person", "post"):
        found[row.post.school_id].append(row.person)
    return found
