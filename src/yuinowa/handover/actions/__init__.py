"""The verbs of this room."""

from yuinowa.handover.actions.files import acknowledge, finish_note, keep_file, open_file, reopen_note, write_note
from yuinowa.handover.actions.rounds import remind_handovers

__all__ = ["acknowledge", "finish_note", "keep_file", "open_file", "remind_handovers", "reopen_note", "write_note"]
