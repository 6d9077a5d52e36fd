"""Addresses of this room."""

from django.urls import path

from yuinowa.public import views
from yuinowa.public.health import health

urlpatterns = [
    path("about/", views.front, name="front"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("health/", health, name="health"),
]
