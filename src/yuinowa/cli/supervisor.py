"""`yuinowa demo`: database, migrations, demo city, web server and worker, kept running until Ctrl-C."""

import argparse
import fcntl
import http.client
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from . import demo_data, postgres_home
from .children import Child, reloading_web, web, worker
from .demo_data import DemoError, say
from .postgres import Postgres, tail
from .postgres_home import PostgresError
from .processes import is_taken, wait_until

SIZES = ("empty", "small", "city", "large")
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READY_SECONDS = 60
DEATHS_A_MINUTE = 5


def demo_command(argv: list[str]) -> int:
    options = parse(argv)
    data = Path(options.data).resolve()
    try:
        with interruptible():
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


@contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl-C, kill and a closed terminal all stop in order; once is enough, so a second one does not break that."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        for other in STOPPING:
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Demo:
    def __init__(self, data: Path, options: argparse.Namespace) -> None:
        self.data = data
        self.port: int = options.port
        self.size: str = options.size
        self.seed: int = options.seed
        self.serve = reloading_web if options.develop else web
        self.address = f"http://127.0.0.1:{self.port}"
        self.started = time.monotonic()

    def run(self) -> None:
        with ExitStack() as stack:
            stack.enter_context(alone(self.data))
            if is_taken(self.port):
                raise DemoError(taken_message(self.port))
            say("データベースを開始しています", "Starting the database")
            postgres = Postgres(self.data / "postgres")
            stack.callback(postgres.stop)
            postgres.start()
            environment = self.prepare(postgres)
            children = self.start_children(environment, stack)
            self.welcome(environment)
            stack.callback(say, "止めています", "Stopping")
            watch(postgres, children)

    def prepare(self, postgres: Postgres) -> dict[str, str]:
        """The database with its city, the static files; returns the environment of everything that is started."""
        database = f"demo_{self.size}"
        # Demo mode signs anybody in as anybody: the settings keep it on this machine.
        own = {"DATABASE_URL": postgres.url(database), "DEMO": "1", "DEBUG": "0", "BASE_URL": self.address}
        environment = {**os.environ, **own}
        demo_data.prepare(postgres, database, size=self.size, seed=self.seed, environment=environment)
        if not (Path(environment.get("DATA_DIR", ".data")) / "static" / "staticfiles.json").exists():
            demo_data.run(environment, "collectstatic", "--noinput", "--verbosity", "0")
        return environment

    def start_children(self, environment: dict[str, str], stack: ExitStack) -> list[Child]:
        logs = self.data / "log"
        logs.mkdir(exist_ok=True)
        children = [self.serve(self.port, environment, logs / "web.log"), worker(environment, logs / "worker.log")]
        for child in children:
            stack.callback(child.stop)
        # One after the other: together they would keep each other, and the first visitor, waiting.
        children[0].start()
        self.wait_until_ready(children[0])
        children[1].start()
        return children

    def wait_until_ready(self, server: Child) -> None:
        wait_until(lambda: answers(self.port) or not server.is_alive(), READY_SECONDS)
        if not server.is_alive() or not answers(self.port):
            raise DemoError(f"{server.name} を開始できません / did not start:\n{tail(server.log)}")

    def welcome(self, environment: dict[str, str]) -> None:
        seconds = time.monotonic() - self.started
        print(f"\n  結の輪 / Yuinowa   {self.address}/   ({seconds:.1f} s)\n")
        print(f"  役割を選んで入る / sign in as anybody   {self.address}/demo/\n", flush=True)
        if self.size != "empty":
            demo_data.run(environment, "personas")
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


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
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
