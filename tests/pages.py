"""Pages made by hand, so that layout and recovery can be tested without a PDF.

A `Sheet` is a page in the making: lines, columns, rules and panels are put where a test wants
them, and `page` is what the pdf room would have read.  Letters are as wide as in a usual
serif, all styles alike.  Points, origin top left; `y` is always the baseline of the first line.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from horizons_convert.document import Article, Block, Paragraph, inlines, plain, walk
from horizons_convert.layout.lines import chain_words, find_gutters, form_lines
from horizons_convert.layout.text import Line
from horizons_convert.ledger import Ledger
from horizons_convert.pdf.page import Box, Page, Panel, Picture, Rule, Shape, Style, Word
from horizons_convert.recover.draft import Draft, Step
from horizons_convert.recover.pipeline import PAGE_STEPS, recover_articles, to_article

SPACE = 0.25
"""Width of a word space, in em."""
_NARROW, _WIDE = frozenset("fijlrt.,;:'’!|()[]1-"), frozenset("mwMW—@%")
SIZE, LEADING = 10.0, 12.0
WIDTH, HEIGHT = 480.0, 660.0
LEFT, RIGHT, MEASURE = 40.0, 250.0, 190.0
"""Left edges and width of the two columns that most tests set their text in."""
TOP = 80.0
INDENT = 12.0

ROMAN = Style("Serif", SIZE)
ITALIC = Style("Serif-Italic", SIZE, italic=True)
BOLD = Style("Serif-Bold", SIZE, bold=True)
SMALL = Style("Serif", 8.0)
HEADING = Style("Serif-Bold", 12.0, bold=True)
PULL = Style("Serif-Italic", 15.0, italic=True)
TITLE = Style("Serif-Bold", 26.0, bold=True)


def sized(style: Style, size: float) -> Style:
    """The same face in another size."""
    return replace(style, size=size)


def advance(token: str, style: Style = ROMAN) -> float:
    """Width of a word in points."""
    narrow, wide = sum(c in _NARROW for c in token), sum(c in _WIDE for c in token)
    return style.size * (0.5 * len(token) - 0.2 * narrow + 0.28 * wide)


def text_width(text: str, style: Style = ROMAN) -> float:
    """Width of a text set without stretching its spaces."""
    tokens = text.split()
    return sum(advance(token, style) for token in tokens) + SPACE * style.size * (len(tokens) - 1)


def set_line(
    x: float, y: float, text: str, style: Style = ROMAN, *, width: float | None = None, glued: bool = False
) -> list[Word]:
    """The words of one line; with `width`, its spaces are stretched until it is so wide."""
    tokens = text.split()
    gap = SPACE * style.size
    if width is not None and len(tokens) > 1:
        gap = (width - sum(advance(token, style) for token in tokens)) / (len(tokens) - 1)
    words = []
    for number, token in enumerate(tokens):
        end = x + advance(token, style)
        ink = (x, y - 0.7 * style.size, end, y) if len(token) <= 3 else None
        words.append(Word(token, x, end, y, style, len(token), glued and number == 0, ink=ink))
        x = end + gap
    return words


def fill(text: str, width: float, style: Style = ROMAN, indent: float = 0.0) -> list[str]:
    """A text broken into lines that fit."""
    lines: list[str] = []
    line = ""
    for token in text.split():
        longer = f"{line} {token}".strip()
        if line and text_width(longer, style) > width - (indent if not lines else 0.0):
            lines.append(line)
            longer = token
        line = longer
    return [*lines, line]


def cut(text: str, lines: int, indent: float = INDENT) -> tuple[str, str]:
    """A text in two, after so many full lines of a column."""
    broken = fill(text, MEASURE, indent=indent)
    return " ".join(broken[:lines]), " ".join(broken[lines:])


def text_block(
    x: float,
    y: float,
    lines: Sequence[str],
    style: Style = ROMAN,
    leading: float = LEADING,
    *,
    indent: float = 0.0,
    width: float | None = None,
) -> list[Word]:
    """Lines below each other; with `width` they are justified, the last one excepted."""
    words: list[Word] = []
    for number, text in enumerate(lines):
        shift = indent if number == 0 else 0.0
        full = None if width is None or number == len(lines) - 1 else width - shift
        words += set_line(x + shift, y + number * leading, text, style, width=full)
    return words


def prose(seed: int, words: int = 40) -> str:
    """A paragraph of English sentences, always the same for a seed and never the same for two."""
    chance = random.Random(seed)
    text: list[str] = []
    while len(text) < words:
        pattern = chance.choice(_PATTERNS)
        sentence = " ".join(chance.choice(_LEXICON.get(slot, [slot])) for slot in pattern.split())
        text += (sentence[0].upper() + sentence[1:] + ".").split()
    return " ".join(text)


_PATTERNS = [
    "D N of D P V D N that D A N had V in D N",
    "when D A N V D P no N could V2 D N of D A N",
    "it was D N of D A P that V D N and even D N",
    "D A N V D P long before D N of D N V D A N",
    "in D P no N V D N which D N of D P had never V",
    "neither D N nor D A N ever V D P",
]
_LEXICON = {
    slot: words.split()
    for slot, words in {
        "D": "the our that every their some its this another one his her any such",
        "N": "harbor letter treaty ferry teacher window winter bridge market river captain doctor garden lantern "
        "orchard passenger minister printer kitchen mountain journal soldier village railway",
        "A": "quiet narrow patient early hidden distant modest foreign careful silver empty honest crowded",
        "P": "capital valley coast island province border town delta north museum academy",
        "V": "carried followed opened crossed measured painted answered ordered gathered repaired noticed",
        "V2": "carry follow open cross measure paint answer order gather repair notice",
    }.items()
}


@dataclass
class Sheet:
    """A page in the making."""

    number: int = 1
    width: float = WIDTH
    height: float = HEIGHT
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    drawings: list[Box] = field(default_factory=list)

    def line(self, x: float, y: float, text: str, style: Style = ROMAN, *, width: float | None = None) -> list[Word]:
        """Put one line; gives its words."""
        return self.put(set_line(x, y, text, style, width=width))

    def after(self, word: Word, text: str, style: Style, *, rise: float = 0.0, glued: bool = True) -> list[Word]:
        """Put text right behind a word: glued to it (a note's mark, a change of style), or a space away."""
        x = word.x1 + (0.0 if glued else SPACE * style.size)
        return self.put(set_line(x, word.baseline - rise, text, style, glued=glued))

    def block(
        self, x: float, y: float, lines: Sequence[str], style: Style = ROMAN, leading: float = LEADING, **how: float
    ) -> float:
        """Put lines below each other; gives the baseline of the line that would come next."""
        self.put(text_block(x, y, lines, style, leading, **how))
        return y + len(lines) * leading

    def paragraph(
        self,
        x: float,
        y: float,
        text: str,
        style: Style = ROMAN,
        leading: float = LEADING,
        *,
        width: float = MEASURE,
        indent: float = INDENT,
        full: bool = False,
    ) -> float:
        """Put a justified paragraph; gives the next baseline.  `full`: its last line fills the measure, too."""
        lines = fill(text, width, style, indent)
        y_next = self.block(x, y, lines, style, leading, indent=indent, width=width)
        if full:
            del self.words[-len(lines[-1].split()) :]
            self.line(x, y_next - leading, lines[-1], style, width=width)
        return y_next

    def column(self, x: float, y: float, seeds: Iterable[int], *, words: int = 40, width: float = MEASURE) -> float:
        """Put paragraphs of prose; gives the next baseline."""
        for seed in seeds:
            y = self.paragraph(x, y, prose(seed, words), width=width)
        return y

    def rule(self, x0: float, y: float, x1: float) -> None:
        """Put a horizontal hairline."""
        self.rules.append(Rule((x0, y, x1, y + 0.5), horizontal=True))

    def put(self, words: list[Word]) -> list[Word]:
        """Add words in the order of the content stream."""
        for word in words:
            word.order = len(self.words)
            self.words.append(word)
        return words

    @property
    def page(self) -> Page:
        return Page(
            self.number,
            self.width,
            self.height,
            list(self.words),
            list(self.rules),
            list(self.panels),
            list(self.shapes),
            list(self.pictures),
            list(self.drawings),
        )


def two_columns(number: int = 1, paragraphs: int = 3, top: float = TOP) -> Sheet:
    """A sheet with two columns of prose, no two pages alike."""
    sheet = Sheet(number)
    first = 100 * number
    sheet.column(LEFT, top, range(first, first + paragraphs))
    sheet.column(RIGHT, top, range(first + paragraphs, first + 2 * paragraphs))
    return sheet


# --- from pages to what the steps make of them -----------------------------------------


def lines_of(sheet: Sheet) -> list[Line]:
    """The lines of one page on its own."""
    chains = chain_words(sheet.words)
    return form_lines(sheet.number, chains, sheet.rules, find_gutters(chains))


def draft_of(*sheets: Sheet, upto: Step | None = None, folios: dict[int, str] | None = None) -> Draft:
    """A draft after the steps of the whole document; with `upto`, before that step."""
    draft = Draft([sheet.page for sheet in sheets], Ledger(), dict(folios or {}))
    for step in PAGE_STEPS:
        if step is upto:
            break
        step(draft)
    return draft


def article_of(*sheets: Sheet, folios: dict[int, str] | None = None) -> Article:
    """The article that some pages hold."""
    return recovered(*sheets, folios=folios)[0]


def recovered(*sheets: Sheet, folios: dict[int, str] | None = None) -> tuple[Article, Ledger]:
    """The article that some pages hold, and the account of its recovery."""
    ledger = Ledger(pages=len(sheets))
    drafts = recover_articles([sheet.page for sheet in sheets], ledger, folios or {})
    return to_article(drafts[0], "article-1"), ledger


def paragraphs_of(article: Article) -> list[str]:
    """The texts of an article's paragraphs, wherever they stand."""
    return [plain(block.content) for block in walk(article.blocks) if isinstance(block, Paragraph)]


def texts_of(blocks: Iterable[Block]) -> list[str]:
    """What each block says itself: its text or its caption."""
    return [plain(inlines(block)) for block in blocks]
