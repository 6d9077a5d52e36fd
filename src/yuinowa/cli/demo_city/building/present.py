"""These weeks: a plan that was sent, with answers of every kind, people who come soon, and a need that nobody can meet."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.db.models import Q

from yuinowa.cli.demo_city.building.asking import post
from yuinowa.cli.demo_city.building.world import SYSTEM, World, at
from yuinowa.cli.demo_city.chance import stream
from yuinowa.core import clock
from yuinowa.core.actions import Actor, Channel
from yuinowa.core.errors import Refused
from yuinowa.matching import actions as planning
from yuinowa.matching.adapter.running import rank_now, run_plan
from yuinowa.matching.models import Plan
from yuinowa.needs import actions
from yuinowa.needs.models import Candidate, Need, Offer
from yuinowa.people.actors import resident_actor
from yuinowa.talents.models import Talent

POSTED_DAYS, SENT_DAYS, LATE_DAYS = 32, 16, 2
YES, NO = 0.66, 0.14
WORDS_YES = ("喜んで伺います。", "道具を持って行きます。", "孫と同じ年ごろの子に会えるのが楽しみです。", "")
WORDS_NO = ("その日は通院があります。", "仕事が休めませんでした。", "またの機会にお願いします。")


def build_present(world: World) -> int:
    """Returns how many offers were sent."""
    spec = world.spec
    rng = stream(world.seed, "answers")
    early, late = spec.soon[: len(spec.soon) * 2 // 3], spec.soon[len(spec.soon) * 2 // 3 :]
    post(world, early, days_before=world.today - dt.timedelta(days=POSTED_DAYS))
    _plan_and_send(world)
    _answer(world, rng, days=SENT_DAYS - 3, yes=YES, no=NO)
    _next_ones(world, days=SENT_DAYS - 8)
    _answer(world, rng, days=SENT_DAYS - 10, yes=0.5, no=0.1)
    _next_ones(world, days=1)
    post(world, late, days_before=world.today - dt.timedelta(days=LATE_DAYS + 5))
    _ask_late(world)
    _ask_by_telephone(world)
    with at(world.today, 8):
        actions.warn_unfilled(today=world.today, by=SYSTEM)
        actions.remind_day_before(today=world.today, by=SYSTEM)
    return Offer.objects.filter(sent_at__date__gte=world.today - dt.timedelta(days=SENT_DAYS)).count()


def _plan_and_send(world: World) -> None:
    day = world.today - dt.timedelta(days=SENT_DAYS)
    with at(day, 10):
        by = world.actor("coordinator")
        until = max(occasion.on for need in world.spec.soon for occasion in need.occasions)
        plan = planning.make_plan(from_on=world.today + dt.timedelta(days=1), until_on=until, name="学期末までの計画", by=by)
        run_plan(plan.pk)
    with at(day, 15):
        plan = Plan.objects.get(pk=plan.pk)
        planning.send_plan(plan, by=by)
        rank_now(list(_open_needs(world)))


def _open_needs(world: World) -> list[int]:
    until = max(occasion.on for need in world.spec.soon for occasion in need.occasions)
    needs = Need.objects.live().between(world.today + dt.timedelta(days=1), until)
    return list(needs.values_list("pk", flat=True))


def _answer(world: World, rng: Random, *, days: int, yes: float, no: float) -> None:
    """Some say yes, some no, some nothing; by link, or by telephone to the 公民館."""
    with at(world.today - dt.timedelta(days=days), 18, 30):
        waiting = Offer.objects.waiting().filter(accept_by__gt=clock.now())
        for offer in waiting.select_related("talent", "need__school").order_by("pk"):
            roll = rng.random()
            if roll < yes + no:
                _say(world, offer, has_accepted=roll < yes, word=rng.choice(WORDS_YES if roll < yes else WORDS_NO))


def _say(world: World, offer: Offer, *, has_accepted: bool, word: str) -> None:
    try:
        if not offer.talent.is_mailed:
            by = world.actor("coordinator", channel=Channel.TELEPHONE)
            actions.record_answer(offer, has_accepted=has_accepted, by=by, word=word)
        elif has_accepted:
            actions.accept_offer(offer, by=resident_actor(offer.talent.person_id, channel=Channel.LINK), word=word)
        else:
            actions.decline_offer(offer, by=resident_actor(offer.talent.person_id, channel=Channel.LINK), word=word)
    except Refused:
        # Two offers of one person can lie too close together for both: the second answer stays open, as in life.
        return


def _next_ones(world: World, *, days: int) -> None:
    """Silence runs out, and the next candidates are asked."""
    with at(world.today - dt.timedelta(days=days), 7) as moment:
        overdue = Need.objects.filter(Q(offers__state=Offer.State.WAITING), offers__accept_by__lt=moment).distinct()
        for need in overdue.order_by("pk"):
            actions.expire_offers(need, at=moment, by=SYSTEM)


def _ask_late(world: World) -> None:
    """What came late gets its best candidates by repair; their answers are awaited, some by telephone."""
    with at(world.today - dt.timedelta(days=LATE_DAYS), 11):
        fresh = [pk for pk in _open_needs(world) if not Offer.objects.filter(need=pk).exists()]
        rank_now(fresh)
        for need in Need.objects.filter(pk__in=fresh).select_related("school__block").order_by("pk"):
            candidates = Candidate.objects.filter(need=need).select_related("talent__person").order_by("talent__is_mailed", "rank")
            talents = [candidate.talent for candidate in candidates[: need.people]]
            if talents:
                actions.send_offers(need, talents=talents, by=_instructor(world, need))


def _ask_by_telephone(world: World) -> None:
    """In every block somebody without e-mail is asked, so that each 公民館 has a call to make."""
    with at(world.today - dt.timedelta(days=LATE_DAYS), 13):
        for block in world.blocks.values():
            needs = Need.objects.filter(state=Need.State.OPEN, school__block=block, first_on__gt=world.today)
            any(_is_asked_by_telephone(world, need) for need in needs.select_related("school").order_by("first_on", "pk"))


def _is_asked_by_telephone(world: World, need: Need) -> bool:
    without_mail = Talent.objects.active().filter(is_mailed=False, skills=need.skill_id, block=need.school.block_id)
    for talent in without_mail.select_related("person").order_by("pk"):
        try:
            actions.send_offers(need, talents=[talent], by=_instructor(world, need))
        except Refused:
            continue
        return True
    return False


def _instructor(world: World, need: Need) -> Actor:
    block = next(key for key, row in world.blocks.items() if row.pk == need.school.block_id)
    return world.actor("instructor", f"center-{block}")
