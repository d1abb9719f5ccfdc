"""Where does a scanned page show a picture?

A scan is one picture as large as its page, with the recognised words invisible over it.  Where
it has ink and nobody recognised words, in a region as large as a figure (`ink`), it shows an
engraving or a photograph.  Such a region is treated like a drawing from here on: it is cut out
of the page, and its caption is looked for.

Looked at before the words are straightened, because the picture is not.

Limits: text in a large hand or in a script that the OCR engine does not know is a picture too;
one that touches another, that text runs around, or whose lines were taken for words all over, is
not seen.
"""

from __future__ import annotations

from horizons_convert.layout.text import intersects
from horizons_convert.pdf.page import Box, Page, Word
from horizons_convert.recover.draft import Draft

# `ink` is imported where a page is looked at: with it comes numpy, which takes a while to load.

EDGE = 0.25
"""Words in this share of a picture's height from its upper or lower edge are its caption, drawn too close."""
CLEAR = 0.5
"""A picture ends so many em before its caption."""
CAPTION_LETTERS = 5
"""The shortest caption has so many letters."""
LARGEST = 250_000.0
"""No page that a person reads is larger (square em): a newspaper's has a tenth."""
MOST_LABELS = 6
"""More words than this in a picture are text beside it: its box must not take them away."""
SCANNED = 0.8
"""At least this share of the words of a scan is invisible."""


def find_engravings(draft: Draft) -> None:
    """Add the pictures that scanned pages show to the drawings of their pages."""
    if draft.look is None:
        return
    for page in draft.pages:
        words = draft.words[page.number]
        if _is_scan(page, words, draft.body.size):
            page.drawings += _engravings(page, words, draft)


def _is_scan(page: Page, words: list[Word], em: float) -> bool:
    invisible = sum(word.style.invisible for word in words)
    if page.width * page.height > LARGEST * em**2:
        return False
    return any(picture.covers_page for picture in page.pictures) and invisible > SCANNED * len(words) > 0


def _engravings(page: Page, words: list[Word], draft: Draft) -> list[Box]:
    from horizons_convert.recover.ink import Paper

    em, look = draft.body.size, draft.look
    paper = Paper(page, words, em)
    if look is None or not paper.has_room():
        return []
    found = paper.pictures(look(page.number, (0.0, 0.0, page.width, page.height)))
    clear = [_without_caption(box, words, em) for box in found]
    return [box for box in clear if sum(_is_word_in(box, word) for word in words) <= MOST_LABELS]


def _is_word_in(box: Box, word: Word) -> bool:
    """Whether a word of more than two letters stands in a box: text that runs around a picture, not misread ink."""
    middle = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return _letters(word) > 2 and box[0] < middle[0] < box[2] and box[1] < middle[1] < box[3]


def _without_caption(box: Box, words: list[Word], em: float) -> Box:
    """A picture's box, clear of the caption at its upper or lower edge; a letter or two there are ink misread."""
    left, top, right, bottom = box
    edge, clear = EDGE * (bottom - top), CLEAR * em
    over = [word for word in words if left < (word.x0 + word.x1) / 2 < right and intersects(word.box, box, clear)]
    lower = [word for word in over if word.baseline > bottom - edge]
    upper = [word for word in over if word.baseline < top + edge]
    if sum(map(_letters, lower)) >= CAPTION_LETTERS:
        bottom = min(bottom, min(word.top for word in lower) - clear)
    if sum(map(_letters, upper)) >= CAPTION_LETTERS:
        top = max(top, max(word.bottom for word in upper) + clear)
    return left, top, right, bottom


def _letters(word: Word) -> int:
    return sum(c.isalpha() for c in word.text)
