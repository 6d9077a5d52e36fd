"""Pages that everybody may open; they show what the public may see, whoever is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuinowa.access.guards import public
from yuinowa.access.matrix import Permission
from yuinowa.activities.models import Activity
from yuinowa.core import clock
from yuinowa.core.actions import ANONYMOUS
from yuinowa.needs.models import Need

SHOWN = 10


@public
def front(request: HttpRequest) -> HttpResponse:
    """What the programme is, what takes place, how to help, whom to ask."""
    today = clock.today()
    needs = Need.objects.allowing(ANONYMOUS, Permission.SEE_PUBLIC).filter(first_on__gte=today).order_by("first_on", "pk")
    activities = Activity.objects.allowing(ANONYMOUS, Permission.SEE_PUBLIC).filter(on__lte=today)
    facts = {
        "coming": needs.values("title", "first_on", "school__short_name")[:SHOWN],
        "recent": activities.values("title", "on", "school__short_name")[:SHOWN],
        "today": today,
    }
    return render(request, "public/front.html", facts)


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, why, who reads it and when it goes."""
    return render(request, "public/privacy.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the pages can be used, and where to say that one cannot."""
    return render(request, "public/accessibility.html")
