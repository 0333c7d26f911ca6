"""Servers that these tests break, and what they measured meanwhile."""

import pytest

from tests.integration.local_clickhouse.conftest import own_server, server

__all__ = ["own_server", "server"]

_MEASURED: list[str] = []


@pytest.fixture
def measured() -> list[str]:
    """Lines for the end of the test run: timings are told, and never fail a test."""
    return _MEASURED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _MEASURED:
        terminalreporter.section("measured by tests/faults")
        for line in _MEASURED:
            terminalreporter.write_line(line)
