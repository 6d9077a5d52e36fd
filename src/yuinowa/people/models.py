"""Persons, accounts, posts and who holds them from when to when."""

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from yuinowa.core import clock
from yuinowa.core.audit import audited
from yuinowa.core.private import private
from yuinowa.organisations.models import CollaborationHq, CommunityCenter, School
from yuinowa.people.queries import (
    AppointmentQuerySet,
    ContactLookQuerySet,
    HqMemberQuerySet,
    InvitationQuerySet,
    PersonQuerySet,
    PostQuerySet,
    UserManager,
)


@private(
    "name",
    "kana",
    "email",
    "telephone",
    "address",
    "birth_on",
    readers="市・公民館の担当者、承諾後は受入校",
    deleted="最後の職・委嘱・登録が終わって1年",
)
@audited()
class Person(models.Model):
    """A human being, once: however many posts and registrations."""

    name = models.CharField(max_length=80)
    kana = models.CharField(max_length=80, help_text="Katakana or hiragana, always present")
    email = models.EmailField(default="", blank=True)
    telephone = models.CharField(max_length=20, default="", blank=True)
    address = models.CharField(max_length=200, default="", blank=True)
    birth_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, related_name="duplicates", null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["kana", "pk"]
        indexes = [models.Index(fields=["kana"], name="person_kana"), models.Index(fields=["email"], name="person_email")]
        constraints = [
            models.CheckConstraint(condition=~Q(kana=""), name="person_has_kana"),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="person_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name


@private("email", readers="本人", deleted="最後の職・委嘱・登録が終わって1年")
@audited(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """The account with which a person signs in."""

    email = models.EmailField(unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="user", null=True, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = UserManager()

    # Rights come from posts, never from the account; Django's own admin is not used.
    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.email


@audited()
class Post(models.Model):
    """A 職: what owns rights, requests and history, whoever holds it."""

    class Kind(models.TextChoices):
        SECTION_STAFF = "section_staff", "生涯学習課 担当"
        COORDINATOR = "coordinator", "事業推進コーディネーター"
        INSTRUCTOR = "instructor", "社会教育指導員"
        CENTER_STAFF = "center_staff", "公民館 担当"
        LIAISON_TEACHER = "liaison_teacher", "事業担当教員"
        PRINCIPAL = "principal", "校長"
        VICE_PRINCIPAL = "vice_principal", "教頭"
        CLEARANCE_MANAGER = "clearance_manager", "安全確認担当"
        SYSTEM_ADMIN = "system_admin", "システム管理者"

    AT_SCHOOL = (Kind.LIAISON_TEACHER, Kind.PRINCIPAL, Kind.VICE_PRINCIPAL)
    AT_CENTER = (Kind.INSTRUCTOR, Kind.CENTER_STAFF)

    kind = models.CharField(max_length=20, choices=Kind)
    school = models.ForeignKey(School, models.PROTECT, related_name="posts", null=True, blank=True)
    center = models.ForeignKey(CommunityCenter, models.PROTECT, related_name="posts", null=True, blank=True)
    number = models.PositiveSmallIntegerField(default=1, help_text="Several posts of one kind at one place")
    ended_on = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "school", "center", "number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "school", "center", "number"], name="one_post_per_number", nulls_distinct=False),
            models.CheckConstraint(
                name="post_at_its_place",
                condition=Q(kind__in=["liaison_teacher", "principal", "vice_principal"], school__isnull=False, center__isnull=True)
                | Q(kind__in=["instructor", "center_staff"], school__isnull=True, center__isnull=False)
                | Q(
                    kind__in=["section_staff", "coordinator", "clearance_manager", "system_admin"], school__isnull=True, center__isnull=True
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def place(self) -> School | CommunityCenter | None:
        return self.school or self.center

    @property
    def label(self) -> str:
        """As shown in headers and histories: 平第一小 事業担当教員, 平公民館 担当."""
        return self.named(self.kind, self.place)

    @classmethod
    def named(cls, kind: str, place: object) -> str:
        """The same for lists, which read no rows: ``place`` is a name, or nothing for the city hall."""
        word = str(cls.Kind(kind).label)
        # The place says already that it is a 公民館.
        return f"{place} {word.removeprefix('公民館 ')}" if place else word


@audited()
class Appointment(models.Model):
    """Who holds a post from when to when; rights begin and end with it."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="appointment_forward"),
            ExclusionConstraint(
                name="one_holder_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (
                        Func(F("from_on"), F("until_on"), Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]


@private("email", readers="市の担当者", deleted="招待の承諾または期限切れから30日")
@audited()
class Invitation(models.Model):
    """An offer of an account to the holder of a post, valid until a day."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    sent_at = models.DateTimeField()
    expires_on = models.DateField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()


@private(
    "person",
    "part",
    "from_on",
    "until_on",
    readers="市の担当者、その本部の地区と学校の担当者",
    deleted="事業の記録の保存年限",
)
@audited()
class HqMember(models.Model):
    """委嘱: who takes part in a 本部, in which part, for which term. No account and no right comes with it."""

    class Part(models.TextChoices):
        LEAD_PROMOTER = "lead_promoter", _("統括推進員")
        PROMOTER = "promoter", _("推進員")
        MEMBER = "member", _("委員")

    hq = models.ForeignKey(CollaborationHq, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="hq_terms")
    part = models.CharField(max_length=20, choices=Part)
    from_on = models.DateField()
    until_on = models.DateField(help_text="A commission always has a last day, most often 31 March")

    objects = HqMemberQuerySet.as_manager()

    class Meta:
        ordering = ["-until_on", "person__kana", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(part__in=["lead_promoter", "promoter", "member"]), name="hq_member_part"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="hq_member_forward"),
            ExclusionConstraint(
                name="one_term_at_a_time",
                expressions=[
                    ("hq", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(F("from_on"), F("until_on"), Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]


@private("person", "seen_by", readers="生涯学習課、本人（自分の連絡先について、どの職が見たか）", deleted="見た日から1年")
class ContactLook(models.Model):
    """閲覧の記録: a page showed the telephone, mail or address of a person to whoever acted for a post."""

    class Page(models.TextChoices):
        TALENT = "talent", _("人材のページ")
        CARD = "card", _("登録票")
        TALENT_FILE = "talent_file", _("人の一覧の取り出し")
        RENEWALS = "renewals", _("更新の一覧")
        TELEPHONE = "telephone", _("電話の一覧")
        NEED = "need", _("お願いのページ")
        PERSON = "person", _("名簿の一人")
        PERSONS = "persons", _("名簿の一覧")
        DUPLICATES = "duplicates", _("二重の登録")
        HQ_MEMBER = "hq_member", _("本部の委嘱")
        HANDOVER = "handover", _("引継書")

    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_looks", help_text="Whose contact")
    seen_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    page = models.CharField(max_length=12, choices=Page)
    at = models.DateTimeField()

    objects = ContactLookQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at"], name="look_latest"), models.Index(fields=["person", "-at"], name="look_at_person")]
