"""The verbs of this room: from making a visit to what was heard on it."""

from yuinowa.rounds.actions.answer import choose_option, confirm_visit, decline_days, take_back_answer
from yuinowa.rounds.actions.asked import announce_visits, remind_schools, report_unanswered
from yuinowa.rounds.actions.propose import propose_visit, propose_visits
from yuinowa.rounds.actions.visits import cancel_visit, lock_visit, make_visit, move_visit

__all__ = [
    "announce_visits",
    "cancel_visit",
    "choose_option",
    "confirm_visit",
    "decline_days",
    "lock_visit",
    "make_visit",
    "move_visit",
    "propose_visit",
    "propose_visits",
    "remind_schools",
    "report_unanswered",
    "take_back_answer",
]
