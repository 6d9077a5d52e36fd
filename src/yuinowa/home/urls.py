"""Addresses of this room."""

from django.urls import path

from yuinowa.home import technical, views
from yuinowa.home.first_day import first_day
from yuinowa.home.search import search

urlpatterns = [
    path("", views.today, name="home"),
    path("first-day/", first_day, name="first_day"),
    path("search/", search, name="search"),
    path("city/", views.city, name="city"),
    path("technical/", technical.technical, name="technical"),
    path("technical/mails/send-again/", technical.mails_again, name="mails_again"),
]
