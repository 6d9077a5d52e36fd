"""Addresses of this room."""

from django.urls import path

from yuinowa.home import views

urlpatterns = [
    path("", views.today, name="home"),
]
