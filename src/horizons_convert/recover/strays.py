"""Which glyphs are not part of any text that a reader sees?

- What lies off the displayed page (printers' slugs, text behind the crop).
- Text that runs in another direction than the page: download stamps, credits up the side.
- Shadow copies: the same word printed again within a fraction of its size.
- Invisible text, unless it is the page's only text (then it is an OCR layer and is read).

Limit: a page whose whole text is turned is read in its own direction only if the PDF says
so with /Rotate; else its words are kept in stream order by `pipeline`, with a warning.
"""

from __future__ import annotations

from collections import defaultdict

from horizons_convert.layout.text import intersects
from horizons_convert.pdf.page import Page, Word
from horizons_convert.recover.draft import Draft

SHADOW_OFFSET = 0.22
"""A shadow lies within this share of the type size of its original."""
OCR_SHARE = 0.5
"""A page with at least this share of invisible glyphs is a scan with an OCR layer."""


def set_strays_aside(draft: Draft) -> None:
    """Fill `draft.words` with the words that belong to the page's text; set the others aside."""
    for page in draft.pages:
        words = _without_off_page(draft, page, page.words)
        words = _without_invisible(draft, page, words)
        words = _without_turned(draft, page, words)
        draft.words[page.number] = _without_shadows(draft, page, words)


def _without_off_page(draft: Draft, page: Page, words: list[Word]) -> list[Word]:
    right, bottom = page.width + 1, page.height + 1
    kept = [
        word
        for word in words
        if word.style.angle
        or (-1 <= (word.x0 + word.x1) / 2 <= right and -1 <= word.baseline - 0.3 * word.style.size <= bottom)
    ]
    if len(kept) < len(words):
        known = set(kept)
        off = [word for word in words if word not in known]
        draft.set_aside("off the page", page.number, off, evidence="lies outside the displayed page")
    return kept


def _without_invisible(draft: Draft, page: Page, words: list[Word]) -> list[Word]:
    invisible = [word for word in words if word.style.invisible]
    if not invisible or sum(w.glyphs for w in invisible) >= OCR_SHARE * sum(w.glyphs for w in words):
        return words
    draft.set_aside(
        "invisible text", page.number, invisible, evidence="drawn in no colour over visible text", score=0.9
    )
    return [word for word in words if not word.style.invisible]


def _without_turned(draft: Draft, page: Page, words: list[Word]) -> list[Word]:
    turned = [word for word in words if word.style.angle]
    if not turned or len(turned) > len(words) / 2:
        return words
    draft.set_aside("stamp", page.number, turned, evidence="runs in another direction than the page's text", score=0.9)
    return [word for word in words if not word.style.angle]


def _without_shadows(draft: Draft, page: Page, words: list[Word]) -> list[Word]:
    """Keep the first of several copies of a word that lie on one another."""
    seen: dict[str, list[Word]] = defaultdict(list)
    kept: list[Word] = []
    shadows: list[Word] = []
    for word in words:
        others = seen[word.text]
        if others and _lies_on_one(word, others):
            shadows.append(word)
        else:
            kept.append(word)
            others.append(word)
    draft.set_aside("shadow copy", page.number, shadows, evidence="the same word printed again in the same place")
    return kept


def _lies_on_one(word: Word, others: list[Word]) -> bool:
    """Whether a word lies on one of others with the same text."""
    reach, baseline = SHADOW_OFFSET * word.size, word.baseline
    return any(
        abs(other.x0 - word.x0) < reach
        and abs(other.size - word.size) < 0.1 * word.size
        and intersects(other.box, word.box)
        for other in [other for other in others if abs(other.baseline - baseline) < reach]
    )
