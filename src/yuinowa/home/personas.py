"""Whom one can be in the demo city, and what that person might try first. Exists in demo mode only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from yuinowa.core import clock
from yuinowa.needs.models import Need, Offer
from yuinowa.people.models import Appointment, Person, Post
from yuinowa.promises.models import Promise
from yuinowa.talents.models import Talent


@dataclass(frozen=True)
class Part:
    """Somebody with an account, and the post acted for (none for residents)."""

    person: Person
    post: Post | None = None

    @property
    def label(self) -> str:
        return self.post.label if self.post else str(self.person)


@dataclass(frozen=True)
class Persona:
    """A role on the sign-in page; ``find`` names who plays it, or nobody."""

    code: str
    name: LazyText
    task: LazyText
    find: Callable[[], Part | None]


def _holders(kind: Post.Kind) -> QuerySet[Appointment]:
    held = Appointment.objects.valid(clock.today()).filter(post__kind=kind, person__user__isnull=False)
    return held.select_related("post__school", "post__center", "person__user").order_by("post__school__code", "post__center", "post")


def _part(appointment: Appointment | None) -> Part | None:
    return Part(appointment.person, appointment.post) if appointment else None


def _first(kind: Post.Kind) -> Callable[[], Part | None]:
    return lambda: _part(_holders(kind).first())


def _at_busy_school(kind: Post.Kind, waiting: Callable[[], QuerySet[Need]]) -> Callable[[], Part | None]:
    """At a school where something waits for that post, best one with a promise to keep or to wait for; else anywhere."""

    def find() -> Part | None:
        needs = waiting().filter(school=OuterRef("post__school"))
        promises = Promise.objects.open().filter(Q(owner=OuterRef("post")) | Q(owed_to=OuterRef("post")))
        held = _holders(kind).annotate(is_busy=Exists(needs), has_promised=Exists(promises))
        return _part(held.order_by("-is_busy", "-has_promised", "post__school__code").first())

    return find


def _unrecorded() -> QuerySet[Need]:
    return Need.objects.filter(state=Need.State.FILLED, first_on__lt=clock.today())


def _unapproved() -> QuerySet[Need]:
    return Need.objects.filter(state=Need.State.AWAITING_APPROVAL)


def _stand_in() -> Part | None:
    """The 教頭 of a school whose 事業担当教員 is missing."""
    vacant = Post.objects.vacant(clock.today()).filter(kind=Post.Kind.LIAISON_TEACHER)
    return _part(_holders(Post.Kind.VICE_PRINCIPAL).filter(post__school__in=vacant.values("school")).first())


def _asked(kind: Talent.Kind) -> Callable[[], Part | None]:
    """A talent whom somebody waits for; else any active one with an account."""
    waiting = Offer.objects.filter(talent=OuterRef("pk"), state=Offer.State.WAITING)

    def find() -> Part | None:
        talents = Talent.objects.active().filter(kind=kind, person__user__isnull=False).select_related("person__user")
        talent = talents.annotate(is_asked=Exists(waiting)).order_by(F("is_asked").desc(), "pk").first()
        return Part(talent.person) if talent else None

    return find


PERSONAS = (
    Persona(
        "liaison_teacher",
        _("事業担当教員"),
        _("新しいお願いを出して、終わった活動を2分で記録してみてください。"),
        _at_busy_school(Post.Kind.LIAISON_TEACHER, _unrecorded),
    ),
    Persona(
        "principal",
        _("校長"),
        _("承認待ちのお願いを読んで、承認してみてください。"),
        _at_busy_school(Post.Kind.PRINCIPAL, _unapproved),
    ),
    Persona(
        "vice_principal", _("教頭（担当教員が空席の学校）"), _("空席の間、担当教員の仕事が届いていることを確かめてください。"), _stand_in
    ),
    Persona(
        "coordinator",
        _("事業推進コーディネーター"),
        _("来学期の計画を立てて、理由を読み、打診を送ってみてください。"),
        _first(Post.Kind.COORDINATOR),
    ),
    Persona(
        "instructor",
        _("社会教育指導員"),
        _("担当ブロックで人が見つかっていないお願いを探してみてください。"),
        _first(Post.Kind.INSTRUCTOR),
    ),
    Persona(
        "center_staff",
        _("公民館の担当"),
        _("電話で聞いた返事を、電話リストから記録してみてください。"),
        _first(Post.Kind.CENTER_STAFF),
    ),
    Persona(
        "section_staff",
        _("生涯学習課の担当"),
        _("届いている人材登録を承認し、職の空席を確かめてください。"),
        _first(Post.Kind.SECTION_STAFF),
    ),
    Persona(
        "clearance_manager",
        _("安全確認担当"),
        _("見直しの日が近い人の、入れる場を決めてみてください。"),
        _first(Post.Kind.CLEARANCE_MANAGER),
    ),
    Persona(
        "system_admin",
        _("システム管理者"),
        _("送れなかったメールと裏の仕事が無いか、確かめてください。"),
        _first(Post.Kind.SYSTEM_ADMIN),
    ),
    Persona("talent", _("地域人材"), _("届いたお願いに、行ける・行けないを一度押すだけで答えてみてください。"), _asked(Talent.Kind.PERSON)),
    Persona("workplace", _("事業所"), _("職場体験などの受入れのお願いに答えてみてください。"), _asked(Talent.Kind.WORKPLACE)),
)


def cast_now() -> list[tuple[Persona, Part]]:
    """Every persona that somebody in the city can play today."""
    return [(persona, part) for persona in PERSONAS if (part := persona.find())]


def part_of(code: str) -> Part | None:
    return next((persona.find() for persona in PERSONAS if persona.code == code), None)
