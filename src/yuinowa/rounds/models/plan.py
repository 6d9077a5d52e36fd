"""What the planner proposes. It writes proposals only; adopting them makes or moves visits."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuinowa.core.audit import audited
from yuinowa.core.models import Work
from yuinowa.organisations.models import School
from yuinowa.people.models import Post
from yuinowa.rounds.models.policy import RoundPolicy
from yuinowa.rounds.queries import PlanQuerySet, PolicyPlanPartQuerySet


@audited()
class RoundPlan(models.Model):
    """One plan of one policy; from ``today_on`` on, what lies before stays as it is."""

    class State(models.TextChoices):
        PLANNING = "planning", _("計画中")
        PROPOSED = "proposed", _("提案")
        ADOPTED = "adopted", _("採用")
        DISCARDED = "discarded", _("破棄")
        FAILED = "failed", _("失敗")

    policy = models.ForeignKey(RoundPolicy, models.CASCADE, related_name="plans")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNING)
    is_replan = models.BooleanField(default=False, help_text="Visits that stand move as little as possible")
    today_on = models.DateField(help_text="Days before it were past when this was planned")
    work = models.OneToOneField(Work, models.PROTECT, related_name="round_plan", null=True)
    made_for = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    status = models.CharField(max_length=10, default="", blank=True, help_text="The engine's word: proven, gap, stopped")
    travel_minutes = models.PositiveIntegerField(default=0)
    bound_minutes = models.PositiveIntegerField(default=0, help_text="No plan travels less")
    moved = models.PositiveIntegerField(null=True, blank=True, help_text="Trips that a replan had to move")
    figures = models.JSONField(default=dict, help_text="Visits per week and month, days, schools below the policy and why")
    input_sha256 = models.CharField(max_length=64, default="", blank=True)
    versions = models.JSONField(default=dict)
    seconds = models.FloatField(default=0)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]


@audited()
class PlannedVisit(models.Model):
    """The planner proposes this visit; with ``visit``, it is where that one would be."""

    plan = models.ForeignKey(RoundPlan, models.CASCADE, related_name="visits")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    visit = models.ForeignKey("rounds.Visit", models.SET_NULL, related_name="+", null=True, blank=True)
    on = models.DateField()
    arrives_at = models.TimeField()
    leaves_at = models.TimeField()

    objects = PolicyPlanPartQuerySet.as_manager()

    class Meta:
        ordering = ["on", "arrives_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "school", "on"], name="one_planned_visit_per_school_and_day"),
            models.CheckConstraint(condition=Q(leaves_at__gt=F("arrives_at")), name="planned_visit_forward"),
        ]
