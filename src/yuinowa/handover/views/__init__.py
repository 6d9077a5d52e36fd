"""The pages of this room."""

from yuinowa.handover.views.closings import center_close, closing_list, hq_close, school_close
from yuinowa.handover.views.files import file_acknowledge, file_detail, handover_note, handover_paper, handover_post, note_reopen
from yuinowa.handover.views.lists import handover_export, handover_list
from yuinowa.handover.views.rollovers import (
    rollover_block,
    rollover_detail,
    rollover_import,
    rollover_list,
    rollover_prepare,
    rollover_template,
    rollover_undo,
)
from yuinowa.handover.views.transfers import post_transfer, transfer_undo
from yuinowa.handover.views.undoing import closing_undo

__all__ = [
    "center_close",
    "closing_list",
    "closing_undo",
    "file_acknowledge",
    "file_detail",
    "handover_export",
    "handover_list",
    "handover_note",
    "handover_paper",
    "handover_post",
    "hq_close",
    "note_reopen",
    "post_transfer",
    "rollover_block",
    "rollover_detail",
    "rollover_import",
    "rollover_list",
    "rollover_prepare",
    "rollover_template",
    "rollover_undo",
    "school_close",
    "transfer_undo",
]
