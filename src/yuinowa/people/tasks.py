"""What this room does by itself, each night (17:55 UTC is 2:55 in Japan)."""

from yuinowa.core import clock, jobs
from yuinowa.core.actions import system_actor
from yuinowa.people.actions import forget_invitations, forget_looks


@jobs.periodic("55 17 * * *", "old_invitations")
def old_invitations() -> None:
    forget_invitations(on=clock.today(), by=system_actor("old_invitations"))


@jobs.periodic("57 17 * * *", "old_looks")
def old_looks() -> None:
    forget_looks(now=clock.now(), by=system_actor("old_looks"))
