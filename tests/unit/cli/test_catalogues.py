"""Catalogues: found in sources, kept in rooms, checked."""

import gettext
from pathlib import Path

import pytest

from yuinowa.cli import catalogues

VIEWS = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("保存する")
ngettext("%(n)d件", "%(n)d件", 3)
pgettext("月", "五月")
"""
PAGE = """<div>
      {% translate "こんにちは" %}
   it's {% blocktranslate trimmed with name=person.name %}{{ name }}さん{% endblocktranslate %}
  {% include "ui/x.html" with label=_("名前") only %}
</div>"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogues, "ROOMS", tmp_path)
    return make_room(tmp_path, "needs", VIEWS, PAGE)


def make_room(rooms: Path, name: str, views: str, page: str = "") -> Path:
    made = rooms / name
    (made / "templates").mkdir(parents=True)
    (made / "__init__.py").touch()
    (made / "views.py").write_text(views)
    (made / "templates" / "page.html").write_text(page)
    return made


def translate(room: Path, words: dict[str, str]) -> None:
    path = catalogues.po_path(room, "en")
    catalogue = catalogues.read(path, "en")
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key in words:
            message.string = words[key] if isinstance(message.id, str) else (words[key], words[key])
    catalogues.write(catalogue, path)


WORDS = {
    "保存する": "Save",
    "%(n)d件": "%(n)d needs",
    "五月": "May",
    "こんにちは": "Hello",
    "%(name)sさん": "Dear %(name)s",
    "名前": "Name",
}


def test_words_of_code_and_templates_are_found(room: Path):
    assert {message.id if isinstance(message.id, str) else message.id[0] for message in catalogues.words_of(room) if message.id} == set(
        WORDS
    )


def test_an_empty_catalogue_names_every_message(room: Path, capsys):
    catalogues.catalogues_command([])
    assert catalogues.catalogues_command(["--check"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == len(WORDS)


def test_a_complete_catalogue_passes_and_compiles(room: Path):
    catalogues.catalogues_command([])
    translate(room, WORDS)
    assert catalogues.catalogues_command(["--check"]) == 0
    catalogues.catalogues_command(["--compile"])
    with catalogues.po_path(room, "en").with_suffix(".mo").open("rb") as compiled:
        found = gettext.GNUTranslations(compiled)
    assert found.gettext("保存する") == "Save"
    assert found.pgettext("月", "五月") == "May"
    assert found.ngettext("%(n)d件", "%(n)d件", 2) == "%(n)d needs"


def test_updating_twice_changes_nothing_and_keeps_translations(room: Path):
    catalogues.catalogues_command([])
    translate(room, WORDS)
    before = catalogues.po_path(room, "en").read_text()
    catalogues.catalogues_command([])
    assert catalogues.po_path(room, "en").read_text() == before


def test_another_placeholder_is_a_fault(room: Path, capsys):
    catalogues.catalogues_command([])
    translate(room, WORDS | {"%(name)sさん": "Dear %(nome)s"})
    assert catalogues.catalogues_command(["--check"]) == 1
    assert "placeholders" in capsys.readouterr().err


def test_two_rooms_that_say_it_differently_are_a_fault(room: Path, capsys):
    other = make_room(room.parent, "talents", '_("保存する")')
    catalogues.catalogues_command([])
    translate(room, WORDS)
    translate(other, {"保存する": "Keep"})
    assert catalogues.catalogues_command(["--check"]) == 1
    assert "'Keep' for '保存する', but needs says 'Save'" in capsys.readouterr().err


def test_easy_japanese_has_one_plural_form(room: Path):
    path = catalogues.po_path(room, "ja_Simple")
    path.parent.mkdir(parents=True)
    path.touch()
    catalogues.catalogues_command([])
    assert "nplurals=1; plural=0;" in path.read_text()
