"""What took place."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuinowa.activities.queries import ActivityQuerySet
from yuinowa.core.audit import audited
from yuinowa.organisations.models import School


class ActivityKind(models.TextChoices):
    EXPERIENCE = "experience", _("体験活動")
    JOINT_LEARNING = "joint_learning", _("共同学習")
    SCHOOL_SUPPORT = "school_support", _("学校支援")


@audited()
class Activity(models.Model):
    """One collaboration activity, carried out: the row from which every report counts."""

    school = models.ForeignKey(School, models.PROTECT, related_name="activities")
    kind = models.CharField(max_length=20, choices=ActivityKind)
    title = models.CharField(max_length=100)
    on = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    class_name = models.CharField(max_length=60, default="", blank=True)
    subject = models.CharField(max_length=40, default="", blank=True)
    pupils = models.PositiveIntegerField(default=0)
    teachers = models.PositiveIntegerField(default=0)
    volunteers = models.PositiveIntegerField(default=0, help_text="People who came: 実人数 of the day")
    result = models.TextField(default="", blank=True, help_text="What went well")
    issue = models.TextField(default="", blank=True, help_text="What to do better")
    is_published = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["school", "-on"], name="activity_school_day"), models.Index(fields=["on"], name="activity_day")]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="activity_forward")]

    def __str__(self) -> str:
        return self.title
