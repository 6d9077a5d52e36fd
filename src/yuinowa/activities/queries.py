"""Who sees which activity."""

from django.db.models import Q

from yuinowa.access.querysets import AllowingQuerySet, HasRoles


class ActivityQuerySet(AllowingQuerySet):
    def within_public(self, actor: HasRoles) -> Q:
        return Q(is_published=True)

    def within_school(self, actor: HasRoles) -> Q:
        return Q(school_id=actor.school_id)

    def within_block(self, actor: HasRoles) -> Q:
        return Q(school__block_id=actor.block_id)
