"""Whatever bytes arrive: rows, or a reason that a person can read."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.official_lists import PLACE, ROWS, as_file, code_list, p29
from yuinowa.organisations.importing import facilities, template
from yuinowa.organisations.importing.guard import Unreadable
from yuinowa.organisations.importing.reading import read_files

VALID = [
    as_file(code_list())[1],
    as_file(code_list(), encoding="cp932")[1],
    p29(("B107229930017", 37.05, 140.88))[1],
]


def outcome(content: bytes) -> None:
    """Fails only when a reader raises something that is not for people."""
    for read in (read_files, facilities.read_files):
        try:
            found = read([("file", content)], PLACE)
        except Unreadable as refused:
            assert str(refused.reason) and str(refused.fix)
        else:
            assert all(str(error.reason) and str(error.fix) for error in found.errors)


@given(st.binary(max_size=400))
def test_any_bytes(content):
    outcome(content)


@given(st.text(max_size=400), st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"]))
def test_any_text(text, encoding):
    outcome(text.encode(encoding, "ignore"))


@st.composite
def damaged(draw, originals: list[bytes]) -> bytes:
    content = bytearray(draw(st.sampled_from(originals)))
    for _ in range(draw(st.integers(1, 6))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.integers(1, len(content)))])


@given(damaged(VALID))
def test_damaged_lists(content):
    outcome(content)


cells = st.text(st.characters(codec="utf-8", exclude_characters='",\r\n'), max_size=15)


@given(st.lists(st.lists(cells, min_size=12, max_size=12), max_size=4))
def test_any_cells_under_a_real_header(rows):
    outcome(code_list(ROWS[0], *(",".join(row) + "\r\n" for row in rows)).encode())


@settings(max_examples=15, deadline=None)
@given(damaged([template.write()]))
def test_damaged_workbooks(content):
    outcome(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(json_values, json_values)
def test_any_json_under_features(properties, geometry):
    import json

    feature = {"properties": properties, "geometry": geometry}
    located = {"properties": {"P29_002": "B107229930017"}, "geometry": {"coordinates": [geometry, 1]}}
    outcome(json.dumps({"features": [feature, located]}).encode())


def test_deep_nesting():
    outcome(b"[" * 100_000)
    outcome(b'{"features":' * 50_000)
