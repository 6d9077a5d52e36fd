"""Who reads which consultation and which case, and the questions asked of them."""

import datetime as dt
from typing import Any, Self

from django.db.models import F, Q

from yuinowa.access.guards import may
from yuinowa.access.matrix import Permission
from yuinowa.access.querysets import NOTHING, AllowingQuerySet, HasRoles
from yuinowa.core import clock
from yuinowa.core.search import SearchMixin
from yuinowa.engine.calendar import fiscal_year_start
from yuinowa.promises.queries import desk

LATE_DAYS = 3
STALE_DAYS = 7


class ConsultationQuerySet(SearchMixin, AllowingQuerySet):
    """A consultation is between the post that asks and the city hall; the 公民館 of the block reads what the asker shows it."""

    def within_own(self, actor: HasRoles) -> Q:
        return Q(asked_by__in=desk(actor))

    def within_block(self, actor: HasRoles) -> Q:
        shown = Q(is_shared=True) & (Q(asked_by__school__block_id=actor.block_id) | Q(asked_by__center__block_id=actor.block_id))
        return self.within_own(actor) | (shown if actor.block_id else NOTHING)

    def for_post(self, post: Any) -> Self:
        """What a post asked."""
        return self.filter(asked_by=post)

    def kept_by(self, actor: Any) -> Self:
        """What the actor's desk asked."""
        return self.filter(asked_by__in=desk(actor))

    def open(self) -> Self:
        """Without an answer, or answered and not closed yet."""
        return self.exclude(state="closed")

    def waiting(self) -> Self:
        """Somebody waits for the city hall."""
        return self.filter(state="open")

    def waiting_before(self, now: dt.datetime, days: int) -> Self:
        return self.waiting().filter(waiting_since__lt=now - dt.timedelta(days=days))

    def unread(self) -> Self:
        """Answered since the asker last looked."""
        return self.filter(Q(read_at__isnull=True) | Q(read_at__lt=F("answered_at")), answered_at__isnull=False).exclude(state="closed")

    def in_block(self, block: Any) -> Self:
        return self.filter(Q(asked_by__school__block=block) | Q(asked_by__center__block=block))

    def in_year(self, year: int) -> Self:
        """Asked in a 年度."""
        first, after = (dt.datetime.combine(fiscal_year_start(one), dt.time(), tzinfo=clock.JAPAN) for one in (year, year + 1))
        return self.filter(asked_at__gte=first, asked_at__lt=after)


class ConsultationPartQuerySet(AllowingQuerySet):
    """What hangs on a consultation is reached as far as the consultation itself; ``PATH`` leads there."""

    PATH = "consultation"

    def within_own(self, actor: HasRoles) -> Q:
        return Q(**{f"{self.PATH}__asked_by__in": desk(actor)})

    def within_block(self, actor: HasRoles) -> Q:
        consultations: Any = self.model.consultations()
        return Q(**{f"{self.PATH}__in": consultations.filter(consultations.within_block(actor)).order_by().values("pk")})


class AttachmentQuerySet(ConsultationPartQuerySet):
    PATH = "message__consultation"

    def without_content(self) -> Self:
        """For lists: the bytes stay where they are."""
        return self.defer("content")

    def outdated(self, before: dt.datetime) -> Self:
        return self.filter(message__consultation__state="closed", message__consultation__closed_at__lt=before)


class KnowledgeQuerySet(SearchMixin, AllowingQuerySet):
    """Every member of staff reads what was published; drafts are for those who write them."""

    def allowing(self, actor: Any, permission: Any) -> Self:
        rows = super().allowing(actor, permission)
        return rows if may(actor, Permission.EDIT_KNOWLEDGE) else rows.published()

    def published(self) -> Self:
        return self.filter(state="published")
