"""Start and stop the local stack as one thing: all of it, or nothing of it."""

import fcntl
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reviewhouse.errors import StackError
from reviewhouse.local import processes
from reviewhouse.local.programs import LOOPBACK, Program, programs
from reviewhouse.local.supervisor import STARTED, Supervisor
from reviewhouse.settings import Settings
from reviewhouse.sql import statement as render

TEMPLATES = Path(__file__).parent / "templates"
LEAST_FREE_BYTES = 1 << 30
READY_SECONDS = 120
FAILED = ("FATAL", "EXITED", "BACKOFF")


def up(settings: Settings, on_ready: Callable[[str], None] = lambda name: None) -> None:
    """Start every program and return when all are ready; `on_ready` is called with the name of each.

    Raises StackError when it runs already, or cannot run: then nothing is left behind.
    """
    supervisor = Supervisor(settings.reviewhouse_home)
    with _alone(settings.reviewhouse_home):
        if supervisor.is_running():
            raise StackError(_why_not_again(supervisor))
        processes.end(settings.reviewhouse_home)  # what a supervisor left that was killed
        wanted = programs(settings)
        _check_ports(wanted)
        _check_disk(settings.reviewhouse_home)
        config = _write_files(settings, wanted)
        try:
            supervisor.start(config, settings.environment())
            for program in wanted:
                supervisor.start_program(program.name)
            _await(supervisor, wanted, on_ready)
        except BaseException:  # an interrupt too must leave nothing half-started
            supervisor.stop()
            raise


def down(settings: Settings) -> bool:
    """Stop everything; whether there was anything to stop."""
    supervisor = Supervisor(settings.reviewhouse_home)
    with _alone(settings.reviewhouse_home):
        was_running = supervisor.is_running() or bool(processes.of_stack(settings.reviewhouse_home))
        supervisor.stop()
    return was_running


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Keep two commands from starting and stopping the same stack at once."""
    with _clear_errors(home):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (home / "stack.lock").open("w")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError(
                f"The stack in {home} is being started or stopped just now. Try again in a moment."
            ) from None
        yield


@contextmanager
def _clear_errors(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StackError(
            f"{error.filename or home} cannot be written ({error.strerror}). "
            "Make it yours, or set REVIEWHOUSE_HOME in .env to another folder."
        ) from None


def _why_not_again(supervisor: Supervisor) -> str:
    lost = [info["name"] for info in supervisor.programs() if info["statename"] not in STARTED]
    if lost:
        return f"The stack is running, but without {', '.join(lost)}. `make down up` starts all of it anew."
    return "The stack is running already. `reviewhouse status` shows it; `make down` stops it."


def _await(supervisor: Supervisor, wanted: list[Program], on_ready: Callable[[str], None]) -> None:
    waiting = {program.name: program for program in wanted}
    deadline = time.monotonic() + READY_SECONDS
    while waiting:
        states = {info["name"]: info["statename"] for info in supervisor.programs()}
        for name in list(waiting):
            if states[name] in FAILED:
                raise StackError(f"{name} does not start. {_last_words(supervisor.home, name)}")
            if states[name] == "RUNNING" and waiting[name].is_ready():
                del waiting[name]
                on_ready(name)
        if time.monotonic() > deadline:
            name = next(iter(waiting))
            raise StackError(f"{name} is not ready after {READY_SECONDS} s. {_last_words(supervisor.home, name)}")
        time.sleep(0.1)


def _last_words(home: Path, name: str) -> str:
    """The end of a program's log: its own sentence on what is wrong."""
    log = home / "logs" / f"{name}.log"
    lines = (
        [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()] if log.exists() else []
    )
    return f"It says: {lines[-1] if lines else 'nothing'} (all of it: {log})"


@dataclass(frozen=True)
class TakenPort:
    """A port that a program needs and cannot have, the setting that moves it, and why."""

    program: str
    port: int
    setting: str
    reason: str


def taken_port(wanted: list[Program]) -> TakenPort | None:
    """The first port of these programs that cannot be listened on; None where all of them can."""
    for program in wanted:
        for port, setting in program.ports.items():
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((LOOPBACK, port))
                except OSError as error:
                    return TakenPort(program.name, port, setting, error.strerror)
    return None


def _check_ports(wanted: list[Program]) -> None:
    if taken := taken_port(wanted):
        raise StackError(
            f"Port {taken.port}, which {taken.program} needs, cannot be used ({taken.reason}). "
            f"Stop what listens there, or set {taken.setting} in .env to another one."
        )


def _check_disk(home: Path) -> None:
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE_BYTES:
        raise StackError(
            f"Only {free >> 20} MB are free in {home}; the stack needs {LEAST_FREE_BYTES >> 20} MB to start. "
            "Free some, or set REVIEWHOUSE_HOME in .env to another disk."
        )


def _write_files(settings: Settings, wanted: list[Program]) -> Path:
    """The folders and configuration files of the stack; the path of supervisord's."""
    home, dagster_home = settings.reviewhouse_home, settings.dagster_home
    socket_path = home / "run" / "code.sock"
    config = home / "run" / "supervisord.conf"
    texts = {
        dagster_home / "dagster.yaml": render(TEMPLATES / "dagster.yaml", dagster_home=dagster_home),
        dagster_home / "workspace.yaml": render(TEMPLATES / "workspace.yaml", socket=socket_path),
        config: render(TEMPLATES / "supervisord.conf", home=home, programs=wanted),
    }
    with _clear_errors(home):
        for folder in (home, home / "run", home / "logs", home / "lake", dagster_home):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        socket_path.unlink(missing_ok=True)  # an old one would be taken for a server that is ready
        for path, text in texts.items():
            path.write_text(text)
    return config
