"""What this room does by itself. Cron times are UTC: Japan minus nine hours."""

from yuinowa.core import clock, jobs
from yuinowa.core.actions import system_actor
from yuinowa.rounds import actions
from yuinowa.rounds.adapter.running import run_rounds

NOTICES = "お知らせ"


@jobs.periodic("20 23 * * *", "remind_schools")
def remind_schools() -> None:
    """8:20 here."""
    actions.remind_schools(today=clock.today(), by=system_actor(NOTICES))


@jobs.periodic("25 23 * * *", "report_unanswered")
def report_unanswered() -> None:
    actions.report_unanswered(today=clock.today(), by=system_actor(NOTICES))


@jobs.periodic("30 23 * * *", "announce_visits")
def announce_visits() -> None:
    actions.announce_visits(today=clock.today(), by=system_actor(NOTICES))


@jobs.task("plan_rounds")
def plan_rounds(plan_id: int) -> None:
    """The planner at work; may run twice."""
    run_rounds(plan_id)


@jobs.periodic("*/10 * * * *", "expire_substitutions")
def expire_substitutions() -> None:
    actions.expire_substitutions(now=clock.now(), by=system_actor(NOTICES))


@jobs.periodic("40 17 * * *", "book_visits")
def book_visits() -> None:
    """2:40 here."""
    actions.book_visits(today=clock.today(), by=system_actor("予定"))


@jobs.periodic("10 18 * * *", "drop_old_notes")
def drop_old_notes() -> None:
    actions.drop_old_notes(clock.now())
