"""What-if questions to a plan that stands: who else could come, and what would it cost?"""

from dataclasses import dataclass
from typing import Any

from yuinowa.core import clock
from yuinowa.engine.matching.candidates import rank_candidates
from yuinowa.engine.matching.explain import why_not
from yuinowa.engine.matching.ground import Ground
from yuinowa.engine.matching.model import Assignment
from yuinowa.engine.matching.model import Plan as EnginePlan
from yuinowa.matching.adapter import facts as term_facts
from yuinowa.matching.adapter.build import problem_of, talent_of
from yuinowa.matching.adapter.facts import Occupied
from yuinowa.matching.models import Proposal
from yuinowa.talents.models import Talent

COUNT = 10


@dataclass(frozen=True)
class Other:
    """Somebody who could come instead; ``price`` is the engine's reason, to be worded by the page."""

    talent: Talent
    km: float
    is_known: bool
    load: int
    price: dict[str, Any]


def others_for(proposal: Proposal) -> list[Other]:
    """The best ten people who are free for the date of ``proposal`` given the rest of its plan."""
    facts = term_facts.read(proposal.plan.from_on, proposal.plan.until_on, today=clock.today(), needs=[proposal.need_id], is_full=True)
    wish = next((wish for wish in facts.wishes if wish.date_id == proposal.date_id), None)
    if wish is None:
        return []
    problem = problem_of(facts, [wish], occupied=_rest_of(proposal))
    here = [a for a in [Assignment(str(proposal.need_id), _person(problem, proposal.talent_id))] if a.person]
    plan = EnginePlan("proven", (), tuple(here))
    ground = Ground(problem, plan)
    ranked = rank_candidates(problem, plan, str(proposal.need_id), COUNT, ground=ground)
    talents = Talent.objects.in_bulk([talent_of(found.person) for found in ranked])
    prices = [why_not(problem, plan, str(proposal.need_id), found.person, ground=ground) for found in ranked]
    return [
        Other(talents[talent_of(f.person)], round(f.km, 1), f.known, f.load, {"code": p.code, "values": dict(p.values)})
        for f, p in zip(ranked, prices, strict=True)
    ]


def _person(problem: Any, talent_id: int) -> str:
    return next((pair.person for pair in problem.pairs if talent_of(pair.person) == talent_id), "")


def _rest_of(proposal: Proposal) -> list[Occupied]:
    """Where the plan sends people otherwise."""
    rows = (
        Proposal.objects.filter(plan=proposal.plan_id)
        .exclude(pk=proposal.pk)
        .wanted()
        .values_list("talent", "date__on", "date__starts_at", "date__ends_at", "need__site")
    )
    return [Occupied(t, on, term_facts.minute_of(s), term_facts.minute_of(e), site) for t, on, s, e, site in rows]
