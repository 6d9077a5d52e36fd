"""The skill taxonomy, which the municipality changes as it likes."""

from django.db.models import Max
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.talents.actions.index import index
from yuinowa.talents.models import Skill, SkillGroup, Talent


@action(Permission.MANAGE_SKILLS)
def add_skill_group(*, by: Actor, name: str) -> SkillGroup:
    """A new heading, at the end."""
    name = _free_name(SkillGroup, name)
    return SkillGroup.objects.create(name=name, order=_next(SkillGroup.objects.all()))


@action(Permission.MANAGE_SKILLS)
def rename_skill_group(group: SkillGroup, *, by: Actor, name: str) -> None:
    group.name = _free_name(SkillGroup, name, but=group)
    group.save(update_fields=["name"])


@action(Permission.MANAGE_SKILLS)
def add_skill(group: SkillGroup, *, by: Actor, name: str) -> Skill:
    """A new skill, at the end of its group."""
    name = _free_name(Skill, name)
    return Skill.objects.create(group=group, name=name, order=_next(group.skills.all()))


@action(Permission.MANAGE_SKILLS)
def rename_skill(skill: Skill, *, by: Actor, name: str) -> None:
    """The same skill under another name; whoever has it keeps it."""
    skill.name = _free_name(Skill, name, but=skill)
    skill.save(update_fields=["name"])
    _index_holders(skill)


@action(Permission.MANAGE_SKILLS)
def move_skill(skill: Skill, *, by: Actor, group: SkillGroup | None = None, steps: int = 0) -> None:
    """Into another group (at its end), or up (negative) and down among its neighbours."""
    if group is not None and group.pk != skill.group_id:
        skill.group, skill.order = group, _next(group.skills.all())
        skill.save(update_fields=["group", "order"])
        return
    neighbours = list(Skill.objects.filter(group=skill.group_id).order_by("order", "pk"))
    place = next(number for number, row in enumerate(neighbours) if row.pk == skill.pk)
    neighbours.insert(max(0, place + steps), neighbours.pop(place))
    for number, row in enumerate(neighbours):
        row.order = number
    Skill.objects.bulk_update(neighbours, ["order"])


@action(Permission.MANAGE_SKILLS)
def end_skill(skill: Skill, *, by: Actor) -> None:
    """No longer offered in forms; talents and old needs keep it."""
    skill.ended_on = clock.today()
    skill.save(update_fields=["ended_on"])


@action(Permission.MANAGE_SKILLS)
def reopen_skill(skill: Skill, *, by: Actor) -> None:
    skill.ended_on = None
    skill.save(update_fields=["ended_on"])


def _free_name(model: type[Skill] | type[SkillGroup], name: str, but: Skill | SkillGroup | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused("name_missing", _("名前を入れてください。"))
    if model.objects.filter(name=name).exclude(pk=but.pk if but else None).exists():
        raise Refused("name_taken", _("「%(name)s」は、すでにあります。") % {"name": name})
    return name


def _next(rows: object) -> int:
    last = rows.aggregate(last=Max("order"))["last"]  # type: ignore[attr-defined]
    return 0 if last is None else last + 1


def _index_holders(skill: Skill) -> None:
    holders = list(skill.talents.prefetch_related("skills"))
    for talent in holders:
        index(talent, talent.skills.all())
    Talent.objects.bulk_update(holders, ["search_text", "search_grams"], batch_size=500)
