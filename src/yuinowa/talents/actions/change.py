"""The content of a registration changes: by staff, or by the person."""

import datetime as dt
from dataclasses import replace

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.people.actions import follow_address
from yuinowa.people.models import Person
from yuinowa.talents.actions.details import TalentDetails
from yuinowa.talents.actions.index import index
from yuinowa.talents.actions.write import PLAIN, columns, contact, expiry, write_parts
from yuinowa.talents.models import Ending, Talent

CHANGED = ("name", "kana", "address", "is_minor", "is_mailed", "search_text", "search_grams", *PLAIN)
# Facts of the registration itself, which an edit of its content does not touch.
KEPT = ("kind", "pledged_on", "terms_version", "latitude", "longitude", "places_per_month")


@action(Permission.MANAGE_TALENTS)
def update_talent(talent: Talent, *, by: Actor, details: TalentDetails) -> Talent:
    """Staff correct a registration."""
    return _update(talent, by, details)


@action(Permission.EDIT_OWN_TALENT)
def update_own_talent(talent: Talent, *, by: Actor, details: TalentDetails) -> Talent:
    """The person, or the representative of a group, corrects their own registration."""
    return _update(talent, by, details)


@action(Permission.MANAGE_TALENTS)
def place_talent(talent: Talent, *, by: Actor, latitude: float | None, longitude: float | None) -> None:
    """Put a registration on the map (to the town is enough), so that distances are counted from there."""
    talent.latitude, talent.longitude = latitude, longitude
    talent.save(update_fields=["latitude", "longitude"])
    remember(talent, "changed", by=by)


def rewrite(talent: Talent, details: TalentDetails, *, state: str, source: str, on: dt.date) -> Talent:
    """An ended registration begins again with new details."""
    _overwrite(talent, details, on, keeping=())
    talent.state, talent.source, talent.registered_on, talent.expires_on = state, source, on, expiry(on)
    talent.save(update_fields=["state", "source", "registered_on", "expires_on"])
    talent.absences.all().delete()
    Ending.objects.filter(talent=talent).delete()
    return talent


def _update(talent: Talent, by: Actor, details: TalentDetails) -> Talent:
    if talent.state == Talent.State.ENDED:
        raise Refused("talent_ended", _("この登録は終わっています。もう一度登録してください。"))
    on = clock.today()
    if details.is_minor_on(on) and details.guardian_consent_on is None:
        raise Refused("guardian_missing", _("18歳未満の方の登録には、保護者の同意が要ります。"))
    _overwrite(talent, details, on, keeping=KEPT)
    remember(talent, "changed", by=by)
    return talent


def _overwrite(talent: Talent, details: TalentDetails, on: dt.date, *, keeping: tuple[str, ...]) -> None:
    details = replace(details, kind=talent.kind)
    for name, value in columns(details, on).items():
        if name not in keeping:
            setattr(talent, name, value)
    index(talent, details.skills)
    talent.save(update_fields=[name for name in CHANGED if name not in keeping])
    Person.objects.filter(pk=talent.person_id).update(**contact(details))
    follow_address(Person.objects.get(pk=talent.person_id))
    if details.is_group:
        talent.resource.capacity = details.capacity
        talent.resource.save(update_fields=["capacity"])
    _replace_parts(talent, details)


def _replace_parts(talent: Talent, details: TalentDetails) -> None:
    talent.skills.clear()
    talent.visible_schools.clear()
    talent.availabilities.all().delete()
    write_parts([talent], [details])
