"""The pages of this room."""

from yuinowa.advice.views.attachments import attachment, attachment_remove
from yuinowa.advice.views.bulk import consultations_close, consultations_reopen
from yuinowa.advice.views.changes import consultation_close, consultation_reopen, consultation_share
from yuinowa.advice.views.counts import advice_counts, advice_counts_export
from yuinowa.advice.views.detail import consultation_answer, consultation_detail, consultation_follow
from yuinowa.advice.views.knowledge import knowledge_detail, knowledge_edit, knowledge_make, knowledge_publish, knowledge_withdraw
from yuinowa.advice.views.lists import consultation_export, consultation_list, knowledge_export, knowledge_list
from yuinowa.advice.views.making import consultation_new, consultation_record
from yuinowa.advice.views.pack import colleague_pack, colleague_pack_pdf

__all__ = [
    "advice_counts",
    "advice_counts_export",
    "attachment",
    "attachment_remove",
    "colleague_pack",
    "colleague_pack_pdf",
    "consultation_answer",
    "consultation_close",
    "consultation_detail",
    "consultation_export",
    "consultation_follow",
    "consultation_list",
    "consultation_new",
    "consultation_record",
    "consultation_reopen",
    "consultation_share",
    "consultations_close",
    "consultations_reopen",
    "knowledge_detail",
    "knowledge_edit",
    "knowledge_export",
    "knowledge_list",
    "knowledge_make",
    "knowledge_publish",
    "knowledge_withdraw",
]
