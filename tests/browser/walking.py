"""Walks through every page a role may open: addresses without arguments first, then one page of each kind that links lead to."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from yuinowa.access.matrix import Role, reaches

# Files and data, which no person reads as a page; and what the page of personas does.
NOT_PAGES = {
    "account_logout",
    "advice_counts_export",
    "attachment",
    "calendar_feed",
    "closed_days_export",
    "colleague_pack_pdf",
    "consultation_export",
    "consultations_reopen",
    "demo_become",
    "handover_export",
    "handover_paper",
    "health",
    "hq_export",
    "knowledge_export",
    "letter_request",
    "letter_thanks",
    "look_export",
    "need_export",
    "need_form_pdf",
    "post_template",
    "promise_export",
    "notes_desk",
    "notes_send",
    "offline_worker",
    "promises_reopen",
    "reply_card",
    "rollover_template",
    "roundplan_export",
    "rounds_coverage_export",
    "school_closed_days_export",
    "school_export",
    "school_points",
    "school_template",
    "substitution_brief",
    "talent_card",
    "talent_export",
    "talent_points",
    "talent_template",
    "travel_export",
    "visit_day_pdf",
    "visit_export",
    "visit_feed",
    "visit_records_export",
}
ACCOUNT = "/accounts/"


@dataclass
class Walk:
    """One person walking in one window; ``troubles`` gathers what no page may do."""

    page: Page
    role: Role
    with_account: bool = True
    seen: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.said.append(message.text)

    def pages(self) -> Iterator[str]:
        """Open page after page, and yield the name of each once it stands there."""
        waiting = deque([("", address) for address in ["/", *plain_addresses(self.role)]])
        while waiting:
            origin, address = waiting.popleft()
            name = self._open(origin, address)
            if name is None:
                continue
            links = self.links()
            yield name
            self.troubles += [f"{name}: {line}" for line in self.said]
            waiting.extend((name, link) for link in links)

    def _open(self, origin: str, address: str) -> str | None:
        """Go to ``address`` unless a page of its kind was seen; its name, or None when there is nothing new."""
        if (name := kind_of(address)) is None or name in self.seen:
            return None
        if ACCOUNT in address and not self.with_account:
            return None
        self.seen.add(name)
        self.said.clear()
        # Chromium shows a page of its own for a refusal without a body, so ask for addresses that no link led to beforehand.
        if not origin and not self._is_answered(origin, address, self.page.request.get(address).status):
            return None
        response = self.page.goto(address)
        if not self._is_answered(origin, address, response.status if response else 0):
            return None
        reached = kind_of(self.page.url)
        if reached is None or (reached != name and reached in self.seen):
            return None
        self.seen.add(reached)
        return reached

    def _is_answered(self, origin: str, address: str, status: int) -> bool:
        # An address that takes forms only, or asks for a password that this person has not, is no page; but no link may lead to one.
        if status == 200:
            return True
        # The viewer shows everybody's mails; their links are for those they were written to.
        if origin == "demo_mail" and status in {403, 404}:
            return False
        if origin or status not in ({403, 404, 405} if ACCOUNT in address else {404, 405}):
            self.troubles.append(f"{address} (from {origin or 'its address'}): {status}")
        return False

    def links(self) -> list[str]:
        found: list[str] = self.page.eval_on_selector_all("a[href]:not([download])", "all => all.map(one => one.href)")
        here = urlsplit(self.page.url).netloc
        return [link for link in found if urlsplit(link).netloc == here]


def enter(context: BrowserContext, code: str) -> Page:
    """A window in which the persona ``code`` has signed in with the one click of the demo."""
    page = context.new_page()
    page.goto("/demo/")
    page.locator(f'form[action="/demo/{code}/become/"] button').click()
    return page


def kind_of(address: str) -> str | None:
    """The name of the page at ``address``; None for files, and for what is not ours."""
    path = urlsplit(address).path
    if path.startswith("/static/"):
        return None
    try:
        name = resolve(path, urlconf="tests.demo_urls").view_name
    except Resolver404:
        return path
    return None if name in NOT_PAGES else name


def plain_addresses(role: Role) -> list[str]:
    """The addresses without arguments that ``role`` may open."""
    found = [(path, view) for path, view in addresses(get_resolver("tests.demo_urls"), "/") if "<" not in path and "^" not in path]
    return [path for path, view in found if may_open(role, view)]


def may_open(role: Role, view: object) -> bool:
    permission = getattr(view, "permission", None)
    return permission is None or bool(reaches({role}, permission))


def addresses(resolver: URLResolver, before: str) -> Iterator[tuple[str, object]]:
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, path)
        elif isinstance(entry, URLPattern):
            yield path, entry.callback
