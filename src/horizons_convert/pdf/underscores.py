"""Which short strokes at the foot of a line are underscores?

Fonts for books lack the underscore, so TeX draws it, as a stroke on the baseline between the
letters of "free_issues".  It is no glyph and would be lost.  A stroke is an underscore only if
it fills the gap between two words of one line: a footnote rule, a fraction bar or an underline
does not.
"""

from __future__ import annotations

from horizons_convert.pdf.page import Box, Page, Word

WIDTH = (0.2, 0.8)
"""An underscore is so many em wide"""
THICKNESS = 0.12
"""... and at most so thick."""
RISE, DROP = 0.1, 0.25
"""It stands at most so many em above or below the baseline"""
GAP = 0.15
"""... and so many em from the letters before and after it."""
MOST = 200
"""A page of text has fewer."""


def read_underscores(page: Page) -> None:
    """Join the words that an underscore joins, and take its stroke from the drawings of the page.

    The glyphs that the page counts stay the same: an underscore that is drawn is none.
    """
    if not page.words:
        return
    largest = max(word.size for word in page.words)
    found: set[Box] = set()
    for box in sorted(_strokes(page, largest)):
        near = [word for word in page.words if abs(word.baseline - box[3]) < largest]
        before = next((word for word in near if _is_beside(word, box, word.x1 - box[0])), None)
        after = next((word for word in near if _is_beside(word, box, box[2] - word.x0)), None)
        if before and after and abs(before.baseline - after.baseline) <= RISE * after.size:
            before.text += "_" + after.text
            before.x1, before.glyphs = after.x1, before.glyphs + after.glyphs
            page.words.remove(after)
            found.add(box)
    if found:
        page.shapes = [shape for shape in page.shapes if shape.box not in found]
        page.rules = [rule for rule in page.rules if rule.box not in found]
        page.panels = [panel for panel in page.panels if panel.box not in found]


def _strokes(page: Page, em: float) -> set[Box]:
    """Drawings no larger than an underscore of the largest type; none where they are legion, as in a drawing."""
    drawn = (drawing.box for drawings in (page.shapes, page.rules, page.panels) for drawing in drawings)
    strokes = {box for box in drawn if box[2] - box[0] <= WIDTH[1] * em and box[3] - box[1] <= THICKNESS * em}
    return strokes if len(strokes) <= MOST else set()


def _is_beside(word: Word, box: Box, overlap: float) -> bool:
    """Whether a stroke has the measures of an underscore beside a word, and stands where the word ends or begins."""
    em = word.size
    wide = WIDTH[0] * em <= box[2] - box[0] <= WIDTH[1] * em and box[3] - box[1] <= THICKNESS * em
    level = word.baseline - RISE * em <= (box[1] + box[3]) / 2 <= word.baseline + DROP * em
    return wide and level and abs(overlap) <= GAP * em
