"""What was heard at a school, and what was born there: promises, needs, introductions."""

from django.db import models
from django.db.models import Q

from yuinowa.core.audit import audited
from yuinowa.core.models import Searchable
from yuinowa.core.private import private
from yuinowa.needs.models import Need
from yuinowa.organisations.models import School
from yuinowa.people.models import Post
from yuinowa.promises.models import Promise
from yuinowa.rounds.models.visit import Visit
from yuinowa.rounds.queries import NoteQuerySet, RecordPartQuerySet, RecordQuerySet, VisitPartQuerySet
from yuinowa.talents.models import Talent


@private("met", "heard", "ideas", readers="訪問した職・その学校・その地区・市の担当者", deleted="事業の記録の保存年限")
@audited(exclude=["search_text", "search_grams"])
class VisitRecord(Searchable):
    """訪問記録: who was met, what was heard, ideas. The school reads it, comments, and says that it is right."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="record")
    met = models.CharField(max_length=200, help_text="By office where possible: 教頭、事業担当教員")
    heard = models.TextField()
    ideas = models.TextField(default="", blank=True)
    written_at = models.DateTimeField()
    written_for = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True, help_text="The post of the writer")
    agreed_at = models.DateTimeField(null=True, blank=True, help_text="When the school said that it is right")
    agreed_for = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True, blank=True)

    objects = RecordQuerySet.as_manager()
    SEARCH_RELATED = ("visit__school",)
    SEARCH_WORDS_FROM = ("heard", "ideas")

    class Meta(Searchable.Meta):
        ordering = ["-visit__on", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(heard=""), name="visit_record_says_something")]

    def searched(self) -> list[str]:
        return [self.visit.school.short_name, self.met, self.heard, self.ideas]


@private("text", readers="訪問した職・その学校・その地区・市の担当者", deleted="事業の記録の保存年限")
@audited()
class VisitComment(models.Model):
    """What the school adds to a record."""

    record = models.ForeignKey(VisitRecord, models.CASCADE, related_name="comments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    objects = RecordPartQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="visit_comment_says_something")]


@audited()
class VisitPromise(models.Model):
    """A promise that was made at a visit."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="promises")
    promise = models.OneToOneField(Promise, models.CASCADE, related_name="visit_link")

    objects = VisitPartQuerySet.as_manager()


@audited()
class VisitNeed(models.Model):
    """A need that was born at a visit."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="needs")
    need = models.OneToOneField(Need, models.CASCADE, related_name="visit_link")

    objects = VisitPartQuerySet.as_manager()


@audited()
class Introduction(models.Model):
    """A talent was named to the school at a visit; nobody has been asked yet."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="introductions")
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="introductions")
    for_what = models.CharField(max_length=100, default="", blank=True)

    objects = VisitPartQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "talent"], name="one_introduction_per_visit_and_talent")]


@private("text", readers="書いた職、記録に写したあとは記録と同じ", deleted="届いてから1年、書いた職が消したときはすぐ")
@audited()
class FieldNote(models.Model):
    """Words written on the way. The device makes ``key``, so a note that is sent twice arrives once."""

    key = models.UUIDField(unique=True)
    post = models.ForeignKey(Post, models.PROTECT, related_name="field_notes")
    visit = models.ForeignKey(Visit, models.SET_NULL, related_name="notes", null=True, blank=True)
    school = models.ForeignKey(School, models.PROTECT, related_name="+", null=True, blank=True)
    text = models.TextField()
    written_at = models.DateTimeField(help_text="As the device says, put right where its clock is wrong")
    received_at = models.DateTimeField()
    used_in = models.ForeignKey(VisitRecord, models.SET_NULL, related_name="notes", null=True, blank=True)
    discarded_at = models.DateTimeField(
        null=True, blank=True, help_text="Its words are gone; the key stays, so that no repeat brings them back"
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="field_note_says_something")]
