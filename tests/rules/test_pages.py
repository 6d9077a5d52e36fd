"""What every template keeps: nothing inline, only pictures that exist, styles that are delivered and small."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from yuinowa.ui.maps import SHAPES
from yuinowa.ui.navigation import BY_ROLE
from yuinowa.ui.status import LOOKS

PACKAGE = Path(__file__).parents[2] / "src" / "yuinowa"
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
SPRITE = PACKAGE / "ui" / "static" / "ui" / "icons.svg"
STYLES = sorted((PACKAGE / "ui" / "static" / "ui" / "css").glob("*.css"))
FIRST_VISIT = 36_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_nothing_inline(path: Path):
    source = path.read_text()
    assert re.findall(r"\sstyle=|\son(?:click|change|submit|load|input)=|<style|javascript:", source) == []
    scripts = re.findall(r"<script\b([^>]*)>", source)
    assert [script for script in scripts if "src=" not in script and "application/json" not in script] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_template_can_be_read(path: Path):
    name = path.relative_to(next(parent for parent in path.parents if parent.name == "templates"))
    assert get_template(str(name)).template.name == str(name)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_table_looks_like_one(path: Path):
    tables = re.findall(r"<table\b([^>]*)>", path.read_text())
    assert [table for table in tables if not re.search(r'class="(table|month)\b(?!-)', table)] == []


def test_every_picture_exists():
    known = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)" %}', path.read_text())}
    wanted = named | {entry.icon for entries in BY_ROLE.values() for entry in entries} | {look.shape for look in LOOKS.values()}
    assert named and wanted - known == set()


def test_styles_are_delivered_and_small():
    head = (PACKAGE / "ui" / "templates" / "ui" / "head.html").read_text()
    delivered = re.findall(r"{% static '([^']+\.(?:css|js))' %}", head)
    assert {Path(name).name for name in delivered if name.endswith(".css")} == {path.name for path in STYLES}
    found = [finders.find(name) for name in delivered]
    assert sum(len(gzip.compress(Path(path).read_bytes())) for path in found if path) < FIRST_VISIT
    assert None not in found


def test_a_map_draws_the_shapes_of_its_key():
    script = (PACKAGE / "ui" / "static" / "ui" / "js" / "map.js").read_text()
    assert {int(key): shape for key, shape in re.findall(r'(\d): "([^"]+)"', script)} == SHAPES
