"""Two ways to use a page: with the keyboard alone, and with a finger on a phone that runs no scripts."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_STOPS = 400
FOCUSED = """() => {
  const one = document.activeElement;
  const words = [one.getAttribute("aria-label"), ...[...(one.labels || [])].map(label => label.innerText), one.innerText];
  return [one.tagName + (one.type ? ":" + one.type : ""), words.filter(Boolean).join(" ")];
}"""
PRESSED = ("A", "BUTTON:submit")


class Hands(Protocol):
    page: Page

    def press(self, words: str) -> None: ...
    def write(self, label: str, text: str) -> None: ...
    def date(self, label: str, day: dt.date) -> None: ...
    def choose(self, label: str, option: str) -> None: ...
    def tick(self, words: str) -> None: ...


@dataclass
class Keys:
    """The keyboard alone: Tab until the words are reached, then type or press."""

    page: Page

    def press(self, words: str) -> None:
        self._reach(words, PRESSED)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        self._reach(label, ("INPUT", "TEXTAREA"))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def date(self, label: str, day: dt.date) -> None:
        self._reach(label, ("INPUT:date",))
        field = self.page.locator(":focus")
        # The order of the parts follows the language of the browser's own windows, not of the page.
        self._type(f"{day:%Y}", "ArrowRight", f"{day:%m%d}")
        if field.input_value() != day.isoformat():
            self._type("ArrowLeft", "ArrowLeft", "ArrowLeft", f"{day:%m%d}", f"{day:%Y}")
        assert field.input_value() == day.isoformat()

    def choose(self, label: str, option: str) -> None:
        self._reach(label, ("SELECT",))
        self.page.keyboard.type(option)

    def tick(self, words: str) -> None:
        self._reach(words, ("INPUT:checkbox",))
        self.page.keyboard.press("Space")

    def _type(self, *parts: str) -> None:
        for part in parts:
            if part.startswith("Arrow"):
                self.page.keyboard.press(part)
            else:
                self.page.keyboard.type(part)

    def _reach(self, words: str, kinds: tuple[str, ...]) -> None:
        passed = []
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            kind, found = self.page.evaluate(FOCUSED)
            if kind.startswith(kinds) and words in found:
                return
            passed.append(found)
        raise AssertionError(f"Tab never reaches {words!r} on {self.page.url}: {passed[:60]}")


@dataclass
class Taps:
    """A finger: taps what can be seen, and fills in what has a label."""

    page: Page

    def press(self, words: str) -> None:
        either = self.page.get_by_role("link", name=words).or_(self.page.get_by_role("button", name=words))
        self._shown(either).click()

    def write(self, label: str, text: str) -> None:
        self._shown(self.page.get_by_label(label)).fill(text)

    def date(self, label: str, day: dt.date) -> None:
        self.write(label, day.isoformat())

    def choose(self, label: str, option: str) -> None:
        field = self._shown(self.page.get_by_label(label))
        field.select_option(label=next(text for text in field.locator("option").all_inner_texts() if text.startswith(option)))

    def tick(self, words: str) -> None:
        self._shown(self.page.get_by_role("checkbox", name=words)).check()

    def _shown(self, found: Locator) -> Locator:
        return found.filter(visible=True).first


@dataclass
class Finger(Taps):
    """Taps on a touch screen, with or without scripts; waits for the page that comes."""

    def press(self, words: str) -> None:
        either = self.page.get_by_role("link", name=words).or_(self.page.get_by_role("button", name=words))
        with self.page.expect_navigation():
            self._shown(either).tap()

    def go(self, *words: str) -> None:
        """Through several links, one after the other."""
        for one in words:
            self.press(one)

    def open(self, words: str) -> None:
        """Unfold what is folded."""
        self._shown(self.page.locator("summary", has_text=words)).tap()

    def pick(self, words: str) -> None:
        """One of several round buttons."""
        self._shown(self.page.locator("label", has_text=words)).tap()
