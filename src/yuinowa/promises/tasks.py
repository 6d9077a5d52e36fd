"""What this room does by itself. Cron times are UTC: Japan minus nine hours."""

from yuinowa.core import clock, jobs
from yuinowa.core.actions import system_actor
from yuinowa.promises import actions


@jobs.periodic("30 22 * * *", "remind_promises")
def remind_promises() -> None:
    actions.remind_promises(today=clock.today(), by=system_actor("お知らせ"))


@jobs.periodic("40 22 * * 0", "report_overdue")
def report_overdue() -> None:
    """Sunday there, Monday morning here."""
    actions.report_overdue(today=clock.today(), by=system_actor("お知らせ"))
