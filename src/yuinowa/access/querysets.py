"""The only way a surface fetches rows: ``Model.objects.allowing(actor, Permission.X)``.

``actor`` is anything with ``roles`` and the ids that the reaches ask for (``core.actions.Actor``);
this room reads them from the actor and imports no model.
"""

from typing import Any, Protocol, Self

from django.db import models
from django.db.models import Q

from yuinowa.access.matrix import Permission, Reach, Role, reaches

NOTHING = Q(pk__in=[])


class HasRoles(Protocol):
    """What a reach may ask of an actor."""

    @property
    def roles(self) -> frozenset[Role]: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def school_id(self) -> int | None: ...
    @property
    def block_id(self) -> int | None: ...


class AllowingQuerySet(models.QuerySet[Any]):
    """A queryset that knows how far each reach goes for its model.

    A model says so by overriding ``within_…``; a reach that a model does not define fetches nothing.
    The conditions must not need ``distinct()``, because actions lock what they fetch.
    """

    def allowing(self, actor: HasRoles, permission: Permission) -> Self:
        """Rows on which ``actor`` may use ``permission``."""
        found = reaches(actor.roles, permission)
        if Reach.CITY in found:
            return self.all()
        condition = NOTHING
        for reach in sorted(found):
            condition |= self._within(reach, actor)
        return self.filter(condition)

    def _within(self, reach: Reach, actor: HasRoles) -> Q:
        rules = {
            Reach.PUBLIC: self.within_public,
            Reach.OWN: self.within_own,
            Reach.ASSIGNED: self.within_assigned,
            Reach.SCHOOL: self.within_school,
            Reach.BLOCK: self.within_block,
        }
        return rules[reach](actor)

    def within_public(self, actor: HasRoles) -> Q:
        return NOTHING

    def within_own(self, actor: HasRoles) -> Q:
        return NOTHING

    def within_assigned(self, actor: HasRoles) -> Q:
        return NOTHING

    def within_school(self, actor: HasRoles) -> Q:
        return NOTHING

    def within_block(self, actor: HasRoles) -> Q:
        return NOTHING
