"""The pages of this room."""

from yuinowa.handover.views.files import file_acknowledge, file_detail, handover_note, handover_paper, handover_post, note_reopen
from yuinowa.handover.views.lists import handover_export, handover_list

__all__ = [
    "file_acknowledge",
    "file_detail",
    "handover_export",
    "handover_list",
    "handover_note",
    "handover_paper",
    "handover_post",
    "note_reopen",
]
