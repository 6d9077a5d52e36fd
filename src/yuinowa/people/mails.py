"""The mails of this room: one function, one template, one test each."""

from django.core import signing
from django.urls import reverse

from yuinowa.core.outbox import post_mail
from yuinowa.organisations.models import Municipality
from yuinowa.people.models import Invitation

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
