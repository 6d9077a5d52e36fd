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
)
from yuinowa.people.actions.persons import add_person, change_person, merge_persons
from yuinowa.people.actions.posts import appoint, appoint_all, end_appointment, end_post, open_post
from yuinowa.people.actions.uploads import keep_upload

__all__ = [
    "accept_invitation",
    "add_person",
    "appoint",
    "appoint_all",
    "change_person",
    "end_appointment",
    "end_post",
    "follow_address",
    "forget_invitations",
    "give_account",
    "give_accounts",
    "invite",
    "invite_all",
    "keep_upload",
    "merge_persons",
    "open_accounts",
    "open_post",
]
