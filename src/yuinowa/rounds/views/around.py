"""What surrounds a visit, for many schools at once in a constant number of queries: windows, promises, last visits, needs, talents."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor
from yuinowa.needs.models import Need
from yuinowa.organisations.models import School
from yuinowa.organisations.travel import road_km
from yuinowa.people.models import Appointment, Post
from yuinowa.promises.models import Promise
from yuinowa.rounds.models import FieldNote, Visit, VisitRecord
from yuinowa.talents.models import Talent

LATEST_RECORDS = 2
REMEMBERED = dt.timedelta(days=400)
MOST_NEEDS = 6
MOST_TALENTS = 4
BOX_DEGREES = 0.12  # some 12 km
_DESKS = (Post.Kind.LIAISON_TEACHER, Post.Kind.VICE_PRINCIPAL, Post.Kind.PRINCIPAL)


@dataclass
class Around:
    """Everything about one school that whoever visits it may see."""

    people: list[tuple[str, str]] = field(default_factory=list)  # post, holder
    is_window_vacant: bool = True
    promises: list[Promise] = field(default_factory=list)
    records: list[VisitRecord] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)  # of those with one title the first
    more: dict[str, int] = field(default_factory=dict)  # how many others have the title
    talents: list["Near"] = field(default_factory=list)

    @property
    def asked(self) -> list[tuple[Need, int]]:
        """Open needs, and how many later ones have the same name."""
        return [(need, self.more[need.title]) for need in self.needs]


@dataclass
class Near:
    """A talent who lives near; no address and no telephone. ``km`` is whole and at least 1: nearer would point at a house."""

    pk: int
    name: str
    km: int
    skills: list[str] = field(default_factory=list)


def around(schools: Collection[School], actor: Actor, on: dt.date, before: dt.date | None = None) -> dict[int, Around]:
    """By the key of the school; each part as far as the matrix lets ``actor`` see it. ``before``: records of earlier days (``on`` otherwise)."""
    found = {school.pk: Around() for school in schools}
    _add_people(found, actor, on)
    _add_promises(found, actor)
    _add_records(found, actor, before or on)
    _add_needs(found, actor, on)
    for school, talents in near_talents(schools, actor, on).items():
        found[school].talents = talents
    return found


def _add_people(found: dict[int, Around], actor: Actor, on: dt.date) -> None:
    held = Appointment.objects.allowing(actor, Permission.SEE_POSTS).valid(on).filter(post__school__in=found, post__kind__in=_DESKS)
    rows = held.select_related("post", "person").order_by()
    for row in sorted(rows, key=lambda row: _DESKS.index(row.post.kind)):
        around_school = found[row.post.school_id]
        around_school.people.append((str(row.post.get_kind_display()), row.person.name))
        around_school.is_window_vacant &= row.post.kind != Post.Kind.LIAISON_TEACHER


def _add_promises(found: dict[int, Around], actor: Actor) -> None:
    of_schools = Q(owner__school__in=found) | Q(owed_to__school__in=found)
    rows = Promise.objects.allowing(actor, Permission.SEE_PROMISES).open().filter(of_schools).select_related(*Promise.SEARCH_RELATED)
    for promise in rows.order_by("due_on", "pk"):
        schools = {promise.owner.school_id, promise.owed_to.school_id if promise.owed_to else None}
        for school_id in schools & set(found):
            found[school_id].promises.append(promise)


def _add_records(found: dict[int, Around], actor: Actor, before: dt.date) -> None:
    rows = VisitRecord.objects.allowing(actor, Permission.SEE_VISITS).filter(
        visit__school__in=found, visit__on__range=(before - REMEMBERED, before)
    )
    for record in rows.exclude(visit__on=before).select_related("visit").defer("search_text").order_by("-visit__on", "-pk"):
        known = found[record.visit.school_id].records
        if len(known) < LATEST_RECORDS:
            known.append(record)


def _add_needs(found: dict[int, Around], actor: Actor, on: dt.date) -> None:
    asked = Need.objects.allowing(actor, Permission.SEE_NEEDS).filter(school__in=found, state__in=[Need.State.OPEN, Need.State.ASKING])
    for need in asked.filter(Q(first_on__gte=on) | Q(first_on__isnull=True)).order_by("first_on", "pk").defer("search_text"):
        known = found[need.school_id]
        if need.title in known.more:
            known.more[need.title] += 1
        elif len(known.needs) < MOST_NEEDS:
            known.needs.append(need)
            known.more[need.title] = 0


def near_talents(schools: Collection[School], actor: Actor, on: dt.date, most: int = MOST_TALENTS) -> dict[int, list[Near]]:
    """The nearest who could come to each school and may be named there; one query."""
    placed = [school for school in schools if school.site.latitude is not None and school.site.longitude is not None]
    rows = list(_in_the_box(placed, actor, on)) if placed else []
    return {school.pk: _nearest(school, rows, most) for school in placed}


def _in_the_box(schools: Sequence[School], actor: Actor, on: dt.date) -> QuerySet[Any]:
    north, east = [s.site.latitude or 0 for s in schools], [s.site.longitude or 0 for s in schools]
    named_by = Talent.visible_schools.through.objects.filter(talent=OuterRef("pk"), school__in=list(schools)).values("school")
    skills = Talent.skills.through.objects.filter(talent=OuterRef("pk")).order_by("pk").values("skill__name")
    rows = Talent.objects.allowing(actor, Permission.SEE_TALENT_NAME).available(on)
    box = {
        "latitude__range": (min(north) - BOX_DEGREES, max(north) + BOX_DEGREES),
        "longitude__range": (min(east) - BOX_DEGREES, max(east) + BOX_DEGREES),
    }
    plain = ("pk", "name", "latitude", "longitude", "visibility", "block_id", "reach_km")
    extra = {"chosen": ArraySubquery(named_by), "skill_names": ArraySubquery(skills)}
    return rows.filter(**box).order_by().annotate(**extra).values_list(*plain, *extra, named=True)


def _nearest(school: School, rows: Iterable[Any], most: int) -> list[Near]:
    found = []
    for row in rows:
        if _may_be_named(row, school):
            km = road_km((school.site.latitude or 0, school.site.longitude or 0), (row.latitude, row.longitude))
            if km <= row.reach_km:
                found.append((km, row.pk, row.name, row.skill_names))
    return [Near(key, name, max(1, round(km)), skills) for km, key, name, skills in sorted(found)[:most]]


def _may_be_named(row: Any, school: School) -> bool:
    if row.visibility == Talent.Visibility.SCHOOL:
        return school.pk in row.chosen
    return row.visibility == Talent.Visibility.CITY or row.block_id == school.block_id


def of_the_day(post: Post, on: dt.date, actor: Actor) -> list[Visit]:
    """What the post's instructor does on a day, in the order of the hours; ``note_count``: how many the actor has of the school."""
    rows = Visit.objects.for_post(post).filter(on=on, state__in=[*Visit.STANDING, Visit.State.DONE])
    written = FieldNote.objects.filter(post=actor.post_id, school=OuterRef("school")).unused().order_by().values("school")
    notes = Coalesce(Subquery(written.annotate(n=Count("pk")).values("n")), 0)
    return list(rows.with_places().select_related("record").annotate(note_count=notes).order_by("arrives_at", "pk"))
