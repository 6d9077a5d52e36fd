"""A municipality's first day: the way from nothing to a plan, and how far it is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.matching.models import Plan
from yuinowa.needs.models import Need
from yuinowa.organisations.models import Block, CommunityCenter, LessonPeriod, School
from yuinowa.people.models import Appointment, Post, User
from yuinowa.talents.models import Talent


@dataclass(frozen=True)
class Step:
    """One step: what it is, how far it is (``done`` of ``wanted``), and where to go on."""

    title: Any
    explanation: Any
    url_name: str
    verb: Any
    done: int
    wanted: int

    @property
    def is_done(self) -> bool:
        return self.wanted > 0 and self.done >= self.wanted

    @property
    def state(self) -> str:
        return "done" if self.is_done else "running" if self.done else "open"

    @property
    def share(self) -> float:
        return min(1.0, self.done / self.wanted) if self.wanted else 0.0


@requires(Permission.MANAGE_ORGANISATIONS)
def first_day(request: HttpRequest) -> HttpResponse:
    steps = _steps()
    following = next((step for step in steps if not step.is_done), None)
    done = sum(step.is_done for step in steps)
    return render(request, "home/first_day.html", {"steps": steps, "following": following, "done": done})


def _steps() -> list[Step]:
    schools, blocks = _schools(), _blocks()
    return [
        Step(
            _("学校を取り込む"),
            _("文部科学省の学校コード一覧などから、市の学校をまとめて入れます。"),
            "school_import",
            _("学校を取り込む"),
            schools["all"],
            max(1, schools["all"]),
        ),
        Step(
            _("地区に分ける"),
            _("担当ブロックをつくり、学校をどれかに入れます。"),
            "block_list",
            _("地区を決める"),
            schools["in_block"],
            max(1, schools["all"]),
        ),
        Step(
            _("公民館を決める"),
            _("地区ごとに、拠点になる公民館を一つ決めます。"),
            "block_list",
            _("拠点を決める"),
            blocks["hubs"],
            max(1, blocks["all"]),
        ),
        _posts(),
        _invitations(),
        _talents(),
        Step(
            _("学校の校時と休業日"),
            _("校時を入れると、先生は「3校時」と選ぶだけでお願いできます。"),
            "calendar",
            _("校時と休業日を入れる"),
            _timetables(),
            max(1, schools["all"]),
        ),
        Step(
            _("お願いを一つ入れる"), _("先生の代わりに入れてみることもできます。"), "need_new", _("お願いを入れる"), Need.objects.count(), 1
        ),
        Step(
            _("計画をためす"),
            _("計画は案を出すだけです。送るまで、だれにも知られません。"),
            "plan_new",
            _("計画を立てる"),
            Plan.objects.count(),
            1,
        ),
    ]


def _schools() -> dict[str, int]:
    return School.objects.in_programme().aggregate(all=Count("pk"), in_block=Count("pk", filter=Q(block__isnull=False)))


def _blocks() -> dict[str, int]:
    hubs = CommunityCenter.objects.filter(is_hub=True, closed_on=None, block__isnull=False).count()
    return {"all": Block.objects.count(), "hubs": hubs}


def _posts() -> Step:
    standing = Post.objects.standing(clock.today())
    all_posts, vacant = standing.count(), standing.vacant(clock.today()).count()
    # The administrator's own post was made by ``yuinowa init``: it is no progress.
    return Step(
        _("職と担当者を入れる"),
        _("事業担当教員・校長・指導員などを、Excelでまとめて入れます。"),
        "post_import",
        _("Excelで入れる"),
        max(0, all_posts - vacant - 1),
        max(1, all_posts - 1),
    )


def _invitations() -> Step:
    holders = Appointment.objects.valid(clock.today()).values("person").distinct()
    with_account = User.objects.filter(person__in=holders).count()
    return Step(
        _("アカウントの招待"),
        _("職についた人へ、アカウントを開くための招待を送ります。"),
        "post_list",
        _("招待を送る"),
        with_account,
        max(2, holders.count()),
    )


def _talents() -> Step:
    return Step(
        _("地域人材を入れる"),
        _("これまでの登録票を、Excelでまとめて入れます。"),
        "talent_import",
        _("Excelで入れる"),
        Talent.objects.active().count(),
        max(1, Talent.objects.count()),
    )


def _timetables() -> int:
    return LessonPeriod.objects.values("school").distinct().count()
