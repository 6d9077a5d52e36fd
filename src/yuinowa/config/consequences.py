"""What follows from what: event, handler. Filled by the areas' authors, read once at start-up."""

from collections.abc import Callable

from yuinowa.core.consequences import Foretold
from yuinowa.handover.actions import foretell_coming, foretell_hq, keep_file
from yuinowa.matching.actions import rank_more, rank_opened
from yuinowa.needs.actions.following import close_school, drop_days, drop_settings, drop_talent
from yuinowa.people.actions import end_terms
from yuinowa.rounds.actions import change_holder, follow_border, foretell_border
from yuinowa.safety.actions import keep_narrower
from yuinowa.talents.actions.merge import move_talents

CONSEQUENCES: list[tuple[str, Callable[..., None]]] = [
    ("persons_merged", move_talents),
    ("persons_merged", keep_narrower),
    ("appointment_ended", keep_file),
    ("talent_ended", drop_talent),
    ("talent_absent", drop_days),
    ("setting_lapsed", drop_settings),
    ("school_closed", close_school),
    ("hq_closed", end_terms),
    ("needs_opened", rank_opened),
    ("candidates_spent", rank_more),
    ("appointed", change_holder),
    ("appointment_ended", change_holder),
    ("schools_changed_block", follow_border),
]

# What would follow, told to whoever decides.
TELLERS: list[tuple[str, Callable[..., list[Foretold]]]] = [
    ("schools_changed_block", foretell_border),
    ("hq_shown", foretell_hq),
    ("hq_awaited", foretell_coming),
]
