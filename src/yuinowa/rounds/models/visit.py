"""A visit from the plan to the day, and what may happen to it on the way."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuinowa.bookings.models import Booking
from yuinowa.core import clock
from yuinowa.core.audit import audited
from yuinowa.organisations.models import School
from yuinowa.people.models import Post
from yuinowa.rounds.models.policy import RoundPolicy
from yuinowa.rounds.queries import SubstitutionQuerySet, VisitPartQuerySet, VisitQuerySet


@audited()
class Visit(models.Model):
    """An instructor's post comes to a school. ``on`` is the day that stands or, while it is unsettled, the one that fell through."""

    class State(models.TextChoices):
        PLANNED = "planned", _("予定")
        PROPOSED = "proposed", _("学校に確認中")
        UNSETTLED = "unsettled", _("日を決めなおす")
        CONFIRMED = "confirmed", _("決定")
        DONE = "done", _("訪問済み")
        CANCELLED = "cancelled", _("取りやめ")

    # A visit in one of these states takes place, so it occupies the instructor.
    STANDING = (State.PLANNED, State.PROPOSED, State.CONFIRMED)
    OPEN = (*STANDING, State.UNSETTLED)

    school = models.ForeignKey(School, models.PROTECT, related_name="visits")
    post = models.ForeignKey(Post, models.PROTECT, related_name="visits", help_text="Who comes: the block's instructor or a substitute")
    policy = models.ForeignKey(RoundPolicy, models.PROTECT, related_name="made", null=True, blank=True, help_text="None: outside the plan")
    on = models.DateField()
    arrives_at = models.TimeField()
    leaves_at = models.TimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    is_locked = models.BooleanField(default=False, help_text="A replan leaves it where it is")
    purpose = models.CharField(max_length=100, default="", blank=True)
    answer_by = models.DateField(null=True, blank=True, help_text="Until when the school is asked to answer")
    booking = models.OneToOneField(Booking, models.SET_NULL, related_name="visit", null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["on", "arrives_at", "pk"]
        indexes = [
            models.Index(fields=["school", "on"], name="visit_school_day"),
            models.Index(fields=["post", "on"], name="visit_post_day"),
            models.Index(fields=["on"], name="visit_open_day", condition=Q(state__in=["planned", "proposed", "confirmed", "unsettled"])),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(leaves_at__gt=F("arrives_at")), name="visit_forward"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "proposed", "unsettled", "confirmed", "done", "cancelled"]), name="visit_state"
            ),
            models.UniqueConstraint(
                fields=["school", "on"],
                condition=Q(state__in=["planned", "proposed", "confirmed", "done"]),
                name="one_visit_per_school_and_day",
            ),
        ]

    @property
    def starts_at(self) -> dt.datetime:
        return dt.datetime.combine(self.on, self.arrives_at, clock.JAPAN)

    @property
    def ends_at(self) -> dt.datetime:
        return dt.datetime.combine(self.on, self.leaves_at, clock.JAPAN)


@audited()
class VisitOption(models.Model):
    """Another day that the school may choose instead of the proposed one; not occupied before it is chosen."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    arrives_at = models.TimeField()
    leaves_at = models.TimeField()

    objects = VisitPartQuerySet.as_manager()

    class Meta:
        ordering = ["visit", "number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="one_visit_option_per_number"),
            models.CheckConstraint(condition=Q(leaves_at__gt=F("arrives_at")), name="visit_option_forward"),
        ]


@audited()
class VisitCancellation(models.Model):
    """Why a visit does not take place."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("学校の都合")
        INSTRUCTOR = "instructor", _("指導員の都合")
        WEATHER = "weather", _("荒天・災害")
        REFUSED = "refused", _("学校が希望しない")
        REPLANNED = "replanned", _("計画の変更")

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="cancellation")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=200, default="", blank=True)
    at = models.DateTimeField()
    made_for = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True, help_text="The post of whoever cancelled")

    objects = VisitPartQuerySet.as_manager()


@audited()
class Substitution(models.Model):
    """Another instructor is asked to make a visit; when she agrees, the visit's post becomes hers."""

    class State(models.TextChoices):
        ASKED = "asked", _("返事待ち")
        ACCEPTED = "accepted", _("引き受け")
        DECLINED = "declined", _("引き受けられない")
        EXPIRED = "expired", _("返事なし")
        WITHDRAWN = "withdrawn", _("取り消し")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="substitutions")
    instead_of = models.ForeignKey(Post, models.PROTECT, related_name="+", help_text="The instructor who cannot come")
    post = models.ForeignKey(Post, models.PROTECT, related_name="substitutions", help_text="The one who is asked")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True, blank=True, help_text="Without an answer until then, somebody else is asked")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(post=F("instead_of")), name="substitute_is_another"),
            models.UniqueConstraint(fields=["visit"], condition=Q(state="asked"), name="one_substitute_asked_at_a_time"),
        ]
