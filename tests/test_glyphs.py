"""Glyphs and words: what another program has drawn on a page comes out word by word, in its place and type."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from horizons_convert.layout.lines import chain_words, form_lines
from horizons_convert.layout.text import join_words
from horizons_convert.pdf.glyphs import read_page
from horizons_convert.pdf.page import Page, Word

HEIGHT = 400.0


class Paper:
    """A page drawn by ReportLab; y counts from the top."""

    def __init__(self, width: float = 300.0) -> None:
        self.data = io.BytesIO()
        self.canvas = Canvas(self.data, (width, HEIGHT), invariant=1)

    def text(self, x: float, y: float, text: str, font: str = "Times-Roman", size: float = 10.0) -> float:
        """Draw text; gives where it ends."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - y, text)
        return x + self.canvas.stringWidth(text, font, size)

    @property
    def page(self) -> Page:
        self.canvas.save()
        with pypdfium2.PdfDocument(self.data.getvalue()) as document:
            return read_page(document[0], 1)


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def word(page: Page, text: str) -> Word:
    return next(word for word in page.words if word.text == text)


# --- accents ---------------------------------------------------------------------------


def draw_accented(paper: Paper, x: float, y: float, *parts: str) -> None:
    """Draw parts of a word as TeX's older fonts do: before each but the first, an acute over its first letter."""
    for number, part in enumerate(parts):
        if number:
            width = paper.canvas.stringWidth(part[0], "Times-Roman", 10)
            paper.text(x + (width - paper.canvas.stringWidth("´", "Times-Roman", 10)) / 2, y - 0.055, "´")
        x = paper.text(x, y, part)


def test_accents_drawn_apart_find_their_letters_wherever_the_reader_puts_them():
    """PDFium sorts an accent behind the letters after its own, and leaves out the second of two alike."""
    paper = Paper()
    draw_accented(paper, 40, 100, "K", "arm", "an")
    paper.text(90, 100, "line")
    assert texts(paper.page) == ["Kármán", "line"]


def test_an_accent_between_words_stays_what_it_is():
    paper = Paper()
    paper.text(40, 100, "a ´ b")
    read = texts(paper.page)
    assert read[0] == "a"
    assert read[-1] == "b"


# --- words -----------------------------------------------------------------------------


def test_an_underscore_that_is_drawn_as_a_stroke_is_read():
    """TeX draws the underscore where its font has none."""
    paper = Paper()
    paper.text(40, 100, "See")
    x = 60.0
    for text in ("free", "issues/all"):
        x = paper.text(x, 100, text)
        paper.canvas.rect(x + 0.3, HEIGHT - 100.2, 3.4, 0.4, stroke=0, fill=1)
        x += 4.0
    paper.text(x, 100, "two")
    page = paper.page
    assert texts(page) == ["See", "free_issues/all_two"]
    assert word(page, "free_issues/all_two").glyphs == len("freeissues/alltwo")
    assert [page.shapes, page.rules, page.panels] == [[], [], []]


def test_a_stroke_that_no_word_goes_on_behind_is_no_underscore():
    paper = Paper()
    x = paper.text(40, 100, "fill in")
    paper.canvas.rect(x + 0.3, HEIGHT - 100.2, 3.4, 0.4, stroke=0, fill=1)
    assert texts(paper.page) == ["fill", "in"]


def test_words_of_a_line_their_place_and_type():
    paper = Paper()
    paper.text(40, 100, "The ferry left the quay.")
    page = paper.page
    assert texts(page) == ["The", "ferry", "left", "the", "quay."]
    first = page.words[0]
    assert (first.x0, first.baseline, first.style.size) == (
        pytest.approx(40, abs=0.1),
        pytest.approx(100, abs=0.1),
        10.0,
    )
    assert all(a.x1 < b.x0 for a, b in zip(page.words, page.words[1:], strict=False))
    assert sum(word.glyphs for word in page.words) == len("Theferryleftthequay.")


def test_words_that_are_only_placed_apart_are_apart():
    """Many typesetters write no space characters at all."""
    paper = Paper()
    x = 40.0
    for token in ("No", "space", "was", "drawn"):
        x = paper.text(x, 100, token) + 2.0
    assert join_words(paper.page.words) == "No space was drawn"


def test_the_name_of_tex_with_its_small_raised_letter_is_one_word():
    paper = Paper()
    x = paper.text(40, 100, "in") + 3
    x = paper.text(x, 100, "L") - 3.6
    x = paper.text(x, 98, "A", size=7.0) - 1.5
    paper.text(x, 100, "TEX and so on")
    (line,) = form_lines(1, chain_words(paper.page.words), [], [])
    assert line.text == "in LATEX and so on"


def test_a_full_stop_in_other_type_than_its_sentence_takes_nothing_with_it():
    """After "preparation" in italics: a full stop, a word of one letter, and wide spaces, as in a loose line."""
    paper = Paper()
    x = paper.text(40, 100, "preparation", "Times-Italic")
    x = paper.text(x, 100, ".") + 4.4
    x = paper.text(x, 100, "A") + 4.4
    paper.text(x, 100, "river")
    assert texts(paper.page) == ["preparation", ".", "A", "river"]


@pytest.mark.parametrize(
    "tracking",
    [0.5, 1.5, 3.0],
)
def test_letterspaced_words_are_not_taken_apart(tracking: float):
    paper = Paper()
    text = paper.canvas.beginText(40, HEIGHT - 100)
    text.setFont("Times-Roman", 10)
    text.setCharSpace(tracking)
    text.textOut("THE QUIET PROFESSIONS")
    paper.canvas.drawText(text)
    assert texts(paper.page) == ["THE", "QUIET", "PROFESSIONS"]


def test_a_letterspaced_line_is_not_taken_apart_where_its_type_is_used_elsewhere_without_spacing():
    paper = Paper()
    paper.text(40, 80, "the words of a paragraph that nobody spaced", "Times-Roman", 9)
    text = paper.canvas.beginText(40, HEIGHT - 100)
    text.setFont("Times-Roman", 9)
    text.setCharSpace(1.35)
    text.textOut("DE KUNST VAN WATER")
    paper.canvas.drawText(text)
    assert texts(paper.page)[-4:] == ["DE", "KUNST", "VAN", "WATER"]


def test_an_f_that_is_drawn_as_a_capital_does_not_part_its_word():
    """Made-up small capitals: the text layer says "first", the page shows FIRST, with the widths of capitals."""
    letters = "FIRSTfirst"
    pairs = "".join(f"<{code:02x}> <{ord(c.lower()):04x}>\n" for code, c in enumerate(letters, 1))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange 10 beginbfchar\n{pairs}endbfchar endcmap end end"
    )
    data = io.BytesIO()
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name("/Times-Roman"),
            FirstChar=1,
            LastChar=10,
            Widths=[556, 333, 667, 556, 611, 333, 278, 333, 389, 278],
            Encoding=pikepdf.Dictionary(
                Type=pikepdf.Name.Encoding, Differences=[1, *(pikepdf.Name(f"/{c}") for c in letters)]
            ),
            ToUnicode=pdf.make_stream(cmap.encode()),
        )
        page = pdf.add_blank_page(page_size=(300, 400))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.contents_add(b"BT /F1 10 Tf 40 300 Td <0102030405> Tj ET")
        pdf.save(data)
    with pypdfium2.PdfDocument(data.getvalue()) as document:
        assert texts(read_page(document[0], 1)) == ["first"]


def test_kerned_letters_stay_in_their_word():
    paper = Paper()
    x = paper.text(40, 100, "W") - 0.9
    x = paper.text(x, 100, "A") - 1.1
    paper.text(x, 100, "VE")
    assert join_words(paper.page.words) == "WAVE"


def test_a_change_of_type_within_a_word_glues_its_halves():
    paper = Paper()
    x = paper.text(40, 100, "pre")
    paper.text(x, 100, "war", "Times-Italic")
    page = paper.page
    assert join_words(page.words) == "prewar"
    assert [word.style.italic for word in page.words] == [False, True]


@pytest.mark.parametrize(
    ("font", "bold", "italic", "monospace"),
    [
        ("Times-Roman", False, False, False),
        ("Times-BoldItalic", True, True, False),
        ("Helvetica-Oblique", False, True, False),
        ("Courier-Bold", True, False, True),
    ],
)
def test_faces_are_known(font: str, bold: bool, italic: bool, monospace: bool):
    paper = Paper()
    paper.text(40, 100, "word", font)
    style = paper.page.words[0].style
    assert (style.bold, style.italic, style.monospace) == (bold, italic, monospace)


@pytest.mark.parametrize(
    ("file", "bold", "italic"),
    [("Vera", False, False), ("VeraBd", True, False), ("VeraIt", False, True), ("VeraBI", True, True)],
)
@pytest.mark.parametrize("text", ["trial and error", "INCH"])
def test_a_face_whose_name_says_nothing_is_known_by_its_strokes(file: str, bold: bool, italic: bool, text: str):
    registerFont(TTFont(file, f"{file}.ttf"))
    paper = Paper()
    paper.text(40, 100, text, file)
    paper.canvas.save()
    renamed = io.BytesIO()
    with pikepdf.open(paper.data) as pdf:
        for font in pdf.objects:
            if isinstance(font, pikepdf.Dictionary) and "/FontFile2" in font:
                font.FontName = pikepdf.Name.AdvOT3b30f6db
                font.Flags = 32
            if isinstance(font, pikepdf.Dictionary) and "/BaseFont" in font:
                font.BaseFont = pikepdf.Name.AdvOT3b30f6db
        pdf.save(renamed)
    with pypdfium2.PdfDocument(renamed.getvalue()) as document:
        style = read_page(document[0], 1).words[0].style
    assert style.font == "AdvOT3b30f6db"
    assert (style.bold, style.italic) == (bold, italic)


def test_colour_and_invisible_ink_are_known():
    paper = Paper()
    paper.canvas.setFillColorRGB(0.8, 0, 0)
    paper.text(40, 100, "red")
    hidden = paper.canvas.beginText(40, HEIGHT - 120)
    hidden.setFont("Times-Roman", 10)
    hidden.setTextRenderMode(3)
    hidden.textOut("hidden")
    paper.canvas.drawText(hidden)
    page = paper.page
    assert word(page, "red").style.colour == (204, 0, 0)
    assert not word(page, "red").style.invisible
    assert word(page, "hidden").style.invisible


def test_a_raised_note_mark_is_small_glued_and_above_its_line():
    paper = Paper()
    x = paper.text(40, 100, "treaty")
    paper.text(x, 96.5, "12", size=6)
    page = paper.page
    mark = word(page, "12")
    assert mark.glued
    assert mark.baseline == pytest.approx(96.5, abs=0.1)
    assert mark.size < 7


def test_the_type_in_which_a_line_is_scaled_is_the_type_that_is_seen():
    paper = Paper()
    paper.canvas.scale(1.5, 1.5)
    paper.canvas.setFont("Times-Roman", 10)
    paper.canvas.drawString(40, 100, "large")
    assert paper.page.words[0].style.size == pytest.approx(15)


# --- the page --------------------------------------------------------------------------


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_is_shown(rotation: int):
    paper = Paper()
    paper.canvas.setPageRotation(rotation)
    paper.canvas.translate(150, 200)
    paper.canvas.rotate(rotation)
    paper.canvas.setFont("Times-Roman", 10)
    paper.canvas.drawString(-60, 0, "upright on the screen")
    page = paper.page
    assert join_words(page.words) == "upright on the screen"
    assert {word.style.angle for word in page.words} == {0}
    assert (page.width, page.height) == (300, HEIGHT)
    assert all(0 < word.x0 < word.x1 < page.width and 0 < word.baseline < page.height for word in page.words)


def test_a_stamp_up_the_side_keeps_its_direction():
    paper = Paper()
    paper.text(60, 100, "text")
    paper.canvas.translate(20, 100)
    paper.canvas.rotate(90)
    paper.canvas.setFont("Times-Roman", 8)
    paper.canvas.drawString(0, 0, "Downloaded")
    page = paper.page
    assert word(page, "text").style.angle == 0
    assert word(page, "Downloaded").style.angle == 270


def test_rules_panels_and_shapes_are_told_apart():
    paper = Paper()
    canvas = paper.canvas
    canvas.setLineWidth(0.5)
    canvas.line(40, HEIGHT - 50, 240, HEIGHT - 50)
    canvas.line(150, HEIGHT - 60, 150, HEIGHT - 200)
    canvas.setFillColorRGB(0.9, 0.9, 0.8)
    canvas.rect(40, HEIGHT - 300, 100, 80, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.circle(200, HEIGHT - 250, 2, stroke=0, fill=1)
    page = paper.page
    assert [rule.horizontal for rule in page.rules] == [True, False]
    assert [tuple(round(edge) for edge in panel.box) for panel in page.panels] == [(40, 220, 140, 300)]
    assert len(page.shapes) == 1


TOKEN = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEIMQW,.;:'?!()0123456789"), min_size=1, max_size=9)


@given(
    st.lists(st.lists(TOKEN, min_size=1, max_size=5), min_size=1, max_size=6),
    st.sampled_from(["Times-Roman", "Helvetica"]),
)
@settings(max_examples=40, deadline=None)
def test_whatever_is_drawn_is_read(lines: list[list[str]], font: str):
    paper = Paper(600)
    for number, tokens in enumerate(lines):
        paper.text(40, 60 + 30 * number, " ".join(tokens), font)
    page = paper.page
    for number, tokens in enumerate(lines):
        row = [word for word in page.words if abs(word.baseline - 60 - 30 * number) < 10]
        assert join_words(sorted(row, key=lambda word: word.order)) == " ".join(tokens)
    assert sum(word.glyphs for word in page.words) == sum(len(token) for tokens in lines for token in tokens)


# --- fonts of odd measures -----------------------------------------------------------------


def test_a_font_in_units_of_its_own_has_the_size_that_it_looks_to_have():
    """As dvips writes its bitmap fonts: the size in the file says nothing, and capitals stand seven points high."""
    letters = {"H": (0.68, 0.7), "e": (0.45, 0.44), "r": (0.45, 0.33), "o": (0.45, 0.5), "n": (0.45, 0.55)}
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, HEIGHT))
    glyphs = {
        f"/{name}": pdf.make_stream(b"%d 0 0 0 %d %d d1 0 0 %d %d re f" % ((83 * w, 70 * w, 83 * h, 70 * w, 83 * h)))
        for name, (h, w) in letters.items()
    }
    first, last = min(map(ord, letters)), max(map(ord, letters))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type3,
        FontMatrix=[1, 0, 0, 1, 0, 0],
        FontBBox=[0, 0, 83, 83],
        FirstChar=first,
        LastChar=last,
        Widths=[83 * letters.get(chr(code), (0, 0))[1] for code in range(first, last + 1)],
        CharProcs=pikepdf.Dictionary(glyphs),
        Encoding=pikepdf.Dictionary(Differences=[x for name in letters for x in (ord(name), pikepdf.Name(f"/{name}"))]),
        Resources=pikepdf.Dictionary(),
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(T=pdf.make_indirect(font)))
    page.Contents = pdf.make_stream(b"BT /T 0.12 Tf 40 300 Td (Heron) Tj 40 0 Td (nor) Tj ET")
    out = io.BytesIO()
    pdf.save(out)
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        read = read_page(document[0], 1)
    assert texts(read) == ["Heron", "nor"]
    assert {word.style.size for word in read.words} == {10.0}


def spaced(paper: Paper, text: str, space: float) -> list[str]:
    """The words of a line of which the middle part, after the first bar, is spaced."""
    before, middle, after = text.split("|")
    line = paper.canvas.beginText(20, HEIGHT - 60)
    line.setFont("Times-Roman", 10)
    line.textOut(before)
    line.setCharSpace(space)
    line.textOut(middle)
    line.setCharSpace(0)
    line.textOut(after)
    paper.canvas.drawText(line)
    return texts(paper.page)


@pytest.mark.parametrize("space", [1.5, 1.8, 2.5, 3.5])
def test_a_word_that_is_spaced_amid_running_text_is_one_word(space: float):
    words = spaced(Paper(), "Nobody sets |patience and the tide| as they do.", space)
    assert words == ["Nobody", "sets", "patience", "and", "the", "tide", "as", "they", "do."]


def test_letters_with_spaces_between_them_are_no_word():
    assert spaced(Paper(), "The answers are |A B C D E| and F G H.", 0.0)[3:8] == list("ABCDE")


def test_letters_placed_as_far_apart_as_words_are_no_word():
    """TeX writes no spaces at all."""
    paper = Paper()
    x = 20.0
    for word in ["The", "answers", "are", "A", "B", "C", "D", "E", "and", "so", "on"]:
        x = paper.text(x, 60, word) + 2.8
    assert texts(paper.page)[3:8] == list("ABCDE")
