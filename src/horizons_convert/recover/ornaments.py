"""Which lines are drawn with characters, and say nothing?

Rows of hyphens, dots or asterisks stand for rules.  They become rules of the page, so that
later steps see what they part, and their glyphs are set aside.

Limit: a row of three asterisks between paragraphs is left where it is; it is a pause.
"""

from __future__ import annotations

from horizons_convert.layout.text import Line
from horizons_convert.pdf.page import Rule
from horizons_convert.recover.draft import Draft

FEWEST = 8
"""A row of fewer marks may be a dash, an ellipsis or a pause."""


def set_ornaments_aside(draft: Draft) -> None:
    """Turn lines of nothing but dashes, dots and the like into rules."""
    for page in draft.pages:
        for line in [line for line in draft.lines[page.number] if _is_drawn(line)]:
            draft.lines[page.number].remove(line)
            height = line.baseline - 0.3 * line.size
            page.rules.append(Rule((line.x0, height, line.x1, height + 0.5), horizontal=True))
            draft.set_aside("ornament", page.number, line.words, evidence="a row of marks without letters")


def _is_drawn(line: Line) -> bool:
    if line.words[0].text[:1].isalnum():
        return False  # as most lines begin
    marks = line.text.replace(" ", "")
    return len(marks) >= FEWEST and not any(c.isalnum() or c == "\ufffd" for c in marks) and len(set(marks)) <= 2
