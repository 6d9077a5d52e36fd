"""Addresses of this room."""

from django.urls import path

from yuinowa.home import views

urlpatterns = [
    path("", views.today, name="home"),
    path("post/choose/", views.choose_post, name="post_choose"),
]
