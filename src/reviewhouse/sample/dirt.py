"""What goes wrong in a share of the records of a real feed."""

import numpy as np

from reviewhouse.sample.csvtext import EMPTY
from reviewhouse.sample.draws import Draws


def leave_out(draws: Draws, column: list[bytes], one_in: int) -> None:
    """Empties about one field in `one_in`."""
    for row in np.flatnonzero(draws.below(one_in, len(column)) == 0).tolist():
        column[row] = EMPTY


def repeat_records(draws: Draws, columns: list[list[bytes]], one_in: int) -> None:
    """Replaces about one record in `one_in` by a copy of the record before it."""
    for row in np.flatnonzero(draws.below(one_in, len(columns[0]))[1:] == 0).tolist():
        for column in columns:
            column[row + 1] = column[row]
