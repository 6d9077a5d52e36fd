"""The programs that the demo keeps running: web server and worker."""

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .processes import die_with_parent

YUINOWA = (sys.executable, "-m", "yuinowa")


@dataclass
class Child:
    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C in the terminal reaches the supervisor only, which ends things in order.
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds: float = 15) -> None:
        if self.process is None or not self.is_alive():
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def web(port: int, environment: dict[str, str], log: Path) -> Child:
    """Two workers with one thread each: unset, the number of threads follows backpressure and uses up connections."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "1", "--no-ws", "yuinowa.config.wsgi:application"]
    return Child("web", command, environment, log)


def reloading_web(port: int, environment: dict[str, str], log: Path) -> Child:
    """For developing: errors as pages, sources read again when they change."""
    return Child("web", [*YUINOWA, "runserver", f"127.0.0.1:{port}"], {**environment, "DEBUG": "1"}, log)


def worker(environment: dict[str, str], log: Path) -> Child:
    return Child("worker", [*YUINOWA, "procrastinate", "worker"], environment, log)
