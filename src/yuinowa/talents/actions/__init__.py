"""What can be done with a registration."""

from yuinowa.talents.actions.approve import approve_talent, decline_talent
from yuinowa.talents.actions.change import place_talent, update_own_talent, update_talent
from yuinowa.talents.actions.details import TalentDetails
from yuinowa.talents.actions.end import end_own_talent, end_talent, undo_end, undo_own_end
from yuinowa.talents.actions.register import enter_talent, register_talent, register_talents
from yuinowa.talents.actions.renew import is_renewable, remind_to_renew, renew_own_talent, renew_talent
from yuinowa.talents.actions.rest import (
    add_absence,
    add_own_absence,
    pause_own_talent,
    pause_talent,
    remove_absence,
    remove_own_absence,
    resume_own_talent,
    resume_rested,
    resume_talent,
)
from yuinowa.talents.actions.skills import (
    add_skill,
    add_skill_group,
    end_skill,
    move_skill,
    rename_skill,
    rename_skill_group,
    reopen_skill,
)
from yuinowa.talents.actions.times import FreeTime

__all__ = [
    "FreeTime",
    "TalentDetails",
    "add_absence",
    "add_own_absence",
    "add_skill",
    "add_skill_group",
    "approve_talent",
    "decline_talent",
    "end_own_talent",
    "end_skill",
    "end_talent",
    "enter_talent",
    "is_renewable",
    "move_skill",
    "pause_own_talent",
    "pause_talent",
    "place_talent",
    "register_talent",
    "register_talents",
    "remind_to_renew",
    "remove_absence",
    "remove_own_absence",
    "rename_skill",
    "rename_skill_group",
    "renew_own_talent",
    "renew_talent",
    "reopen_skill",
    "resume_own_talent",
    "resume_rested",
    "resume_talent",
    "undo_end",
    "undo_own_end",
    "update_own_talent",
    "update_talent",
]
