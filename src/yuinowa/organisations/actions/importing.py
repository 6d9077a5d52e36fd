"""Official lists become schools and 公民館: all or nothing, the same list twice changes nothing."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import consequences, uploads
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember_all
from yuinowa.core.models import Upload
from yuinowa.core.search import fill_search, fill_search_all, put_search
from yuinowa.organisations.importing.merge import SchoolList
from yuinowa.organisations.importing.preview import Changed, Preview, compare
from yuinowa.organisations.importing.rows import FacilityRow, SchoolRow
from yuinowa.organisations.models import CommunityCenter, Municipality, School, Site

SHORT = {"小学校": "小", "中学校": "中"}


@action(Permission.MANAGE_ORGANISATIONS)
def keep_files(*, files: Sequence[tuple[str, bytes]], purpose: str, by: Actor) -> uuid.UUID:
    """Keep uploaded files until somebody has seen the preview; the key finds them all again."""
    batch = uuid.uuid4()
    for position, (name, content) in enumerate(files):
        uploads.keep(purpose=purpose, name=name, content=content, by=by, batch=str(batch), position=position)
    return batch


@action(Permission.MANAGE_ORGANISATIONS)
def drop_files(*, batch: uuid.UUID, by: Actor) -> None:
    """Forget files that were confirmed or refused."""
    Upload.objects.filter(options__batch=str(batch), post_id=by.post_id).delete()


@action(Permission.MANAGE_ORGANISATIONS)
def import_schools(*, schools: SchoolList, by: Actor, on: dt.date) -> Preview:
    """Bring the schools into line with a list; what the list does not say stays. Returns what was done.

    Refuses as a whole when a row is wrong. Schools that the list no longer has are left alone: somebody has to ask.
    """
    if schools.errors:
        raise Refused("bad_rows", _("直す行が %(count)s 件あるため、取り込みませんでした。") % {"count": len(schools.errors)})
    # Two people who confirm at the same moment wait for each other here.
    Municipality.objects.select_for_update().first()
    preview = compare(schools, School.objects.as_rows())
    unknown = [change.row for change in preview.closed if not change.changes]
    _create([*preview.new, *unknown], schools.place.name, on, by)
    _update([*preview.changed, *(c for c in preview.closed if c.changes)], on, by)
    _name_successors(schools.schools)
    fill_search_all(School.objects.filter(code__in=[row.code for row in schools.schools]))
    return preview


def short_name(name: str, municipality: str) -> str:
    """As people say it: いわき市立平第一小学校 is 平第一小."""
    short = re.sub(rf"^{re.escape(municipality)}立?(?=.)", "", name)
    for ending, letter in SHORT.items():
        short = re.sub(rf"{ending}(?=$|\S*分校$)", letter, short)
    return short[:40]


def _create(rows: Sequence[SchoolRow], municipality: str, on: dt.date, by: Actor) -> None:
    sites = Site.objects.bulk_create(_site_of(row) for row in rows)
    schools = [_school_of(row, site, municipality, on) for row, site in zip(rows, sites, strict=True)]
    for school in schools:
        put_search(school)
    School.objects.bulk_create(schools)
    remember_all(schools, "imported", by=by)


def _site_of(row: SchoolRow) -> Site:
    return Site(name=row.name, address=row.address, latitude=row.latitude, longitude=row.longitude)


def _school_of(row: SchoolRow, site: Site, municipality: str, on: dt.date) -> School:
    return School(
        code=row.code,
        name=row.name,
        short_name=short_name(row.name, municipality),
        kana=row.name_kana,
        kind=row.kind,
        founder=row.founder,
        site=site,
        postal_code=row.postal_code,
        telephone=row.telephone,
        is_in_programme=row.in_programme,
        closed_on=_closing_day(row, on),
    )


def _closing_day(row: SchoolRow, on: dt.date) -> dt.date | None:
    return (row.closed_on or on) if row.is_closed else None


def _update(changes: Sequence[Changed], on: dt.date, by: Actor) -> None:
    schools = School.objects.select_related("site", "block").in_bulk([change.row.code for change in changes], field_name="code")
    for change in changes:
        school = schools[change.row.code]
        was_open = school.is_open
        _bring_into_line(school, change.row, on)
        if was_open and not school.is_open:
            consequences.bring_about("school_closed", school, by=by)
    remember_all(schools.values(), "list_changed", by=by)


def _bring_into_line(school: School, row: SchoolRow, on: dt.date) -> None:
    site = school.site
    if school.name != row.name:
        municipality = Municipality.objects.first()
        school.short_name = short_name(row.name, municipality.name if municipality else "")
    school.name = site.name = row.name
    school.kind, school.founder = row.kind, row.founder
    school.kana = row.name_kana or school.kana
    school.postal_code = row.postal_code or school.postal_code
    school.telephone = row.telephone or school.telephone
    school.closed_on = row.closed_on or school.closed_on or on if row.is_closed else None
    school.save(update_fields=["name", "short_name", "kind", "founder", "kana", "postal_code", "telephone", "closed_on"])
    site.address = row.address or site.address
    if row.latitude is not None:
        site.latitude, site.longitude = row.latitude, row.longitude
    site.save(update_fields=["name", "address", "latitude", "longitude"])
    fill_search(school)


def _name_successors(rows: Sequence[SchoolRow]) -> None:
    """Take the list's successor where nobody has chosen one and the successor is registered."""
    named = {row.code: row.successor_code for row in rows if row.successor_code and row.successor_code != row.code}
    heirs: Mapping[str, int] = dict(School.objects.filter(code__in=named.values()).values_list("code", "pk"))
    for school in School.objects.filter(code__in=named, successor=None, closed_on__isnull=False):
        if heir := heirs.get(named[school.code]):
            school.successor_id = heir
            school.save(update_fields=["successor"])


@dataclass(frozen=True, slots=True)
class ImportedCenters:
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


@action(Permission.MANAGE_ORGANISATIONS)
def import_centers(*, rows: Sequence[FacilityRow], is_dry: bool = False, by: Actor) -> ImportedCenters:
    """公民館 and hubs from a facility list, told apart by name; what the list does not say stays.

    ``is_dry`` says what would happen and writes nothing.
    """
    known = {center.name: center for center in CommunityCenter.objects.select_related("site").select_for_update(of=("self",))}
    new = {row.name: row for row in rows if row.name not in known}
    moved = {row.name: row for row in rows if row.name in known and _would_change(known[row.name], row)}
    if not is_dry:
        _create_centers(list(new.values()))
        for name, row in moved.items():
            _change_center(known[name], row)
    return ImportedCenters(tuple(new), tuple(moved), tuple(name for name in known if name in {row.name for row in rows} - moved.keys()))


def _create_centers(rows: Sequence[FacilityRow]) -> None:
    sites = Site.objects.bulk_create(
        Site(name=row.name, address=row.address, latitude=row.latitude, longitude=row.longitude) for row in rows
    )
    CommunityCenter.objects.bulk_create(
        CommunityCenter(name=row.name, kana=row.name_kana, telephone=row.telephone, site=site)
        for row, site in zip(rows, sites, strict=True)
    )


def _would_change(center: CommunityCenter, row: FacilityRow) -> bool:
    site = center.site
    pairs = (
        (center.kana, row.name_kana),
        (center.telephone, row.telephone),
        (site.address, row.address),
        (site.latitude, row.latitude),
        (site.longitude, row.longitude),
    )
    return any(after not in ("", None) and before != after for before, after in pairs)


def _change_center(center: CommunityCenter, row: FacilityRow) -> None:
    site = center.site
    center.kana, center.telephone = row.name_kana or center.kana, row.telephone or center.telephone
    site.address = row.address or site.address
    if row.latitude is not None:
        site.latitude, site.longitude = row.latitude, row.longitude
    center.save(update_fields=["kana", "telephone"])
    site.save(update_fields=["address", "latitude", "longitude"])
