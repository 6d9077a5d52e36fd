"""Blocks, the schools in them and the 公民館 that look after them."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.consequences import bring_about
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember_all
from yuinowa.core.search import fill_search_all
from yuinowa.organisations.models import Block, CommunityCenter, School, Site


@action(Permission.MANAGE_ORGANISATIONS)
def create_block(*, name: str, kana: str = "", by: Actor) -> Block:
    """A new 担当ブロック at the end of the list."""
    if Block.objects.filter(name=name).exists():
        raise Refused("block_exists", _("「%(name)s」ブロックはすでにあります。") % {"name": name})
    last = Block.objects.aggregate(last=Max("order"))["last"]
    return Block.objects.create(name=name, kana=kana, order=0 if last is None else last + 1)


@action(Permission.MANAGE_ORGANISATIONS)
def rename_block(block: Block, *, name: str, kana: str, by: Actor) -> Block:
    if Block.objects.filter(name=name).exclude(pk=block.pk).exists():
        raise Refused("block_exists", _("「%(name)s」ブロックはすでにあります。") % {"name": name})
    block.name, block.kana = name, kana
    block.save(update_fields=["name", "kana"])
    fill_search_all(block.schools.all())
    return block


@action(Permission.MANAGE_ORGANISATIONS)
def remove_block(block: Block, *, by: Actor) -> None:
    """Only an empty block can go."""
    if block.schools.exists() or block.centers.exists():
        raise Refused("block_in_use", _("学校か公民館が残っているブロックは消せません。先に別のブロックへ移してください。"))
    block.delete()


@action(Permission.MANAGE_ORGANISATIONS)
def assign_schools(*, schools: Sequence[School], block: Block | None, by: Actor) -> int:
    """Put schools into a block (None: into none); returns how many moved."""
    chosen = School.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[school.pk for school in schools])
    moved = [school for school in chosen if school.block_id != (block.pk if block else None)]
    rows = School.objects.filter(pk__in=[school.pk for school in moved])
    rows.update(block=block)
    fill_search_all(rows)
    remember_all(moved, "block_changed", by=by, block=block.name if block else "")
    bring_about("schools_changed_block", moved, by=by, block=block)
    return len(moved)


@action(Permission.MANAGE_ORGANISATIONS)
def create_center(
    *,
    name: str,
    kana: str = "",
    address: str = "",
    telephone: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    block: Block | None = None,
    is_hub: bool = False,
    by: Actor,
) -> CommunityCenter:
    """A 公民館; as the hub of a block it is where the instructor sits."""
    if CommunityCenter.objects.filter(name=name).exists():
        raise Refused("center_exists", _("「%(name)s」はすでにあります。") % {"name": name})
    if is_hub:
        _free_hub(block)
    site = Site.objects.create(name=name, address=address, latitude=latitude, longitude=longitude)
    return CommunityCenter.objects.create(name=name, kana=kana, telephone=telephone, site=site, block=block, is_hub=is_hub)


@action(Permission.MANAGE_ORGANISATIONS)
def assign_center(center: CommunityCenter, *, block: Block | None, is_hub: bool, by: Actor) -> CommunityCenter:
    """Put a 公民館 into a block; a new hub replaces the one before it."""
    if is_hub and center.closed_on:
        raise Refused("center_closed", _("閉館した公民館は拠点にできません。"))
    if is_hub:
        _free_hub(block)
    center.block, center.is_hub = block, is_hub
    center.save(update_fields=["block", "is_hub"])
    return center


@action(Permission.MANAGE_ORGANISATIONS)
def close_center(center: CommunityCenter, *, on: dt.date, by: Actor) -> CommunityCenter:
    """The 公民館 has ended; it stays in its block for the records, and is no hub any more."""
    if center.closed_on:
        raise Refused("center_closed", _("この公民館は、もう閉館しています。"))
    center.closed_on, center.is_hub = on, False
    center.save(update_fields=["closed_on", "is_hub"])
    remember_all([center], "closed", by=by)
    return center


def _free_hub(block: Block | None) -> None:
    if block is None:
        raise Refused("hub_without_block", _("拠点にするにはブロックを選んでください。"))
    for hub in CommunityCenter.objects.select_for_update().filter(block=block, is_hub=True):
        hub.is_hub = False
        hub.save(update_fields=["is_hub"])
