"""How visits are planned, what was agreed with the school, and what was heard there."""

from yuinowa.rounds.models.disruption import DisruptedNeed, DisruptedVisit, Disruption, DisruptionClosure, VisitCall
from yuinowa.rounds.models.feed import VisitFeed
from yuinowa.rounds.models.plan import PlannedVisit, RoundPlan
from yuinowa.rounds.models.policy import InstructorAbsence, RoundPolicy, SchoolVisits, VisitingHours
from yuinowa.rounds.models.record import FieldNote, Introduction, VisitComment, VisitNeed, VisitPromise, VisitRecord
from yuinowa.rounds.models.visit import Substitution, Visit, VisitCancellation, VisitOption

__all__ = [
    "DisruptedNeed",
    "DisruptedVisit",
    "Disruption",
    "DisruptionClosure",
    "FieldNote",
    "InstructorAbsence",
    "Introduction",
    "PlannedVisit",
    "RoundPlan",
    "RoundPolicy",
    "SchoolVisits",
    "Substitution",
    "Visit",
    "VisitCall",
    "VisitCancellation",
    "VisitComment",
    "VisitFeed",
    "VisitNeed",
    "VisitOption",
    "VisitPromise",
    "VisitRecord",
    "VisitingHours",
]
