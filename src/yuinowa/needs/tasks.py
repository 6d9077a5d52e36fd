"""What this room does by itself; the rules stand in ``actions.rounds``. Cron times are UTC: Japan minus nine hours."""

from yuinowa.core import clock, jobs
from yuinowa.core.actions import system_actor
from yuinowa.needs import actions
from yuinowa.needs.models import Need, Offer


@jobs.periodic("*/10 * * * *", "expire_offers")
def expire_offers() -> None:
    """Each need in a transaction of its own, so that one that is being worked on does not hold up the rest."""
    now = clock.now()
    overdue = Offer.objects.overdue(now).order_by().values_list("need_id", flat=True).distinct()
    for need in Need.objects.filter(pk__in=list(overdue)).order_by("pk"):
        actions.expire_offers(need, at=now, by=system_actor("返事の期限"))


@jobs.periodic("0 0-9 * * *", "remind_offers")
def remind_offers() -> None:
    """By day only: nobody is written to at night."""
    actions.remind_offers(at=clock.now(), by=system_actor("お知らせ"))


@jobs.periodic("0 0 * * *", "remind_day_before")
def remind_day_before() -> None:
    actions.remind_day_before(today=clock.today(), by=system_actor("お知らせ"))


@jobs.periodic("30 22 * * *", "warn_unfilled")
def warn_unfilled() -> None:
    actions.warn_unfilled(today=clock.today(), by=system_actor("お知らせ"))
