"""The forms of this room: they parse, the actions decide."""

from yuinowa.needs.forms.filters import NeedFilter, OfferFilter, RecordFilter
from yuinowa.needs.forms.need import NeedForm, SchoolChoice
from yuinowa.needs.forms.record import RecordForm
from yuinowa.needs.forms.steps import (
    AnswerForm,
    ApproveForm,
    CancelForm,
    MoveForm,
    OffersForm,
    PreMeetingForm,
    PromisedForm,
    ThanksForm,
    WithdrawForm,
    WordForm,
)

__all__ = [
    "AnswerForm",
    "ApproveForm",
    "CancelForm",
    "MoveForm",
    "NeedFilter",
    "NeedForm",
    "OfferFilter",
    "OffersForm",
    "PreMeetingForm",
    "PromisedForm",
    "RecordFilter",
    "RecordForm",
    "SchoolChoice",
    "ThanksForm",
    "WithdrawForm",
    "WordForm",
]
