"""The stack's own engine, to be killed and waited for."""

import os
import signal
import time
from contextlib import suppress

from reviewhouse.local import processes
from reviewhouse.settings import Settings
from reviewhouse.warehouse import Warehouse

BACK_SECONDS = 60


def engine_process(settings: Settings) -> int:
    [process_id] = processes.of_stack(settings.reviewhouse_home, "reviewhouse.local.clickhouse")
    return process_id


def kill(process_id: int) -> None:
    with suppress(ProcessLookupError):  # it may have ended before its time
        os.kill(process_id, signal.SIGKILL)


def await_engine(warehouse: Warehouse) -> None:
    give_up = time.monotonic() + BACK_SECONDS
    while time.monotonic() < give_up:
        try:
            warehouse.client.command("SELECT 1")
        except Exception:  # noqa: BLE001 - whatever the client makes of a server that is not there
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the engine did not come back")
