"""The verbs of this room: ask, answer, record what was asked elsewhere, close; make a case of an answer and publish it."""

from yuinowa.advice.actions.answering import Promised, answer, record_consultation
from yuinowa.advice.actions.asking import ask, follow_up, mark_read, share, unshare
from yuinowa.advice.actions.attachments import drop_attachments, remove_attachment
from yuinowa.advice.actions.closing import close, close_all, reopen, reopen_all
from yuinowa.advice.actions.knowledge import edit_knowledge, make_knowledge, publish_knowledge, withdraw_knowledge

__all__ = [
    "Promised",
    "answer",
    "ask",
    "close",
    "close_all",
    "drop_attachments",
    "edit_knowledge",
    "follow_up",
    "make_knowledge",
    "mark_read",
    "publish_knowledge",
    "record_consultation",
    "remove_attachment",
    "reopen",
    "reopen_all",
    "share",
    "unshare",
    "withdraw_knowledge",
]
