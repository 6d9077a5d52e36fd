"""`yuinowa demo`: database, migrations, demo city, web server and worker, kept running until Ctrl-C."""

import argparse
import fcntl
import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

import psycopg
from psycopg import sql

from . import postgres_home
from .children import YUINOWA, Child, reloading_web, web, worker
from .postgres import Postgres, tail
from .postgres_home import PostgresError
from .processes import is_taken, wait_until

SIZES = ("empty", "small", "city", "large")
READY_SECONDS = 60
DEATHS_A_MINUTE = 5


class DemoError(Exception):
    """The demo cannot go on; the text says why in Japanese and in English."""


def demo_command(argv: list[str]) -> int:
    options = parse(argv)
    data = Path(options.data).resolve()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        if options.reset:
            reset(data)
        else:
            Demo(data, options).run()
    except KeyboardInterrupt:
        return 0
    except (DemoError, PostgresError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuinowa demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--size", choices=SIZES, default="city")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", default=".data/demo", help="folder of the demo's database and logs")
    parser.add_argument("--develop", action="store_true", help="reload the sources when they change")
    parser.add_argument("--reset", action="store_true", help="delete that folder's data and stop")
    return parser.parse_args(argv)


def interrupt(number: int, frame: FrameType | None) -> None:
    # Once is enough: a second Ctrl-C must not break the orderly stop.
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


class Demo:
    def __init__(self, data: Path, options: argparse.Namespace) -> None:
        self.data = data
        self.options = options
        self.database = f"demo_{options.size}"
        self.started = time.monotonic()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.options.port}"

    def run(self) -> None:
        with ExitStack() as stack:
            stack.enter_context(alone(self.data))
            if is_taken(self.options.port):
                raise DemoError(taken_message(self.options.port))
            say("データベースを開始しています", "Starting the database")
            postgres = Postgres(self.data / "postgres")
            stack.callback(postgres.stop)
            postgres.start()
            environment = self.environment(postgres)
            self.prepare(postgres, environment)
            children = self.children(environment)
            for child in reversed(children):
                stack.callback(child.stop)
                child.start()
            self.wait_until_ready(children)
            self.welcome(environment)
            stack.callback(say, "止めています", "Stopping")
            watch(postgres, children)

    def environment(self, postgres: Postgres) -> dict[str, str]:
        """Demo mode signs anybody in as anybody: the settings keep it on this machine."""
        own = {"DATABASE_URL": postgres.url(self.database), "DEMO": "1", "DEBUG": "0", "BASE_URL": self.address}
        return {**os.environ, **own}

    def prepare(self, postgres: Postgres, environment: dict[str, str]) -> None:
        built = note(postgres, self.database)
        if built is None:
            # A city that was interrupted half-way is begun again from nothing.
            postgres.drop_database(self.database)
            postgres.ensure_database(self.database)
        say("データベースの形を整えています", "Migrating")
        self.django(environment, "migrate", "--verbosity", "0")
        self.django(environment, "createcachetable")
        if built is None:
            self.build_city(postgres, environment)

    def build_city(self, postgres: Postgres, environment: dict[str, str]) -> None:
        size, seed = self.options.size, str(self.options.seed)
        if size == "empty":
            self.django(environment, "init")
        else:
            say(f"結野市をつくっています（{size}）", f"Building the demo city ({size})")
            self.django(environment, "demo_city", "--size", size, "--seed", seed)
        leave_note(postgres, self.database, f"size {size}, seed {seed}")

    def django(self, environment: dict[str, str], *arguments: str) -> None:
        """Run one of our commands to its end, so that this process stays small."""
        with subprocess.Popen([*YUINOWA, *arguments], env=environment, start_new_session=True) as process:
            try:
                if process.wait():
                    raise DemoError(f"yuinowa {arguments[0]} が失敗しました / failed ({process.returncode})")
            except KeyboardInterrupt:
                process.terminate()
                raise

    def children(self, environment: dict[str, str]) -> list[Child]:
        logs = self.data / "log"
        logs.mkdir(exist_ok=True)
        serve = reloading_web if self.options.develop else web
        return [serve(self.options.port, environment, logs / "web.log"), worker(environment, logs / "worker.log")]

    def wait_until_ready(self, children: list[Child]) -> None:
        def answers_or_dead() -> bool:
            return answers(self.options.port) or not all(child.is_alive() for child in children)

        ready = wait_until(answers_or_dead, READY_SECONDS)
        for child in children:
            if not child.is_alive() or not ready:
                raise DemoError(f"{child.name} を開始できません / did not start:\n{tail(child.log)}")

    def welcome(self, environment: dict[str, str]) -> None:
        seconds = time.monotonic() - self.started
        print(f"\n  結の輪 / Yuinowa   {self.address}/   ({seconds:.1f} s)\n", flush=True)
        print(f"  役割を選んで入る / sign in as anybody   {self.address}/demo/\n", flush=True)
        say("\nCtrl-C で止まります", "Ctrl-C stops everything")


@contextmanager
def alone(data: Path) -> Iterator[None]:
    data.mkdir(parents=True, exist_ok=True)
    with (data / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DemoError(
                f"このデモはすでに動いています（{data}）。動いている方を Ctrl-C で止めてください。\n"
                f"This demo is already running ({data}); stop the other one with Ctrl-C."
            ) from error
        yield


def taken_message(port: int) -> str:
    return (
        f"ポート {port} は別のプログラムが使っています。別の番号で始めてください: make demo PORT={port + 1}\n"
        f"Port {port} is taken by another program. Choose another one: make demo PORT={port + 1}"
    )


def note(postgres: Postgres, database: str) -> str | None:
    """What `leave_note` left on the database; it lives and dies with it."""
    query = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
    with psycopg.connect(postgres.url("postgres")) as connection:
        row = connection.execute(query, [database]).fetchone()
    return row[0] if row else None


def leave_note(postgres: Postgres, database: str, text: str) -> None:
    statement = sql.SQL("comment on database {} is {}").format(sql.Identifier(database), sql.Literal(text))
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(statement)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def watch(postgres: Postgres, children: list[Child]) -> None:
    """Start again what dies; give up when it keeps dying."""
    deaths: list[float] = []
    while True:
        time.sleep(0.5)
        if not postgres.is_alive():
            report_death("postgres", deaths)
            postgres.start()
        for child in children:
            if not child.is_alive():
                report_death(child.name, deaths)
                child.start()


def report_death(name: str, deaths: list[float]) -> None:
    deaths[:] = [moment for moment in deaths if moment > time.monotonic() - 60] + [time.monotonic()]
    if len(deaths) > DEATHS_A_MINUTE:
        raise DemoError(f"{name} が何度も止まります / keeps stopping: .data/demo/log")
    say(f"{name} が止まったので、もう一度開始します", f"{name} stopped; starting it again")


def reset(data: Path) -> None:
    if not data.exists():
        return
    with alone(data):
        for place in postgres_home.places(data / "postgres"):
            shutil.rmtree(place)
        shutil.rmtree(data)
    say("デモのデータを消しました", "The demo's data is deleted")


def say(japanese: str, english: str) -> None:
    print(f"{japanese} / {english}", flush=True)
