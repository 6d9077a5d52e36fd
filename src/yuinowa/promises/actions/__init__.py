"""The verbs of this room, from writing a promise down to keeping it. Later rooms make theirs through ``make_promises``."""

from yuinowa.promises.actions.close import finish_promise, finish_promises, reopen_promise, reopen_promises, withdraw_promise
from yuinowa.promises.actions.make import Promised, make_promise, make_promises
from yuinowa.promises.actions.pass_on import hand_on, move_due_date, pass_all, passable
from yuinowa.promises.actions.rounds import remind_promises, report_overdue

__all__ = [
    "Promised",
    "finish_promise",
    "finish_promises",
    "hand_on",
    "make_promise",
    "make_promises",
    "move_due_date",
    "pass_all",
    "passable",
    "remind_promises",
    "reopen_promise",
    "reopen_promises",
    "report_overdue",
    "withdraw_promise",
]
