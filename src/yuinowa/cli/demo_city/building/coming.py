"""The coming term: what schools have asked for, and a finished plan that waits for the coordinator."""

from __future__ import annotations

import datetime as dt

from yuinowa.cli.demo_city.building.asking import post
from yuinowa.cli.demo_city.building.world import World, at
from yuinowa.matching.actions import make_plan
from yuinowa.matching.adapter.running import price_plan, rank_now, run_plan
from yuinowa.matching.models import Plan
from yuinowa.needs.models import Need


def build_coming(world: World) -> int:
    return sum(len(needs) for needs in post(world, world.spec.needs).values())


def build_candidates(world: World) -> int:
    """Whom to ask next, for every need that is open: done once here instead of once for each need by the worker."""
    with at(world.today, 7, 30):
        needs = list(Need.objects.live().filter(first_on__gte=world.today).values_list("pk", flat=True))
        rank_now(needs)
    return len(needs)


def build_plan(world: World) -> int:
    """Returns how many people it proposes."""
    term = world.spec.term
    with at(world.today - dt.timedelta(days=1), 15, 10):
        by = world.actor("coordinator")
        plan = make_plan(from_on=term.first, until_on=term.last, name=f"{term.name}の計画", by=by)
        result = run_plan(plan.pk)
        if result is not None:
            price_plan(plan.pk, result)
    return Plan.objects.get(pk=plan.pk).proposals.count()
