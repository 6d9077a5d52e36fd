"""The verbs of this room, from posting a need to thanking who came."""

from yuinowa.needs.actions.answer import accept_offer, accept_offers, decline_offer, record_answer
from yuinowa.needs.actions.approve import approve_need, approve_needs, send_back_need
from yuinowa.needs.actions.askable import Ask
from yuinowa.needs.actions.calls import tell_call, untell_call
from yuinowa.needs.actions.change import (
    cancel_need,
    concerned_by,
    move_need,
    reopen_need,
    set_pre_meeting,
    withdraw_engagement,
    withdraw_own_engagement,
)
from yuinowa.needs.actions.copy import copy_need
from yuinowa.needs.actions.offer import Sent, ask_candidates, restore_offer, send_offers, send_offers_bulk, withdraw_offer
from yuinowa.needs.actions.post import Posted, delete_draft, edit_need, is_approval_needed, post_need, post_needs, submit_need, wish_of
from yuinowa.needs.actions.promised import promise_to_need, school_of, wish_of_promise
from yuinowa.needs.actions.record import (
    Came,
    Record,
    correct_record,
    give_thanks,
    record_activities,
    record_activity,
    send_thanks,
    write_thanks,
)
from yuinowa.needs.actions.rounds import expire_offers, remind_day_before, remind_offers, warn_unfilled
from yuinowa.needs.actions.wish import Wish, WishedDate

__all__ = [
    "Ask",
    "Came",
    "Posted",
    "Record",
    "Sent",
    "Wish",
    "WishedDate",
    "accept_offer",
    "accept_offers",
    "approve_need",
    "approve_needs",
    "ask_candidates",
    "cancel_need",
    "concerned_by",
    "copy_need",
    "correct_record",
    "decline_offer",
    "delete_draft",
    "edit_need",
    "expire_offers",
    "give_thanks",
    "is_approval_needed",
    "move_need",
    "post_need",
    "post_needs",
    "promise_to_need",
    "record_activities",
    "record_activity",
    "record_answer",
    "remind_day_before",
    "remind_offers",
    "reopen_need",
    "restore_offer",
    "school_of",
    "send_back_need",
    "send_offers",
    "send_offers_bulk",
    "send_thanks",
    "set_pre_meeting",
    "submit_need",
    "tell_call",
    "untell_call",
    "warn_unfilled",
    "wish_of",
    "wish_of_promise",
    "withdraw_engagement",
    "withdraw_offer",
    "withdraw_own_engagement",
    "write_thanks",
]
