"""The first page of everybody, and the choice of the post to work for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yuinowa.access.guards import public, requires
from yuinowa.access.matrix import Permission
from yuinowa.ui.navigation import address_of


@public
def today(request: HttpRequest) -> HttpResponse:
    """きょう of somebody who is signed in; others see what the municipality shows everybody."""
    if not request.user.is_authenticated:
        return redirect(address_of("front") or "account_login")
    return render(request, "home/today.html")


@requires(Permission.SEE_HOME)
@require_POST
def choose_post(request: HttpRequest) -> HttpResponse:
    """Work for another post (or, with 0, for oneself) until the next choice."""
    chosen = request.POST.get("post", "")
    if chosen.isdecimal() and len(chosen) < 19:
        request.session["post_id"] = int(chosen)
    return redirect("home")
