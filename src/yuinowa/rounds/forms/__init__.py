"""The forms of this room: they parse, the actions decide."""

from yuinowa.rounds.forms.answer import AnswerForm
from yuinowa.rounds.forms.record import CommentForm, PromiseLine, VisitRecordForm
from yuinowa.rounds.forms.upset import AbsenceForm, LostForm, LostNeedForm, StormForm

__all__ = [
    "AbsenceForm",
    "AnswerForm",
    "CommentForm",
    "LostForm",
    "LostNeedForm",
    "PromiseLine",
    "StormForm",
    "VisitRecordForm",
]
