"""Resources (a person, a group with so many pairs of hands) and what occupies them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from yuinowa.bookings.queries import BookingQuerySet, ResourceQuerySet
from yuinowa.core.audit import audited
from yuinowa.organisations.models import Site
from yuinowa.people.models import Person


@audited()
class Resource(models.Model):
    """What can be occupied. ``capacity``: in how many places at once (1 for a person)."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="resource", null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(default=1)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(capacity__gte=1), name="capacity_positive")]


@audited()
class Booking(models.Model):
    """A resource is at a site for a time; ``slot`` counts its parallel places from 1."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="bookings")
    slot = models.PositiveSmallIntegerField(default=1)
    during = DateTimeRangeField()
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", null=True)
    purpose = models.CharField(max_length=100, help_text="Shown in a clash message: no personal data")

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(slot__gte=1), name="slot_from_one"),
            models.CheckConstraint(condition=Q(during__isempty=False), name="booking_has_time"),
            ExclusionConstraint(
                name="nobody_in_two_places",
                expressions=[("resource", RangeOperators.EQUAL), ("slot", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        ]
