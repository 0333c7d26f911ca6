"""A small disk of its own for a server, where the system lets us make one: a mount that only our processes see."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.integration.local_clickhouse.conftest import Server

MOUNT = 'mount -t tmpfs -o size="$2" tmpfs "$1" && echo mounted && exec cat'
ROOT_WITHOUT_PRIVILEGE = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]


@dataclass
class PrefixedServer(Server):
    """Started by another command, which takes the server's as its arguments."""

    prefix: list[str] = field(default_factory=list)

    def launch(self) -> None:
        command = [*self.prefix, sys.executable, "-m", "reviewhouse.local.clickhouse"]
        with self._errors_file.open("w") as errors:
            environment = os.environ | self.environment
            self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=errors)


def without_privilege() -> list[str]:
    """The prefix of a command for which the permissions of files hold; root's otherwise reads everything."""
    return ROOT_WITHOUT_PRIVILEGE if os.geteuid() == 0 else []


@dataclass
class Disk:
    """`folder` is empty for us; `inside` is what the processes that run `within` see there."""

    folder: Path
    holder: int

    @property
    def within(self) -> list[str]:
        return ["nsenter", f"--target={self.holder}", "--user", "--preserve-credentials", "--mount", "--"]

    @property
    def inside(self) -> Path:
        return Path(f"/proc/{self.holder}/root{self.folder}")

    def free(self) -> int:
        return shutil.disk_usage(self.inside).free

    def fill(self) -> None:
        with (self.inside / "full").open("wb", buffering=0) as file:
            try:
                while file.write(bytes(1 << 16)):
                    pass
            except OSError:
                return

    def make_room(self) -> None:
        (self.inside / "full").unlink()

    def make_read_only(self) -> None:
        subprocess.run([*self.within, "mount", "-o", "remount,ro", self.folder], check=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk | None]:
    """None where the system does not let us."""
    folder.mkdir()
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", MOUNT, "sh", folder, f"{megabytes}m"]
    if not (shutil.which("unshare") and shutil.which("nsenter")):
        yield None
        return
    holder = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield Disk(folder, holder.pid) if holder.stdout.readline() == "mounted\n" else None
    finally:
        holder.communicate()
