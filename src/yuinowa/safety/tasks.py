"""Each morning (23:10 UTC is 8:10 in Japan): decisions that nobody renewed lose their width."""

from yuinowa.core import clock, jobs
from yuinowa.core.actions import system_actor
from yuinowa.safety.actions import lapse_settings


@jobs.periodic("10 23 * * *", "lapse_of_settings")
def lapse_of_settings() -> None:
    lapse_settings(by=system_actor("lapse_of_settings"), on=clock.today())
