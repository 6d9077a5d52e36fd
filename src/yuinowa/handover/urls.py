"""Addresses of this room."""

from django.urls import path

from yuinowa.handover import views

urlpatterns = [
    path("handover/", views.handover_list, name="handover_list"),
    path("handover/export/<str:form>/", views.handover_export, name="handover_export"),
    path("handover/posts/<int:pk>/", views.handover_post, name="handover_post"),
    path("handover/posts/<int:pk>/note/", views.handover_note, name="handover_note"),
    path("handover/posts/<int:pk>/note/reopen/", views.note_reopen, name="handover_note_reopen"),
    path("handover/posts/<int:pk>/transfer/", views.post_transfer, name="post_transfer"),
    path("handover/posts/<int:pk>/<str:paper>/", views.handover_paper, name="handover_paper"),
    path("handover/files/<int:pk>/", views.file_detail, name="file_detail"),
    path("handover/files/<int:pk>/acknowledge/", views.file_acknowledge, name="file_acknowledge"),
    path("handover/transfers/<int:pk>/undo/", views.transfer_undo, name="transfer_undo"),
    path("closings/", views.closing_list, name="closing_list"),
    path("closings/<int:pk>/undo/", views.closing_undo, name="closing_undo"),
    path("schools/<int:pk>/close/", views.school_close, name="school_close"),
    path("centers/<int:pk>/close/", views.center_close, name="center_close"),
    path("hqs/<int:pk>/close/", views.hq_close, name="hq_close"),
    path("rollover/", views.rollover_list, name="rollover_list"),
    path("rollover/<int:year>/", views.rollover_detail, name="rollover_detail"),
    path("rollover/<int:year>/template/", views.rollover_template, name="rollover_template"),
    path("rollover/<int:year>/import/", views.rollover_import, name="rollover_import"),
    path("rollover/<int:year>/prepare/", views.rollover_prepare, name="rollover_prepare"),
    path("rollover/<int:year>/undo/", views.rollover_undo, name="rollover_undo"),
    path("rollover/<int:year>/blocks/", views.rollover_block, name="rollover_block"),
]
