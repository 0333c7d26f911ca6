"""What the warehouse says, for people in a terminal (`render`) and for scripts (`Report`)."""

from reviewhouse.report.collect import collect
from reviewhouse.report.model import Report
from reviewhouse.report.render import render

__all__ = ["Report", "collect", "render"]
