"""From the link of an invitation to an account."""

from typing import cast

from allauth.account.internal.flows.login import Login, perform_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuinowa.access.guards import by_link
from yuinowa.core import clock
from yuinowa.core.actions import ANONYMOUS
from yuinowa.people.actions import accept_invitation
from yuinowa.people.forms import PasswordForm
from yuinowa.people.mails import SALT
from yuinowa.people.models import Invitation


@by_link
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; the form opens the account and signs in."""
    invitation = _invitation_of(token)
    if invitation is None:
        return render(request, "people/invitation_over.html", status=410)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = accept_invitation(invitation_id=invitation.pk, password=form.cleaned_data["password"], by=ANONYMOUS)
        return cast(HttpResponse, perform_login(request, Login(user=user, redirect_url="/")))
    return render(request, "people/invitation_accept.html", {"form": form, "invitation": invitation})


def _invitation_of(token: str) -> Invitation | None:
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return (
        Invitation.objects.open(clock.today())
        .filter(pk=pk)
        .select_related("appointment__post__school", "appointment__post__center")
        .first()
    )
