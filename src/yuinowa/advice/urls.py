"""Addresses of this room."""

from django.urls import path

from yuinowa.advice import views

urlpatterns = [
    path("advice/", views.consultation_list, name="consultation_list"),
    path("advice/new/", views.consultation_new, name="consultation_new"),
    path("advice/record/", views.consultation_record, name="consultation_record"),
    path("advice/close/", views.consultations_close, name="consultations_close"),
    path("advice/reopen/", views.consultations_reopen, name="consultations_reopen"),
    path("advice/export/<str:form>/", views.consultation_export, name="consultation_export"),
    path("advice/counts/", views.advice_counts, name="advice_counts"),
    path("advice/counts/export/<str:form>/", views.advice_counts_export, name="advice_counts_export"),
    path("advice/attachments/<int:pk>/", views.attachment, name="attachment"),
    path("advice/attachments/<int:pk>/remove/", views.attachment_remove, name="attachment_remove"),
    path("advice/<int:pk>/", views.consultation_detail, name="consultation_detail"),
    path("advice/<int:pk>/ask-more/", views.consultation_follow, name="consultation_follow"),
    path("advice/<int:pk>/answer/", views.consultation_answer, name="consultation_answer"),
    path("advice/<int:pk>/share/", views.consultation_share, name="consultation_share"),
    path("advice/<int:pk>/close/", views.consultation_close, name="consultation_close"),
    path("advice/<int:pk>/reopen/", views.consultation_reopen, name="consultation_reopen"),
    path("advice/messages/<int:pk>/case/", views.knowledge_make, name="knowledge_make"),
    path("knowledge/", views.knowledge_list, name="knowledge_list"),
    path("knowledge/export/<str:form>/", views.knowledge_export, name="knowledge_export"),
    path("knowledge/<int:pk>/", views.knowledge_detail, name="knowledge_detail"),
    path("knowledge/<int:pk>/edit/", views.knowledge_edit, name="knowledge_edit"),
    path("knowledge/<int:pk>/publish/", views.knowledge_publish, name="knowledge_publish"),
    path("knowledge/<int:pk>/withdraw/", views.knowledge_withdraw, name="knowledge_withdraw"),
    path("schools/<int:pk>/pack/", views.colleague_pack, name="colleague_pack"),
    path("schools/<int:pk>/pack/pdf/", views.colleague_pack_pdf, name="colleague_pack_pdf"),
]
