"""Sign in as anybody with one click, and read the mails that were written. Demo mode only: see config.checks."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yuinowa.access.guards import public
from yuinowa.core.models import OutgoingMail
from yuinowa.home.personas import cast_now, part_of
from yuinowa.home.technical import MAIL_STATES

AS_RESIDENT = 0
PER_PAGE = 50


@public
def personas(request: HttpRequest) -> HttpResponse:
    return render(request, "home/demo/personas.html", {"parts": cast_now()})


@require_POST
@public
def become(request: HttpRequest, code: str) -> HttpResponse:
    """Sign in as that persona; "public" signs out."""
    logout(request)
    if code != "public":
        part = part_of(code)
        if part is None:
            raise Http404
        login(request, part.person.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session["post_id"] = part.post.pk if part.post else AS_RESIDENT
    return redirect("/")


@public
def mails(request: HttpRequest) -> HttpResponse:
    address = request.GET.get("to", "").strip()
    rows = OutgoingMail.objects.order_by("-created_at", "-pk").defer("text", "calendar")
    if address:
        rows = rows.filter(to__icontains=address.replace("\x00", ""))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "home/demo/mails.html", {"page": page, "address": address})


@public
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(OutgoingMail, pk=pk)
    return render(request, "home/demo/mail.html", {"mail": found, "state": MAIL_STATES[found.state]})
