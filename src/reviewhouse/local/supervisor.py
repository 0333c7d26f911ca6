"""supervisord: start it, speak to it over its socket, stop it with all that it started."""

import contextlib
import os
import signal
import subprocess
import time
import xmlrpc.client
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from reviewhouse.errors import StackError
from reviewhouse.local.programs import BIN

LONGEST_SOCKET_PATH = 100
"""A little under what Linux allows for the path of a socket (107 bytes)."""

STACK_VARIABLE = "REVIEWHOUSE_STACK"
"""Marks every process of a stack, so that none is missed when its supervisor was killed."""


class Supervisor:
    """The supervisor of the stack whose data lie in `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._socket = home / "run" / "supervisor.sock"
        if len(os.fsencode(self._socket)) > LONGEST_SOCKET_PATH:
            raise StackError(f"The path {home} is too long for sockets. Set REVIEWHOUSE_HOME to a shorter one in .env.")

    @property
    def _rpc(self) -> Any:
        transport = SupervisorTransport(None, None, serverurl=f"unix://{self._socket}")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor

    def is_running(self) -> bool:
        try:
            return self._rpc.getState()["statename"] == "RUNNING"
        except (OSError, xmlrpc.client.Error):
            return False

    def start(self, config: Path, environment: dict[str, str]) -> None:
        """Start supervisord in the background; it holds no program yet."""
        done = subprocess.run(
            [BIN / "supervisord", "-c", config],
            check=False,
            env={**environment, STACK_VARIABLE: str(self.home)},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise StackError(f"The supervisor does not start: {done.stderr.strip().splitlines()[-1]}")
        _wait(self.is_running, 10, "The supervisor does not answer; its log is in {}.".format(self.home / "logs"))

    def start_program(self, name: str) -> None:
        self._rpc.startProcess(name, False)

    def programs(self) -> list[dict[str, Any]]:
        """What supervisord says of each program, in the order in which they start.

        `name`, `statename`, `pid`, `start` and `now` in epoch seconds.
        """
        order = {config["name"]: config["process_prio"] for config in self._rpc.getAllConfigInfo()}
        return sorted(self._rpc.getAllProcessInfo(), key=lambda info: order[info["name"]])

    def stop(self) -> None:
        """Stop everything, in the reverse of the order in which it was started, and what a killed supervisor left."""
        if self.is_running():
            for program in reversed(self.programs()):
                if program["statename"] in ("RUNNING", "STARTING", "BACKOFF"):
                    self._rpc.stopProcess(program["name"])
            self._rpc.shutdown()
            _wait(lambda: not self.is_running(), 30, "The supervisor does not stop.")
        self.sweep()

    def leftovers(self) -> list[int]:
        """Processes of this stack, whoever their parent is now; the one that asks does not count."""
        mark = f"{STACK_VARIABLE}={self.home}".encode()
        return [pid for pid in _processes() if pid != os.getpid() and mark in _environment(pid)]

    def sweep(self) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            for pid in self.leftovers():
                _send(pid, number)
            deadline = time.monotonic() + 10
            while self.leftovers() and time.monotonic() < deadline:
                time.sleep(0.1)


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:  # gone, or somebody else's
        return []


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _wait(condition, seconds: float, complaint: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise StackError(complaint)
        time.sleep(0.05)
