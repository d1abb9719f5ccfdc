"""Scanned pages: the page is one picture, its words lie invisible over it, and what else it shows is a figure."""

from __future__ import annotations

from dataclasses import replace

from PIL import Image, ImageDraw

from horizons_convert.document import Article, Figure, plain
from horizons_convert.ledger import Ledger
from horizons_convert.pdf.page import Box, Picture, Style
from horizons_convert.recover.pipeline import recover_articles, to_article
from pages import HEIGHT, LEFT, MEASURE, RIGHT, ROMAN, SIZE, TOP, WIDTH, Sheet, paragraphs_of, prose, sized

SCALE = 4.0
OCR = replace(ROMAN, font="OCR", invisible=True)
PLACE = (LEFT + 20, 360.0, LEFT + MEASURE - 20, 500.0)
"""Where the engraving stands in the left column."""


class Scan:
    """A page and its picture: every word is a row of strokes, as high as its letters."""

    def __init__(self) -> None:
        self.sheet = Sheet()
        self.sheet.pictures.append(Picture((0.0, 0.0, WIDTH, HEIGHT), 0, covers_page=True))
        self.image = Image.new("L", (int(WIDTH * SCALE), int(HEIGHT * SCALE)), 235)
        self.pen = ImageDraw.Draw(self.image)

    def line(self, x: float, y: float, text: str, style: Style = OCR) -> None:
        self._print(self.sheet.line(x, y, text, style))

    def column(self, x: float, y: float, seeds: range) -> float:
        before = len(self.sheet.words)
        for seed in seeds:
            y = self.sheet.paragraph(x, y, prose(seed), OCR)
        self._print(self.sheet.words[before:])
        return y

    def _print(self, words: list) -> None:  # type: ignore[type-arg]
        for word in words:
            x = word.x0
            while x < word.x1 - 1:
                self.fill((x, word.baseline - 0.6 * word.size, x + 1, word.baseline))
                x += 2.5

    def fill(self, box: Box) -> None:
        self.pen.rectangle([round(side * SCALE) for side in box], fill=20)

    def hatch(self, box: Box) -> None:
        """An engraving: strokes from end to end."""
        y = box[1]
        while y < box[3] - 1:
            self.fill((box[0], y, box[2], y + 1))
            y += 2.5

    def look(self, page: int, box: Box) -> Image.Image:
        return self.image.crop([round(side * SCALE) for side in box])  # type: ignore[arg-type]

    def recovered(self) -> tuple[Article, Ledger]:
        ledger = Ledger(pages=1)
        draft = recover_articles([self.sheet.page], ledger, {}, look=self.look)[0]
        return to_article(draft, "article-1"), ledger


def scan() -> Scan:
    """Two columns of recognised text, the left one with room below its first paragraphs."""
    page = Scan()
    page.column(LEFT, TOP, range(1, 4))
    page.column(RIGHT, TOP, range(11, 15))
    page.column(LEFT, PLACE[3] + 50, range(4, 5))
    return page


def figures(article: Article) -> list[Figure]:
    return [block for block in article.blocks if isinstance(block, Figure)]


def test_an_engraving_is_cut_out_of_the_page_with_its_caption():
    page = scan()
    page.hatch(PLACE)
    page.line(PLACE[0] + 20, PLACE[3] + 14, "The lookout by the river.", sized(OCR, 8.0))
    article, _ = page.recovered()
    (figure,) = figures(article)
    assert plain(figure.caption) == "The lookout by the river."
    found = figure.places[0].box
    assert all(abs(side - drawn) < SIZE for side, drawn in zip(found, PLACE, strict=True))
    assert paragraphs_of(article) == [prose(seed) for seed in (1, 2, 3, 4, 11, 12, 13, 14)]


def test_ink_that_was_taken_for_letters_is_set_aside_with_the_picture():
    page = scan()
    page.hatch(PLACE)
    page.line(PLACE[0] + 40, PLACE[3] - 4, "mw-")
    page.line(PLACE[0] + 90, PLACE[1] + 60, "il.,")
    article, ledger = page.recovered()
    assert len(figures(article)) == 1
    assert {record.text for record in ledger.of("set-aside") if record.what == "figure label"} == {"mw-", "il.,"}
    assert not any("mw-" in text or "il.," in text for text in paragraphs_of(article))


def test_a_page_of_text_alone_has_no_figure_and_is_not_looked_at():
    page = Scan()
    page.column(LEFT, TOP, range(1, 9))
    page.column(RIGHT, TOP, range(11, 19))
    looked: list[int] = []
    draft = recover_articles([page.sheet.page], Ledger(pages=1), {}, look=lambda n, box: looked.append(n) or page.image)
    assert not figures(to_article(draft[0], "article-1"))
    assert not looked


def test_frames_shadows_and_initials_are_no_figures():
    page = scan()
    left, top, right, bottom = PLACE
    for box in ((left, top, right, top + 1), (left, bottom, right, bottom + 1), (left, top, left + 1, bottom)):
        page.fill(box)  # a frame, around nothing that was recognised
    page.fill((0, 0, 9, HEIGHT))  # the shadow of the binding
    page.fill((RIGHT, 480, RIGHT + 3 * SIZE, 480 + 3 * SIZE))  # a decorated initial
    assert not figures(page.recovered()[0])


def test_text_that_runs_around_a_picture_is_still_read():
    """The picture reaches around four short lines: its box holds them, so it is not cut out at their cost."""
    page = scan()
    _, top, _, bottom = PLACE
    right = LEFT + MEASURE
    page.hatch((LEFT, top, right, top + 40))
    page.hatch((LEFT, top + 40, right - 62, bottom - 40))
    page.hatch((LEFT, bottom - 40, right, bottom))
    for line, text in enumerate(("the river", "had frozen", "early and", "nobody was")):
        page.line(right - 52, top + 56 + 12 * line, text)
    article, ledger = page.recovered()
    assert "figure label" not in ledger.counts("set-aside")
    assert "frozen" in " ".join(paragraphs_of(article))
