"""What a person decides about one school."""

import datetime as dt

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.consequences import bring_about
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.core.search import fill_search
from yuinowa.organisations.actions.hqs import leave_closed_school
from yuinowa.organisations.models import School


@action(Permission.MANAGE_ORGANISATIONS)
def choose_successor(school: School, *, successor: School | None, by: Actor) -> School:
    """Say which school carries on what a closed one began (None: none does)."""
    if school.is_open:
        raise Refused("school_open", _("開校している学校に統合先は付けられません。"))
    if successor and successor.pk == school.pk:
        raise Refused("own_successor", _("別の学校を選んでください。"))
    if successor and not successor.is_open:
        raise Refused("successor_closed", _("%(school)s は閉校しています。開校している学校を選んでください。") % {"school": successor.name})
    school.successor = successor
    school.save(update_fields=["successor"])
    remember(school, "successor_chosen", by=by, successor=successor.name if successor else "")
    return school


@action(Permission.MANAGE_ORGANISATIONS)
def bring_into_programme(school: School, *, by: Actor) -> School:
    """Let a school (a private one, say) post needs."""
    if not school.is_open:
        raise Refused("school_closed", _("閉校した学校は事業に加えられません。"))
    return _set_in_programme(school, True, by)


@action(Permission.MANAGE_ORGANISATIONS)
def take_out_of_programme(school: School, *, by: Actor) -> School:
    """The school stays in the list, outside the programme."""
    return _set_in_programme(school, False, by)


@action(Permission.MANAGE_ORGANISATIONS)
def correct_school(
    school: School, *, short_name: str, kana: str, telephone: str, latitude: float | None, longitude: float | None, by: Actor
) -> School:
    """What the official lists do not have: how people call it, its reading, telephone and exact spot."""
    school.short_name, school.kana, school.telephone = short_name, kana, telephone
    school.save(update_fields=["short_name", "kana", "telephone"])
    school.site.latitude, school.site.longitude = latitude, longitude
    school.site.save(update_fields=["latitude", "longitude"])
    fill_search(school)
    fill_search(school)
    remember(school, "corrected", by=by)
    return school


@action(Permission.MANAGE_ORGANISATIONS)
def close_school(school: School, *, on: dt.date, successor: School | None, by: Actor) -> School:
    """The school has ended; what still hangs on it follows in later rooms."""
    if not school.is_open:
        raise Refused("school_closed", _("この学校は、もう閉校しています。"))
    school.closed_on, school.successor = on, successor
    school.save(update_fields=["closed_on", "successor"])
    remember(school, "closed", by=by, successor=successor.name if successor else "")
    leave_closed_school(school, on=on, by=by)
    bring_about("school_closed", school, by=by)
    return school


def _set_in_programme(school: School, is_in: bool, by: Actor) -> School:
    if school.is_in_programme != is_in:
        school.is_in_programme = is_in
        school.save(update_fields=["is_in_programme"])
        remember(school, "joined_programme" if is_in else "left_programme", by=by)
    return school
