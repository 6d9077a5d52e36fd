"""The demo's supervisor: what it says, what it refuses, what it starts again."""

import socket
from pathlib import Path

import pytest

from yuinowa.cli import supervisor
from yuinowa.cli.demo_data import DemoError, usable_note
from yuinowa.cli.main import own_command
from yuinowa.cli.processes import free_port


def test_a_taken_port_is_said_in_both_languages(tmp_path: Path, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert supervisor.demo_command(["--port", str(port), "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert f"make demo PORT={port + 1}" in said
    assert "別のプログラム" in said
    assert "taken by another program" in said
    assert not (tmp_path / "postgres").exists()


def test_two_demos_on_one_folder_are_refused(tmp_path: Path):
    with supervisor.alone(tmp_path), pytest.raises(DemoError, match="already running"), supervisor.alone(tmp_path):
        pytest.fail("a second one got in")


def test_reset_deletes_the_data_of_the_demo_only(tmp_path: Path):
    data = tmp_path / "demo"
    (data / "postgres").mkdir(parents=True)
    (tmp_path / "static").mkdir()
    assert supervisor.demo_command(["--reset", "--data", str(data)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["static"]


def test_a_program_that_keeps_dying_stops_the_demo():
    deaths: list[float] = []
    for _ in range(supervisor.DEATHS_A_MINUTE):
        supervisor.report_death("web", deaths)
    with pytest.raises(DemoError, match="keeps stopping"):
        supervisor.report_death("web", deaths)


@pytest.mark.parametrize(
    ("recorded", "is_usable"),
    [
        ({"needs/0001_initial": "a"}, True),
        ({"needs/0001_initial": "a", "needs/0002_more": "b"}, True),
        ({"needs/0001_initial": "rewritten"}, False),
        ({"needs/0001_initial": "a", "needs/0003_gone": "c"}, False),
    ],
)
def test_a_demo_made_by_rewritten_migrations_is_made_anew(recorded, is_usable, capsys):
    note = {"size": "small", "seed": 1, "steps": recorded}
    assert usable_note(note, {"needs/0001_initial": "a", "needs/0002_more": "b"}) == (note if is_usable else {})
    assert ("つくり直します" in capsys.readouterr().out) is not is_usable


def test_a_demo_from_before_migrations_were_noted_is_made_anew():
    assert usable_note({"size": "small", "seed": 1, "shape": "0123"}, {"needs/0001_initial": "a"}) == {}
    assert usable_note({}, {"needs/0001_initial": "a"}) == {}


def test_our_commands_stand_beside_djangos():
    assert own_command(["check", "matching", "a.json", "b.json"]) is not None
    assert own_command(["check", "--deploy"]) is None
    assert own_command(["migrate"]) is None
    assert own_command([]) is None


def test_a_free_port_is_not_taken_until_somebody_takes_it():
    port = free_port()
    assert not supervisor.is_taken(port)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert supervisor.is_taken(port)
