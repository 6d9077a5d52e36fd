"""What this room does by itself. Cron times are UTC: Japan minus nine hours."""

from yuinowa.advice import actions
from yuinowa.core import clock, jobs
from yuinowa.core.actions import system_actor


@jobs.periodic("55 17 * * *", "drop_attachments")
def drop_attachments() -> None:
    actions.drop_attachments(today=clock.today(), by=system_actor("保存年限"))
