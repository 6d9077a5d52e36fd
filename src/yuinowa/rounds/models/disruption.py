"""急な変更: an illness, a storm or a moved border takes days from visits; what was done about it is remembered together."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuinowa.core.audit import audited
from yuinowa.needs.models import Need
from yuinowa.organisations.models import ClosedSpan, School
from yuinowa.people.models import Post
from yuinowa.rounds.models.policy import InstructorAbsence
from yuinowa.rounds.models.visit import Visit
from yuinowa.rounds.queries import CallQuerySet, DisruptionPartQuerySet, DisruptionQuerySet


@audited()
class Disruption(models.Model):
    """One decision about all visits (and needs) of some days. Of an illness it says only whose days and which."""

    class Kind(models.TextChoices):
        ABSENCE = "absence", _("指導員の休み")
        WEATHER = "weather", _("荒天・災害")
        BORDER = "border", _("ブロックの変更")

    kind = models.CharField(max_length=10, choices=Kind)
    post = models.ForeignKey(Post, models.PROTECT, related_name="disruptions", null=True, blank=True, help_text="Who is away")
    absence = models.OneToOneField(InstructorAbsence, models.SET_NULL, related_name="disruption", null=True, blank=True)
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=60, default="", blank=True)
    made_at = models.DateTimeField()
    made_for = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = DisruptionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="disruption_forward")]


@audited()
class DisruptedVisit(models.Model):
    """Where a visit stood before, and what was done about it."""

    class Outcome(models.TextChoices):
        ASKED = "asked", _("代わりを頼みました")
        OFFERED = "offered", _("学校に新しい日を示しました")
        MOVED = "moved", _("日を移しました")
        UNSETTLED = "unsettled", _("空いている日がありません")
        PASSED_ON = "passed_on", _("新しい地区の指導員がうかがいます")

    disruption = models.ForeignKey(Disruption, models.CASCADE, related_name="visits")
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="disruptions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    before_on = models.DateField()
    before_arrives_at = models.TimeField()
    before_leaves_at = models.TimeField()
    before_state = models.CharField(max_length=10)
    before_post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    objects = DisruptionPartQuerySet.as_manager()

    class Meta:
        ordering = ["before_on", "before_arrives_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["disruption", "visit"], name="one_disrupted_visit")]


@audited()
class DisruptedNeed(models.Model):
    """A need whose day was lost, and what was done about it."""

    class Outcome(models.TextChoices):
        MOVED = "moved", _("日を移しました")
        CANCELLED = "cancelled", _("取りやめました")

    disruption = models.ForeignKey(Disruption, models.CASCADE, related_name="needs")
    need = models.ForeignKey(Need, models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    before_on = models.DateField()

    objects = DisruptionPartQuerySet.as_manager()

    class Meta:
        ordering = ["before_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["disruption", "need"], name="one_disrupted_need")]


@audited()
class DisruptionClosure(models.Model):
    """Closed days that were written because of a storm; taking it back takes them too."""

    disruption = models.ForeignKey(Disruption, models.CASCADE, related_name="closures")
    span = models.OneToOneField(ClosedSpan, models.CASCADE, related_name="+")

    objects = DisruptionPartQuerySet.as_manager()


@audited()
class VisitCall(models.Model):
    """What a school or an instructor is to be told by telephone, because nobody there reads mail."""

    school = models.ForeignKey(School, models.CASCADE, related_name="visit_calls", null=True, blank=True)
    post = models.ForeignKey(Post, models.CASCADE, related_name="visit_calls", null=True, blank=True)
    disruption = models.ForeignKey(Disruption, models.CASCADE, related_name="calls", null=True, blank=True)
    text = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(school__isnull=False) ^ Q(post__isnull=False), name="visit_call_to_somebody"),
        ]
        indexes = [models.Index(fields=["made_at"], name="visit_call_to_make", condition=Q(told_at__isnull=True))]
