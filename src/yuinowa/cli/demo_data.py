"""The demo's database: made, migrated and filled once; known by a note that lives and dies with it."""

import hashlib
import json
import subprocess
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from .children import YUINOWA
from .postgres import Postgres

PACKAGE = Path(__file__).resolve().parents[1]


class DemoError(Exception):
    """The demo cannot go on; the text says why in Japanese and in English."""


def prepare(postgres: Postgres, database: str, *, size: str, seed: int, environment: dict[str, str]) -> None:
    """Bring ``database`` up to date; build its city when it has none, was interrupted half-way or has outdated tables."""
    shape, steps = fingerprint(), migrations()
    note = usable_note(read_note(postgres, database), steps)
    if not note:
        postgres.drop_database(database)
        postgres.ensure_database(database)
    if note.get("shape") != shape:
        migrate(environment)
    if not note:
        fill(environment, size, seed)
    leave_note(postgres, database, {"size": size, "seed": seed, "shape": shape, "steps": steps})


def usable_note(note: dict[str, Any], steps: dict[str, str]) -> dict[str, Any]:
    """``note``, or nothing where a migration that made the database was rewritten since: new ones cannot be added to it."""
    if note and not note.get("steps", {"": ""}).items() <= steps.items():
        say("古い形のデモのデータなので、つくり直します", "The demo's data has an outdated form and is made anew")
        return {}
    return note


def migrate(environment: dict[str, str]) -> None:
    say("データベースの形を整えています", "Migrating")
    try:
        run(environment, "migrate", "--verbosity", "0")
        run(environment, "createcachetable", "--verbosity", "0")
    except DemoError as error:
        raise DemoError(f"{error}\n古いデモのデータを消してください: make demo-reset / Delete the old demo data") from error


def fill(environment: dict[str, str], size: str, seed: int) -> None:
    if size == "empty":
        run(environment, "init")
        return
    say(f"結野市をつくっています（{size}）", f"Building the demo city ({size})")
    run(environment, "demo_city", "--size", size, "--seed", str(seed))


def fingerprint() -> str:
    """Changes when a migration may have: ours by their text, those of packages by their versions."""
    found = hashlib.sha256(json.dumps(migrations()).encode())
    for version in sorted(f"{package.name}=={package.version}" for package in distributions()):
        found.update(version.encode())
    return found.hexdigest()[:16]


def migrations() -> dict[str, str]:
    """Our migrations ("needs/0001_initial"), each with a mark of its text."""
    paths = sorted(PACKAGE.glob("*/migrations/0*.py"))
    return {f"{path.parts[-3]}/{path.stem}": hashlib.sha256(path.read_bytes()).hexdigest()[:8] for path in paths}


def read_note(postgres: Postgres, database: str) -> dict[str, Any]:
    query = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
    with psycopg.connect(postgres.url("postgres")) as connection:
        row = connection.execute(query, [database]).fetchone()
    return json.loads(row[0]) if row and row[0] else {}


def leave_note(postgres: Postgres, database: str, note: dict[str, Any]) -> None:
    statement = sql.SQL("comment on database {} is {}").format(sql.Identifier(database), sql.Literal(json.dumps(note)))
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(statement)


def run(environment: dict[str, str], *arguments: str) -> None:
    """Run one of our commands to its end, in a process of its own, so that this one stays small."""
    with subprocess.Popen([*YUINOWA, *arguments], env=environment) as process:
        try:
            if process.wait():
                raise DemoError(f"yuinowa {arguments[0]} が失敗しました / failed ({process.returncode})")
        except KeyboardInterrupt:
            process.terminate()
            raise


def say(japanese: str, english: str) -> None:
    print(f"{japanese} / {english}", flush=True)
