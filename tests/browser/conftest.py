"""A real Chromium against a server of its own process, on a database of its own with the small demo city."""

import datetime as dt
import http.client
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from psycopg import sql

from tests.browser.lines import Line
from yuinowa.cli.children import YUINOWA, Child, web, worker
from yuinowa.cli.chromium import SWITCHES, ChromiumMissing, find_chromium, has_japanese_font
from yuinowa.cli.processes import free_port, wait_until

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1280, "height": 900}
Opened = Callable[..., BrowserContext]
HERE = Path(__file__).parent
# For a checkout that is not installed.
SOURCES = HERE.parents[1] / "src"
BUILT = "small city"
COMMANDS = (
    ["migrate", "--verbosity", "0"],
    ["createcachetable"],
    ["collectstatic", "--noinput", "--verbosity", "0"],
)
# An address for commands that run before there is a server.
NOWHERE = "http://127.0.0.1"
CITY = ["demo_city", "--size", "small", "--seed", "1"]


# A day of its own for journeys that move the clock: a term is still to be planned on it.
BEGINNING = dt.date(2026, 11, 24)


@dataclass(frozen=True)
class Site:
    """A running installation: where it answers, and the files it reads and writes."""

    url: str
    database_url: str
    folder: Path

    def set_clock(self, moment: str) -> None:
        """Move the server's time to ``moment`` (ISO, with offset)."""
        (self.folder / "clock").write_text(moment)

    def reset_clock(self) -> None:
        (self.folder / "clock").unlink(missing_ok=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def empty_database(database_server: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """All tables and no city: what cities are built on."""
    url = address_of("browser_empty")
    create(url)
    prepare(Site(NOWHERE, url, tmp_path_factory.mktemp("empty")), COMMANDS[:2])
    return url


@pytest.fixture(scope="session")
def november(empty_database: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The small city as it stands on ``BEGINNING``, whatever day this runs; copied for each journey."""
    url, folder = address_of("browser_year"), tmp_path_factory.mktemp("november")
    create(url, template=name_of(empty_database))
    prepare(Site(NOWHERE, url, folder), [[*CITY, "--today", f"{BEGINNING}"]])
    return url


@pytest.fixture(scope="session")
def site_database(database_server: None, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with the small city; kept between runs with --reuse-db."""
    url, option = address_of("browser"), request.config.getvalue
    if not (option("reuse_db") and not option("create_db") and exists(url) and is_built(url)):
        create(url, template=name_of(request.getfixturevalue("empty_database")))
        prepare(Site(NOWHERE, url, tmp_path_factory.mktemp("city")), [CITY])
        mark_built(url)
    return url


@pytest.fixture(scope="session")
def site(site_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(site_database, tmp_path_factory.mktemp("site")) as found:
        yield found


@contextmanager
def running(database_url: str, folder: Path, **environment: str) -> Iterator[Site]:
    """Web server and worker on a database that has its city."""
    port = free_port()
    found = Site(f"http://127.0.0.1:{port}", database_url, folder)
    around = {**site_environment(found), **environment}
    prepare(found, COMMANDS)
    children = [web(port, around, folder / "web.log"), worker(around, folder / "worker.log")]
    try:
        for child in children:
            child.start()
        assert wait_until(lambda: answers(port), 180), (folder / "web.log").read_text()
        yield found
    finally:
        for child in children:
            child.stop()


def prepare(site: Site, commands: Iterable[list[str]]) -> None:
    for command in commands:
        run_to_end(Child(command[0], [*YUINOWA, *command], site_environment(site), site.folder / f"{command[0]}.log"))


def address_of(name: str) -> str:
    """A database of this session beside the one of the tests without a browser."""
    server, process = urlsplit(os.environ["DATABASE_URL"]), os.environ.get("PYTEST_XDIST_WORKER", "only")
    return urlunsplit(server._replace(path=f"/{name}_{server.path.strip('/')}_{process}"))


def name_of(url: str) -> str:
    return urlsplit(url).path.strip("/")


def exists(url: str) -> bool:
    with psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres"))) as connection:
        return bool(connection.execute("select 1 from pg_database where datname = %s", [name_of(url)]).fetchone())


def create(url: str, template: str = "template1") -> None:
    """An empty database, or a copy of ``template``, to which nobody may be connected."""
    with psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name_of(url))))
        words = sql.SQL("create database {} template {}")
        connection.execute(words.format(sql.Identifier(name_of(url)), sql.Identifier(template)))


def site_environment(site: Site) -> dict[str, str]:
    own = {"DATABASE_URL": site.database_url, "DEMO": "1", "BASE_URL": site.url, "DATA_DIR": str(site.folder)}
    # The server runs as it does for people; of this process it keeps the clock only.
    inherited = {name: value for name, value in os.environ.items() if name != "YUINOWA_TESTING"}
    return {**inherited, **own, "PYTHONPATH": str(SOURCES), "CLOCK_FILE": str(site.folder / "clock"), "LOG_LEVEL": "WARNING"}


def is_built(database_url: str) -> bool:
    """Whether the city was built to its end; the mark lives and dies with the database."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute("select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()")
        return row.fetchone() == (BUILT,)


def mark_built(database_url: str) -> None:
    name = name_of(database_url)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("comment on database {} is {}").format(sql.Identifier(name), sql.Literal(BUILT)))


def run_to_end(child: Child) -> None:
    child.start()
    assert child.process
    assert child.process.wait(600) == 0, child.log.read_text()[-4000:]


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        path = find_chromium()
    except ChromiumMissing as missing:
        pytest.fail(str(missing))
    assert has_japanese_font(), "apt-get install fonts-noto-cjk"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield running
        running.close()


@pytest.fixture
def context_at(browser: Browser, site: Site) -> Iterator["Contexts"]:
    """Make contexts of a given width: ``context_at(PHONE)``."""
    contexts = Contexts(browser, site)
    yield contexts
    contexts.close()


class Contexts:
    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site, self.made = browser, site, list[BrowserContext]()

    def __call__(self, viewport: dict[str, int], **options: object) -> BrowserContext:
        made = self.browser.new_context(base_url=self.site.url, locale="ja-JP", timezone_id="Asia/Tokyo", viewport=viewport, **options)
        made.set_default_timeout(10_000)
        self.made.append(made)
        return made

    def close(self) -> None:
        for context in self.made:
            context.close()


@pytest.fixture(params=[PHONE, DESKTOP], ids=["360px", "1280px"])
def page(request: pytest.FixtureRequest, context_at: Contexts) -> Page:
    """A fresh page, once at phone width and once at desktop width."""
    return context_at(request.param).new_page()


@pytest.fixture
def phone(context_at: Contexts) -> Page:
    return context_at(PHONE).new_page()


@pytest.fixture
def desktop(context_at: Contexts) -> Page:
    return context_at(DESKTOP).new_page()


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    made = Line(site.url)
    yield made
    made.close()


@pytest.fixture
def opened(browser: Browser, line: Line) -> Iterator[Opened]:
    """A telephone whose every request goes over the line."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=line.url, locale="ja-JP", timezone_id="Asia/Tokyo", viewport=PHONE, **options)
        context.set_default_timeout(15_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
