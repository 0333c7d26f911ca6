"""The supervisor of the local parts, and the programs that it runs."""

import re
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from rich.filesize import decimal

from reviewhouse.doctor.findings import Check, Finding, broken, look, ok
from reviewhouse.doctor.words import counted, listed, span
from reviewhouse.local import processes
from reviewhouse.local.programs import Program, programs
from reviewhouse.local.stack import taken_port
from reviewhouse.local.supervisor import Supervisor
from reviewhouse.settings import Settings

RUNNING = "stack running"
"""The key that the checks of local parts need."""

ANEW = "`make down up` starts all of it anew"
RECENT = timedelta(hours=1)
MOST_LOG_BYTES = 500_000_000
"""Twice of what the supervisor keeps when it turns the logs over."""

LOG_TAIL_BYTES = 256 << 10
SPAWNED = re.compile(r"^(\S+ \S+),\d+ INFO (?:spawned: '(\w+)'|supervisord started)", re.MULTILINE)


def checks(settings: Settings) -> list[Check]:
    """Raises SettingsError where the parts do not fit together."""
    home, wanted = settings.reviewhouse_home, programs(settings)
    here = (RUNNING,)
    return [
        Check("stack", "running", lambda: running(home), without="the stack is not running"),
        Check("stack", "ports", lambda: ports(home, wanted)),
        *(Check("stack", program.name, partial(state, home, program), here) for program in wanted),
        Check("stack", "restarts", lambda: restarts(home), here),
        Check("stack", "logs", lambda: log_sizes(home)),
    ]


def needed_by(part: str, settings: Settings) -> tuple[str, ...]:
    """What a part needs before it can be asked: the stack, where it runs here."""
    return (RUNNING,) if part in settings.parts else ()


def running(home: Path) -> Finding:
    if Supervisor(home).is_running():
        return ok(f"supervised, from {home}")
    left = processes.of_stack(home)
    if left:
        return broken(f"the supervisor is gone, and left processes behind ({len(left)})", f"{ANEW}.")
    return broken("not running", "`make up` starts it.")


def ports(home: Path, wanted: list[Program]) -> Finding | None:
    """Ports that somebody else holds, where the stack does not hold them itself."""
    if Supervisor(home).is_running() or processes.of_stack(home):
        return None
    if taken := taken_port(wanted):
        return broken(
            f"{taken.program} needs port {taken.port}, and something else listens there",
            f"`ss -ltnp` shows what: stop it, or set {taken.setting} in .env to another port.",
        )
    return ok(f"{sum(len(program.ports) for program in wanted)} needed, all free")


def state(home: Path, program: Program) -> Finding:
    """What the supervisor says of a program, and whether it is ready."""
    log = home / "logs" / f"{program.name}.log"
    info = next((info for info in Supervisor(home).programs() if info["name"] == program.name), None)
    if info is None:
        return broken("is in REVIEWHOUSE_PARTS, but not in the stack that runs", f"{ANEW}.")
    if info["statename"] != "RUNNING":
        return broken(f"{info['statename'].lower()}", f"Its log says why: {log}. Then {ANEW}.")
    lasted = span(max(info["now"] - info["start"], 0))
    if not program.is_ready():
        return look(f"runs for {lasted}, but is not ready", f"Its lines below say why, or its log: {log}.")
    return ok(f"ready, up for {lasted}")


def restarts(home: Path) -> Finding:
    """Programs that the supervisor has started again within the last hour."""
    begun = datetime.now() - RECENT  # its log is in local time
    often = {name: times for name, times in _starts(home).items() if len(times) > 1 and times[-1] > begun}
    if often:
        found = listed([f"{name} {counted(len(times) - 1, 'time')}" for name, times in often.items()])
        logs = listed([str(home / "logs" / f"{name}.log") for name in often])
        return look(f"started again, the last time within an hour: {found}", f"The end of its log says why: {logs}.")
    return ok("none within an hour")


def log_sizes(home: Path) -> Finding | None:
    """The size of all logs together."""
    logs = [path for path in (home / "logs").glob("*") if path.is_file()]
    if not logs:
        return None
    size = sum(path.stat().st_size for path in logs)
    if size > MOST_LOG_BYTES:
        return look(f"{decimal(size)} in {home / 'logs'}", "Read what fills them, and delete what is old.")
    return ok(f"{decimal(size)} in {home / 'logs'}")


def _starts(home: Path) -> dict[str, list[datetime]]:
    """When each program was started since the supervisor was, as its log says."""
    log = home / "logs" / "supervisord.log"
    if not log.exists():
        return {}
    with log.open("rb") as file:
        file.seek(max(log.stat().st_size - LOG_TAIL_BYTES, 0))
        text = file.read().decode(errors="replace")
    starts: dict[str, list[datetime]] = {}
    for moment, name in SPAWNED.findall(text):
        if name:
            starts.setdefault(name, []).append(datetime.fromisoformat(moment))
        else:
            starts.clear()
    return starts
