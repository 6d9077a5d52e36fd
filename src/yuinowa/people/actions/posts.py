"""Posts and appointments: rights begin and end with their days."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.consequences import bring_about
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember, remember_all
from yuinowa.organisations.models import CommunityCenter, School
from yuinowa.people.actions.accounts import withdraw_invitations
from yuinowa.people.models import Appointment, Person, Post


@action(Permission.MANAGE_POSTS)
def open_post(*, by: Actor, kind: str, school: School | None = None, center: CommunityCenter | None = None) -> Post:
    """Open a post; the next free number where the place has one of this kind already."""
    taken = Post.objects.filter(kind=kind, school=school, center=center).count()
    if not _is_at_its_place(kind, school, center):
        raise Refused("wrong_place", _("この職の場所が合いません。学校の職には学校を、公民館の職には公民館を選んでください。"))
    post = Post.objects.create(kind=kind, school=school, center=center, number=taken + 1)
    remember(post, "opened", by=by)
    return post


@action(Permission.MANAGE_POSTS)
def end_post(post: Post, *, by: Actor, on: dt.date) -> Post:
    if Appointment.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=on), post=post).exists():
        raise Refused("still_held", _("まだ職についている人がいます。先に任期の終わりを入れてください。"))
    post.ended_on = on
    post.save(update_fields=["ended_on"])
    remember(post, "ended", by=by)
    return post


@action(Permission.MANAGE_POSTS)
def appoint(post: Post, *, person: Person, from_on: dt.date, until_on: dt.date | None = None, by: Actor) -> Appointment:
    """Give ``post`` to ``person``. Raises Refused where somebody holds it in that time."""
    if until_on is not None and until_on < from_on:
        raise Refused("end_before_start", _("任期の終わりが、始まりより前になっています。"))
    try:
        with transaction.atomic():
            appointment = Appointment.objects.create(post=post, person=person, from_on=from_on, until_on=until_on)
    except IntegrityError as error:
        raise Refused("post_is_held", _("その時期には、別の人がこの職についています。先にその任期を終えてください。")) from error
    remember(post, "appointed", by=by, person=person.pk, from_on=from_on.isoformat())
    bring_about("appointed", appointment, by=by)
    return appointment


@action(Permission.MANAGE_POSTS)
def appoint_all(*, rows: Sequence[dict[str, Any]], by: Actor) -> list[Appointment]:
    """Many at once: rows of ``post``, ``person`` (unsaved persons are saved), ``from_on``, ``until_on``."""
    new = [row["person"] for row in rows if row["person"].pk is None]
    Person.objects.bulk_create(new, batch_size=2000)
    opened = [row["post"] for row in rows if row["post"].pk is None]
    Post.objects.bulk_create(opened, batch_size=2000)
    appointments = Appointment.objects.bulk_create(
        [Appointment(post=r["post"], person=r["person"], from_on=r["from_on"], until_on=r.get("until_on")) for r in rows], batch_size=2000
    )
    remember_all([row["post"] for row in rows], "appointed", by=by)
    return appointments


@action(Permission.MANAGE_POSTS)
def end_appointment(appointment: Appointment, *, on: dt.date, by: Actor) -> Appointment:
    """The last day of an appointment; access ends that night by itself."""
    if on < appointment.from_on:
        raise Refused("end_before_start", _("任期の終わりが、始まりより前になっています。"))
    appointment.until_on = on
    appointment.save(update_fields=["until_on"])
    remember(appointment.post, "left", by=by, until_on=on.isoformat())
    bring_about("appointment_ended", appointment, by=by)
    return appointment


@action(Permission.MANAGE_POSTS)
def move_end(appointment: Appointment, *, until_on: dt.date | None, by: Actor) -> Appointment:
    """Another last day, or none: a term is renewed, or ``end_appointment`` undone."""
    appointment.until_on = until_on
    try:
        with transaction.atomic():
            appointment.save(update_fields=["until_on"])
    except IntegrityError as error:
        held = _("「%(post)s」には、そのあとの担当者がもう決まっています。先にその任期をなおしてください。")
        raise Refused("post_is_held", held % {"post": appointment.post.label}) from error
    remember(appointment.post, "end_moved", by=by)
    return appointment


@action(Permission.MANAGE_POSTS)
def withdraw_appointment(appointment: Appointment, *, by: Actor) -> int:
    """The undo of ``appoint`` before the first day; returns how many were told that their invitation ended."""
    if appointment.from_on <= clock.today():
        raise Refused("begun", _("「%(post)s」の任期は、もう始まっています。") % {"post": appointment.post.label})
    told = withdraw_invitations(appointment)
    remember(appointment.post, "appointment_withdrawn", by=by, person=appointment.person_id)
    appointment.delete()
    return told


def _is_at_its_place(kind: str, school: School | None, center: CommunityCenter | None) -> bool:
    return (school is not None) == (kind in Post.AT_SCHOOL) and (center is not None) == (kind in Post.AT_CENTER)
