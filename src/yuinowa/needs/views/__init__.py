"""The pages of this room."""

from yuinowa.needs.views.answers import my_offers, offer_answer, own_engagement_withdraw
from yuinowa.needs.views.approvals import need_approvals, need_approve, need_send_back
from yuinowa.needs.views.calls import engagement_withdraw, offer_list, offer_record, offer_withdraw, pre_meeting
from yuinowa.needs.views.changes import need_cancel, need_delete, need_move, need_reopen, need_submit
from yuinowa.needs.views.detail import need_detail
from yuinowa.needs.views.lists import need_export, need_list
from yuinowa.needs.views.offers import need_offers
from yuinowa.needs.views.papers import calendar_feed, letter_request, letter_thanks, need_form_pdf, reply_card
from yuinowa.needs.views.posting import need_copy, need_edit, need_new
from yuinowa.needs.views.promised import promise_need
from yuinowa.needs.views.records import need_record, need_thanks, record_detail, record_list
from yuinowa.needs.views.telephone import call_tell, call_untell, phone_list

__all__ = [
    "calendar_feed",
    "call_tell",
    "call_untell",
    "engagement_withdraw",
    "letter_request",
    "letter_thanks",
    "my_offers",
    "need_approvals",
    "need_approve",
    "need_cancel",
    "need_copy",
    "need_delete",
    "need_detail",
    "need_edit",
    "need_export",
    "need_form_pdf",
    "need_list",
    "need_move",
    "need_new",
    "need_offers",
    "need_record",
    "need_reopen",
    "need_send_back",
    "need_submit",
    "need_thanks",
    "offer_answer",
    "offer_list",
    "offer_record",
    "offer_withdraw",
    "own_engagement_withdraw",
    "phone_list",
    "pre_meeting",
    "promise_need",
    "record_detail",
    "record_list",
    "reply_card",
]
