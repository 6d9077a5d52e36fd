"""The server that we start ourselves: nothing is lost, nothing is left."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yuinowa.cli.postgres import Postgres, end_leftovers
from yuinowa.cli.processes import titled, wait_until


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not tmp_path: root's server runs as nobody, who may not walk into pytest's folder.
    made = Path(tempfile.mkdtemp(prefix="yuinowa-postgres-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def server(folder: Path) -> Iterator[Postgres]:
    made = Postgres(folder)
    made.start()
    made.ensure_database("demo")
    yield made
    made.stop()


def execute(server: Postgres, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url("demo"), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_it_knows_japanese_and_outlives_kill_9(server: Postgres):
    execute(server, "create table promise (text text)")
    execute(server, "insert into promise values ('ミシンを運ぶ')")
    server.process.kill()
    server.process.wait()
    server.start()
    assert execute(server, "select text from promise") == [("ミシンを運ぶ",)]
    assert execute(server, "select lower('ＡＢＣ'), datcollate from pg_database where datname = 'demo'") == [("ａｂｃ", "C.UTF-8")]


def test_a_second_start_on_stopped_data_keeps_everything(server: Postgres, folder: Path):
    execute(server, "create table kept ()")
    server.stop()
    again = Postgres(folder)
    again.start()
    assert execute(again, "select count(*) from pg_tables where tablename = 'kept'") == [(1,)]
    again.stop()
    assert not list(titled(again.mark))


def test_a_stranger_needs_the_password(server: Postgres):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgres://app@127.0.0.1:{server.port}/demo")
    assert server.password_file.stat().st_mode & 0o077 == 0


def test_a_lock_that_names_somebody_else_is_dropped(server: Postgres):
    server.stop()
    lock = server.cluster / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{server.cluster}\n")
    server.start()
    assert execute(server, "select 1") == [(1,)]


def test_the_server_ends_with_the_process_that_started_it(folder: Path):
    script = f"from pathlib import Path; from yuinowa.cli.postgres import Postgres; p = Postgres(Path({str(folder)!r})); p.start(); print(p.mark, flush=True); import time; time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "src"}
    ) as parent:
        mark = parent.stdout.readline().strip()
        assert any(titled(mark))
        parent.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not any(titled(mark)), 20)


def test_a_server_left_behind_is_ended_before_a_new_one_starts(server: Postgres, folder: Path):
    end_leftovers(server.cluster, server.mark)
    server.process.wait(20)
    assert not list(titled(server.mark))
