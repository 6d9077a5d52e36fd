"""The verbs of this room."""

from yuinowa.handover.actions.closings import (
    carry_out_closings,
    counterparts,
    foretell_coming,
    foretell_hq,
    given_ahead,
    holders_of,
    imagined,
    plan_closing,
    posts_of,
    undo_closing,
)
from yuinowa.handover.actions.files import acknowledge, finish_note, keep_file, open_file, reopen_note, write_note
from yuinowa.handover.actions.rollovers import (
    complete_rollovers,
    confirm_block,
    draft_rollover,
    mails_of,
    open_invitations_of,
    prepare_rollover,
    reopen_block,
    undo_rollover,
)
from yuinowa.handover.actions.rounds import end_sessions, remind_handovers
from yuinowa.handover.actions.transfers import transfer_post, undo_transfer, will_be_invited

__all__ = [
    "acknowledge",
    "carry_out_closings",
    "complete_rollovers",
    "confirm_block",
    "counterparts",
    "draft_rollover",
    "end_sessions",
    "finish_note",
    "foretell_coming",
    "foretell_hq",
    "given_ahead",
    "holders_of",
    "imagined",
    "keep_file",
    "mails_of",
    "open_file",
    "open_invitations_of",
    "plan_closing",
    "posts_of",
    "prepare_rollover",
    "remind_handovers",
    "reopen_block",
    "reopen_note",
    "transfer_post",
    "undo_closing",
    "undo_rollover",
    "undo_transfer",
    "will_be_invited",
    "write_note",
]
