"""What happens to a plan of the benchmark city: an illness, a storm, a new closed day."""

from __future__ import annotations

from dataclasses import replace

from yuinowa.engine.rounds.model import Block, Plan, Problem, Trip

TODAY = 20
STORM = range(25, 30)


def events(problem: Problem, plan: Plan) -> dict[str, Problem]:
    """On day 20; the illness and the closed day hit the next trip of the largest block from day 22 on."""
    name = max(problem.blocks, key=lambda block: len(block.schools)).id
    hit = next((trip for trip in plan.trips if trip.block == name and trip.day >= TODAY + 2), None)
    if hit is None:
        return {}
    blocks = {
        "illness": tuple(_away(block, (hit.day,)) if block.id == name else block for block in problem.blocks),
        "storm": tuple(_away(block, tuple(STORM)) for block in problem.blocks),
        "closed": tuple(_closed(block, hit) if block.id == name else block for block in problem.blocks),
    }
    return {event: replace(problem, blocks=changed, previous=plan.trips, today=TODAY) for event, changed in blocks.items()}


def displaced(problem: Problem) -> int:
    """Previous trips from today on that the new facts forbid on their day."""
    blocks = {block.id: block for block in problem.blocks}
    return sum(_is_lost(blocks[trip.block], trip) for trip in problem.previous or () if trip.day >= (problem.today or 0))


def _is_lost(block: Block, trip: Trip) -> bool:
    open_days = {school.id: school.open for school in block.schools}
    return trip.day in block.absent or any(trip.day not in open_days[stop.school] for stop in trip.stops)


def _away(block: Block, days: tuple[int, ...]) -> Block:
    return replace(block, absent=tuple(sorted({*block.absent, *days})))


def _closed(block: Block, trip: Trip) -> Block:
    name = trip.stops[0].school
    schools = (replace(s, open=tuple(d for d in s.open if d != trip.day)) if s.id == name else s for s in block.schools)
    return replace(block, schools=tuple(schools))
