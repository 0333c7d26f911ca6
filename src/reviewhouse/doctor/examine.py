"""Runs every check: side by side, each within a time limit, none after a check that it needs and that is broken."""

import re
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as OutOfTime

from reviewhouse.doctor import clickhouse, dagster, dbt, environment, lake, machine, stack, warehouse
from reviewhouse.doctor.findings import Check, Finding, Line, Mark, broken
from reviewhouse.errors import ReviewhouseError
from reviewhouse.settings import Settings, read_settings

PARTS: dict[str, Callable[[Settings], list[Check]]] = {
    "machine": machine.checks,
    "stack": stack.checks,
    "lake": lake.checks,
    "clickhouse": clickhouse.checks,
    "warehouse": warehouse.checks,
    "dagster": dagster.checks,
    "dbt": dbt.checks,
}
LONGEST_SECONDS = 8
"""For one check. Those that ask over a network give up earlier; this is for what hangs all the same."""

SHORTEST_SECRET = 6
"""Characters: a shorter password would be struck out of ordinary words too."""


def examine() -> list[Line]:
    """A line for each check, in the order of the parts. Raises nothing, whatever is broken."""
    lines = _run(environment.checks())
    settings = _settings()
    if settings is None:
        skipped = Finding(Mark.SKIPPED, "not looked at: the settings are not complete")
        return [*lines, Line("the rest", "all checks", skipped)]
    checks: list[Check] = []
    for part, of_part in PARTS.items():
        try:
            checks += of_part(settings)
        except ReviewhouseError as error:
            checks.append(Check(part, "running", _found(_explained(error)), without=f"the {part} cannot run so"))
    return [_without_secrets(line, settings) for line in lines + _run(checks)]


def _settings() -> Settings | None:
    try:
        return read_settings()
    except Exception:  # noqa: BLE001 - the checks of the environment have said what is wrong with them
        return None


def _run(checks: list[Check]) -> list[Line]:
    """In waves: whatever has all that it needs is asked at once."""
    findings: dict[str, Finding | None] = {}
    causes: dict[str, str] = {}
    waiting = list(checks)
    while waiting:
        to_come = {check.key for check in waiting}
        wave = [check for check in waiting if not to_come.intersection(check.needs)]
        waiting = [check for check in waiting if check not in wave]
        for check in wave:
            cause = next((causes[need] for need in check.needs if need in causes), "")
            if cause:
                causes[check.key] = cause
                findings[check.key] = Finding(Mark.SKIPPED, f"not looked at: {cause}")
        findings |= _side_by_side(check for check in wave if check.key not in findings)
        for check in wave:
            found = findings[check.key]
            if found and found.mark is Mark.BROKEN:
                causes[check.key] = check.without or f"{check.part} {check.name} is broken"
    return [Line(check.part, check.name, found) for check in checks if (found := findings[check.key])]


def _side_by_side(checks: Iterable[Check]) -> dict[str, Finding | None]:
    asked = {check.key: _started(check) for check in checks}
    deadline = time.monotonic() + LONGEST_SECONDS
    found: dict[str, Finding | None] = {}
    for key, answer in asked.items():
        try:
            found[key] = answer.result(timeout=max(deadline - time.monotonic(), 0))
        except OutOfTime:
            found[key] = broken(
                f"no answer within {LONGEST_SECONDS} s",
                "Try again; if it stays so, `make down up` starts the local stack anew.",
            )
    return found


def _started(check: Check) -> Future[Finding | None]:
    """Asked in a daemon thread, which does not keep the process alive: a pool would wait for one that hangs."""
    answer: Future[Finding | None] = Future()
    threading.Thread(target=lambda: answer.set_result(_asked(check)), daemon=True).start()
    return answer


def _asked(check: Check) -> Finding | None:
    try:
        return check.ask()
    except ReviewhouseError as error:
        return _explained(error)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return broken(f"{where}{error.strerror or type(error).__name__}", "Mend that, then run the doctor again.")
    except Exception as error:  # noqa: BLE001 - a check that fails is a finding, not the end of all others
        return broken(
            f"the check itself failed ({type(error).__name__})", "Please report it, with the command's --json."
        )


def _explained(error: ReviewhouseError) -> Finding:
    """Our errors are a sentence on what is wrong, and one on what to do."""
    wrong, *rest = re.split(r"(?<=\.) (?=[A-Z`])", str(error), maxsplit=1)
    return broken(wrong.removesuffix("."), rest[0] if rest else "`reviewhouse status` shows where the logs are.")


def _found(finding: Finding) -> Callable[[], Finding]:
    return lambda: finding


def _without_secrets(line: Line, settings: Settings) -> Line:
    """Servers quote what they were sent: no line shows a secret, whoever wrote its text."""
    secrets = [settings.aws_secret_access_key, *settings.clickhouse_logins.values()]
    found, next_step = line.finding.found, line.finding.next_step
    longest_first = sorted({secret.get_secret_value() for secret in secrets}, key=len, reverse=True)
    for secret in longest_first:  # one may be the beginning of another
        if len(secret) >= SHORTEST_SECRET:
            found, next_step = found.replace(secret, "***"), next_step.replace(secret, "***")
    return Line(line.part, line.name, Finding(line.finding.mark, found, next_step))
