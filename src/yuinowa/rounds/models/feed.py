"""Calendars that people subscribe to."""

from django.db import models

from yuinowa.core.audit import audited
from yuinowa.people.models import Appointment
from yuinowa.rounds.queries import FeedQuerySet


@audited()
class VisitFeed(models.Model):
    """The visits of a post as a calendar address for whoever holds it: it ends with the appointment, or when it is given up.

    The address is signed and names this row, so nothing in the database opens it.
    """

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="visit_feeds")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["appointment"], condition=models.Q(ended_at__isnull=True), name="one_visit_feed_at_a_time")
        ]
