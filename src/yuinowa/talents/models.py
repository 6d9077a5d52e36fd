"""The talent bank."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuinowa.bookings.models import Resource
from yuinowa.core.audit import audited
from yuinowa.core.models import Searchable
from yuinowa.core.private import private
from yuinowa.organisations.models import Block, School
from yuinowa.people.models import Person
from yuinowa.talents.queries import SkillQuerySet, TalentPartQuerySet, TalentQuerySet


@audited()
class SkillGroup(models.Model):
    """A heading of the skill taxonomy: 体験・ものづくり."""

    name = models.CharField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


@audited()
class Skill(models.Model):
    """Something that talents offer and needs ask for: ミシン・裁縫."""

    group = models.ForeignKey(SkillGroup, models.PROTECT, related_name="skills")
    name = models.CharField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)

    objects = SkillQuerySet.as_manager()
    SEARCH_WORDS_FROM = ("name",)

    class Meta:
        ordering = ["group__order", "order", "pk"]

    def __str__(self) -> str:
        return self.name


@private(
    "name",
    "kana",
    "address",
    "introduction",
    "guardian_name",
    readers="本人、市・公民館の担当者（名前は公開範囲の学校）",
    deleted="登録が終わって1年",
)
@audited(exclude=["search_text", "search_grams"])
class Talent(Searchable):
    """地域人材: one registration of a person, a group (団体) or a workplace (事業所)."""

    class Kind(models.TextChoices):
        PERSON = "person", _("個人")
        GROUP = "group", _("団体")
        WORKPLACE = "workplace", _("事業所")

    class State(models.TextChoices):
        PENDING = "pending", _("承認待ち")
        ACTIVE = "active", _("登録中")
        PAUSED = "paused", _("お休み中")
        ENDED = "ended", _("終了")

    class Visibility(models.TextChoices):
        SCHOOL = "school", _("選んだ学校だけ")
        BLOCK = "block", _("住んでいる地区の学校")
        CITY = "city", _("市内のすべての学校")

    class Source(models.TextChoices):
        SELF = "self", _("ご本人の入力")
        PAPER = "paper", _("用紙から")
        TELEPHONE = "telephone", _("電話で")
        IMPORT = "import", _("一括取込")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    name = models.CharField(max_length=80, help_text="Of the person, or of the group")
    kana = models.CharField(max_length=80)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="talents", help_text="The contact: the person, or the group's representative"
    )
    resource = models.OneToOneField(Resource, models.PROTECT, related_name="talent")
    block = models.ForeignKey(Block, models.PROTECT, related_name="talents", null=True, blank=True)
    address = models.CharField(max_length=200, default="", blank=True, help_text="To the town (町・大字); enough for distances")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    reach_km = models.PositiveSmallIntegerField(default=8)
    places_per_term = models.PositiveSmallIntegerField(default=4, help_text="How often, at most, in one term")
    places_per_month = models.PositiveSmallIntegerField(null=True, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.CITY)
    visible_schools = models.ManyToManyField(School, related_name="+", blank=True)
    skills = models.ManyToManyField(Skill, related_name="talents", blank=True)
    skill_text = models.CharField(max_length=200, default="", blank=True, help_text="In their own words")
    introduction = models.TextField(default="", blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.SELF)
    is_mailed = models.BooleanField(default=True, help_text="No: asked by telephone and reply card")
    pledged_on = models.DateField(null=True, blank=True)
    terms_version = models.CharField(max_length=20, default="", blank=True)
    is_minor = models.BooleanField(default=False)
    guardian_name = models.CharField(max_length=80, default="", blank=True)
    guardian_consent_on = models.DateField(null=True, blank=True)
    registered_on = models.DateField()
    expires_on = models.DateField(help_text="31 March of the last 年度 of the registration")

    objects = TalentQuerySet.as_manager()
    SEARCH_RELATED = ("block",)
    SEARCH_PREFETCHED = ("skills",)
    SEARCH_WORDS_FROM = ("skill_text", "introduction")

    class Meta(Searchable.Meta):
        ordering = ["kana", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kana=""), name="talent_has_kana"),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(is_minor=False) | Q(guardian_consent_on__isnull=False), name="minor_with_consent"
            ),
            models.CheckConstraint(condition=Q(expires_on__gte=F("registered_on")), name="talent_expires_later"),
        ]
        indexes = [
            *Searchable.Meta.indexes,
            models.Index(fields=["kana", "id"], name="talent_kana"),
            models.Index(fields=["state", "kana"], name="talent_state"),
        ]

    def __str__(self) -> str:
        return self.name

    def searched(self) -> list[str]:
        return self.searched_with(self.skills.all())

    def searched_with(self, skills: Iterable[Skill]) -> list[str]:
        """No telephone, mail or address: a school that may see only the name could guess its way to them."""
        names = [skill.name for skill in skills]
        return [self.name, self.kana, self.skill_text, *names, self.introduction, self.block.name if self.block else ""]


@audited()
class Availability(models.Model):
    """When a talent could come in an ordinary week (weekday 0 = Monday)."""

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="availabilities")
    weekday = models.PositiveSmallIntegerField()
    from_at = models.TimeField()
    until_at = models.TimeField()

    objects = TalentPartQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "from_at"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="weekday_known"),
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="availability_forward"),
        ]


@audited()
class Absence(models.Model):
    """Days on which a talent cannot come, a pause included (no end: until further notice)."""

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="absences")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=100, default="", blank=True)

    objects = TalentPartQuerySet.as_manager()

    class Meta:
        ordering = ["from_on"]
        constraints = [models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="absence_forward")]


@audited()
class Disclosure(models.Model):
    """A school may see the contact of a talent, because an offer was accepted; written by the areas that accept."""

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="disclosures")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()

    objects = TalentPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["talent", "school", "from_on"], name="one_disclosure_a_day"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="disclosure_forward"),
        ]


@audited()
class Ending(models.Model):
    """A registration ended, and why; ``was`` is the state to which an undo within the day returns."""

    talent = models.OneToOneField(Talent, models.CASCADE, related_name="ending")
    was = models.CharField(max_length=10, choices=Talent.State, default=Talent.State.ACTIVE)
    on = models.DateField()
    reason = models.CharField(max_length=200, default="", blank=True)

    objects = TalentPartQuerySet.as_manager()
