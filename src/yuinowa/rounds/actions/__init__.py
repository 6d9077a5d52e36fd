"""The verbs of this room: from making a visit to what was heard on it, and what is done when its day is lost."""

from yuinowa.rounds.actions.absence import can_be_asked, check_absence, foresee_absence, report_absence
from yuinowa.rounds.actions.absences import drop_absence, plan_absence
from yuinowa.rounds.actions.adopting import Adopted, adopt_plan
from yuinowa.rounds.actions.answer import choose_option, confirm_visit, decline_days, take_back_answer
from yuinowa.rounds.actions.asked import announce_visits, remind_schools, report_unanswered
from yuinowa.rounds.actions.border import follow_border, foretell_border
from yuinowa.rounds.actions.calls import tell_visit_call, untell_visit_call
from yuinowa.rounds.actions.feed import end_feed, make_feed
from yuinowa.rounds.actions.holders import book_visits, change_holder
from yuinowa.rounds.actions.hours import set_visiting_hours
from yuinowa.rounds.actions.notes import LONGEST, discard_note, drop_old_notes, receive_note
from yuinowa.rounds.actions.planning import discard_rounds, keep_rounds, order_plan, receive_failure, receive_rounds, stop_rounds
from yuinowa.rounds.actions.policies import Special, change_policy, copy_policies, make_policy, remove_policy, set_school_visits
from yuinowa.rounds.actions.propose import propose_visit, propose_visits
from yuinowa.rounds.actions.reading import agree_to_record, comment_on_record, take_back_agreement
from yuinowa.rounds.actions.record import Heard, edit_record, record_visit
from yuinowa.rounds.actions.refuse import refuse_visit, take_back_refusal
from yuinowa.rounds.actions.storm import check_storm, close_for_weather
from yuinowa.rounds.actions.substitution import accept_substitution, decline_substitution, expire_substitutions
from yuinowa.rounds.actions.unadopting import made_or_moved_by, unadopt_plan
from yuinowa.rounds.actions.undo import foresee_undo, undo_absence, undo_storm
from yuinowa.rounds.actions.visits import cancel_visit, finish_visits, lock_visit, make_visit, move_visit, place_of, return_visit

__all__ = [
    "LONGEST",
    "Adopted",
    "Heard",
    "Special",
    "accept_substitution",
    "adopt_plan",
    "agree_to_record",
    "announce_visits",
    "book_visits",
    "can_be_asked",
    "cancel_visit",
    "change_holder",
    "change_policy",
    "check_absence",
    "check_storm",
    "choose_option",
    "close_for_weather",
    "comment_on_record",
    "confirm_visit",
    "copy_policies",
    "decline_days",
    "decline_substitution",
    "discard_note",
    "discard_rounds",
    "drop_absence",
    "drop_old_notes",
    "edit_record",
    "end_feed",
    "expire_substitutions",
    "finish_visits",
    "follow_border",
    "foresee_absence",
    "foresee_undo",
    "foretell_border",
    "keep_rounds",
    "lock_visit",
    "made_or_moved_by",
    "make_feed",
    "make_policy",
    "make_visit",
    "move_visit",
    "order_plan",
    "place_of",
    "plan_absence",
    "propose_visit",
    "propose_visits",
    "receive_failure",
    "receive_note",
    "receive_rounds",
    "record_visit",
    "refuse_visit",
    "remind_schools",
    "remove_policy",
    "report_absence",
    "report_unanswered",
    "return_visit",
    "set_school_visits",
    "set_visiting_hours",
    "stop_rounds",
    "take_back_agreement",
    "take_back_answer",
    "take_back_refusal",
    "tell_visit_call",
    "unadopt_plan",
    "undo_absence",
    "undo_storm",
    "untell_visit_call",
]
