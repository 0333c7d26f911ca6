"""What numbers and names look like in a terminal: bars, places on a scale, shortened paths, colours."""

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

_SEPARATOR = " > "
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_STYLES = ((0.05, "green3"), (-0.05, "gold3"), (-0.5, "dark_orange"))
_WORST_STYLE = "red3"


@dataclass(frozen=True)
class Marks:
    """Draws with block characters, or with plain ASCII where the terminal knows no others."""

    plain: bool

    @classmethod
    def of(cls, console: Console) -> "Marks":
        return cls(plain=console.options.ascii_only)

    def bar(self, value: float, largest: float, width: int) -> Text:
        """A bar of up to `width` cells, to an eighth of a cell; what is above zero is seen, however small."""
        eighths = round(8 * width * value / largest) if largest else 0
        eighths = max(eighths, 1 if value > 0 else 0)
        if self.plain:
            return Text("#" * -(-eighths // 8), "cyan")
        return Text(_EIGHTHS[8] * (eighths // 8) + _EIGHTHS[eighths % 8].strip(), "cyan")

    def place(self, value: float, low: float, high: float, width: int, style: str) -> Text:
        """A dot on a line that runs from `low` to `high`."""
        line, dot = ("-", "o") if self.plain else ("─", "●")
        step = round((width - 1) * (value - low) / (high - low)) if high > low else (width - 1) // 2
        return Text.assemble((line * step, "grey42"), (dot, style), (line * (width - 1 - step), "grey42"))

    def text(self, words: str) -> str:
        """Words as the terminal can show them."""
        return words.encode("ascii", "replace").decode() if self.plain else words

    def shortened(self, path: str, width: int) -> str:
        """A path of at most `width` cells: the names in its middle go first, then its root."""
        path, gap = self.text(path), "..." if self.plain else "…"
        names = path.split(_SEPARATOR)
        for kept in range(len(names) - 1, 0, -1):
            if cell_len(path) <= width:
                break
            head = kept // 2
            path = _SEPARATOR.join([*names[:head], gap, *names[head - kept :]])
        if cell_len(path) <= width:
            return path
        # Even the last name is too long: cut the letters in its middle.
        head = (width - len(gap)) // 2
        tail = path[-(width - len(gap) - head) :]
        while cell_len(tail) > width - len(gap) - head:
            tail = tail[1:]
        return set_cell_size(path, head) + gap + tail


def style_of(difference: float) -> str:
    """A colour for a rating by its difference to the average: green above, yellow about the same, red far below."""
    return next((style for least, style in _STYLES if difference >= least), _WORST_STYLE)
