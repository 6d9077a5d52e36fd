"""The pages of this room."""

from yuinowa.rounds.views.absence import absence_report
from yuinowa.rounds.views.answering import visit_answer, visit_take_back
from yuinowa.rounds.views.calendar import visit_export, visit_list
from yuinowa.rounds.views.calls import visit_call_tell, visit_call_untell, visit_calls
from yuinowa.rounds.views.coverage import rounds_coverage, rounds_coverage_export
from yuinowa.rounds.views.day import visit_day, visit_day_pdf
from yuinowa.rounds.views.days import dayoff_drop, dayoff_list, school_visiting_hours
from yuinowa.rounds.views.detail import visit_detail
from yuinowa.rounds.views.disruptions import disruption, disruption_list, disruption_undo
from yuinowa.rounds.views.feeds import visit_calendar, visit_calendar_end, visit_feed
from yuinowa.rounds.views.moving import visit_lock, visit_move, visit_new, visit_return
from yuinowa.rounds.views.notes import note_discard, note_list
from yuinowa.rounds.views.offline import notes_desk, notes_send, offline_worker
from yuinowa.rounds.views.plans import (
    policy_plan,
    roundplan_adopt,
    roundplan_detail,
    roundplan_discard,
    roundplan_export,
    roundplan_keep,
    roundplan_stop,
    roundplan_unadopt,
)
from yuinowa.rounds.views.policies import policies_copy, policy_detail, policy_edit, policy_list, policy_new, policy_remove, policy_schools
from yuinowa.rounds.views.proposing import visit_propose, visits_propose
from yuinowa.rounds.views.reading import visit_agree, visit_comment, visit_disagree
from yuinowa.rounds.views.recording import visit_record
from yuinowa.rounds.views.records import visit_records, visit_records_export
from yuinowa.rounds.views.refusing import visit_refusals, visit_refuse, visit_unrefuse
from yuinowa.rounds.views.storm import storm
from yuinowa.rounds.views.substitutions import (
    substitution,
    substitution_accept,
    substitution_brief,
    substitution_decline,
    substitution_list,
)
from yuinowa.rounds.views.waiting import visit_today, visits_waiting

__all__ = [
    "absence_report",
    "dayoff_drop",
    "dayoff_list",
    "disruption",
    "disruption_list",
    "disruption_undo",
    "note_discard",
    "note_list",
    "notes_desk",
    "notes_send",
    "offline_worker",
    "policies_copy",
    "policy_detail",
    "policy_edit",
    "policy_list",
    "policy_new",
    "policy_plan",
    "policy_remove",
    "policy_schools",
    "roundplan_adopt",
    "roundplan_detail",
    "roundplan_discard",
    "roundplan_export",
    "roundplan_keep",
    "roundplan_stop",
    "roundplan_unadopt",
    "rounds_coverage",
    "rounds_coverage_export",
    "school_visiting_hours",
    "storm",
    "substitution",
    "substitution_accept",
    "substitution_brief",
    "substitution_decline",
    "substitution_list",
    "visit_agree",
    "visit_answer",
    "visit_calendar",
    "visit_calendar_end",
    "visit_call_tell",
    "visit_call_untell",
    "visit_calls",
    "visit_comment",
    "visit_day",
    "visit_day_pdf",
    "visit_detail",
    "visit_disagree",
    "visit_export",
    "visit_feed",
    "visit_list",
    "visit_lock",
    "visit_move",
    "visit_new",
    "visit_propose",
    "visit_record",
    "visit_records",
    "visit_records_export",
    "visit_refusals",
    "visit_refuse",
    "visit_return",
    "visit_take_back",
    "visit_today",
    "visit_unrefuse",
    "visits_propose",
    "visits_waiting",
]
