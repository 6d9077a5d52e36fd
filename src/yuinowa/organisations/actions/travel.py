"""The city's own travel times, pair by pair."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.organisations.models import Site, TravelTime

LONGEST_MINUTES = 600


@dataclass(frozen=True, slots=True)
class Measured:
    """Minutes from one site to another; None takes the city's figure back, so that the estimate serves again."""

    origin_id: int
    destination_id: int
    minutes: int | None


@action(Permission.MANAGE_ORGANISATIONS)
def set_travel_times(*, times: Sequence[Measured], by: Actor) -> int:
    """Write these pairs, one direction each; returns how many rows changed."""
    _check(times)
    known = {(row.origin_id, row.destination_id): row for row in TravelTime.objects.select_for_update()}
    changed = 0
    for time in times:
        row = known.get((time.origin_id, time.destination_id))
        if time.minutes == (row.minutes if row else None):
            continue
        changed += 1
        if time.minutes is None:
            TravelTime.objects.filter(origin=time.origin_id, destination=time.destination_id).delete()
        else:
            TravelTime.objects.update_or_create(
                origin_id=time.origin_id, destination_id=time.destination_id, defaults={"minutes": time.minutes}
            )
    return changed


def _check(times: Sequence[Measured]) -> None:
    ids = {time.origin_id for time in times} | {time.destination_id for time in times}
    if Site.objects.filter(pk__in=ids).count() != len(ids):
        raise Refused("unknown_site", _("登録されていない場所があります。"))
    for time in times:
        if time.origin_id == time.destination_id:
            raise Refused("same_site", _("同じ場所どうしの移動時間は登録できません。"))
        if time.minutes is not None and not 0 <= time.minutes <= LONGEST_MINUTES:
            raise Refused("minutes_out_of_range", _("移動時間は 0 分から %(most)s 分までです。") % {"most": LONGEST_MINUTES})
