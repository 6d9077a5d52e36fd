"""The allowed setting of a person: what may be done, never why."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuinowa.core.audit import audited
from yuinowa.people.models import Person
from yuinowa.safety.queries import AllowedSettingQuerySet


class Setting(models.IntegerChoices):
    """From the most watched to the least; a need asks for at least one of them."""

    WITH_TEACHER = 0, _("教員と一緒の場")
    GROUP = 1, _("大人が複数いる場")
    ALONE = 2, _("一対一の場")


@audited()
class AllowedSetting(models.Model):
    """Decided by the clearance manager: the widest setting, since when, and when to look again. No text, no file, no result."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="allowed_setting")
    level = models.PositiveSmallIntegerField(choices=Setting, default=Setting.WITH_TEACHER)
    decided_on = models.DateField()
    recheck_on = models.DateField()

    objects = AllowedSettingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__in=[0, 1, 2]), name="setting_known"),
            models.CheckConstraint(condition=Q(recheck_on__gt=models.F("decided_on")), name="recheck_after_decision"),
        ]
