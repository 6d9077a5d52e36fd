"""What this room does by itself. Cron times are UTC: Japan minus nine hours."""

from yuinowa.core import clock, jobs
from yuinowa.core.actions import system_actor
from yuinowa.handover import actions


@jobs.periodic("20 22 * * *", "remind_handovers")
def remind_handovers() -> None:
    actions.remind_handovers(today=clock.today(), by=system_actor("お知らせ"))


@jobs.periodic("5 15 * * *", "complete_rollovers")
def complete_rollovers() -> None:
    """Just after midnight in Japan."""
    actions.complete_rollovers(today=clock.today(), by=system_actor("年度替わり"))


@jobs.periodic("7 15 * * *", "carry_out_closings")
def carry_out_closings() -> None:
    actions.carry_out_closings(today=clock.today(), by=system_actor("閉校・閉館"))


@jobs.periodic("10 15 * * *", "end_sessions")
def end_sessions() -> None:
    actions.end_sessions(today=clock.today(), by=system_actor("任期の終わり"))
