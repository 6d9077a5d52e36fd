"""A reader of pages: finds links and forms by what stands on them, as a person does."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


@dataclass
class Form:
    """A form as it was rendered: its address and what it would send."""

    action: str
    method: str
    fields: dict[str, Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # text, name, value


class _Reader(HTMLParser):
    VOID = {"input", "br", "img", "link", "meta", "hr", "use"}

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self._text: list[str] | None = None
        self._open: tuple[str, dict[str, str]] | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag in {"a", "button"}:
            self._open, self._text = (tag, given), []
        elif self.forms and given.get("name"):
            self._field(tag, given, dict(attrs))
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.forms[-1].fields):
            self.forms[-1].fields[self._select] = given.get("value", "")

    def _field(self, tag: str, given: dict[str, str], attrs: dict[str, Any]) -> None:
        name, form = given["name"], self.forms[-1]
        form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area, self._text = name, []
        elif given.get("type") in {"checkbox", "radio"}:
            if "checked" in attrs:
                form.fields[name] = given.get("value", "on")
        else:
            form.fields[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self._text or []).strip()
        if tag == "textarea" and self._area:
            self.forms[-1].fields[self._area], self._area, self._text = text, "", None
        elif tag == "select":
            self._select = ""
        elif self._open and tag == self._open[0]:
            given = self._open[1]
            if tag == "a":
                self.links.append((text, given.get("href", "")))
            elif self.forms:
                self.forms[-1].buttons.append((text, given.get("name", ""), given.get("value", "")))
            self._open = self._text = None


class Page:
    """One page in front of one client."""

    def __init__(self, client: Client, response: Any) -> None:
        self.client, self.response = client, response
        self.text = response.content.decode()
        query = response.request["QUERY_STRING"].encode("latin-1").decode()
        self.url = response.request["PATH_INFO"] + (f"?{query}" if query else "")
        reader = _Reader()
        reader.feed(self.text)
        self.links, self.forms = reader.links, reader.forms

    def follow(self, words: str) -> "Page":
        """Follow the first link on which ``words`` stand."""
        found = next((href for text, href in self.links if words in text), None)
        assert found, f"no link {words!r} on {self.url}: {[text for text, _href in self.links]}"
        return visit(self.client, found)

    def press(self, words: str, **typed: Any) -> "Page":
        """Fill in the form that has a button with ``words`` and press it; every field typed must be on the form."""
        form, button = next(((form, button) for form in self.forms for button in form.buttons if words in button[0]), (None, None))
        assert form is not None and button is not None, f"no button {words!r} on {self.url}"
        assert set(typed) <= form.names, f"not on the form: {set(typed) - form.names}"
        data = {**form.fields, **typed, **({button[1]: button[2]} if button[1] else {})}
        return Page(self.client, self.client.post(form.action or self.url, data, follow=True))


def visit(client: Client, url: str) -> Page:
    response = client.get(url, follow=True)
    assert response.status_code == 200, f"{url}: {response.status_code}"
    return Page(client, response)
