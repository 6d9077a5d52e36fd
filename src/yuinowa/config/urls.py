"""Addresses: nouns, the verb last. Each area brings its own."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from yuinowa.access.guards import public

urlpatterns = [
    # Most asked for first: each address is tried in turn.
    path("", include("yuinowa.needs.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", public(set_language), name="set_language"),
    path("", include("yuinowa.home.urls")),
    path("", include("yuinowa.public.urls")),
    path("", include("yuinowa.organisations.urls")),
    path("", include("yuinowa.people.urls")),
    path("", include("yuinowa.safety.urls")),
    path("", include("yuinowa.promises.urls")),
    path("", include("yuinowa.talents.urls")),
    path("", include("yuinowa.matching.urls")),
    path("", include("yuinowa.rounds.urls")),
    path("", include("yuinowa.handover.urls")),
    path("", include("yuinowa.advice.urls")),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("yuinowa.home.demo_urls"))]
