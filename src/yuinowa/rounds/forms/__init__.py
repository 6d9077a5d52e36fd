"""The forms of this room: they parse, the actions decide."""

from yuinowa.rounds.forms.answer import AnswerForm

__all__ = ["AnswerForm"]
