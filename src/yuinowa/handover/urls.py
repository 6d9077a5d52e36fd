"""Addresses of this room."""

from django.urls import path

from yuinowa.handover import views

urlpatterns = [
    path("handover/", views.handover_list, name="handover_list"),
    path("handover/export/<str:form>/", views.handover_export, name="handover_export"),
    path("handover/posts/<int:pk>/", views.handover_post, name="handover_post"),
    path("handover/posts/<int:pk>/note/", views.handover_note, name="handover_note"),
    path("handover/posts/<int:pk>/note/reopen/", views.note_reopen, name="handover_note_reopen"),
    path("handover/posts/<int:pk>/<str:paper>/", views.handover_paper, name="handover_paper"),
    path("handover/files/<int:pk>/", views.file_detail, name="file_detail"),
    path("handover/files/<int:pk>/acknowledge/", views.file_acknowledge, name="file_acknowledge"),
]
