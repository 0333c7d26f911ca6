"""Running text: a stock of sentences, fresh for each chunk, from which a review is a stretch of neighbours."""

from collections.abc import Sequence
from string import Formatter

import numpy as np

from reviewhouse.sample import phrases
from reviewhouse.sample.csvtext import escaped, take
from reviewhouse.sample.draws import Draws

_SLOTS = {name: [escaped(word) for word in words.split("|")] for name, words in phrases.SLOTS.items()}
_BREAKS = [escaped(text) for text in phrases.BREAKS]


class Prose:
    """Sentences made of one set of templates after another, escaped for a quoted CSV field.

    Each set takes `per_set` sentences, so sentence number `set * per_set + i` belongs to `set`.
    """

    def __init__(self, draws: Draws, sets: Sequence[Sequence[str]], per_set: int) -> None:
        self._per_set = per_set
        sentences = [sentence for templates in sets for sentence in _sentences(draws, templates, per_set)]
        breaks = take(_BREAKS, draws.below(len(_BREAKS), len(sentences)))
        self._text = b"".join(piece for pair in zip(sentences, breaks, strict=True) for piece in pair)
        self._ends = np.cumsum([len(piece) for piece in breaks]) + np.cumsum([len(piece) for piece in sentences])
        self._starts = np.append(0, self._ends[:-1])
        # A text ends with its last sentence, without the break behind it.
        self._ends -= [len(piece) for piece in breaks]

    def stretches(self, draws: Draws, of_set: np.ndarray, lengths: np.ndarray) -> list[bytes]:
        """One text per length, so many sentences of its set long; nothing where the length is 0."""
        longest = int(lengths.max(initial=1))
        first = of_set * self._per_set + draws.below(self._per_set - longest + 1, len(lengths))
        starts = self._starts[first]
        ends = np.where(lengths > 0, self._ends[first + np.maximum(lengths, 1) - 1], starts)
        text = self._text
        return [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def _sentences(draws: Draws, templates: Sequence[str], size: int) -> list[bytes]:
    """`size` sentences in random order; a template with more slots makes more of them, for it repeats itself less."""
    weights = [1 + 2 * template.count("{") for template in templates]
    made = [
        sentence
        for template, weight in zip(templates, weights, strict=True)
        for sentence in _filled(draws, template, 1 + size * weight // sum(weights))
    ]
    return take(made, draws.shuffled(len(made))[:size])


def _filled(draws: Draws, template: str, size: int) -> list[bytes]:
    """The template `size` times, each slot drawn by itself."""
    columns: list[list[bytes]] = []
    for literal, slot, _, _ in Formatter().parse(template):
        columns.append([escaped(literal)] * size)
        if slot:
            columns.append(take(_SLOTS[slot], draws.below(len(_SLOTS[slot]), size)))
    return [b"".join(row) for row in zip(*columns, strict=True)]
