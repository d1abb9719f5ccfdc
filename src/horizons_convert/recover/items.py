"""Which items are one list, and which lie within an item of another?

Evidence: how far a marker, or the text behind it, is set in against its column, and what the
marker says.  A marker of another kind that is set in further begins a list within the item above
it; a number that goes on with a list which is still open belongs to that, wherever it stands;
a number that does not follow the one before begins another list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from horizons_convert.recover.labels import Label, bare, is_dotted, labels
from horizons_convert.recover.paragraphs import Run

DEEPER = 0.5
"""A list within an item is set in by at least so many em more than that."""


@dataclass(slots=True)
class Entry:
    """An item: its paragraphs, and the lists within it."""

    run: Run
    further: list[Run | Group] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """Items of one list."""

    entries: list[Entry]
    offset: float
    """How far its first marker is set in, in points."""
    text: float
    """... and the text behind it."""
    counts: bool
    readings: tuple[Label, ...] = ()
    """What the last marker may say."""
    start: int = 1

    def goes_on_with(self, found: tuple[Label, ...]) -> Label | None:
        """The reading of a marker by which it follows the last one."""
        after = {(label.form, label.number + 1) for label in self.readings}
        return next((label for label in found if label in after), None)


def group(runs: Sequence[Run], column_edge: Callable[[Run], float], em: float) -> list[Group]:
    """The lists that consecutive items make; `column_edge` tells the left edge of the column of one."""
    found: list[Group] = []
    open_lists: list[Group] = []
    for run in runs:
        offset = run.lines[0].x0 - column_edge(run)
        text = offset + run.text_x - run.lines[0].x0
        if not run.marker and open_lists:
            nearest = min(reversed(open_lists), key=lambda one: abs(text - one.text))
            del open_lists[open_lists.index(nearest) + 1 :]
            nearest.entries[-1].further.append(run)
            continue
        readings = (labels(run.marker) or bare(run.marker)) if run.counts and not is_dotted(run.marker) else ()
        home = _home(open_lists, run, readings, offset, text, em)
        if home is not None:
            del open_lists[open_lists.index(home) + 1 :]
            label = home.goes_on_with(readings)
            if label and len(home.entries) == 1:
                home.start = label.number - 1
            home.readings = (label,) if label else readings
            home.entries.append(Entry(run))
            continue
        while open_lists and not _is_within(open_lists[-1], offset, text, em):
            open_lists.pop()
        made = Group([Entry(run)], offset, text, run.counts, readings, readings[0].number if readings else 1)
        if open_lists:
            open_lists[-1].entries[-1].further.append(made)
        else:
            found.append(made)
        open_lists.append(made)
    return found


def _home(
    open_lists: list[Group], run: Run, readings: tuple[Label, ...], offset: float, text: float, em: float
) -> Group | None:
    """The open list that an item goes on with: that whose items stand most like it."""
    fitting = [
        (min(abs(offset - one.offset), abs(text - one.text)), one)
        for one in reversed(open_lists)
        if one.counts == run.counts and (one.goes_on_with(readings) or not run.counts)
    ]
    distance, nearest = min(fitting, key=lambda pair: pair[0], default=(0.0, None))
    if run.counts or distance < DEEPER * em:
        return nearest
    # What stands outside its column tells that a column of nothing but lists is thought too narrow.
    last = open_lists[-1] if open_lists else None
    return last if last and not last.counts and offset < -DEEPER * em else None


def _is_within(outer: Group, offset: float, text: float, em: float) -> bool:
    return min(offset - outer.offset, text - outer.text) > DEEPER * em
