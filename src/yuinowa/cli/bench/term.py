"""`yuinowa bench term [--needs 2000] [--json]`: a term planned end to end on one core, in a transaction that is rolled back.

For a database that holds a demo city (DATABASE_URL). Its coming needs are posted again, with the same schools and days, until there are as
many as asked for; then they are read, planned with reasons, and written, as the worker does it.
"""

import argparse
import json
import os
import time
from itertools import cycle, islice
from typing import Any

LIMIT_SECONDS = 60


def main(argv: list[str]) -> int:
    options = _options(argv)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        report = _measure(options.needs)
        transaction.set_rollback(True)
    print(json.dumps(report, ensure_ascii=False, indent=1) if options.json else _table(report))
    return 0 if report["wall"] <= LIMIT_SECONDS and report["status"] == "proven" else 1


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuinowa bench term", description=__doc__)
    parser.add_argument("--needs", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(argv)


def _measure(count: int) -> dict[str, Any]:
    from yuinowa.core import jobs
    from yuinowa.core.actions import system_actor
    from yuinowa.matching.actions import make_plan
    from yuinowa.matching.adapter.running import run_plan
    from yuinowa.matching.models import Plan

    by = system_actor("bench:term")
    with jobs.held():
        first, last = _fill(count, by)
        plan = make_plan(from_on=first, until_on=last, name="bench", by=by)
        wall, processor = time.perf_counter(), time.process_time()
        run_plan(plan.pk)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
    plan = Plan.objects.get(pk=plan.pk)
    names = ("needs", "needs_filled", "seats", "seats_filled", "people", "people_asked")
    return {
        "figures": {name: plan.figures[name] for name in names},
        "status": plan.status,
        "levels": plan.levels,
        "wall": round(wall, 2),
        "engine": plan.seconds,
        "cpu_beside_engine": round(processor, 2),
        "limit_seconds": LIMIT_SECONDS,
    }


def _fill(count: int, by: Any) -> tuple[Any, Any]:
    """Post the coming needs again until there are ``count``; returns the first and the last day."""
    from yuinowa.core import clock
    from yuinowa.needs import actions
    from yuinowa.needs.actions.post import wish_of
    from yuinowa.needs.models import Need

    needs = Need.objects.filter(state=Need.State.OPEN, first_on__gt=clock.today()).select_related("school__site")
    coming = list(needs.prefetch_related("dates").order_by("first_on", "pk"))
    more = [(need.school, wish_of(need)) for need in islice(cycle(coming), max(0, count - len(coming)))]
    posted = actions.post_needs(rows=more, by=by, is_quiet=True)
    waiting = [need for need in posted if need.state == Need.State.AWAITING_APPROVAL]
    actions.approve_needs(needs=waiting, by=by)
    return coming[0].first_on, coming[-1].first_on


def _table(report: dict[str, Any]) -> str:
    figures = report["figures"]
    lines = [
        f"{figures['needs']} needs with {figures['seats']} seats, {figures['people']} people; one core",
        f"{report['status']}: {figures['seats_filled']} seats filled, {figures['people_asked']} people asked",
        *(f"  {level['name']:9} {level['value']} (bound {level['bound']}) {level['seconds']:.2f} s" for level in report["levels"]),
        f"wall {report['wall']:.2f} s, of which the engine {report['engine']:.2f} s; limit {report['limit_seconds']} s",
    ]
    return "\n".join(lines)
