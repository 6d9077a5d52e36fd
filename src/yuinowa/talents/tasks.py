"""What happens to registrations by itself, each morning (23:00 UTC is 8:00 in Japan)."""

from yuinowa.core import clock, jobs
from yuinowa.core.actions import system_actor
from yuinowa.talents.actions import remind_to_renew, resume_rested


@jobs.periodic("0 23 * * *", "renew_reminders")
def renew_reminders() -> None:
    remind_to_renew(on=clock.today())


@jobs.periodic("5 23 * * *", "end_of_pauses")
def end_of_pauses() -> None:
    resume_rested(by=system_actor("end_of_pauses"), on=clock.today())
