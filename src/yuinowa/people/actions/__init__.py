"""The verbs of this room."""

from yuinowa.people.actions.accounts import (
    accept_invitation,
    follow_address,
    forget_invitations,
    give_account,
    give_accounts,
    invite,
    invite_all,
    open_accounts,
    withdraw_invitations,
)
from yuinowa.people.actions.hqs import commission, end_term, end_terms, renew_terms, withdraw_term
from yuinowa.people.actions.looks import forget_looks, note_looks
from yuinowa.people.actions.persons import add_person, change_person, forget_person, merge_persons
from yuinowa.people.actions.posts import appoint, appoint_all, end_appointment, end_post, move_end, open_post, withdraw_appointment
from yuinowa.people.actions.uploads import keep_upload

__all__ = [
    "accept_invitation",
    "add_person",
    "appoint",
    "appoint_all",
    "change_person",
    "commission",
    "end_appointment",
    "end_post",
    "end_term",
    "end_terms",
    "follow_address",
    "forget_invitations",
    "forget_looks",
    "forget_person",
    "give_account",
    "give_accounts",
    "invite",
    "invite_all",
    "keep_upload",
    "merge_persons",
    "move_end",
    "note_looks",
    "open_accounts",
    "open_post",
    "renew_terms",
    "withdraw_appointment",
    "withdraw_invitations",
    "withdraw_term",
]
