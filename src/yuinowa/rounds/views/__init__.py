"""The pages of this room."""

from yuinowa.rounds.views.answering import visit_answer, visit_take_back
from yuinowa.rounds.views.day import visit_day, visit_day_pdf
from yuinowa.rounds.views.detail import visit_detail
from yuinowa.rounds.views.proposing import visit_propose, visits_propose
from yuinowa.rounds.views.reading import visit_agree, visit_comment, visit_disagree
from yuinowa.rounds.views.recording import visit_record

__all__ = [
    "visit_agree",
    "visit_answer",
    "visit_comment",
    "visit_day",
    "visit_day_pdf",
    "visit_detail",
    "visit_disagree",
    "visit_propose",
    "visit_record",
    "visit_take_back",
    "visits_propose",
]
