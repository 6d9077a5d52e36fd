"""Rows from details: one registration or thousands, in the same handful of statements."""

import datetime as dt
from collections.abc import Sequence

from yuinowa.bookings.models import Resource
from yuinowa.engine.calendar import fiscal_year, fiscal_year_end
from yuinowa.organisations.models import Municipality
from yuinowa.people.models import Person
from yuinowa.talents.actions.details import TalentDetails, tidy_kana, tidy_telephone
from yuinowa.talents.actions.index import index
from yuinowa.talents.actions.times import FreeTime, joined
from yuinowa.talents.models import Availability, Talent

BATCH = 1000
# What a registration takes over from its details as it stands.
PLAIN = (
    "kind",
    "block",
    "latitude",
    "longitude",
    "reach_km",
    "places_per_term",
    "places_per_month",
    "visibility",
    "skill_text",
    "introduction",
    "guardian_name",
    "guardian_consent_on",
    "pledged_on",
    "terms_version",
)


def write_talents(rows: Sequence[TalentDetails], *, state: str, source: str, on: dt.date) -> list[Talent]:
    """Write persons, resources, talents and what hangs on them. ``rows`` whose person ended a registration go through ``rewrite``."""
    persons = _persons(rows)
    resources = _resources(rows, persons)
    until = expiry(on)
    talents = [
        Talent(state=state, source=source, registered_on=on, expires_on=until, person=person, resource=resource, **columns(row, on))
        for row, person, resource in zip(rows, persons, resources, strict=True)
    ]
    for talent, row in zip(talents, rows, strict=True):
        index(talent, row.skills)
    Talent.objects.bulk_create(talents, batch_size=BATCH)
    write_parts(talents, rows)
    return talents


def write_parts(talents: Sequence[Talent], rows: Sequence[TalentDetails]) -> None:
    """The skills, chosen schools and weekly times of registrations that have none yet."""
    pairs = list(zip(talents, rows, strict=True))
    skills, schools = Talent.skills.through, Talent.visible_schools.through
    skills.objects.bulk_create(
        [skills(talent_id=talent.pk, skill_id=skill.pk) for talent, row in pairs for skill in row.skills], batch_size=BATCH
    )
    schools.objects.bulk_create(
        [schools(talent_id=talent.pk, school_id=school.pk) for talent, row in pairs for school in row.visible_schools], batch_size=BATCH
    )
    Availability.objects.bulk_create([_availability(talent, time) for talent, row in pairs for time in joined(row.times)], batch_size=BATCH)


def expiry(on: dt.date) -> dt.date:
    """31 March of the last 年度 of a registration that begins on a day."""
    years = Municipality.objects.values_list("talent_years", flat=True).first() or 1
    return fiscal_year_end(fiscal_year(on) + years - 1)


def columns(row: TalentDetails, on: dt.date) -> dict[str, object]:
    """The columns of a registration that its details decide."""
    return {
        **{name: getattr(row, name) for name in PLAIN},
        "name": row.name.strip(),
        "kana": tidy_kana(row.kana),
        "address": row.address.strip(),
        "is_minor": row.is_minor_on(on),
        "is_mailed": row.is_mailed and bool(row.email),
    }


def contact(row: TalentDetails) -> dict[str, object]:
    """The columns of the person behind a registration."""
    return {
        "name": row.person_name.strip(),
        "kana": tidy_kana(row.person_kana),
        "email": row.email.strip().lower(),
        "telephone": tidy_telephone(row.telephone),
        "address": row.address.strip(),
        "birth_on": row.birth_on,
    }


def _persons(rows: Sequence[TalentDetails]) -> list[Person]:
    persons = [_known(row.person, row) if row.person else Person(**contact(row)) for row in rows]
    Person.objects.bulk_create([person for person in persons if person.pk is None], batch_size=BATCH)
    return persons


def _known(person: Person, row: TalentDetails) -> Person:
    """What was not known of a person yet is; what was known stays."""
    gaps = {name: value for name, value in contact(row).items() if value and not getattr(person, name)}
    for name, value in gaps.items():
        setattr(person, name, value)
    if gaps:
        person.save(update_fields=list(gaps))
    return person


def _resources(rows: Sequence[TalentDetails], persons: Sequence[Person]) -> list[Resource]:
    """A person is occupied once, whatever the post or registration; a group has so many places of its own."""
    own = [person.pk for row, person in zip(rows, persons, strict=True) if not row.is_group]
    known = {resource.person_id: resource for resource in Resource.objects.filter(person__in=own)}
    resources = [
        Resource(capacity=row.capacity) if row.is_group else known.get(person.pk) or Resource(person=person)
        for row, person in zip(rows, persons, strict=True)
    ]
    Resource.objects.bulk_create([resource for resource in resources if resource.pk is None], batch_size=BATCH)
    return resources


def _availability(talent: Talent, time: FreeTime) -> Availability:
    return Availability(talent=talent, weekday=time.weekday, from_at=time.from_at, until_at=time.until_at)
