"""Addresses that exist in demo mode only."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
