"""Mails about a registration: one function, one template each. Whoever has no e-mail is told by telephone or card."""

from typing import Any

from django.core import signing
from django.urls import reverse

from yuinowa.core.outbox import post_mail
from yuinowa.engine.calendar import fiscal_year
from yuinowa.organisations.models import Municipality
from yuinowa.talents.models import Talent

RENEWAL = "talents.renewal"


def registration_received(talent: Talent) -> None:
    """To the person: we have it, and what happens next."""
    _to_talent(talent, "registration_received", f"talent:{talent.pk}:received:{talent.registered_on}")


def registration_waits(talent: Talent) -> None:
    """To the office: somebody waits for a yes."""
    city = Municipality.objects.first()
    if city and city.email:
        _post("registration_waits", f"talent:{talent.pk}:waits:{talent.registered_on}", city.email, talent, city)


def registration_approved(talent: Talent) -> None:
    """To the person: it counts from now on."""
    _to_talent(talent, "registration_approved", f"talent:{talent.pk}:approved:{talent.registered_on}")


def registration_declined(talent: Talent, reason: str) -> None:
    """To the person: not taken, and why."""
    _to_talent(talent, "registration_declined", f"talent:{talent.pk}:declined:{talent.registered_on}", reason=reason)


def renewal_due(talent: Talent, *, days: int) -> None:
    """To the person: the registration ends soon, unless renewed. Once for each distance in days and each 年度."""
    token = signing.dumps([talent.pk, talent.expires_on.isoformat()], salt=RENEWAL)
    key = f"talent:{talent.pk}:renew:{fiscal_year(talent.expires_on)}:{days}"
    _to_talent(talent, "renewal_due", key, path=reverse("renewal_by_link", args=[token]))


def registration_ended(talent: Talent) -> None:
    """To the person: ended, with thanks; to be taken back the same day."""
    _to_talent(talent, "registration_ended", f"talent:{talent.pk}:ended:{talent.ending.on}")


def _to_talent(talent: Talent, template: str, key: str, **facts: Any) -> None:
    if talent.is_mailed and talent.person.email:
        _post(template, key, talent.person.email, talent, Municipality.objects.first(), **facts)


def _post(template: str, key: str, to: str, talent: Talent, city: Municipality | None, **facts: Any) -> None:
    post_mail(key=key, to=to, template=f"talents/mails/{template}.txt", context={"talent": talent, "city": city, **facts})
