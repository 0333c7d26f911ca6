"""What the warehouse says, for people in a terminal (`render`) and for scripts (`as_dict`)."""

from reviewhouse.report.collect import collect
from reviewhouse.report.model import Report, as_dict
from reviewhouse.report.render import render

__all__ = ["Report", "as_dict", "collect", "render"]
