"""The reference of `yuinowa bench pages`: a Django view that reads one row and answers, without any middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from yuinowa.organisations.models import Municipality


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Municipality.objects.values_list("name", flat=True).first() or "-")


urlpatterns = [path("bare/", bare)]
