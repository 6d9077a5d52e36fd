"""What one holder of a post leaves to the next."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuinowa.core.audit import audited
from yuinowa.core.private import private
from yuinowa.engine.calendar import fiscal_year_end, fiscal_year_start
from yuinowa.handover.queries import HandoverFileQuerySet, RolloverQuerySet, TransferQuerySet
from yuinowa.organisations.models import Block, CollaborationHq, CommunityCenter, School
from yuinowa.people.models import Appointment, Invitation, Person, Post


@private("note", readers="その職の担当者、生涯学習課、コーディネーター", deleted="事業の記録の保存年限")
@audited(exclude=["note"])
class HandoverFile(models.Model):
    """引継書 of one leaving holder: the free note stands here, everything else comes out of the records when the file is read."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="handover_files")
    leaving = models.OneToOneField(Appointment, models.PROTECT, related_name="handover_file")
    passed_to = models.ForeignKey(
        Post,
        models.PROTECT,
        related_name="files_from_elsewhere",
        null=True,
        blank=True,
        help_text="Who carries on where the post itself ended",
    )
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
    def seat(self) -> Post:
        """Whose holder takes the file over."""
        return self.passed_to or self.post

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


@audited()
class Acknowledgement(models.Model):
    """The successor has read the file and taken the desk over."""

    file = models.OneToOneField(HandoverFile, models.PROTECT, related_name="acknowledgement")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", help_text="The successor's")
    at = models.DateTimeField()


@audited()
class Rollover(models.Model):
    """年度替わり: the transfers of one April, planned together, dated together, undone together until the last day of March."""

    class State(models.TextChoices):
        DRAFT = "draft", _("下書き")
        PREPARED = "prepared", _("準備済み")
        DONE = "done", _("実施済み")

    year = models.PositiveSmallIntegerField(unique=True, help_text="The 年度 that begins")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    drafted_at = models.DateTimeField()
    prepared_at = models.DateTimeField(null=True, blank=True)

    objects = RolloverQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(name="rollover_state", condition=Q(state__in=["draft", "prepared", "done"])),
            models.CheckConstraint(name="rollover_prepared", condition=Q(state="draft") | Q(prepared_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def first_on(self) -> dt.date:
        return fiscal_year_start(self.year)

    @property
    def last_on(self) -> dt.date:
        return fiscal_year_end(self.year - 1)


@private("name", "kana", "email", "telephone", readers="生涯学習課", deleted="事業の記録の保存年限")
@audited()
class Transfer(models.Model):
    """異動: what happens to one post, and what was done for it, so that it can be undone. Without a rollover: a change within the year."""

    class Kind(models.TextChoices):
        REPLACE = "replace", _("交代")
        LEAVE = "leave", _("出たあと空席")
        COME = "come", _("空席に着任")
        RENEW = "renew", _("任期をのばす")

    class State(models.TextChoices):
        PLANNED = "planned", _("予定")
        DATED = "dated", _("日付入り")
        UNDONE = "undone", _("取り消し")

    rollover = models.ForeignKey(Rollover, models.PROTECT, related_name="transfers", null=True, blank=True)
    closing = models.ForeignKey("handover.Closing", models.PROTECT, related_name="transfers", null=True, blank=True)
    post = models.ForeignKey(Post, models.PROTECT, related_name="transfers")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    first_on = models.DateField(help_text="The first day of whoever comes, the day after the last of whoever leaves")
    leaving = models.ForeignKey(Appointment, models.PROTECT, related_name="+", null=True, blank=True)
    until_before = models.DateField(null=True, blank=True, help_text="The last day of the leaving one before it was changed")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True, help_text="Somebody known who comes")
    name = models.CharField(max_length=80, default="", blank=True)
    kana = models.CharField(max_length=80, default="", blank=True)
    email = models.EmailField(default="", blank=True)
    telephone = models.CharField(max_length=20, default="", blank=True)
    is_new_person = models.BooleanField(default=False, help_text="The person was entered for this transfer")
    arriving = models.ForeignKey(Appointment, models.SET_NULL, related_name="+", null=True, blank=True)
    invitation = models.ForeignKey(Invitation, models.SET_NULL, related_name="+", null=True, blank=True)
    made_at = models.DateTimeField()

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["rollover", "post"], name="one_transfer_per_post"),
            models.CheckConstraint(name="transfer_kind", condition=Q(kind__in=["replace", "leave", "come", "renew"])),
            models.CheckConstraint(name="transfer_state", condition=Q(state__in=["planned", "dated", "undone"])),
            models.CheckConstraint(name="transfer_names_who_comes", condition=~Q(kind__in=["replace", "come"]) | ~Q(name="")),
            models.CheckConstraint(name="transfer_names_who_leaves", condition=Q(kind="come") | Q(leaving__isnull=False)),
        ]

    @property
    def last_on(self) -> dt.date:
        return self.first_on - dt.timedelta(days=1)

    @property
    def brings_somebody(self) -> bool:
        return self.kind in (self.Kind.REPLACE, self.Kind.COME)

    @property
    def takes_somebody(self) -> bool:
        return self.kind in (self.Kind.REPLACE, self.Kind.LEAVE)


@audited()
class Closing(models.Model):
    """閉校・閉館・統合: a school, a 公民館 or a 本部 ends on a day, and perhaps another one carries on."""

    class State(models.TextChoices):
        PLANNED = "planned", _("予定")
        DONE = "done", _("実施済み")
        UNDONE = "undone", _("取り消し")

    school = models.ForeignKey(School, models.PROTECT, related_name="closings", null=True, blank=True)
    into_school = models.ForeignKey(School, models.PROTECT, related_name="+", null=True, blank=True)
    center = models.ForeignKey(CommunityCenter, models.PROTECT, related_name="closings", null=True, blank=True)
    into_center = models.ForeignKey(CommunityCenter, models.PROTECT, related_name="+", null=True, blank=True)
    hq = models.ForeignKey(CollaborationHq, models.PROTECT, related_name="closings", null=True, blank=True)
    into_hq = models.ForeignKey(CollaborationHq, models.PROTECT, related_name="+", null=True, blank=True)
    last_on = models.DateField(help_text="The last day of the place")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    made_at = models.DateTimeField()

    objects = RolloverQuerySet.as_manager()

    class Meta:
        ordering = ["-last_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="closing_of_one_place",
                condition=Q(school__isnull=False, center__isnull=True, hq__isnull=True)
                | Q(school__isnull=True, center__isnull=False, hq__isnull=True)
                | Q(school__isnull=True, center__isnull=True, hq__isnull=False),
            ),
            models.CheckConstraint(
                name="closing_into_its_kind",
                condition=(Q(into_school__isnull=True) | Q(school__isnull=False))
                & (Q(into_center__isnull=True) | Q(center__isnull=False))
                & (Q(into_hq__isnull=True) | Q(hq__isnull=False)),
            ),
            models.CheckConstraint(
                name="closing_into_another",
                condition=~Q(into_school=F("school")) & ~Q(into_center=F("center")) & ~Q(into_hq=F("hq")),
            ),
            models.CheckConstraint(name="closing_state", condition=Q(state__in=["planned", "done", "undone"])),
            models.UniqueConstraint(fields=["school"], condition=Q(state__in=["planned", "done"]), name="one_closing_per_school"),
            models.UniqueConstraint(fields=["center"], condition=Q(state__in=["planned", "done"]), name="one_closing_per_center"),
            models.UniqueConstraint(fields=["hq"], condition=Q(state__in=["planned", "done"]), name="one_closing_per_hq"),
        ]

    def __str__(self) -> str:
        return str(self.place)

    @property
    def place(self) -> School | CommunityCenter | CollaborationHq:
        place = self.school or self.center or self.hq
        assert place is not None  # the database refuses a closing of nothing
        return place

    @property
    def into(self) -> School | CommunityCenter | CollaborationHq | None:
        return self.into_school or self.into_center or self.into_hq

    @property
    def first_on(self) -> dt.date:
        """The first day without the place."""
        return self.last_on + dt.timedelta(days=1)


@audited()
class BlockCheck(models.Model):
    """Somebody looked at a block's schools, hub and instructor for the new year and found them right."""

    rollover = models.ForeignKey(Rollover, models.PROTECT, related_name="block_checks")
    block = models.ForeignKey(Block, models.CASCADE, related_name="+")
    seal = models.CharField(max_length=64, help_text="What the block looked like: another seal today means that it changed since")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True, help_text="For whom it was confirmed")
    at = models.DateTimeField()

    objects = RolloverQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rollover", "block"], name="one_check_per_block")]
