"""From a teacher's wish to the person at the school door."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuinowa.activities.models import Activity, ActivityKind
from yuinowa.bookings.models import Booking
from yuinowa.core.audit import audited
from yuinowa.core.models import Searchable
from yuinowa.core.private import private
from yuinowa.needs.queries import EngagementQuerySet, NeedPartQuerySet, NeedQuerySet, OfferQuerySet, PhoneCallQuerySet
from yuinowa.organisations.models import School, Site
from yuinowa.people.models import Post
from yuinowa.promises.models import Promise
from yuinowa.safety.models import Setting
from yuinowa.talents.models import Skill, Talent


@audited()
class NeedSeries(models.Model):
    """Needs that were posted together, week by week; each is answered on its own."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    title = models.CharField(max_length=100)

    objects = NeedPartQuerySet.as_manager()


@private("contact", readers="学校・市・公民館の担当者、打診された人", deleted="事業の記録の保存年限")
@audited(exclude=["search_text", "search_grams"])
class Need(Searchable):
    """支援依頼: what a school asks for."""

    class State(models.TextChoices):
        DRAFT = "draft", _("下書き")
        AWAITING_APPROVAL = "awaiting_approval", _("承認待ち")
        OPEN = "open", _("募集中")
        ASKING = "asking", _("打診中")
        FILLED = "filled", _("決定")
        DONE = "done", _("実施済み")
        CANCELLED = "cancelled", _("取りやめ")

    class Priority(models.IntegerChoices):
        ORDINARY = 1, _("ふつう")
        IMPORTANT = 2, _("大事")
        URGENT = 4, _("とても大事")

    school = models.ForeignKey(School, models.PROTECT, related_name="needs")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", help_text="Where people travel to: the school's own site, mostly")
    series = models.ForeignKey(NeedSeries, models.PROTECT, related_name="needs", null=True, blank=True)
    copied_from = models.ForeignKey("self", models.SET_NULL, related_name="copies", null=True, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    kind = models.CharField(max_length=20, choices=ActivityKind)
    title = models.CharField(max_length=100)
    class_name = models.CharField(max_length=60, default="", blank=True, help_text="学年・組: 3年1組・2組")
    subject = models.CharField(max_length=40, default="", blank=True, help_text="教科")
    aim = models.TextField(default="", blank=True, help_text="ねらい")
    tasks = models.TextField(default="", blank=True, help_text="お願いしたいこと")
    place = models.CharField(max_length=60, default="", blank=True, help_text="家庭科室")
    pupils = models.PositiveSmallIntegerField(null=True, blank=True)
    people = models.PositiveSmallIntegerField(default=1)
    minimum = models.PositiveSmallIntegerField(default=0, help_text="Fewer than so many is no use: all or nothing")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="needs", null=True, blank=True)
    setting = models.PositiveSmallIntegerField(choices=Setting, default=Setting.WITH_TEACHER)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.ORDINARY)
    contact = models.CharField(max_length=80, default="", blank=True, help_text="当日の連絡先")
    note = models.TextField(default="", blank=True)
    is_published = models.BooleanField(default=False, help_text="Everybody may read title, school and day on the public pages")
    posted_for = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True)
    posted_at = models.DateTimeField()
    first_on = models.DateField(null=True, help_text="The chosen date, else the first possible one: what lists sort by")
    activity = models.OneToOneField(Activity, models.PROTECT, related_name="need", null=True, blank=True)

    objects = NeedQuerySet.as_manager()
    SEARCH_RELATED = ("school", "skill")
    SEARCH_WORDS_FROM = ("title", "tasks")

    class Meta(Searchable.Meta):
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(people__range=(1, 99)), name="need_people"),
            models.CheckConstraint(condition=Q(minimum__lte=F("people")), name="need_minimum"),
        ]
        indexes = [
            *Searchable.Meta.indexes,
            models.Index(fields=["first_on", "id"], name="need_day"),
            models.Index(fields=["school", "first_on"], name="need_school_day"),
            models.Index(fields=["state", "first_on"], name="need_state_day"),
        ]

    def __str__(self) -> str:
        return self.title

    def searched(self) -> list[str]:
        skill = self.skill.name if self.skill else ""
        return [self.title, skill, self.class_name, self.subject, self.tasks, self.aim, self.place, self.school.short_name]


@audited()
class NeedDate(models.Model):
    """A possible date; ``rank`` 1 is the wished one. At most one is chosen, when people are asked for it."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="dates")
    rank = models.PositiveSmallIntegerField(default=1)
    on = models.DateField()
    lesson = models.PositiveSmallIntegerField(null=True, blank=True, help_text="校時, where one was named")
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    is_chosen = models.BooleanField(default=False)

    objects = NeedPartQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="need_date_forward"),
            models.UniqueConstraint(fields=["need", "rank"], name="one_date_per_rank"),
            models.UniqueConstraint(fields=["need"], condition=Q(is_chosen=True), name="one_chosen_date"),
        ]


@private("word", readers="学校の担当者", deleted="事業の記録の保存年限")
@audited()
class Approval(models.Model):
    """The principal's yes, or no with a word."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="approvals")
    is_approved = models.BooleanField()
    word = models.CharField(max_length=200, default="", blank=True)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    objects = NeedPartQuerySet.as_manager()


@audited()
class Cancellation(models.Model):
    """A need was called off, by whom and why."""

    need = models.OneToOneField(Need, models.CASCADE, related_name="cancellation")
    reason = models.CharField(max_length=200)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    objects = NeedPartQuerySet.as_manager()


@audited()
class Candidate(models.Model):
    """Somebody who may be asked next; ranked by the plan, so that a decline needs no new plan."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="candidates")
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list, help_text="Reason codes and numbers of the engine")

    objects = NeedPartQuerySet.as_manager()

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["need", "talent"], name="one_candidacy")]


@audited()
class Refusal(models.Model):
    """This talent is not to be asked for this need (by the coordinator, or after a decline)."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="refusals")
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = NeedPartQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "talent"], name="one_refusal")]


@private("answer_word", readers="市・公民館の担当者、本人", deleted="事業の記録の保存年限")
@audited()
class Offer(models.Model):
    """打診: a talent was asked whether they could come. An offer books nothing."""

    class State(models.TextChoices):
        WAITING = "waiting", _("返事待ち")
        ACCEPTED = "accepted", _("承諾")
        DECLINED = "declined", _("辞退")
        EXPIRED = "expired", _("期限切れ")
        WITHDRAWN = "withdrawn", _("取り下げ")
        FULL = "full", _("定員に達しました")

    class Kind(models.TextChoices):
        SEAT = "seat", _("一人への打診")
        OPEN_CALL = "open_call", _("呼びかけ")

    need = models.ForeignKey(Need, models.CASCADE, related_name="offers")
    date = models.ForeignKey(NeedDate, models.PROTECT, related_name="offers")
    talent = models.ForeignKey(Talent, models.PROTECT, related_name="offers")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SEAT)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    sent_at = models.DateTimeField()
    accept_by = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_channel = models.CharField(max_length=10, default="", blank=True)
    answer_word = models.CharField(max_length=200, default="", blank=True)
    reasons = models.JSONField(default=list)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["need", "talent"], condition=Q(state__in=["waiting", "accepted"]), name="one_live_offer"),
        ]
        indexes = [
            models.Index(fields=["accept_by"], name="offer_waiting", condition=Q(state="waiting")),
            models.Index(fields=["talent", "-sent_at"], name="offer_of_talent"),
        ]


@audited()
class Engagement(models.Model):
    """承諾: this talent comes on this date; the booking keeps the time."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="engagements")
    date = models.ForeignKey(NeedDate, models.PROTECT, related_name="engagements")
    talent = models.ForeignKey(Talent, models.PROTECT, related_name="engagements")
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="engagement", null=True, blank=True)
    booking = models.OneToOneField(Booking, models.SET_NULL, related_name="engagement", null=True, blank=True)
    agreed_at = models.DateTimeField()
    pre_meeting_at = models.DateTimeField(null=True, blank=True)
    pre_meeting_place = models.CharField(max_length=60, default="", blank=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]


@private("word", readers="市・公民館の担当者、学校", deleted="事業の記録の保存年限")
@audited()
class Withdrawal(models.Model):
    """An engagement fell through: illness, a cancelled need, a moved date."""

    class Reason(models.TextChoices):
        TALENT = "talent", _("ご本人の都合")
        ILLNESS = "illness", _("病気・けが")
        SCHOOL = "school", _("学校の都合")
        MOVED = "moved", _("日時の変更")
        WEATHER = "weather", _("天候")

    engagement = models.OneToOneField(Engagement, models.CASCADE, related_name="withdrawal")
    reason = models.CharField(max_length=10, choices=Reason)
    word = models.CharField(max_length=200, default="", blank=True)
    at = models.DateTimeField()

    objects = NeedPartQuerySet.as_manager()


@private("word", readers="市・公民館の担当者", deleted="事業の記録の保存年限")
@audited()
class PhoneCall(models.Model):
    """Something to tell a talent who gets no mail; it stands on the telephone list until somebody told it or the day is over."""

    class About(models.TextChoices):
        CANCELLED = "cancelled", _("取りやめになりました")
        WITHDRAWN = "withdrawn", _("打診を取り下げました。お返事は要りません")
        FULL = "full", _("人数がそろいました。またの機会にお願いします")
        MEETING = "meeting", _("事前打合せが決まりました")
        PLACE = "place", _("場所が変わりました")
        TOMORROW = "tomorrow", _("前の日の確かめ。よろしくお願いします")

    need = models.ForeignKey(Need, models.CASCADE, related_name="calls")
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="+")
    about = models.CharField(max_length=10, choices=About)
    on = models.DateField(help_text="The day that is spoken of")
    word = models.CharField(max_length=200, default="", blank=True)
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    objects = PhoneCallQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "talent", "about", "on"], condition=Q(told_at__isnull=True) | Q(about="tomorrow"), name="one_call"
            ),
        ]
        indexes = [models.Index(fields=["on"], name="call_to_make", condition=Q(told_at__isnull=True))]


@audited()
class Attendance(models.Model):
    """Whether the person came, and for how long."""

    engagement = models.OneToOneField(Engagement, models.CASCADE, related_name="attendance")
    has_come = models.BooleanField()
    minutes = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=200, default="", blank=True)

    objects = NeedPartQuerySet.as_manager()


@audited()
class Thanks(models.Model):
    """The children's thanks for one need; sent to everybody who came."""

    need = models.OneToOneField(Need, models.CASCADE, related_name="thanks")
    text = models.TextField()
    signed = models.CharField(max_length=60, help_text="3年1組 一同: never a child's full name")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = NeedPartQuerySet.as_manager()


@audited()
class PromisedNeed(models.Model):
    """A promise to find somebody became a need: who kept it in mind need not write it twice."""

    promise = models.OneToOneField(Promise, models.CASCADE, related_name="became")
    need = models.OneToOneField(Need, models.CASCADE, related_name="from_promise")

    objects = NeedPartQuerySet.as_manager()
