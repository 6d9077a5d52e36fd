"""What anybody owes anybody until a date."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuinowa.core.audit import audited
from yuinowa.core.models import Searchable
from yuinowa.core.private import private
from yuinowa.people.models import Post
from yuinowa.promises.queries import PromiseQuerySet


@private("text", "owed_to_text", readers="守る職・相手の職と、その学校・地区・市の担当者", deleted="事業の記録の保存年限")
@audited(exclude=["search_text", "search_grams"])
class Promise(Searchable):
    """約束: a post owes something to another post, or to somebody without one, until a day. What happened to it stands in its history."""

    class State(models.TextChoices):
        OPEN = "open", _("まだ")
        DONE = "done", _("済み")
        WITHDRAWN = "withdrawn", _("取り下げ")

    class Source(models.TextChoices):
        BY_HAND = "by_hand", _("書きとめ")
        VISIT = "visit", _("巡回訪問")
        MEETING = "meeting", _("会議")
        ADVICE = "advice", _("相談")

    text = models.CharField(max_length=300)
    owner = models.ForeignKey(Post, models.PROTECT, related_name="promises", help_text="Who owes it")
    owed_to = models.ForeignKey(Post, models.PROTECT, related_name="promises_to_receive", null=True, blank=True)
    owed_to_text = models.CharField(max_length=80, default="", blank=True, help_text="Somebody without a post: PTA会長")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    source = models.CharField(max_length=10, choices=Source, default=Source.BY_HAND)
    source_text = models.CharField(max_length=100, default="", blank=True, help_text="10月5日の巡回訪問")
    made_at = models.DateTimeField()
    made_for = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True, help_text="The post of the maker")
    reminded_on = models.DateField(null=True, blank=True, help_text="When the owner was last written to")

    objects = PromiseQuerySet.as_manager()
    SEARCH_RELATED = ("owner__school", "owner__center", "owed_to__school", "owed_to__center")
    SEARCH_WORDS_FROM = ("text",)

    class Meta(Searchable.Meta):
        ordering = ["due_on", "pk"]
        triggers = [pgtrigger.Protect(name="keep_promises", operation=pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="promise_says_something"),
            models.CheckConstraint(condition=Q(owed_to__isnull=True) | ~Q(owner=F("owed_to")), name="promise_to_another"),
            models.CheckConstraint(condition=Q(owed_to__isnull=True) | Q(owed_to_text=""), name="promise_to_one"),
            models.CheckConstraint(condition=Q(state__in=["open", "done", "withdrawn"]), name="promise_state"),
            models.CheckConstraint(condition=Q(source__in=["by_hand", "visit", "meeting", "advice"]), name="promise_source"),
        ]
        indexes = [
            *Searchable.Meta.indexes,
            models.Index(fields=["due_on", "id"], name="promise_due"),
            models.Index(fields=["due_on"], name="promise_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def whom(self) -> str:
        """To whom it is owed, in words; "" where it is a task of one's own."""
        return self.owed_to.label if self.owed_to else self.owed_to_text

    def searched(self) -> list[str]:
        return [self.text, self.owner.label, self.whom, self.source_text]
