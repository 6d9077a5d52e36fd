"""`yuinowa catalogues [--compile | --check]`: the words of each room, kept in the room.

Without an option the catalogues are brought up to date with the sources. Babel reads and writes them, so that
neither updating nor compiling needs GNU gettext on the machine. docs/adr/0004-catalogue-per-room.md
"""

import argparse
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOMS = Path(__file__).resolve().parents[1]
# Folder → language whose plural rule holds. Easy Japanese is written only where families and the public read.
LANGUAGES = {"en": "en", "ja_Simple": "ja"}
COMPLETE = "en"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Text = str | tuple[str, ...] | list[str] | None
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")
VOLATILE = re.compile(r'^"(?:POT-|PO-|Last-|Language-Team|Report-|Project-|Generated-)[^\n]*\n', re.MULTILINE)


def catalogues_command(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="yuinowa catalogues", description=__doc__)
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--compile", action="store_true", help="write the *.mo files that Django reads")
    action.add_argument("--check", action="store_true", help="name what is missing; exit 1 when anything is")
    options = parser.parse_args(argv)
    if options.compile:
        compile_all()
    elif options.check:
        faults = list(all_faults())
        print("\n".join(faults) or "catalogues: complete", file=sys.stderr if faults else sys.stdout)
        return int(bool(faults))
    else:
        update_all()
    return 0


def rooms() -> list[Path]:
    return sorted(folder for folder in ROOMS.iterdir() if (folder / "__init__.py").exists())


def po_path(room: Path, language: str) -> Path:
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def update_all() -> None:
    for room in rooms():
        wanted = words_of(room)
        for language in LANGUAGES:
            path = po_path(room, language)
            if path.exists() or (len(wanted) and language == COMPLETE):
                catalogue = read(path, language)
                catalogue.update(wanted, no_fuzzy_matching=True)
                write(catalogue, path)


def compile_all() -> None:
    for room in rooms():
        for language in LANGUAGES:
            path = po_path(room, language)
            if path.exists():
                with path.with_suffix(".mo").open("wb") as target:
                    write_mo(target, read(path, language))


def words_of(room: Path) -> Catalog:
    """Every message that the sources of a room ask for."""
    catalogue = Catalog()
    for path in sorted(room.rglob("*")):
        for _, message, _, context in messages_in(path):
            catalogue.add(message, context=context)
    return catalogue


def messages_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    if path.suffix == ".py":
        source = path.read_bytes()
    elif path.suffix in (".html", ".txt", ".svg") and "templates" in path.parts:
        # What templatize leaves of a template keeps its indentation, which is none that Python accepts.
        lines = templatize(path.read_text(), origin=str(path)).splitlines()
        source = "\n".join(line.lstrip() for line in lines).encode()
    else:
        return
    yield from extract("python", BytesIO(source), keywords=KEYWORDS, options={"encoding": "utf-8"})


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=LANGUAGES[language])
    with path.open("rb") as source:
        return read_po(source, locale=LANGUAGES[language], domain="django")


def write(catalogue: Catalog, path: Path) -> None:
    """Without places and times: two people who add words to one room then meet in no other line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    catalogue.header_comment = ""
    catalogue.fuzzy = False
    write_po(text, catalogue, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    path.write_text(VOLATILE.sub("", text.getvalue().decode()).lstrip("#\n"))


def all_faults() -> Iterator[str]:
    chosen: dict[tuple[str, str | None], tuple[str, str]] = {}
    for room in rooms():
        catalogue = read(po_path(room, COMPLETE), COMPLETE)
        for wanted in words_of(room):
            if wanted.id:
                found = catalogue.get(wanted.id, wanted.context)
                yield from faults_of(room.name, wanted, found)
                yield from conflict(room.name, found, chosen)


def faults_of(room: str, wanted: Message, found: Message | None) -> Iterator[str]:
    if found is None or not all(as_tuple(found.string)) or found.fuzzy:
        yield f"{room}: no English for {wanted.id!r}"
    elif any(placeholders(wanted.id) != placeholders(text) for text in as_tuple(found.string)):
        yield f"{room}: other placeholders in the English for {wanted.id!r}"


def conflict(room: str, found: Message | None, chosen: dict[tuple[str, str | None], tuple[str, str]]) -> Iterator[str]:
    """Django merges all catalogues: with two translations of one message one of them silently wins."""
    if found is None:
        return
    key, text = (as_tuple(found.id)[0], found.context), as_tuple(found.string)[0]
    other, other_text = chosen.setdefault(key, (room, text))
    if text and other_text and text != other_text:
        yield f"{room}: {text!r} for {key[0]!r}, but {other} says {other_text!r}"


def as_tuple(text: Text) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def placeholders(text: Text) -> set[str]:
    return {found for part in as_tuple(text) for found in PLACEHOLDER.findall(part)}
