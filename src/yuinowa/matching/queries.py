"""Who sees plans, and what is asked of them."""

from typing import Any, Self

from django.db.models import Count, F, Q

from yuinowa.access.querysets import AllowingQuerySet


class PlanQuerySet(AllowingQuerySet):
    """City-wide reaches only."""

    def comparable(self, plan: Any) -> Self:
        """Other finished plans that touch the same days."""
        return self.filter(state__in=["proposed", "sent"], from_on__lte=plan.until_on, until_on__gte=plan.from_on).exclude(pk=plan.pk)


class PlanPartQuerySet(AllowingQuerySet):
    """City-wide reaches only."""

    def wanted(self) -> Self:
        return self.exclude(state="refused")

    def by_school(self) -> Any:
        """Proposed seats by school."""
        return self.wanted().values(school=F("need__school")).annotate(seats=Count("pk")).order_by()

    def filtered(self, *, state: str = "", words: str = "") -> Self:
        rows = self.filter(state=state) if state else self
        return rows.filter(Q(need__title__contains=words) | Q(talent__name__contains=words)) if words else rows
