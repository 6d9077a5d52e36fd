"""The first page of everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yuinowa.access.guards import public
from yuinowa.ui.navigation import address_of


@public
def today(request: HttpRequest) -> HttpResponse:
    """きょう of somebody who is signed in; others see what the municipality shows everybody."""
    if not request.user.is_authenticated:
        return redirect(address_of("front") or "account_login")
    return render(request, "home/today.html")
