"""Looks at all parts of a warehouse, and says of each what was found and what to do. Changes nothing."""

from reviewhouse.doctor.examine import examine
from reviewhouse.doctor.findings import Line, Mark

__all__ = ["Line", "Mark", "examine"]
