"""What every test shares: a database server, and real data where it is at hand."""

import os
import shutil
import tempfile
from pathlib import Path

import django
import hypothesis
import pytest
from django.utils import translation

from yuinowa.cli.postgres import Postgres
from yuinowa.engine.japanese.vectors import is_installed

ABSENT = pytest.StashKey[int]()
REAL_DATA = Path(os.environ.get("REAL_DATA", Path(__file__).parents[2] / "shared" / "data"))

# A slow machine is no fault of an example.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")
os.environ["YUINOWA_TESTING"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "yuinowa.config.settings"


class Embedded:
    """The server of this session when DATABASE_URL names none. Its address is known before it starts."""

    server: Postgres | None = None

    @classmethod
    def announce(cls) -> None:
        folder = Path(tempfile.mkdtemp(prefix="yuinowa-tests-"))
        cls.server = Postgres(folder, options=("fsync=off", "synchronous_commit=off", "full_page_writes=off"))
        os.environ["DATABASE_URL"] = cls.server.url("yuinowa")

    @classmethod
    def start(cls) -> None:
        if cls.server and not cls.server.is_alive():
            cls.server.start()

    @classmethod
    def stop(cls) -> None:
        if cls.server:
            cls.server.stop()
            shutil.rmtree(cls.server.home.folder)


# Before anything reads the settings.
if "DATABASE_URL" not in os.environ:
    Embedded.announce()
django.setup()

from tests.cast import cast  # noqa: E402, F401  needs the settings
from yuinowa.core.vocabulary import forget_words  # noqa: E402


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Several processes: each announces a server of its own; that of the first, which runs no test, is never started."""
    if Embedded.server:
        for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
            del os.environ[name]


def pytest_unconfigure() -> None:
    Embedded.stop()


@pytest.fixture(autouse=True)
def japanese() -> None:
    """The language of a request outlives it in this thread: without this, a test would speak as the one before it asked."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def fresh_words() -> None:
    """The words of a city outlive it in this process: without this, a search would know those of the test before it."""
    forget_words()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    Embedded.start()


@pytest.fixture(scope="session")
def database_server() -> None:
    """A running server, for tests that make databases of their own."""
    Embedded.start()


@pytest.fixture(scope="session")
def word_vectors() -> None:
    """The package of word vectors, without which near words cannot be tested."""
    if not is_installed():
        pytest.fail("The package of word vectors is absent: run `make setup` (requirements-vectors.txt).")


@pytest.fixture(scope="session")
def real_data() -> Path:
    return REAL_DATA


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Browser tests last: Playwright's event loop, once running, keeps the ORM from being used in this thread.
    items.sort(key=lambda item: "browser" in item.keywords)
    if not REAL_DATA.is_dir():
        absent = [item for item in items if "real_data" in item.keywords]
        items[:] = [item for item in items if "real_data" not in item.keywords]
        config.hook.pytest_deselected(items=absent)
        config.stash[ABSENT] = len(absent)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    count = config.stash.get(ABSENT, 0)
    if count:
        terminalreporter.write_line(f"real_data: {count} tests not run, because {REAL_DATA} is absent")
