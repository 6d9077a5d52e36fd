"""Runs of the planner and what they propose. The planner writes proposals only; people turn them into offers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuinowa.core.audit import audited
from yuinowa.core.models import Work
from yuinowa.matching.queries import PlanPartQuerySet, PlanQuerySet
from yuinowa.needs.models import Need, NeedDate
from yuinowa.people.models import Post
from yuinowa.talents.models import Talent


@audited()
class Plan(models.Model):
    """One plan of a term."""

    class State(models.TextChoices):
        PLANNING = "planning", _("計画中")
        PROPOSED = "proposed", _("提案")
        SENT = "sent", _("打診ずみ")
        DISCARDED = "discarded", _("破棄")
        FAILED = "failed", _("失敗")

    name = models.CharField(max_length=60)
    from_on = models.DateField()
    until_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNING)
    work = models.OneToOneField(Work, models.PROTECT, related_name="plan", null=True)
    previous = models.ForeignKey("self", models.SET_NULL, related_name="+", null=True, blank=True)
    made_for = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    status = models.CharField(max_length=10, default="", blank=True, help_text="The engine's word: proven, gap, stopped")
    levels = models.JSONField(default=list)
    figures = models.JSONField(default=dict, help_text="Needs, seats, filled, idle people, load before and after")
    input_sha256 = models.CharField(max_length=64, default="", blank=True)
    versions = models.JSONField(default=dict)
    seconds = models.FloatField(default=0)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="plan_forward")]

    def __str__(self) -> str:
        return self.name


@audited()
class Proposal(models.Model):
    """The planner proposes this talent for this date of this need."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("提案")
        LOCKED = "locked", _("固定")
        REFUSED = "refused", _("見送り")
        SENT = "sent", _("打診ずみ")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="proposals")
    need = models.ForeignKey(Need, models.CASCADE, related_name="+")
    date = models.ForeignKey(NeedDate, models.CASCADE, related_name="+")
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    reasons = models.JSONField(default=list)
    km = models.FloatField(default=0)

    objects = PlanPartQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "need", "talent"], name="one_proposal_per_pair")]


@audited()
class Gap(models.Model):
    """Seats of a need that the plan could not fill, why, and what would help most."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="gaps")
    need = models.ForeignKey(Need, models.CASCADE, related_name="+")
    missing = models.PositiveSmallIntegerField()
    why = models.JSONField(default=dict)

    objects = PlanPartQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "need"], name="one_gap_per_need")]
