"""The verbs of places: import lists, draw blocks, keep calendars, lesson times and travel times."""

from yuinowa.organisations.actions import importing
from yuinowa.organisations.actions.blocks import (
    assign_center,
    assign_schools,
    close_center,
    create_block,
    create_center,
    remove_block,
    rename_block,
)
from yuinowa.organisations.actions.calendar import (
    close_days,
    close_days_everywhere,
    drop_calendar_file,
    keep_calendar_file,
    open_days,
    set_lesson_times,
)
from yuinowa.organisations.actions.hqs import close_hq, leave_hq, left_behind, open_hq, rename_hq, serve_schools
from yuinowa.organisations.actions.importing import drop_files, import_centers, import_schools, keep_files
from yuinowa.organisations.actions.municipality import change_settings, found_municipality
from yuinowa.organisations.actions.schools import (
    bring_into_programme,
    choose_successor,
    close_school,
    correct_school,
    take_out_of_programme,
)
from yuinowa.organisations.actions.travel import set_travel_times

__all__ = [
    "assign_center",
    "assign_schools",
    "bring_into_programme",
    "change_settings",
    "choose_successor",
    "close_center",
    "close_days",
    "close_days_everywhere",
    "close_hq",
    "close_school",
    "correct_school",
    "create_block",
    "create_center",
    "drop_calendar_file",
    "drop_files",
    "found_municipality",
    "import_centers",
    "import_schools",
    "importing",
    "keep_calendar_file",
    "keep_files",
    "leave_hq",
    "left_behind",
    "open_days",
    "open_hq",
    "remove_block",
    "rename_block",
    "rename_hq",
    "serve_schools",
    "set_lesson_times",
    "set_travel_times",
    "take_out_of_programme",
]
