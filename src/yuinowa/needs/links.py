"""Signed addresses with which people answer without an account: they name one asking, and end with its day."""

from django.core import signing
from django.urls import reverse

from yuinowa.core import clock
from yuinowa.core.actions import Actor, Channel
from yuinowa.needs.models import Engagement, Offer
from yuinowa.people.actors import resident_actor

SALT = "needs.offer"
FEED_SALT = "needs.engagement"


def offer_token(offer: Offer) -> str:
    """Says which offer, and which sending of it."""
    return signing.dumps([offer.pk, int(offer.sent_at.timestamp())], salt=SALT)


def offer_path(offer: Offer) -> str:
    return reverse("offer_answer", args=[offer_token(offer)])


def offer_of(token: str) -> Offer | None:
    """The offer of a token, with what its page shows; None for a token that is not ours or not of this sending."""
    try:
        key, sent = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    offer = (
        Offer.objects.filter(pk=key)
        .select_related("need__school__site", "need__site", "date", "talent__person", "talent__resource")
        .first()
    )
    return offer if offer is not None and int(offer.sent_at.timestamp()) == sent else None


def is_over(offer: Offer) -> bool:
    """Whether the day of the offer has passed, and the link with it."""
    return offer.date.on < clock.today()


def actor_by_link(offer: Offer) -> Actor:
    """Who holds the link acts as the person who was asked."""
    return resident_actor(offer.talent.person_id, channel=Channel.LINK)


def feed_path(engagement: Engagement) -> str:
    return reverse("calendar_feed", args=[signing.dumps(engagement.pk, salt=FEED_SALT)])


def engagement_of(token: str) -> Engagement | None:
    """The engagement of a calendar link."""
    try:
        key = signing.loads(token, salt=FEED_SALT)
    except signing.BadSignature:
        return None
    return Engagement.objects.filter(pk=key).select_related("need__school", "need__site", "date", "talent").first()
