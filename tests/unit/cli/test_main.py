"""What each command needs of its surroundings."""

import os

import pytest

from yuinowa.cli.main import main


@pytest.mark.parametrize(("command", "demo"), [("screenshots", "1"), ("check", None)])
def test_pictures_need_no_installation(monkeypatch: pytest.MonkeyPatch, command: str, demo: str | None) -> None:
    monkeypatch.setenv("DEMO", "0")
    monkeypatch.delenv("DEMO")
    seen: list[tuple[list[str], str | None]] = []
    monkeypatch.setattr(
        "django.core.management.execute_from_command_line", lambda arguments: seen.append((arguments, os.environ.get("DEMO")))
    )
    assert main([command]) == 0
    assert seen == [(["yuinowa", command], demo)]
