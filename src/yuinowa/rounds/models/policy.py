"""How often, when and for how long the schools of a block are visited."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from yuinowa.core.audit import audited
from yuinowa.organisations.models import Block, School
from yuinowa.people.models import Post
from yuinowa.rounds.queries import AbsenceQuerySet, PolicyPartQuerySet, PolicyQuerySet, SchoolPartQuerySet

WORKING_WEEK = [0, 1, 2, 3, 4]
_TERM = Func(F("from_on"), F("until_on"), Value("[]"), function="daterange", output_field=DateRangeField())


def working_week() -> list[int]:
    return list(WORKING_WEEK)


@audited()
class RoundPolicy(models.Model):
    """The rules of one block for one term. Minutes are whole; weekdays count from Monday = 0."""

    block = models.ForeignKey(Block, models.PROTECT, related_name="round_policies")
    post = models.ForeignKey(Post, models.PROTECT, related_name="round_policies", help_text="The instructor who goes round")
    name = models.CharField(max_length=60, help_text="令和8年度 1学期")
    from_on = models.DateField()
    until_on = models.DateField()
    visits = models.PositiveSmallIntegerField(default=1, help_text="Of each school in the term")
    per_day = models.PositiveSmallIntegerField(default=3)
    days_a_month = models.PositiveSmallIntegerField(default=13, help_text="So many days of a month the instructor works")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=working_week, help_text="On which the instructor may work")
    shift_from = models.TimeField(default=dt.time(8, 30))
    shift_until = models.TimeField(default=dt.time(17, 15))
    window_from = models.TimeField(default=dt.time(9, 0), help_text="For schools that did not say when they take visitors")
    window_until = models.TimeField(default=dt.time(16, 0))
    service_minutes = models.PositiveSmallIntegerField(default=60)
    spacing_days = models.PositiveSmallIntegerField(default=14, help_text="Calendar days between two visits of a school")
    new_teacher_days = models.PositiveSmallIntegerField(
        default=30, help_text="A school whose 事業担当教員 is new is first visited within so many days of the term; 0: no such wish"
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "block__order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="round_policy_forward"),
            models.CheckConstraint(condition=Q(shift_until__gt=F("shift_from")), name="round_shift_forward"),
            models.CheckConstraint(condition=Q(window_until__gt=F("window_from")), name="round_window_forward"),
            models.CheckConstraint(condition=Q(visits__range=(1, 12)), name="round_visits_sensible"),
            models.CheckConstraint(condition=Q(per_day__range=(1, 6)), name="round_per_day_sensible"),
            models.CheckConstraint(condition=Q(days_a_month__range=(1, 23)), name="round_days_sensible"),
            models.CheckConstraint(condition=Q(service_minutes__range=(10, 480)), name="round_service_sensible"),
            models.CheckConstraint(condition=Q(spacing_days__lte=365), name="round_spacing_sensible"),
            models.CheckConstraint(condition=Q(weekdays__len__gte=1, weekdays__contained_by=WORKING_WEEK), name="round_weekdays"),
            ExclusionConstraint(
                name="one_round_policy_at_a_time",
                expressions=[("block", RangeOperators.EQUAL), (_TERM, RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.block} {self.name}"


@audited()
class SchoolVisits(models.Model):
    """What differs for one school of a policy; 0 visits: not this term."""

    policy = models.ForeignKey(RoundPolicy, models.CASCADE, related_name="schools")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    visits = models.PositiveSmallIntegerField(null=True, blank=True, help_text="None: as the policy says")
    service_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=100, default="", blank=True)

    objects = PolicyPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "school"], name="one_school_visits_per_policy"),
            models.CheckConstraint(condition=Q(visits__isnull=True) | Q(visits__lte=12), name="school_visits_sensible"),
        ]


@audited()
class VisitingHours(models.Model):
    """When a school takes visitors on a weekday. A school with any such row takes none on the other weekdays."""

    school = models.ForeignKey(School, models.CASCADE, related_name="visiting_hours")
    weekday = models.PositiveSmallIntegerField(help_text="Monday = 0")
    from_at = models.TimeField()
    until_at = models.TimeField()

    objects = SchoolPartQuerySet.as_manager()

    class Meta:
        ordering = ["school", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["school", "weekday"], name="one_visiting_hours_per_weekday"),
            models.CheckConstraint(condition=Q(weekday__lte=4), name="visiting_hours_weekday"),
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="visiting_hours_forward"),
        ]


@audited()
class InstructorAbsence(models.Model):
    """Days on which an instructor's post makes no visits. Never says more of an illness than that there is one."""

    class Kind(models.TextChoices):
        LEAVE = "leave", _("休暇")
        ILLNESS = "illness", _("病気など")
        DUTY = "duty", _("ほかの用務")

    post = models.ForeignKey(Post, models.CASCADE, related_name="absences")
    from_on = models.DateField()
    until_on = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="instructor_absence_forward"),
            ExclusionConstraint(
                name="one_instructor_absence_at_a_time",
                expressions=[("post", RangeOperators.EQUAL), (_TERM, RangeOperators.OVERLAPS)],
            ),
        ]
