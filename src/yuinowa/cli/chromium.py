"""A Chromium and a Japanese font for browser tests and screenshots: found, or installed where we may."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
# No sandbox inside containers; no services that look for the network by themselves.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ADVICE = (
    "Chromium がありません。root で次を実行してください: apt-get install chromium fonts-noto-cjk\n"
    "Chromium is missing. Run as root: apt-get install chromium fonts-noto-cjk"
)


class ChromiumMissing(Exception):
    """No browser could be found or installed; the text says what to install."""


def find_chromium() -> Path:
    """The browser of this machine, else Debian's package (as root), else Playwright's own download."""
    for provide in (installed, from_debian, from_playwright):
        found = provide()
        if found:
            return found
    raise ChromiumMissing(ADVICE)


def installed() -> Path | None:
    # Ubuntu's chromium-browser is a note that points to snap, which containers cannot run.
    candidates = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in candidates if path and runs([path, "--version"])), None)


def from_debian() -> Path | None:
    if install("chromium"):
        return installed()
    return None


def from_playwright() -> Path | None:
    runs([sys.executable, "-m", "playwright", "install", "chromium"])
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() and runs([str(path), "--version"]) else None


def has_japanese_font() -> bool:
    """Without one every Japanese character on a screenshot is a box."""
    if lists_japanese_font():
        return True
    return install("fonts-noto-cjk") and lists_japanese_font()


def lists_japanese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=ja"], capture_output=True, check=False).stdout.strip())


def install(package: str) -> bool:
    """With Debian's tools, where they exist and we are root."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    runs(["apt-get", "update", "-qq"], environment)
    return runs(["apt-get", "install", "-qq", "--no-install-recommends", "-y", package], environment)


def runs(command: list[str], environment: dict[str, str] | None = None) -> bool:
    quiet = subprocess.DEVNULL
    try:
        return subprocess.run(command, env=environment, stdout=quiet, stderr=quiet, timeout=600, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
