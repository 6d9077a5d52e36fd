"""How far each reach goes over places."""

import datetime as dt
from typing import Any, Self

import jaconv
from django.db.models import Q

from yuinowa.access.querysets import AllowingQuerySet, HasRoles
from yuinowa.core import clock
from yuinowa.core.search import SearchMixin
from yuinowa.organisations.importing.rows import Founder, Kind, SchoolRow, Standing


class WholeCityQuerySet(AllowingQuerySet):
    """Rows that only city-wide reaches touch."""


class SiteQuerySet(AllowingQuerySet):
    """Sites are no secret: whoever may see any school may see them all."""

    def within_school(self, actor: HasRoles) -> Q:
        return Q()

    within_block = within_school

    def in_use(self) -> Self:
        """Sites of open schools in the programme and of open 公民館."""
        schools = Q(school__closed_on=None, school__is_in_programme=True, school__isnull=False)
        return self.filter(schools | Q(center__closed_on=None, center__isnull=False))


class BlockQuerySet(AllowingQuerySet):
    def within_block(self, actor: HasRoles) -> Q:
        return Q(pk=actor.block_id)

    within_school = within_block


class CommunityCenterQuerySet(AllowingQuerySet):
    def within_block(self, actor: HasRoles) -> Q:
        return Q(block_id=actor.block_id)

    within_school = within_block


class SchoolQuerySet(SearchMixin, AllowingQuerySet):
    def within_school(self, actor: HasRoles) -> Q:
        return Q(pk=actor.school_id)

    def within_block(self, actor: HasRoles) -> Q:
        return Q(block_id=actor.block_id)

    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def in_programme(self) -> Self:
        return self.open().filter(is_in_programme=True)

    def closed(self) -> Self:
        return self.filter(closed_on__isnull=False)

    def as_rows(self) -> dict[str, SchoolRow]:
        """The schools as an official list would write them, by code; kinds that no importer reads are left out."""
        found = self.filter(kind__in=list(Kind)).select_related("site", "successor")
        return {school.code: _as_row(school) for school in found}


class CollaborationHqQuerySet(AllowingQuerySet):
    """A school sees the 本部 it belongs to or will; a block those of its schools and those whose office it houses."""

    def within_school(self, actor: HasRoles) -> Q:
        return Q(pk__in=self._serving(school_id=actor.school_id))

    def within_block(self, actor: HasRoles) -> Q:
        office = Q(center__block_id=actor.block_id) | Q(school__block_id=actor.block_id)
        return office | Q(pk__in=self._serving(school__block_id=actor.block_id))

    def _serving(self, **where: Any) -> Any:
        links = self.model._meta.get_field("links").related_model
        return links.objects.lasting(clock.today()).filter(**where).values("hq")

    def open(self, on: dt.date) -> Self:
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=on))

    def named(self, words: str) -> Self:
        """Those whose name, reading or school holds ``words``."""
        links = self.model._meta.get_field("links").related_model
        serving = links.objects.lasting(clock.today()).filter(Q(school__short_name__contains=words) | Q(school__name__contains=words))
        read = Q(kana__contains=jaconv.hira2kata(words)) | Q(kana__contains=jaconv.kata2hira(words))
        return self.filter(Q(name__contains=words) | read | Q(pk__in=serving.values("hq")))


class HqSchoolQuerySet(AllowingQuerySet):
    def within_school(self, actor: HasRoles) -> Q:
        return Q(school_id=actor.school_id)

    def within_block(self, actor: HasRoles) -> Q:
        return Q(school__block_id=actor.block_id)

    def valid(self, on: dt.date) -> Self:
        return self.lasting(on).filter(from_on__lte=on)

    def lasting(self, on: dt.date) -> Self:
        """Valid on that day, or from a later one."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on))


class SchoolPartQuerySet(AllowingQuerySet):
    """Rows that hang on a school; those without one concern every school and only the city changes them."""

    def within_school(self, actor: HasRoles) -> Q:
        return Q(school_id=actor.school_id)

    def within_block(self, actor: HasRoles) -> Q:
        return Q(school__block_id=actor.block_id)

    def touching(self, from_on: dt.date, until_on: dt.date) -> Self:
        return self.filter(from_on__lte=until_on, until_on__gte=from_on)


def _as_row(school: Any) -> SchoolRow:
    return SchoolRow(
        code=school.code,
        name=school.name,
        kind=Kind(school.kind),
        founder=Founder(school.founder),
        standing=Standing.MAIN if school.is_open else Standing.CLOSED,
        address=school.site.address,
        postal_code=school.postal_code,
        name_kana=school.kana,
        telephone=school.telephone,
        closed_on=school.closed_on,
        successor_code=school.successor.code if school.successor else "",
        latitude=school.site.latitude,
        longitude=school.site.longitude,
    )
