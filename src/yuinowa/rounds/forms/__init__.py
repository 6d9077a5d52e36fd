"""The forms of this room: they parse, the actions decide."""

from yuinowa.rounds.forms.answer import AnswerForm
from yuinowa.rounds.forms.record import CommentForm, PromiseLine, VisitRecordForm

__all__ = ["AnswerForm", "CommentForm", "PromiseLine", "VisitRecordForm"]
