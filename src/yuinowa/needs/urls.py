"""Addresses of this room."""

from django.urls import path

from yuinowa.needs import views

urlpatterns = [
    path("needs/", views.need_list, name="need_list"),
    path("needs/approvals/", views.need_approvals, name="need_approvals"),
    path("needs/<int:pk>/", views.need_detail, name="need_detail"),
    path("offers/answer/<str:token>/", views.offer_answer, name="offer_answer"),
    path("calendar/<str:token>/yotei.ics", views.calendar_feed, name="calendar_feed"),
]
