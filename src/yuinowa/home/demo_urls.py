"""Addresses that exist in demo mode only."""

from django.urls import path

from yuinowa.home import demo_views

urlpatterns = [
    path("", demo_views.personas, name="demo_personas"),
    path("<slug:code>/become/", demo_views.become, name="demo_become"),
    path("mails/", demo_views.mails, name="demo_mails"),
    path("mails/<int:pk>/", demo_views.mail, name="demo_mail"),
]
