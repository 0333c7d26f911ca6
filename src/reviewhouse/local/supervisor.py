"""supervisord: start it, speak to it over its socket, stop it with all that it started."""

import contextlib
import os
import subprocess
import time
import xmlrpc.client
from collections.abc import Callable
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from reviewhouse.errors import StackError
from reviewhouse.local import processes
from reviewhouse.local.programs import BIN

LONGEST_SOCKET_PATH = 100
"""A little under what Linux allows for the path of a socket (107 bytes)."""

STARTED = ("RUNNING", "STARTING", "BACKOFF")
NO_ANSWER = (OSError, xmlrpc.client.Error)


class Supervisor:
    """The supervisor of the stack whose data lie in `home`. Raises StackError."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._socket = home / "run" / "supervisor.sock"
        if "%" in str(home):  # supervisord's own sign for expansions, in each line of its configuration
            raise StackError(f"The path {home} has a % in it. Set REVIEWHOUSE_HOME to one without in .env.")
        if len(os.fsencode(self._socket)) > LONGEST_SOCKET_PATH:
            raise StackError(f"The path {home} is too long for sockets. Set REVIEWHOUSE_HOME to a shorter one in .env.")

    @property
    def _rpc(self) -> Any:
        transport = SupervisorTransport(None, None, serverurl=f"unix://{self._socket}")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor

    def is_running(self) -> bool:
        try:
            return self._rpc.getState()["statename"] == "RUNNING"
        except NO_ANSWER:
            return False

    def start(self, config: Path, environment: dict[str, str]) -> None:
        """Start supervisord in the background; it holds no program yet."""
        done = subprocess.run(
            [BIN / "supervisord", "-c", config],
            check=False,
            env={**environment, processes.MARK: str(self.home)},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise StackError(f"The supervisor does not start: {done.stderr.strip() or done.stdout.strip()}")
        _wait(self.is_running, 10, f"The supervisor does not answer; its log is in {self.home / 'logs'}.")

    def start_program(self, name: str) -> None:
        try:
            self._rpc.startProcess(name, False)
        except NO_ANSWER as error:
            raise StackError(f"{name} cannot be started ({error}). Repair the environment with `make setup`.") from None

    def programs(self) -> list[dict[str, Any]]:
        """What supervisord says of each program, in the order in which they start.

        `name`, `statename`, `pid`, `start` and `now` in epoch seconds.
        """
        try:
            order = {config["name"]: config["process_prio"] for config in self._rpc.getAllConfigInfo()}
            return sorted(self._rpc.getAllProcessInfo(), key=lambda info: order[info["name"]])
        except NO_ANSWER:
            raise StackError("The stack was stopped. `make up` starts it.") from None

    def stop(self) -> None:
        """Stop everything, in the reverse of the order in which it was started, and what a killed supervisor left."""
        if self.is_running():
            for program in reversed(self.programs()):
                if program["statename"] in STARTED:
                    with contextlib.suppress(*NO_ANSWER):  # it may have ended by itself meanwhile
                        self._rpc.stopProcess(program["name"])
            with contextlib.suppress(*NO_ANSWER):
                self._rpc.shutdown()
            _wait(lambda: not self.is_running(), 30, "The supervisor does not stop. Stop it by its id, then try again.")
        processes.end(self.home)


def _wait(condition: Callable[[], bool], seconds: float, complaint: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise StackError(complaint)
        time.sleep(0.05)
