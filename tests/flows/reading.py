"""A reader of rendered pages: its links and its forms, filled in as the page gave them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


@dataclass
class Form:
    """A form with what its fields hold; ``buttons`` by what they say."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    boxes: set[tuple[str, str]] = field(default_factory=set)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)

    def filled(self, **answers: Any) -> dict[str, list[str]]:
        """What is sent when ``answers`` replace what the fields hold; every answer must have its field."""
        absent = set(answers) - self.names
        assert not absent, f"no such field: {absent}"
        sent: dict[str, list[str]] = {}
        for name, value in self.values:
            if name not in answers:
                sent.setdefault(name, []).append(value)
        for name, answer in answers.items():
            sent[name] = list(map(str, answer)) if isinstance(answer, list | tuple) else [str(answer)]
        return sent


class Page(HTMLParser):
    """One rendered page."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.status, self.url = response.status_code, response.request["PATH_INFO"]
        self.html = response.content.decode()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.text = ""
        self._form: Form | None = None
        self._open: tuple[str, dict[str, str]] | None = None
        self._said = ""
        self._select = ""
        self.feed(self.html)

    def form(self, button: str) -> Form:
        """The form that has a button with these words."""
        found = [form for form in self.forms if button in form.buttons]
        assert found, f"no button {button} among {[list(form.buttons) for form in self.forms]}"
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action") or self.url, given.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag in {"a", "button", "textarea"}:
            self._open, self._said = (tag, given), ""
        elif self._form is not None and tag == "select":
            self._select = given.get("name", "")
            self._form.names.add(self._select)
        elif self._form is not None and tag == "option" and "selected" in given:
            self._form.values.append((self._select, given.get("value", "")))
        elif self._form is not None and tag == "input":
            self._input(given)

    def _input(self, given: dict[str, str]) -> None:
        assert self._form is not None
        name, kind = given.get("name", ""), given.get("type", "text")
        self._form.names.add(name)
        if kind in {"checkbox", "radio"}:
            self._form.boxes.add((name, given.get("value", "on")))
            if "checked" in given:
                self._form.values.append((name, given.get("value", "on")))
        else:
            self._form.values.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        self.text += data
        self._said += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if self._open is None or self._open[0] != tag:
            return
        given, words = self._open[1], " ".join(self._said.split())
        if tag == "a" and given.get("href"):
            self.links.setdefault(words, given["href"])
        elif tag == "textarea" and self._form is not None:
            self._form.names.add(given["name"])
            self._form.values.append((given["name"], self._said.strip()))
        elif tag == "button" and self._form is not None:
            self._form.buttons[words] = (given.get("name", ""), given.get("value", ""))
        self._open = None


@dataclass
class Reader:
    """Somebody who reads pages, follows links and sends forms."""

    client: Client

    def open(self, address: str) -> Page:
        return Page(self.client.get(address, follow=True))

    def follow(self, page: Page, words: str) -> Page:
        assert words in page.links, f"no link {words} among {list(page.links)}"
        return self.open(page.links[words])

    def send(self, page: Page, button: str, **answers: Any) -> Page:
        form = page.form(button)
        sent = form.filled(**answers)
        name, value = form.buttons[button]
        if name:
            sent[name] = [value]
        return Page(self.client.post(form.action, sent, follow=True))
