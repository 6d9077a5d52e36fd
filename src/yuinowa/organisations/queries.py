"""How far each reach goes over places."""

import datetime as dt
from typing import Any, Self

from django.db.models import Q

from yuinowa.access.querysets import AllowingQuerySet, HasRoles
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
