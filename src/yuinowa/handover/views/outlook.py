"""How the posts, blocks and the school year will stand on 1 April, as far as it is decided today."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.engine.calendar import fiscal_year_end, fiscal_year_start
from yuinowa.handover.models import BlockCheck, Rollover, Transfer
from yuinowa.needs.models import Need
from yuinowa.organisations.models import Block, ClosedSpan, CommunityCenter, LessonPeriod, School
from yuinowa.people.models import Appointment, HqMember, Post
from yuinowa.talents.models import Talent
from yuinowa.ui.navigation import page_of

URGENT = (Post.Kind.LIAISON_TEACHER, Post.Kind.INSTRUCTOR, Post.Kind.COORDINATOR)


@dataclass(frozen=True)
class Vacancy:
    """A post without a holder on the first day, and who stands in (nobody: "")."""

    post: Post
    deputy: str
    fill_url: str


@dataclass(frozen=True)
class BlockOutlook:
    """A block in the new year; ``check`` is set where somebody confirmed it, ``is_stale`` where it changed since."""

    block: Block
    schools: list[str]
    hub: str
    instructors: list[str]
    seal: str
    check: BlockCheck | None

    @property
    def is_stale(self) -> bool:
        return self.check is not None and self.check.seal != self.seal

    @property
    def is_confirmed(self) -> bool:
        return self.check is not None and not self.is_stale


@dataclass(frozen=True)
class YearItem:
    """Something of the school year: what happens to it, and where it is done."""

    title: Any
    text: Any
    is_ready: bool
    url: str
    verb: Any


def holders_on_first(rollover: Rollover) -> dict[int, str]:
    """Who holds which post on the first day: (post, name). A draft counts as if it were carried out."""
    held = dict(Appointment.objects.valid(rollover.first_on).values_list("post_id", "person__name"))
    if rollover.state == Rollover.State.DRAFT:
        for row in rollover.transfers.all():
            if row.takes_somebody:
                held.pop(row.post_id, None)
            if row.brings_somebody:
                held[row.post_id] = row.name
            elif row.kind == Transfer.Kind.RENEW:
                held[row.post_id] = ""
    return held


def vacancies(rollover: Rollover, held: dict[int, str]) -> list[Vacancy]:
    posts = [post for post in Post.objects.standing(rollover.first_on).with_place() if post.pk not in held]
    deputies = dict(Post.objects.filter(kind=Post.Kind.VICE_PRINCIPAL, number=1).values_list("school_id", "pk"))

    def deputy(post: Post) -> str:
        return held.get(deputies.get(post.school_id or 0, 0), "") if post.kind == Post.Kind.LIAISON_TEACHER else ""

    found = [Vacancy(post, deputy(post), f"{page_of('post_appoint', post.pk)}?from_on={rollover.first_on}") for post in posts]
    return sorted(found, key=lambda row: (row.post.kind not in URGENT, bool(row.deputy), row.post.kind, row.post.pk))


def block_outlooks(rollover: Rollover, held: dict[int, str]) -> list[BlockOutlook]:
    schools: dict[int, list[str]] = defaultdict(list)
    for block, name in School.objects.in_programme().filter(block__isnull=False).order_by("code").values_list("block_id", "short_name"):
        schools[block].append(name)
    hubs = dict(CommunityCenter.objects.filter(is_hub=True, closed_on=None).values_list("block_id", "name"))
    posts: dict[int, list[str]] = defaultdict(list)
    instructors = Post.objects.standing(rollover.first_on).filter(kind=Post.Kind.INSTRUCTOR).order_by("pk")
    for post, block in instructors.values_list("pk", "center__block_id"):
        if post in held:
            posts[block].append(held[post])
    checks = {check.block_id: check for check in rollover.block_checks.select_related("post__school", "post__center")}
    return [_outlook(block, schools[block.pk], hubs.get(block.pk, ""), posts[block.pk], checks) for block in Block.objects.all()]


def _outlook(block: Block, schools: list[str], hub: str, instructors: list[str], checks: dict[int, BlockCheck]) -> BlockOutlook:
    seal = hashlib.sha256("\n".join([block.name, hub, *instructors, "", *schools]).encode()).hexdigest()
    return BlockOutlook(block, schools, hub, instructors, seal, checks.get(block.pk))


def year_items(rollover: Rollover, on: dt.date) -> Iterator[YearItem]:
    """What of the school year advances by itself, what has to be entered, and what stays."""
    first, last = fiscal_year_start(rollover.year), fiscal_year_end(rollover.year)
    closed = ClosedSpan.objects.touching(first, last).count()
    text = ngettext("新しい年度の休業日が%(n)s件入っています。", "新しい年度の休業日が%(n)s件入っています。", closed) % {"n": closed}
    missing = _("新しい年度の休業日（長期休業・行事）が、まだ入っていません。土日と祝日は自動です。")
    yield YearItem(_("休業日"), text if closed else missing, bool(closed), page_of("calendar"), _("休業日を入れる"))
    lacking = School.objects.in_programme().exclude(pk__in=LessonPeriod.objects.values("school")).count()
    stays = _("そのまま引きつがれます。変わる学校だけ、なおしてください。")
    some = ngettext("校時のない学校が%(n)s校あります。", "校時のない学校が%(n)s校あります。", lacking) % {"n": lacking}
    yield YearItem(_("校時"), some if lacking else stays, not lacking, page_of("calendar"), _("校時を見る"))
    yield from _of_people_and_needs(rollover, on)
    free = _("お願いの学年・組は、そのときのことばで書いてあるので、何もしません。")
    yield YearItem(_("学年・組"), free, True, "", "")


def _of_people_and_needs(rollover: Rollover, on: dt.date) -> Iterator[YearItem]:
    ending = Talent.objects.active().filter(expires_on__lte=rollover.last_on).count()
    text = ngettext(
        "%(n)s件の登録が、年度の終わりで切れます。更新のお願いは、60日前から本人に送られます。",
        "%(n)s件の登録が、年度の終わりで切れます。更新のお願いは、60日前から本人に送られます。",
        ending,
    )
    yield YearItem(_("人材の登録"), text % {"n": ending}, not ending, page_of("talent_list"), _("登録を見る"))
    yield _of_hqs(rollover, on)
    first = fiscal_year_start(rollover.year - 1)
    held = Need.objects.filter(state=Need.State.DONE, first_on__range=(first, rollover.last_on)).count()
    copied = ngettext(
        "この年度に行った%(n)s件は、新しい年度に「去年と同じ」で、同じ学校の週に出せます。",
        "この年度に行った%(n)s件は、新しい年度に「去年と同じ」で、同じ学校の週に出せます。",
        held,
    )
    yield YearItem(_("年間のお願い"), copied % {"n": held}, True, f"{page_of('need_list')}?state=done", _("行ったものを見る"))
    late = Need.objects.live().filter(first_on__lt=min(on, rollover.first_on)).count()
    unrecorded = ngettext("日が過ぎて記録のないお願いが%(n)s件あります。", "日が過ぎて記録のないお願いが%(n)s件あります。", late)
    text = unrecorded % {"n": late} if late else _("日が過ぎたものは、すべて記録されています。")
    yield YearItem(_("活動の記録"), text, not late, page_of("need_list"), _("お願いを見る"))


def _of_hqs(rollover: Rollover, on: dt.date) -> YearItem:
    """Terms in a 本部 that end with the 年度 and are not renewed: each is somebody's decision."""
    terms = HqMember.objects.ending(min(on, rollover.last_on), rollover.last_on).filter(hq__closed_on=None)
    n = terms.count()
    text = ngettext(
        "本部の推進員・委員%(n)s人の任期が、年度の終わりまでに切れます。更新するか、終えるかを決めてください。",
        "本部の推進員・委員%(n)s人の任期が、年度の終わりまでに切れます。更新するか、終えるかを決めてください。",
        n,
    )
    said = text % {"n": n} if n else _("年度の終わりで切れたままになる任期はありません。")
    return YearItem(_("本部の任期"), said, not n, f"{page_of('hq_list')}?state=ending" if n else page_of("hq_list"), _("本部を見る"))
