"""`reviewhouse …`: one module for each group of commands."""

from reviewhouse.cli import doctor, feed, quarantine, reload, see, stack
from reviewhouse.cli.app import app

__all__ = ["app", "doctor", "feed", "quarantine", "reload", "see", "stack"]
