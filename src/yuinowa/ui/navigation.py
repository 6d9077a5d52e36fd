"""What each role finds at the top of the page, in its own words. An entry whose page does not exist is left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from yuinowa.access.matrix import Role


@dataclass(frozen=True)
class Entry:
    """One entry: ``label`` in the role's words, the name of its address, an icon of the sprite."""

    label: Any
    url_name: str
    icon: str


TODAY = Entry(_("きょう"), "home", "home")
NEEDS = Entry(_("お願い"), "need_list", "hand")
RECORDS = Entry(_("記録"), "record_list", "record")
TALENTS = Entry(_("人"), "talent_list", "people")
SCHOOLS = Entry(_("学校"), "school_list", "school")
CALENDAR = Entry(_("行事予定"), "calendar", "calendar")
PROMISES = Entry(_("約束"), "promise_list", "promise")
ADVICE = Entry(_("相談"), "consultation_list", "talk")
KNOWLEDGE = Entry(_("事例"), "knowledge_list", "book")
PLANS = Entry(_("計画"), "plan_list", "plan")
ROUNDS = Entry(_("巡回"), "visit_list", "calendar")
ROUND_PLANS = Entry(_("巡回の計画"), "policy_list", "plan")
VISITS = Entry(_("訪問"), "visit_list", "calendar")
CITY = Entry(_("市全体"), "city", "map")
OFFERS = Entry(_("打診"), "offer_list", "mail")
PHONES = Entry(_("電話"), "phone_list", "phone")
APPROVALS = Entry(_("承認"), "need_approvals", "check")
BLOCKS = Entry(_("地区"), "block_list", "map")
POSTS = Entry(_("職と人事"), "post_list", "people")
PEOPLE = Entry(_("名簿"), "person_list", "people")
HANDOVER = Entry(_("引継ぎ"), "handover_list", "record")
FIRST_DAY = Entry(_("準備"), "first_day", "check")
SETTINGS = Entry(_("設定"), "settings", "settings")
CLEARANCES = Entry(_("安全確認"), "allowed_setting_list", "check")
TECHNICAL = Entry(_("動作の確認"), "technical", "settings")
MY_OFFERS = Entry(_("届いたお願い"), "my_offers", "mail")
MY_REGISTRATION = Entry(_("わたしの登録"), "my_registration", "people")

BAR = 4  # so many stand in the bar of a phone
# The first role of an actor that stands here decides.
BY_ROLE: dict[Role, tuple[Entry, ...]] = {
    Role.LIAISON_TEACHER: (TODAY, NEEDS, RECORDS, VISITS, TALENTS, PROMISES, ADVICE, CALENDAR, SCHOOLS, KNOWLEDGE, HANDOVER),
    Role.PRINCIPAL: (TODAY, APPROVALS, NEEDS, RECORDS, VISITS, TALENTS, PROMISES, ADVICE, CALENDAR, SCHOOLS, KNOWLEDGE, HANDOVER),
    Role.COORDINATOR: (
        TODAY,
        PLANS,
        CITY,
        ADVICE,
        KNOWLEDGE,
        NEEDS,
        ROUNDS,
        ROUND_PLANS,
        PROMISES,
        OFFERS,
        PHONES,
        TALENTS,
        SCHOOLS,
        RECORDS,
        HANDOVER,
    ),
    Role.SECTION_STAFF: (
        TODAY,
        NEEDS,
        CITY,
        TALENTS,
        PLANS,
        OFFERS,
        ROUNDS,
        ROUND_PLANS,
        PROMISES,
        ADVICE,
        KNOWLEDGE,
        SCHOOLS,
        BLOCKS,
        POSTS,
        PEOPLE,
        HANDOVER,
        RECORDS,
        FIRST_DAY,
        SETTINGS,
    ),
    Role.INSTRUCTOR: (TODAY, ROUNDS, PROMISES, NEEDS, ROUND_PLANS, SCHOOLS, TALENTS, PHONES, OFFERS, RECORDS, ADVICE, KNOWLEDGE, HANDOVER),
    Role.CENTER_STAFF: (TODAY, NEEDS, TALENTS, PHONES, VISITS, PROMISES, OFFERS, SCHOOLS, RECORDS, ADVICE, KNOWLEDGE, HANDOVER),
    Role.CLEARANCE_MANAGER: (TODAY, CLEARANCES, TALENTS, KNOWLEDGE, HANDOVER),
    Role.SYSTEM_ADMIN: (TODAY, TECHNICAL, POSTS, KNOWLEDGE, HANDOVER),
    Role.TALENT: (TODAY, MY_OFFERS, MY_REGISTRATION),
}

# Pages that lie under no entry's address belong to the first of these entries that the role has.
BELONGS: dict[str, tuple[str, ...]] = {
    "/appointments/": ("post_list",),
    "/blocks/": ("block_list", "school_list"),
    "/calendar/": ("calendar", "school_list"),
    "/calls/": ("phone_list", "offer_list"),
    "/centers/": ("block_list", "school_list"),
    "/closings/": ("handover_list", "school_list"),
    "/engagements/": ("my_offers", "need_list"),
    "/hq-members/": ("school_list",),
    "/hq-schools/": ("school_list",),
    "/hqs/": ("school_list",),
    "/imports/": ("first_day",),
    "/looks/": ("person_list", "my_registration"),
    "/needs/": ("my_offers",),
    "/offers/": ("need_list",),
    "/persons/": ("person_list", "talent_list"),
    "/posts/": ("post_list", "school_list", "talent_list"),
    "/proposals/": ("plan_list",),
    "/records/": ("my_offers",),
    "/rollover/": ("handover_list",),
    "/rounds/": ("visit_list",),
    "/skill-groups/": ("talent_list",),
    "/skills/": ("talent_list",),
    "/technical/": ("technical", "settings"),
    "/travel/": ("school_list",),
}


def entries_for(roles: Iterable[Role]) -> tuple[Entry, ...]:
    """The entries of the first role (in the order of ``BY_ROLE``) that is among ``roles``; nothing for strangers."""
    roles = frozenset(roles)
    return next((entries for role, entries in BY_ROLE.items() if role in roles), ())


def links_for(roles: Iterable[Role], current: str) -> list[dict[str, Any]]:
    """Entries with their addresses; ``current`` is the address of the one that the page lies under.

    ``mark`` is "page" for that one, "true" for the one that stands for it in the bar of a phone, where there is one.
    """
    found = [(entry, url) for entry in entries_for(roles) if (url := address_of(entry.url_name))]
    bar = [url for _entry, url in found[:BAR]]
    marks = {"": "", _stands_for(current, bar): "true", current: "page"} if current else {}
    return [{"label": entry.label, "icon": entry.icon, "url": url, "mark": marks.get(url, "")} for entry, url in found]


def current_of(roles: Iterable[Role], path: str) -> str:
    """The address of the entry that ``path`` lies under; the closest one, or "" where there is none."""
    addresses = [url for entry in entries_for(roles) if (url := address_of(entry.url_name))]
    return max((url for url in addresses if _covers(url, path)), key=len, default="") or _stands_for(path, addresses)


def _stands_for(path: str, addresses: Sequence[str]) -> str:
    names = next((names for prefix, names in BELONGS.items() if path.startswith(prefix)), ())
    return next((url for name in names if (url := address_of(name)) in addresses), "") or ""


@lru_cache(maxsize=256)
def address_of(url_name: str) -> str | None:
    """The address of a page without arguments, or None where there is no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


@lru_cache(maxsize=4096)
def row_address(url_name: str, key: int) -> str:
    """The address of one row's page, for lists."""
    return reverse(url_name, args=[key])


def page_of(url_name: str, *args: Any) -> str:
    """The address of a page, or "" where there is no such page (then its words stand without a link)."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""


def query_with(query: QueryDict, **changes: str) -> str:
    """The query of this page on its first page, with some of it changed: for tabs and files of the same rows."""
    changed = query.copy()
    changed.pop("page", None)
    for name, value in changes.items():
        changed[name] = value
    return changed.urlencode()


def _covers(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
