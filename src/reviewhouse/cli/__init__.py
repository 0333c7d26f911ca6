"""`reviewhouse …`: one module for each group of commands."""

from reviewhouse.cli import feed, see, stack
from reviewhouse.cli.app import app

__all__ = ["app", "feed", "see", "stack"]
