"""Addresses of this room."""

from django.urls import path

from yuinowa.needs import views

urlpatterns = [
    path("needs/", views.need_list, name="need_list"),
    path("needs/new/", views.need_new, name="need_new"),
    path("needs/export/<str:form>/", views.need_export, name="need_export"),
    path("needs/approvals/", views.need_approvals, name="need_approvals"),
    path("needs/<int:pk>/", views.need_detail, name="need_detail"),
    path("needs/<int:pk>/edit/", views.need_edit, name="need_edit"),
    path("needs/<int:pk>/copy/", views.need_copy, name="need_copy"),
    path("needs/<int:pk>/submit/", views.need_submit, name="need_submit"),
    path("needs/<int:pk>/delete/", views.need_delete, name="need_delete"),
    path("needs/<int:pk>/approve/", views.need_approve, name="need_approve"),
    path("needs/<int:pk>/send-back/", views.need_send_back, name="need_send_back"),
    path("needs/<int:pk>/cancel/", views.need_cancel, name="need_cancel"),
    path("needs/<int:pk>/reopen/", views.need_reopen, name="need_reopen"),
    path("needs/<int:pk>/move/", views.need_move, name="need_move"),
    path("needs/<int:pk>/offers/", views.need_offers, name="need_offers"),
    path("needs/<int:pk>/record/", views.need_record, name="need_record"),
    path("needs/<int:pk>/thanks/", views.need_thanks, name="need_thanks"),
    path("needs/<int:pk>/form.pdf", views.need_form_pdf, name="need_form_pdf"),
    path("promises/<int:pk>/need/", views.promise_need, name="promise_need"),
    path("offers/", views.offer_list, name="offer_list"),
    path("offers/mine/", views.my_offers, name="my_offers"),
    path("offers/telephone/", views.phone_list, name="phone_list"),
    path("calls/<int:pk>/tell/", views.call_tell, name="call_tell"),
    path("calls/<int:pk>/untell/", views.call_untell, name="call_untell"),
    path("offers/answer/<str:token>/", views.offer_answer, name="offer_answer"),
    path("offers/<int:pk>/record/", views.offer_record, name="offer_record"),
    path("offers/<int:pk>/withdraw/", views.offer_withdraw, name="offer_withdraw"),
    path("offers/<int:pk>/card.pdf", views.reply_card, name="reply_card"),
    path("engagements/<int:pk>/withdraw/", views.engagement_withdraw, name="engagement_withdraw"),
    path("engagements/<int:pk>/cannot-come/", views.own_engagement_withdraw, name="own_engagement_withdraw"),
    path("engagements/<int:pk>/meeting/", views.pre_meeting, name="pre_meeting"),
    path("engagements/<int:pk>/request.pdf", views.letter_request, name="letter_request"),
    path("engagements/<int:pk>/thanks.pdf", views.letter_thanks, name="letter_thanks"),
    path("records/", views.record_list, name="record_list"),
    path("records/<int:pk>/", views.record_detail, name="record_detail"),
    path("calendar/<str:token>/yotei.ics", views.calendar_feed, name="calendar_feed"),
]
