"""Which lines are drawn with characters, and say nothing?

Rows of hyphens, dots or asterisks stand for rules.  They become rules of the page, so that
later steps see what they part, and their glyphs are set aside.

A square or a leaf behind the last full stop says that the article ends; it is set aside.

Limit: a row of three asterisks between paragraphs is left where it is; it is a pause (see `pauses`).
"""

from __future__ import annotations

from horizons_convert.layout.text import Line
from horizons_convert.pdf.page import Rule
from horizons_convert.recover.draft import Draft

FEWEST = 8
"""A row of fewer marks may be a dash, an ellipsis or a pause."""

END_SIGNS = frozenset("■□▪▫◼◻◾◽●○◆◇❖♦▲△▼▽◀◄∎❦❧☙⁂")
_FULL_STOPS = (".", "!", "?", "…")
_AFTER_STOPS = "”’»\"')]›“0123456789*†‡"


def set_ornaments_aside(draft: Draft) -> None:
    """Turn lines of nothing but dashes, dots and the like into rules; set aside the signs behind an article's end."""
    for page in draft.pages:
        for line in draft.lines[page.number]:
            if _ends_with_sign(line):
                draft.set_aside(
                    "ornament", page.number, [line.words.pop()], evidence="a sign behind the last full stop"
                )
        for line in [line for line in draft.lines[page.number] if _is_drawn(line)]:
            draft.lines[page.number].remove(line)
            height = line.baseline - 0.3 * line.size
            page.rules.append(Rule((line.x0, height, line.x1, height + 0.5), horizontal=True))
            draft.set_aside("ornament", page.number, line.words, evidence="a row of marks without letters")


def _ends_with_sign(line: Line) -> bool:
    """Whether a full stop and a sign of the kind that closes an article end a line."""
    if len(line.words) < 2 or line.words[-1].text not in END_SIGNS:
        return False
    return line.words[-2].text.rstrip(_AFTER_STOPS).endswith(_FULL_STOPS)


def _is_drawn(line: Line) -> bool:
    if line.words[0].text[:1].isalnum():
        return False  # as most lines begin
    marks = line.text.replace(" ", "")
    return len(marks) >= FEWEST and not any(c.isalnum() or c == "\ufffd" for c in marks) and len(set(marks)) <= 2
