"""Questions to the coordinator, the answers, and what everybody can learn from them."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuinowa.advice.queries import AttachmentQuerySet, ConsultationPartQuerySet, ConsultationQuerySet, KnowledgeQuerySet
from yuinowa.core.audit import audited
from yuinowa.core.models import Searchable
from yuinowa.core.private import private
from yuinowa.people.models import Post
from yuinowa.promises.models import Promise

READERS = "相談した職、市の担当者、相談した人が見せたときは受け持ちの社会教育指導員・公民館"


class Topic(models.TextChoices):
    """What a consultation is about (種類): what the months are counted by."""

    PEOPLE = "people", _("人を探す")
    METHOD = "method", _("進め方")
    SAFETY = "safety", _("安全")
    COST = "cost", _("費用・保険")
    SCHEDULE = "schedule", _("日程・調整")
    RELATIONS = "relations", _("連絡・関係づくり")
    OTHER = "other", _("そのほか")


@private("subject", readers=READERS, deleted="事業の記録の保存年限")
@audited(exclude=["search_text", "search_grams"])
class Consultation(Searchable):
    """相談: a post asks the city hall. The thread is its messages; who asked stays the post's when the person changes."""

    class State(models.TextChoices):
        OPEN = "open", _("回答待ち")
        ANSWERED = "answered", _("回答済み")
        CLOSED = "closed", _("終了")

    class Channel(models.TextChoices):
        PAGE = "page", _("画面から")
        TELEPHONE = "telephone", _("電話で")
        VISIT = "visit", _("窓口・訪問で")
        PAPER = "paper", _("文書・FAXで")

    subject = models.CharField(max_length=100)
    topic = models.CharField(max_length=10, choices=Topic)
    asked_by = models.ForeignKey(Post, models.PROTECT, related_name="consultations")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.PAGE)
    is_shared = models.BooleanField(default=False, help_text="The 公民館 of the block may read it")
    asked_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True, blank=True, help_text="Since when the city hall owes an answer")
    answered_at = models.DateTimeField(null=True, blank=True, help_text="The latest answer")
    first_answered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True, help_text="When the asker last looked")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()
    SEARCH_RELATED = ("asked_by__school", "asked_by__center")
    SEARCH_PREFETCHED = ("messages",)
    SEARCH_WORDS_FROM = ("subject",)

    class Meta(Searchable.Meta):
        ordering = ["-asked_at", "-pk"]
        triggers = [pgtrigger.Protect(name="keep_consultations", operation=pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(condition=~Q(subject=""), name="consultation_has_subject"),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="consultation_topic"),
            models.CheckConstraint(condition=Q(channel__in=["page", "telephone", "visit", "paper"]), name="consultation_channel"),
            models.CheckConstraint(
                name="consultation_state",
                condition=Q(state="open", waiting_since__isnull=False, closed_at__isnull=True)
                | Q(state="answered", waiting_since__isnull=True, answered_at__isnull=False, closed_at__isnull=True)
                | Q(state="closed", waiting_since__isnull=True, closed_at__isnull=False),
            ),
        ]
        indexes = [
            *Searchable.Meta.indexes,
            models.Index(fields=["-asked_at", "-id"], name="consultation_asked"),
            models.Index(fields=["waiting_since"], name="consultation_waiting", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED

    def searched(self) -> list[str]:
        return [self.subject, *(message.text for message in self.messages.all()), self.asked_by.label]


@private("text", readers=READERS, deleted="事業の記録の保存年限")
@audited()
class Message(models.Model):
    """What one side said."""

    class Side(models.TextChoices):
        ASKER = "asker", _("相談した人")
        ADVISER = "adviser", _("市の担当者")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="messages")
    side = models.CharField(max_length=10, choices=Side)
    text = models.TextField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True, help_text="Who wrote it, for either side")
    at = models.DateTimeField()
    promise = models.OneToOneField(Promise, models.PROTECT, related_name="advice", null=True, blank=True, help_text="Made in this answer")

    objects = ConsultationPartQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        triggers = [pgtrigger.Protect(name="keep_messages", operation=pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),
            models.CheckConstraint(condition=Q(side__in=["asker", "adviser"]), name="message_side"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @classmethod
    def consultations(cls) -> ConsultationQuerySet:
        return Consultation.objects.all()


@private("name", "content", readers=READERS, deleted="まちがえたときはすぐに消せる。ほかは相談が終わって3年")
@audited(exclude=["content"])
class Attachment(models.Model):
    """A file of a message, its bytes beside it (docs/adr/0005). The audit keeps that it was there, never what was in it."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120, help_text="As its sender called it; made harmless")
    form = models.CharField(max_length=5, help_text="pdf, png, jpg, xlsx, docx, pptx, txt: what the bytes are, not what the name says")
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="attachment_has_name")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def consultations(cls) -> ConsultationQuerySet:
        return Consultation.objects.all()


@audited(exclude=["search_text", "search_grams"])
class Knowledge(Searchable):
    """事例・知恵: what an answer taught, without the people; a person looked at it before the staff could read it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("下書き")
        PUBLISHED = "published", _("公開中")

    title = models.CharField(max_length=100)
    topic = models.CharField(max_length=10, choices=Topic)
    question = models.TextField(help_text="What somebody wanted to know")
    answer = models.TextField(help_text="What to do")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    made_from = models.ForeignKey(Message, models.PROTECT, related_name="knowledge", null=True, blank=True)
    made_at = models.DateTimeField()
    made_for = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = KnowledgeQuerySet.as_manager()
    SEARCH_WORDS_FROM = ("title", "question")

    class Meta(Searchable.Meta):
        ordering = ["-published_at", "-pk"]
        triggers = [pgtrigger.Protect(name="keep_knowledge", operation=pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(answer=""), name="knowledge_says_something"),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="knowledge_topic"),
            models.CheckConstraint(
                name="knowledge_state",
                condition=Q(state="draft", published_at__isnull=True) | Q(state="published", published_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["made_from"], name="one_case_per_answer"),
        ]

    def __str__(self) -> str:
        return self.title

    def searched(self) -> list[str]:
        return [self.title, self.question, self.answer, str(self.get_topic_display())]
