"""The mails of this room: one function, one template, one test each."""

from django.core import signing
from django.urls import reverse

from yuinowa.core import clock
from yuinowa.core.outbox import post_mail
from yuinowa.organisations.models import Municipality
from yuinowa.people.models import Invitation, Person

SALT = "people.invitation"


def invited(invitation: Invitation) -> None:
    """Ask the holder of a post to open their account."""
    token = signing.dumps(invitation.pk, salt=SALT)
    post_mail(
        key=f"invitation:{invitation.pk}",
        to=invitation.email,
        template="people/mails/invited.txt",
        context={
            "invitation": invitation,
            "post": invitation.appointment.post,
            "person": invitation.appointment.person,
            "municipality": Municipality.objects.first(),
            "path": reverse("invitation_accept", args=[token]),
        },
    )


def invitation_withdrawn(invitation: Invitation) -> None:
    """Say that the link ended, because the appointment was taken back."""
    post_mail(
        key=f"invitation:{invitation.pk}:withdrawn",
        to=invitation.email,
        template="people/mails/invitation_withdrawn.txt",
        context={
            "post": invitation.appointment.post,
            "person": invitation.appointment.person,
            "municipality": Municipality.objects.first(),
        },
    )


def sign_in_moved(person: Person, before: str) -> None:
    """Tell the address with which somebody signed in until now that it is another one, in case it was not they."""
    post_mail(
        key=f"person:{person.pk}:sign_in:{clock.now():%Y%m%d%H%M%S%f}",
        to=before,
        template="people/mails/sign_in_moved.txt",
        context={"person": person, "municipality": Municipality.objects.first()},
    )
