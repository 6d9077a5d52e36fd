"""閉校・閉館・統合: planned with its days, carried out by the date, taken back until then. What happened before stays where it happened."""

import contextlib
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.consequences import Foretold
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.core.outbox import gathering
from yuinowa.handover.actions.transfers import date_transfer, take_back
from yuinowa.handover.models import Closing, HandoverFile, Transfer
from yuinowa.needs.actions.following import merge_school
from yuinowa.organisations.actions import assign_center, assign_schools, close_center, close_hq, close_school
from yuinowa.organisations.models import CollaborationHq, CommunityCenter, School
from yuinowa.people.actions import end_post, withdraw_term
from yuinowa.people.models import Appointment, HqMember, Post
from yuinowa.promises.actions import pass_all
from yuinowa.ui.templatetags.dates import wareki

Place = School | CommunityCenter | CollaborationHq
KINDS: dict[type, str] = {School: "school", CommunityCenter: "center", CollaborationHq: "hq"}


@action(Permission.MANAGE_ORGANISATIONS)
def plan_closing(place: Place, *, into: Any, last_on: dt.date, by: Actor) -> Closing:
    """The place ends on ``last_on``; who holds a post there holds it until that day. ``into``: the place that carries on, or None."""
    _check(place, into, last_on)
    closing = imagined(place, into=into, last_on=last_on)
    try:
        with transaction.atomic():
            closing.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("planned", _("「%(place)s」の閉校・閉館は、もう予定されています。") % {"place": place}) from error
    for held in holders_of(closing):
        row = Transfer(
            closing=closing, post=held.post, kind=Transfer.Kind.LEAVE, first_on=closing.first_on, leaving=held, made_at=clock.now()
        )
        row.save()
        date_transfer(row, by=by)
    remember(place, "closing_planned", by=by, last_on=last_on.isoformat(), into=str(into or ""))
    return closing


def imagined(place: Place, *, into: Any, last_on: dt.date) -> Closing:
    """The closing that ``plan_closing`` would write, for whoever reads what would follow."""
    kind = KINDS[type(place)]
    facts: dict[str, Any] = {kind: place, f"into_{kind}": into}
    return Closing(last_on=last_on, made_at=clock.now(), **facts)


@action(Permission.MANAGE_ORGANISATIONS)
def undo_closing(closing: Closing, *, terms: Sequence[HqMember] = (), by: Actor) -> Closing:
    """Until the last day the place stays as if nothing had been planned. ``terms``: those of ``given_ahead`` that are taken back with it."""
    if closing.state == Closing.State.UNDONE:
        raise Refused("undone", _("この予定は、もう取り消されています。"))
    if closing.state != Closing.State.PLANNED or clock.today() > closing.last_on:
        raise Refused("over", _("もう実施されたので、元にもどせません。"))
    for row in closing.transfers.shown().order_by("-pk"):
        take_back(row, by=by)
    closing.transfers.update(state=Transfer.State.UNDONE)
    for term in terms:
        withdraw_term(term, by=by)
    closing.state = Closing.State.UNDONE
    closing.save(update_fields=["state"])
    remember(closing.place, "closing_undone", by=by)
    return closing


@action(Permission.MANAGE_ORGANISATIONS)
def carry_out_closings(*, today: dt.date, by: Actor) -> int:
    """Every place whose last day has passed; safe to run twice, and after days without running."""
    due = Closing.objects.filter(state=Closing.State.PLANNED, last_on__lt=today).select_for_update(of=("self",), no_key=True)
    rows = list(due.select_related("school__site", "center", "hq", "into_school__site", "into_center", "into_hq").order_by("pk"))
    for closing in rows:
        with gathering():
            _carry_out(closing, by)
    return len(rows)


def foretell_hq(hq: CollaborationHq) -> list[Foretold]:
    """What is planned for a 本部, told on its page."""
    closing = Closing.objects.filter(hq=hq, state=Closing.State.PLANNED).select_related("into_hq").first()
    if closing is None:
        return []
    facts = {"day": wareki(closing.last_on), "into": closing.into_hq}
    said = _("%(day)sで閉じる予定です。学校は、次の日から%(into)sに移ります。") if closing.into_hq else _("%(day)sで閉じる予定です。")
    return [Foretold(said % facts)]


def foretell_coming(hq: CollaborationHq) -> list[Foretold]:
    """What is planned elsewhere and comes to a 本部, told on its page."""
    coming = Closing.objects.filter(into_hq=hq, state=Closing.State.PLANNED).select_related("hq").order_by("last_on", "pk")
    said = _("%(hq)sが%(day)sで閉じ、学校は次の日からこの本部に移る予定です。")
    return [Foretold(said % {"hq": closing.hq, "day": wareki(closing.last_on)}) for closing in coming]


def given_ahead(closing: Closing) -> QuerySet[HqMember]:
    """Terms at the 本部 that carries on, from its first day with the schools, of people who sit in the closing one until its last."""
    sitting = HqMember.objects.filter(hq=closing.hq).valid(closing.last_on).values("person")
    rows = HqMember.objects.filter(hq=closing.into_hq, from_on=closing.first_on, person__in=sitting)
    return rows.select_related("hq", "person").order_by("person__kana", "pk")


def counterparts(closing: Closing) -> dict[Post, Post]:
    """Which post of the place that carries on takes over from which; posts without one are left out. A 本部 has no posts."""
    if closing.into is None or closing.hq:
        return {}
    standing = Post.objects.standing(closing.first_on).with_place().order_by("-number")
    at = {"school": closing.into} if closing.school else {"center": closing.into}
    there = {post.kind: post for post in standing.filter(**at)}
    return {post: there[post.kind] for post in posts_of(closing) if post.kind in there}


def posts_of(closing: Closing) -> list[Post]:
    if closing.hq:
        return []
    at = {"school": closing.school} if closing.school else {"center": closing.center}
    return list(Post.objects.standing(closing.last_on).filter(**at).with_place())


def holders_of(closing: Closing) -> Iterable[Appointment]:
    return (
        Appointment.objects.valid(closing.last_on)
        .filter(post__in=posts_of(closing))
        .select_related("post__school", "post__center", "person")
    )


def _check(place: Place, into: Any, last_on: dt.date) -> None:
    if place.closed_on:
        raise Refused("closed", _("「%(place)s」は、もう閉じています。") % {"place": place})
    if last_on < clock.today():
        raise Refused("past", _("最後の日は、今日か後の日にしてください。"), field="on")
    if into is not None and (into.pk == place.pk or into.closed_on):
        raise Refused("into", _("統合先には、別の、開いているところを選んでください。"), field="into")
    if isinstance(place, CollaborationHq):
        _check_hq(place, into, last_on)
        return
    kind = "post__school" if isinstance(place, School) else "post__center"
    later = Appointment.objects.filter(**{kind: place}, from_on__gt=last_on).select_related("post__school", "post__center").first()
    if later:
        raise Refused(
            "later", _("「%(post)s」には、閉じたあとの担当者が決まっています。先に取り消してください。") % {"post": later.post.label}
        )


def _check_hq(hq: CollaborationHq, into: CollaborationHq | None, last_on: dt.date) -> None:
    """Schools must not be passed on to a 本部 that ends as well, whichever of the two was decided first."""
    planned = Closing.objects.filter(state=Closing.State.PLANNED)
    if last_on < hq.opened_on or (into and into.opened_on > last_on + dt.timedelta(days=1)):
        raise Refused("not_open", _("最後の日とその次の日に、二つの本部がそろっていません。日をたしかめてください。"), field="on")
    if into and planned.filter(hq=into).exists():
        raise Refused("into", _("「%(into)s」も閉じる予定です。別の本部を選んでください。") % {"into": into}, field="into")
    if coming := planned.filter(into_hq=hq).select_related("hq").first():
        raise Refused("awaited", _("「%(hq)s」の統合先になっています。先にその予定を取り消してください。") % {"hq": coming.hq})


def _carry_out(closing: Closing, by: Actor) -> None:
    posts, place = counterparts(closing), closing.place
    if closing.school and closing.into_school:
        merge_school(closing.school, closing.into_school, by=by)
    pass_all(posts=posts, word=_("%(place)sの統合のため") % {"place": place}, by=by)
    for before, after in posts.items():
        HandoverFile.objects.filter(post=before, acknowledgement__isnull=True).update(passed_to=after)
    _end_posts(closing, by)
    if closing.school:
        close_school(closing.school, on=closing.last_on, successor=closing.into_school, by=by)
    elif closing.center:
        _pass_block(closing.center, closing.into_center, by)
        close_center(closing.center, on=closing.last_on, by=by)
    elif closing.hq:
        close_hq(closing.hq, on=closing.last_on, successor=closing.into_hq, by=by)
    closing.state = Closing.State.DONE
    closing.save(update_fields=["state"])


def _end_posts(closing: Closing, by: Actor) -> None:
    """A post to which somebody was appointed meanwhile stays, and stands in the list of posts: a person has to look."""
    for post in posts_of(closing):
        with contextlib.suppress(Refused):
            end_post(post, on=closing.last_on, by=by)


def _pass_block(center: CommunityCenter, into: CommunityCenter | None, by: Actor) -> None:
    """The hub passes on within the block; where the block has no 公民館 left, its schools go to the block of the one that carries on."""
    block = center.block
    if not center.is_hub or block is None or into is None:
        return
    if into.block_id == block.pk:
        assign_center(into, block=block, is_hub=True, by=by)
    elif heir := CommunityCenter.objects.filter(block=block, closed_on=None).exclude(pk=center.pk).first():
        assign_center(heir, block=block, is_hub=True, by=by)
    elif into.block:
        assign_schools(schools=list(block.schools.all()), block=into.block, by=by)
