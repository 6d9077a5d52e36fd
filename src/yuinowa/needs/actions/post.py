"""Posting, drafting and editing needs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.consequences import bring_about
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import remember, remember_all
from yuinowa.core.search import put_search
from yuinowa.needs import mails
from yuinowa.needs.actions.state import BEFORE_ASKING, LIVE, engaged_counts, enter, refresh_state
from yuinowa.needs.actions.wish import PLAIN_FIELDS, SchoolDays, Wish, WishedDate, checked, school_days, weekly
from yuinowa.needs.models import Engagement, Need, NeedDate, NeedSeries, Offer
from yuinowa.organisations.models import Municipality, School
from yuinowa.people.models import Post
from yuinowa.talents.models import Skill

BATCH = 2000


@dataclass(frozen=True)
class Posted:
    """What came of posting: the needs, and for a weekly one the days that were left out."""

    needs: list[Need]
    skipped: list[dt.date] = field(default_factory=list)

    @property
    def need(self) -> Need:
        return self.needs[0]


@action(Permission.POST_NEEDS)
def post_need(school: School, *, wish: Wish, by: Actor, is_draft: bool = False) -> Posted:
    """Post one need, or one a week where ``wish.weeks`` is above 1. Raises Refused naming the field to correct."""
    days = school_days([school])[school.pk]
    good = checked(wish, days, today=clock.today(), is_draft=is_draft)
    if not is_draft:
        _refuse_a_twin(school, good)
    wishes, skipped = weekly(good, days) if good.weeks > 1 and good.dates else ([good], [])
    series = _series_of(school, good) if len(wishes) > 1 else None
    needs = _create([(school, one) for one in wishes], by=by, is_draft=is_draft, series=series)
    if not is_draft:
        _hand_over(needs, by=by)
    return Posted(needs, skipped)


@action(Permission.POST_NEEDS)
def post_needs(*, rows: Sequence[tuple[School, Wish]], by: Actor, is_draft: bool = False, is_quiet: bool = False) -> list[Need]:
    """Post many needs (a yearly plan) in a few queries; all or nothing, in the order of ``rows``.

    A weekly wish becomes a series, whose needs follow each other in the result. Raises Refused with the fact ``row``
    (from 0). ``is_quiet``: nobody gets a mail, because the needs are taken over from elsewhere.
    """
    schools = {school.pk: school for school, _wish in rows}
    if School.objects.allowing(by, Permission.POST_NEEDS).filter(pk__in=schools).count() < len(schools):
        raise NotAllowed(Permission.POST_NEEDS)
    days, today = school_days(schools.values()), clock.today()
    good = [(school, _checked_row(number, wish, days[school.pk], today, is_draft)) for number, (school, wish) in enumerate(rows)]
    needs = _create([row for row in good if row[1].weeks == 1], by=by, is_draft=is_draft)
    for school, wish in good:
        if wish.weeks > 1:
            wishes, _skipped = weekly(wish, days[school.pk])
            needs += _create([(school, one) for one in wishes], by=by, is_draft=is_draft, series=_series_of(school, wish))
    if not (is_draft or is_quiet):
        _hand_over(needs, by=by)
    return needs


def _checked_row(number: int, wish: Wish, days: SchoolDays, today: dt.date, is_draft: bool) -> Wish:
    try:
        return checked(wish, days, today=today, is_draft=is_draft)
    except Refused as error:
        raise Refused(error.code, error.message, **{**error.facts, "row": number}) from error


@action(Permission.POST_NEEDS)
def submit_need(need: Need, *, by: Actor) -> Need:
    """Hand in a draft: to the principal, or straight to the coordinators where the municipality asks for no approval."""
    if need.state != Need.State.DRAFT:
        raise Refused("not_a_draft", _("このお願いは、もう出してあります。"))
    checked(wish_of(need), school_days([need.school])[need.school_id], today=clock.today())
    enter([need], _first_state(is_draft=False))
    remember(need, "posted", by=by)
    _hand_over([need], by=by)
    return need


@action(Permission.POST_NEEDS)
def edit_need(need: Need, *, wish: Wish, by: Actor) -> Need:
    """Change what a need says. Its dates may change only while nobody has been asked; afterwards it is moved."""
    if need.state not in {*BEFORE_ASKING, *LIVE}:
        raise Refused("need_over", _("終わったお願い、取りやめたお願いは、変えられません。"))
    is_asked = Offer.objects.filter(need=need).exists()
    today = dt.date.min if is_asked else clock.today()
    good = checked(wish, school_days([need.school])[need.school_id], today=today, is_draft=need.state == Need.State.DRAFT)
    if good.people < engaged_counts([need.pk]).get(need.pk, 0):
        raise Refused(
            "too_few_people", _("もう承諾した人が、その人数より多くいます。先に、来ていただく人を減らしてください。"), field="people"
        )
    if is_asked and good.dates != wish_of(need).dates:
        raise Refused("has_offers", _("もう打診を始めています。日時を変えるときは「日時を変える」から進んでください。"), field="dates")
    _write(need, good, with_dates=not is_asked)
    remember(need, "edited", by=by)
    refresh_state(need)
    return need


@action(Permission.POST_NEEDS)
def delete_draft(need: Need, *, by: Actor) -> None:
    """Throw a draft away; the audit keeps it."""
    if need.state != Need.State.DRAFT or Engagement.objects.filter(need=need).exists():
        raise Refused("not_a_draft", _("下書きだけを消せます。出したお願いは「取りやめる」から進んでください。"))
    need.delete()


def wish_of(need: Need) -> Wish:
    """What a need says, as a wish: to edit or to copy it."""
    dates = tuple(WishedDate(date.on, date.lesson, date.starts_at, date.ends_at) for date in need.dates.all())
    plain = {name: getattr(need, name) for name in PLAIN_FIELDS}
    return Wish(**plain, dates=dates, site_id=need.site_id, is_holiday_meant=True)


def _write(need: Need, wish: Wish, *, with_dates: bool) -> None:
    for name in PLAIN_FIELDS:
        setattr(need, name, getattr(wish, name))
    need.site_id = wish.site_id or need.school.site_id
    if with_dates:
        need.dates.all().delete()
        NeedDate.objects.bulk_create(_dates_of(need, wish))
        need.first_on = wish.dates[0].on if wish.dates else None
    put_search(need)
    need.save(update_fields=[*(name.removesuffix("_id") for name in PLAIN_FIELDS), "site", "first_on", "search_text", "search_grams"])


def _create(rows: Sequence[tuple[School, Wish]], *, by: Actor, is_draft: bool, series: NeedSeries | None = None) -> list[Need]:
    state, posts = _first_state(is_draft=is_draft), _posts_of({school.pk for school, _wish in rows})
    skills = Skill.objects.in_bulk({wish.skill_id for _school, wish in rows if wish.skill_id})
    needs = [_row(school, wish, state, posts.get(school.pk), skills, series) for school, wish in rows]
    Need.objects.bulk_create(needs, batch_size=BATCH)
    dates = [date for need, (_school, wish) in zip(needs, rows, strict=True) for date in _dates_of(need, wish)]
    NeedDate.objects.bulk_create(dates, batch_size=BATCH)
    remember_all(needs, "drafted" if is_draft else "posted", by=by)
    return needs


def _row(school: School, wish: Wish, state: Need.State, post: int | None, skills: dict[int, Skill], series: NeedSeries | None) -> Need:
    plain = {name: getattr(wish, name) for name in PLAIN_FIELDS if name != "skill_id"}
    need = Need(
        **plain,
        skill=skills.get(wish.skill_id) if wish.skill_id else None,
        school=school,
        site_id=wish.site_id or school.site_id,
        series=series,
        copied_from_id=wish.copied_from_id,
        state=state,
        posted_for_id=post,
        posted_at=clock.now(),
        first_on=wish.dates[0].on if wish.dates else None,
    )
    put_search(need)
    return need


def _dates_of(need: Need, wish: Wish) -> list[NeedDate]:
    return [
        NeedDate(need=need, rank=rank, on=date.on, lesson=date.lesson, starts_at=date.starts_at, ends_at=date.ends_at)
        for rank, date in enumerate(wish.dates, start=1)
    ]


def _series_of(school: School, wish: Wish) -> NeedSeries:
    return NeedSeries.objects.create(school=school, title=wish.title)


def _refuse_a_twin(school: School, wish: Wish) -> None:
    """Who goes back and sends the same again means one need."""
    first = wish.dates[0]
    twins = Need.objects.filter(
        school=school, title=wish.title, class_name=wish.class_name, state__in={Need.State.AWAITING_APPROVAL, *LIVE}
    )
    if twins.filter(dates__on=first.on, dates__starts_at=first.starts_at, dates__rank=1).exists():
        raise Refused(
            "same_need",
            _("同じ名前・同じ日時のお願いが、もう出ています。別のお願いなら、名前に組などを書き加えてください。"),
            field="title",
        )


def _first_state(*, is_draft: bool) -> Need.State:
    if is_draft:
        return Need.State.DRAFT
    return Need.State.AWAITING_APPROVAL if is_approval_needed() else Need.State.OPEN


def is_approval_needed() -> bool:
    """Whether the principal approves before anybody looks for people: so unless the municipality says otherwise."""
    return Municipality.objects.values_list("needs_approval", flat=True).first() is not False


def _posts_of(schools: set[int]) -> dict[int, int]:
    """The 事業担当教員 post of each school: needs belong to it, whoever typed them in."""
    rows = Post.objects.standing(clock.today()).filter(school_id__in=schools, kind=Post.Kind.LIAISON_TEACHER)
    return dict(rows.order_by("-number").values_list("school_id", "pk"))


def _hand_over(needs: Sequence[Need], *, by: Actor) -> None:
    """To the principals, or, where nobody has to approve, to those who look for people."""
    waiting = [need for need in needs if need.state == Need.State.AWAITING_APPROVAL]
    if waiting:
        mails.approval_asked(waiting)
    opened = [need for need in needs if need.state == Need.State.OPEN]
    if opened:
        bring_about("needs_opened", opened, by=by)
