"""The embedded PostgreSQL as our own child process: for the demo, the tests and CI.

Why not the package's own `get_server()`: docs/adr/0003-embedded-postgresql.md. Production uses a server of its
own (docs/operations.md).
"""

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from . import postgres_home
from .postgres_home import PostgresError
from .processes import die_with_parent, free_port, titled, wait_until

START_SECONDS = 60
STOP_SECONDS = 30


class Postgres:
    """One server in one folder. `start`, `stop`, and `url` of a database in it."""

    def __init__(self, folder: Path, options: tuple[str, ...] = ()) -> None:
        self.home = postgres_home.prepare(folder)
        self.cluster = self.home.folder / "cluster"
        self.password_file = self.home.folder / "password"
        self.log = self.home.folder / "postgres.log"
        self.mark = f"yuinowa-{postgres_home.fingerprint(self.cluster)}"
        self.options = options
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        if not self.password_file.exists():
            self._write_password()

    def start(self) -> None:
        """Start on the port of this object; a second call after a crash keeps it."""
        end_leftovers(self.cluster, self.mark)
        if not (self.cluster / "PG_VERSION").exists():
            self._initialise()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.home.programs / "postgres", *self._arguments()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **self.home.popen_options(),
            )
        if not wait_until(self._is_ready_or_dead, START_SECONDS) or not self.is_alive():
            raise PostgresError(f"PostgreSQL を開始できません / PostgreSQL did not start:\n{tail(self.log)}")

    def stop(self) -> None:
        """SIGINT ends sessions and writes a checkpoint; SIGQUIT is the last resort and loses nothing either."""
        if self.process is None or not self.is_alive():
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(STOP_SECONDS)

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def url(self, database: str) -> str:
        password = self.password_file.read_text().strip()
        return f"postgres://app:{password}@127.0.0.1:{self.port}/{database}"

    def ensure_database(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
            if not found:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))

    def drop_database(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def _arguments(self) -> list[str]:
        settings = (
            "listen_addresses=127.0.0.1",
            # TCP only: a socket's path may be at most 107 bytes long, and a clone may lie deeper.
            "unix_socket_directories=",
            f"cluster_name={self.mark}",
            *self.options,
        )
        switches = [part for setting in settings for part in ("-c", setting)]
        return ["-D", str(self.cluster), "-p", str(self.port), *switches]

    def _initialise(self) -> None:
        # Made aside and renamed, so that an interrupted initdb leaves nothing that looks like a cluster.
        draft = self.home.folder / "cluster.draft"
        shutil.rmtree(draft, ignore_errors=True)
        command: list[str | Path] = [
            self.home.programs / "initdb",
            "-D",
            draft,
            "-U",
            "app",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        command += ["--auth=scram-sha-256", f"--pwfile={self.password_file}", "--no-sync"]
        done = subprocess.run(command, capture_output=True, text=True, **self.home.popen_options())
        if done.returncode:
            raise PostgresError(f"initdb:\n{done.stdout}{done.stderr}")
        draft.rename(self.cluster)

    def _write_password(self) -> None:
        """A password although it listens on loopback only: a superuser may run programs as its system user."""
        self.password_file.touch(mode=0o600)
        self.password_file.write_text(secrets.token_urlsafe(24))
        if self.home.owner:
            os.chown(self.password_file, self.home.owner.pw_uid, self.home.owner.pw_gid)

    def _is_ready_or_dead(self) -> bool:
        if not self.is_alive():
            return True
        probe: list[str | Path] = [self.home.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(probe, **self.home.popen_options()).returncode == 0


def end_leftovers(cluster: Path, mark: str) -> None:
    """End servers that an interrupted run left on this cluster, then drop the lock that nobody holds any more.

    PostgreSQL trusts any living process id in the lock file, also a zombie's or one given to another program since.
    """
    for pid, line in titled(mark):
        if "-D " in line:
            os.kill(pid, signal.SIGINT)
    if not wait_until(lambda: not any(titled(mark)), STOP_SECONDS):
        raise PostgresError(f"前回の PostgreSQL が終了しません / an earlier server does not end: {cluster}")
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
