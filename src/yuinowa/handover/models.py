"""What one holder of a post leaves to the next."""

from django.db import models
from django.db.models import Q

from yuinowa.core.audit import audited
from yuinowa.core.private import private
from yuinowa.handover.queries import HandoverFileQuerySet
from yuinowa.people.models import Appointment, Post


@private("note", readers="その職の担当者、生涯学習課、コーディネーター", deleted="事業の記録の保存年限")
@audited(exclude=["note"])
class HandoverFile(models.Model):
    """引継書 of one leaving holder: the free note stands here, everything else comes out of the records when the file is read."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="handover_files")
    leaving = models.OneToOneField(Appointment, models.PROTECT, related_name="handover_file")
    note = models.TextField(default="", blank=True, help_text="Kept as it was typed")
    saved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True, help_text="From then on the note stands; reopening empties this")
    reminded_on = models.DateField(null=True, blank=True, help_text="When the successor was last asked to read it")

    objects = HandoverFileQuerySet.as_manager()

    class Meta:
        ordering = ["-leaving__from_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="finished_note_was_saved", condition=Q(finished_at__isnull=True) | Q(saved_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.post.label

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


@audited()
class Acknowledgement(models.Model):
    """The successor has read the file and taken the desk over."""

    file = models.OneToOneField(HandoverFile, models.PROTECT, related_name="acknowledgement")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", help_text="The successor's")
    at = models.DateTimeField()
