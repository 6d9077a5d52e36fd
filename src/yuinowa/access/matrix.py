"""Every permission of the system in one table: who has it, and how far it reaches.

Source: the municipality's role table (docs/permissions.md is generated from this module).
Deny by default: a role that a permission does not name does not have it.
"""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What a dated post, or a person without a post, is to the programme."""

    SECTION_STAFF = "section_staff"
    COORDINATOR = "coordinator"
    INSTRUCTOR = "instructor"
    CENTER_STAFF = "center_staff"
    LIAISON_TEACHER = "liaison_teacher"
    PRINCIPAL = "principal"
    CLEARANCE_MANAGER = "clearance_manager"
    TALENT = "talent"
    WORKPLACE = "workplace"
    GUARDIAN = "guardian"
    CHILD = "child"
    SYSTEM_ADMIN = "system_admin"
    PUBLIC = "public"
    # The worker, importers and migrations: never given to a person, absent from the printed table.
    SYSTEM = "system"


class Reach(StrEnum):
    """How far a permission goes, from the narrowest to the widest."""

    PUBLIC = "public"
    OWN = "own"
    ASSIGNED = "assigned"
    SCHOOL = "school"
    BLOCK = "block"
    CITY = "city"


class Permission(StrEnum):
    """One right each; a narrower view is a permission of its own."""

    SEE_PUBLIC = "see_public"
    SEE_HOME = "see_home"
    SEARCH = "search"
    SEE_CITY = "see_city"
    SEE_SCHOOLS = "see_schools"
    MANAGE_ORGANISATIONS = "manage_organisations"
    MANAGE_CALENDAR = "manage_calendar"
    SEE_HQS = "see_hqs"
    SEE_POSTS = "see_posts"
    MANAGE_POSTS = "manage_posts"
    SEE_PERSON_CONTACT = "see_person_contact"
    SEE_LOOKS = "see_looks"
    REGISTER_TALENT = "register_talent"
    SEE_TALENT_NAME = "see_talent_name"
    SEE_TALENT_CONTACT = "see_talent_contact"
    MANAGE_TALENTS = "manage_talents"
    EDIT_OWN_TALENT = "edit_own_talent"
    MANAGE_SKILLS = "manage_skills"
    SEE_ALLOWED_SETTING = "see_allowed_setting"
    DECIDE_ALLOWED_SETTING = "decide_allowed_setting"
    SEE_NEEDS = "see_needs"
    POST_NEEDS = "post_needs"
    APPROVE_NEEDS = "approve_needs"
    SEE_OFFERS = "see_offers"
    SEND_OFFERS = "send_offers"
    ANSWER_OFFERS = "answer_offers"
    RECORD_ANSWERS = "record_answers"
    PLAN_TERM = "plan_term"
    SEE_PROMISES = "see_promises"
    MAKE_PROMISES = "make_promises"
    KEEP_PROMISES = "keep_promises"
    SEE_VISITS = "see_visits"
    PLAN_ROUNDS = "plan_rounds"
    REPORT_ABSENCE = "report_absence"
    CLOSE_FOR_WEATHER = "close_for_weather"
    ANSWER_SUBSTITUTION = "answer_substitution"
    ANSWER_VISITS = "answer_visits"
    TELL_VISITS = "tell_visits"
    RECORD_VISITS = "record_visits"
    COMMENT_VISITS = "comment_visits"
    WRITE_NOTES = "write_notes"
    SEE_ADVICE = "see_advice"
    ASK_ADVICE = "ask_advice"
    ANSWER_ADVICE = "answer_advice"
    KEEP_ADVICE = "keep_advice"
    SEE_KNOWLEDGE = "see_knowledge"
    EDIT_KNOWLEDGE = "edit_knowledge"
    SEE_COLLEAGUE_PACK = "see_colleague_pack"
    SEE_HANDOVER = "see_handover"
    WRITE_HANDOVER = "write_handover"
    ACKNOWLEDGE_HANDOVER = "acknowledge_handover"
    ROLL_OVER = "roll_over"
    SEE_RECORDS = "see_records"
    RECORD_ACTIVITIES = "record_activities"
    SEND_THANKS = "send_thanks"
    EXPORT = "export"
    CHANGE_SETTINGS = "change_settings"
    SEE_TECHNICAL = "see_technical"


STAFF = (
    Role.SECTION_STAFF,
    Role.COORDINATOR,
    Role.INSTRUCTOR,
    Role.CENTER_STAFF,
    Role.LIAISON_TEACHER,
    Role.PRINCIPAL,
    Role.CLEARANCE_MANAGER,
    Role.SYSTEM_ADMIN,
)
RESIDENTS = (Role.TALENT, Role.WORKPLACE, Role.GUARDIAN)
EVERYBODY = (*STAFF, *RESIDENTS, Role.CHILD, Role.PUBLIC)

_OFFICE = {Role.SECTION_STAFF: Reach.CITY, Role.COORDINATOR: Reach.CITY}
_BLOCK = {Role.INSTRUCTOR: Reach.BLOCK, Role.CENTER_STAFF: Reach.BLOCK}
_SCHOOL = {Role.LIAISON_TEACHER: Reach.SCHOOL, Role.PRINCIPAL: Reach.SCHOOL}
_OFFERED = {Role.TALENT: Reach.OWN, Role.WORKPLACE: Reach.OWN}


def _all(roles: Iterable[Role], reach: Reach) -> dict[Role, Reach]:
    return dict.fromkeys(roles, reach)


MATRIX: dict[Permission, dict[Role, Reach]] = {
    Permission.SEE_PUBLIC: _all(EVERYBODY, Reach.PUBLIC),
    Permission.SEE_HOME: _all((*STAFF, *RESIDENTS), Reach.OWN),
    Permission.SEARCH: _all(STAFF, Reach.OWN),
    Permission.SEE_CITY: _OFFICE,
    Permission.SEE_SCHOOLS: {**_all(STAFF, Reach.CITY), **_SCHOOL, **_BLOCK},
    Permission.MANAGE_ORGANISATIONS: {Role.SECTION_STAFF: Reach.CITY},
    Permission.MANAGE_CALENDAR: {**_OFFICE, **_BLOCK, **_SCHOOL},
    Permission.SEE_HQS: {**_OFFICE, **_BLOCK, **_SCHOOL},
    Permission.SEE_POSTS: {**_OFFICE, **_BLOCK, **_SCHOOL, Role.CLEARANCE_MANAGER: Reach.CITY, Role.SYSTEM_ADMIN: Reach.CITY},
    Permission.MANAGE_POSTS: {Role.SECTION_STAFF: Reach.CITY},
    Permission.SEE_PERSON_CONTACT: {**_OFFICE, **_BLOCK},
    # Who saw a contact: those whose it is read the post, the section reads everything.
    Permission.SEE_LOOKS: {Role.SECTION_STAFF: Reach.CITY, **_OFFERED},
    Permission.REGISTER_TALENT: _all(EVERYBODY, Reach.PUBLIC),
    Permission.SEE_TALENT_NAME: {**_OFFICE, **_BLOCK, **_SCHOOL, Role.CLEARANCE_MANAGER: Reach.CITY},
    Permission.SEE_TALENT_CONTACT: {
        **_OFFICE,
        **_BLOCK,
        Role.LIAISON_TEACHER: Reach.ASSIGNED,
        Role.PRINCIPAL: Reach.ASSIGNED,
    },
    Permission.MANAGE_TALENTS: {**_OFFICE, Role.CENTER_STAFF: Reach.BLOCK},
    Permission.EDIT_OWN_TALENT: _OFFERED,
    Permission.MANAGE_SKILLS: _OFFICE,
    Permission.SEE_ALLOWED_SETTING: {**_OFFICE, **_BLOCK, **_SCHOOL, Role.CLEARANCE_MANAGER: Reach.CITY},
    Permission.DECIDE_ALLOWED_SETTING: {Role.CLEARANCE_MANAGER: Reach.CITY},
    Permission.SEE_NEEDS: {**_OFFICE, **_BLOCK, **_SCHOOL, **_OFFERED},
    Permission.POST_NEEDS: {**_OFFICE, **_BLOCK, Role.LIAISON_TEACHER: Reach.SCHOOL},
    Permission.APPROVE_NEEDS: {Role.PRINCIPAL: Reach.SCHOOL},
    Permission.SEE_OFFERS: {**_OFFICE, **_BLOCK, **_SCHOOL, **_OFFERED},
    Permission.SEND_OFFERS: {**_OFFICE, **_BLOCK},
    Permission.ANSWER_OFFERS: _OFFERED,
    Permission.RECORD_ANSWERS: {**_OFFICE, **_BLOCK},
    Permission.PLAN_TERM: _OFFICE,
    Permission.SEE_PROMISES: {**_OFFICE, **_BLOCK, **_SCHOOL},
    Permission.MAKE_PROMISES: {**_OFFICE, **_BLOCK, **_SCHOOL},
    Permission.KEEP_PROMISES: {**_OFFICE, **_all((*_BLOCK, *_SCHOOL), Reach.OWN)},
    Permission.SEE_VISITS: {**_OFFICE, **_BLOCK, **_SCHOOL},
    Permission.PLAN_ROUNDS: {**_OFFICE, Role.INSTRUCTOR: Reach.OWN},
    Permission.REPORT_ABSENCE: {**_OFFICE, Role.INSTRUCTOR: Reach.OWN, Role.CENTER_STAFF: Reach.BLOCK},
    Permission.CLOSE_FOR_WEATHER: _OFFICE,
    Permission.ANSWER_SUBSTITUTION: {**_OFFICE, Role.INSTRUCTOR: Reach.OWN},
    # The instructor and the office write down what a school answered by telephone.
    Permission.ANSWER_VISITS: {**_OFFICE, Role.INSTRUCTOR: Reach.OWN, Role.LIAISON_TEACHER: Reach.SCHOOL},
    Permission.TELL_VISITS: {**_OFFICE, **_BLOCK},
    Permission.RECORD_VISITS: {**_OFFICE, Role.INSTRUCTOR: Reach.OWN},
    Permission.COMMENT_VISITS: {Role.LIAISON_TEACHER: Reach.SCHOOL},
    # Nobody reads another post's notes, the city hall neither: what matters goes into the record.
    Permission.WRITE_NOTES: _all((Role.INSTRUCTOR, Role.COORDINATOR), Reach.OWN),
    Permission.SEE_ADVICE: {**_OFFICE, **_BLOCK, **_all(_SCHOOL, Reach.OWN)},
    Permission.ASK_ADVICE: _all((*_BLOCK, *_SCHOOL), Reach.OWN),
    Permission.ANSWER_ADVICE: _OFFICE,
    Permission.KEEP_ADVICE: {**_OFFICE, **_all((*_BLOCK, *_SCHOOL), Reach.OWN)},
    Permission.SEE_KNOWLEDGE: _all(STAFF, Reach.CITY),
    Permission.EDIT_KNOWLEDGE: _OFFICE,
    Permission.SEE_COLLEAGUE_PACK: {**_OFFICE, **_BLOCK, **_SCHOOL},
    # A desk is read by who sits at it, by nobody before the first day and nobody after the last.
    Permission.SEE_HANDOVER: {**_all(STAFF, Reach.OWN), **_OFFICE},
    Permission.WRITE_HANDOVER: _all(STAFF, Reach.OWN),
    Permission.ACKNOWLEDGE_HANDOVER: _all(STAFF, Reach.OWN),
    Permission.ROLL_OVER: {Role.SECTION_STAFF: Reach.CITY},
    Permission.SEE_RECORDS: {**_OFFICE, **_BLOCK, **_SCHOOL, **_OFFERED},
    Permission.RECORD_ACTIVITIES: {**_OFFICE, **_BLOCK, Role.LIAISON_TEACHER: Reach.SCHOOL},
    Permission.SEND_THANKS: {**_OFFICE, **_BLOCK, Role.LIAISON_TEACHER: Reach.SCHOOL},
    Permission.EXPORT: {**_OFFICE, **_BLOCK, **_SCHOOL},
    Permission.CHANGE_SETTINGS: {Role.SECTION_STAFF: Reach.CITY},
    Permission.SEE_TECHNICAL: {Role.SYSTEM_ADMIN: Reach.CITY, Role.SECTION_STAFF: Reach.CITY},
}


def reaches(roles: Iterable[Role], permission: Permission) -> frozenset[Reach]:
    """The reaches that a holder of all ``roles`` has for ``permission``; empty means no."""
    roles = set(roles)
    if Role.SYSTEM in roles:
        return frozenset({Reach.CITY})
    row = MATRIX[permission]
    return frozenset(row[role] for role in roles if role in row)
