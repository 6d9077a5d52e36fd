"""The places of a municipality and its settings."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from yuinowa.core.audit import audited
from yuinowa.core.models import Searchable
from yuinowa.organisations.queries import (
    BlockQuerySet,
    CollaborationHqQuerySet,
    CommunityCenterQuerySet,
    HqSchoolQuerySet,
    SchoolPartQuerySet,
    SchoolQuerySet,
    SiteQuerySet,
    WholeCityQuerySet,
)


@audited()
class Municipality(models.Model):
    """The one municipality of this installation, and what it decided for itself."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    code = models.CharField(max_length=6, help_text="全国地方公共団体コード, with check digit")
    name = models.CharField(max_length=40)
    kana = models.CharField(max_length=80)
    prefecture = models.CharField(max_length=10)
    section_name = models.CharField(max_length=60, default="生涯学習課")
    telephone = models.CharField(max_length=20, default="")
    email = models.EmailField(default="", blank=True)
    needs_approval = models.BooleanField(default=True, help_text="A principal approves each need.")
    accept_days = models.PositiveSmallIntegerField(default=7)
    talent_terms_version = models.CharField(max_length=20, default="1")
    talent_years = models.PositiveSmallIntegerField(default=1, help_text="A registration lasts so many 年度.")
    tile_url = models.CharField(max_length=300, default="", blank=True)
    tile_attribution = models.CharField(max_length=200, default="", blank=True)

    objects = WholeCityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_municipality"),
            models.CheckConstraint(condition=Q(accept_days__gte=1), name="accept_days_positive"),
        ]

    def __str__(self) -> str:
        return self.name


@audited()
class Site(models.Model):
    """A spot on the map to which people travel."""

    name = models.CharField(max_length=100)
    address = models.CharField(max_length=200, default="", blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True) | Q(latitude__range=(20, 46), longitude__range=(122, 154)),
                name="site_in_japan",
            )
        ]

    def __str__(self) -> str:
        return self.name


@audited()
class Block(models.Model):
    """A 担当ブロック: the schools that one 公民館 and its instructor look after."""

    name = models.CharField(max_length=40, unique=True)
    kana = models.CharField(max_length=80, default="", blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


@audited()
class CommunityCenter(models.Model):
    """A 公民館; the hub of a block is where its instructor sits."""

    name = models.CharField(max_length=60, unique=True)
    kana = models.CharField(max_length=120, default="", blank=True)
    block = models.ForeignKey(Block, models.PROTECT, related_name="centers", null=True, blank=True)
    is_hub = models.BooleanField(default=False)
    site = models.OneToOneField(Site, models.PROTECT, related_name="center")
    telephone = models.CharField(max_length=20, default="", blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = CommunityCenterQuerySet.as_manager()

    class Meta:
        ordering = ["block__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["block"], condition=Q(is_hub=True), name="one_hub_per_block"),
        ]

    def __str__(self) -> str:
        return self.name


@audited(exclude=["search_text", "search_grams"])
class School(Searchable):
    """A school of the official list, by its 13-character 学校コード."""

    class Kind(models.TextChoices):
        KINDERGARTEN = "A1", "幼稚園"
        CENTER_FOR_CHILDREN = "A2", "幼保連携型認定こども園"
        ELEMENTARY = "B1", "小学校"
        JUNIOR_HIGH = "C1", "中学校"
        COMPULSORY = "C2", "義務教育学校"
        HIGH = "D1", "高等学校"
        SECONDARY = "D2", "中等教育学校"
        SPECIAL_NEEDS = "E1", "特別支援学校"
        UNIVERSITY = "F1", "大学"
        JUNIOR_COLLEGE = "F2", "短期大学"
        TECHNICAL = "G1", "高等専門学校"
        VOCATIONAL = "H1", "専修学校"
        MISCELLANEOUS = "H2", "各種学校"

    class Founder(models.TextChoices):
        NATIONAL = "1", "国立"
        PUBLIC = "2", "公立"
        PRIVATE = "3", "私立"

    code = models.CharField(max_length=13, unique=True)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=40, help_text="As people say it: 平第一小")
    kana = models.CharField(max_length=120, default="", blank=True)
    kind = models.CharField(max_length=2, choices=Kind)
    founder = models.CharField(max_length=1, choices=Founder)
    block = models.ForeignKey(Block, models.PROTECT, related_name="schools", null=True, blank=True)
    site = models.OneToOneField(Site, models.PROTECT, related_name="school")
    postal_code = models.CharField(max_length=7, default="", blank=True)
    telephone = models.CharField(max_length=20, default="", blank=True)
    is_in_programme = models.BooleanField(default=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, related_name="predecessors", null=True, blank=True)

    objects = SchoolQuerySet.as_manager()
    SEARCH_RELATED = ("block", "site")

    class Meta(Searchable.Meta):
        ordering = ["block__order", "kind", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-H][12]\d{11}$"), name="school_code_form"),
            models.CheckConstraint(condition=~Q(successor=F("pk")), name="school_not_its_own_successor"),
        ]

    def __str__(self) -> str:
        return self.short_name

    def searched(self) -> list[str]:
        return [self.short_name, self.name, self.kana, self.block.name if self.block else "", self.site.address]

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


@audited()
class CollaborationHq(models.Model):
    """A 地域学校協働本部: residents who, with their schools, carry the 地域学校協働活動 of an area."""

    name = models.CharField(max_length=60, unique=True)
    kana = models.CharField(max_length=120)
    center = models.ForeignKey(CommunityCenter, models.PROTECT, related_name="hqs", null=True, blank=True, help_text="Its office, or:")
    school = models.ForeignKey(School, models.PROTECT, related_name="hq_offices", null=True, blank=True, help_text="Its office in a school")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True, help_text="The last day")
    successor = models.ForeignKey("self", models.PROTECT, related_name="predecessors", null=True, blank=True)

    objects = CollaborationHqQuerySet.as_manager()

    class Meta:
        ordering = ["kana", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kana=""), name="hq_has_kana"),
            models.CheckConstraint(condition=Q(center__isnull=False) ^ Q(school__isnull=False), name="hq_has_one_office"),
            models.CheckConstraint(condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name="hq_forward"),
            models.CheckConstraint(condition=~Q(successor=F("pk")), name="hq_not_its_own_successor"),
            models.CheckConstraint(condition=Q(successor__isnull=True) | Q(closed_on__isnull=False), name="hq_successor_after_closing"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def office(self) -> CommunityCenter | School:
        place = self.center or self.school
        assert place is not None  # the database refuses a 本部 without an office
        return place


@audited()
class HqSchool(models.Model):
    """Which 本部 a school belongs to from when to when; one at a time."""

    hq = models.ForeignKey(CollaborationHq, models.PROTECT, related_name="links")
    school = models.ForeignKey(School, models.PROTECT, related_name="hq_links")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = HqSchoolQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="hq_school_forward"),
            ExclusionConstraint(
                name="one_hq_at_a_time",
                expressions=[
                    ("school", RangeOperators.EQUAL),
                    (
                        Func(F("from_on"), F("until_on"), Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]


@audited()
class TravelTime(models.Model):
    """Minutes from one site to another as the municipality measured them; where no row stands, an estimate serves."""

    origin = models.ForeignKey(Site, models.CASCADE, related_name="+")
    destination = models.ForeignKey(Site, models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField()

    objects = WholeCityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "destination"], name="one_travel_time_per_pair"),
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="travel_between_two_sites"),
        ]


@audited()
class ClosedSpan(models.Model):
    """Days on which a school (or, without one, every school) takes nobody in."""

    school = models.ForeignKey(School, models.CASCADE, related_name="closed_spans", null=True, blank=True)
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=60)

    objects = SchoolPartQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="closed_span_forward")]


@audited()
class LessonPeriod(models.Model):
    """A lesson of a school's own timetable (校時): "3校時 10:40–11:25"."""

    school = models.ForeignKey(School, models.CASCADE, related_name="lesson_periods")
    number = models.PositiveSmallIntegerField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    objects = SchoolPartQuerySet.as_manager()

    class Meta:
        ordering = ["school", "number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="one_period_per_number"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="period_forward"),
        ]
