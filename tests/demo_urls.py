"""The addresses of demo mode, whose settings tests do not have."""

from django.urls import include, path

from yuinowa.config.urls import urlpatterns as in_production

urlpatterns = [*in_production, path("demo/", include("yuinowa.home.demo_urls"))]
