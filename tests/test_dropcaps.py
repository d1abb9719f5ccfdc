"""Drop caps of every make: each test typesets a page and reads the paragraph that the cap opens."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fontpkg
import pikepdf
import pypdfium2
import pytest
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont as FontFile
from PIL import Image, ImageDraw, ImageFont
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from horizons_convert.document import Figure, Paragraph, plain, walk
from horizons_convert.reading import Recovery, recover

SIZE, LEADING, WIDTH = 10.0, 13.0, 200.0
PAGE = (480.0, 640.0)
LEFT, RIGHT, TOP = 30.0, 250.0, 590.0
SERIF, SANS = (str(fontpkg.path(family, 400, "normal")) for family in ("Noto Serif", "Noto Sans"))
SCAN_DPI = 200
GROUND = 4.0
"""Points of colour around a reversed letter; an accent gets more."""

FILLER = {
    "en": [
        "The ferry left the quay a little after six, and nobody on the shore was surprised that it was late. "
        "The harbour master had written the hour in his book before he looked at the clock on the wall, "
        "as he had done on every morning of the past eleven years.",
        "It was understood that the boat would wait for the doctor. She had been called to the far side of "
        "the island during the night, and the only road back was under water from the bridge to the mill.",
        "There is a bench beside the ticket office where the passengers sit when it rains. They talk about "
        "the price of fish, and about the bridge that the government has promised to build since the war.",
        "When the bell rang at last, the children ran along the planks and the dog ran after them. The rope "
        "was thrown, the engine coughed twice, and the water behind the boat turned white and then green.",
        "Nobody asked what the doctor had seen on the other side. She sat at the back with her bag on her "
        "knees and looked at the houses until they were too small to be counted, and then she slept.",
    ],
    "fr": [
        "Le bateau quitta le quai un peu après six heures, et personne sur la rive ne s’étonna de ce retard. "
        "Le maître du port avait noté l’heure dans son livre avant de regarder la pendule, comme chaque matin.",
        "On savait que le bateau attendrait le médecin. Elle avait été appelée pendant la nuit de l’autre "
        "côté de l’île, et la seule route du retour était sous les eaux depuis le pont jusqu’au moulin.",
        "Il y a un banc près du guichet où les voyageurs s’assoient quand il pleut. Ils parlent du prix du "
        "poisson, et du pont que le gouvernement promet de construire depuis la guerre.",
    ],
    "es": [
        "El barco dejó el muelle poco después de las seis, y nadie en la orilla se extrañó de que llegara tarde. "
        "El capitán del puerto había anotado la hora en su libro antes de mirar el reloj, como cada mañana.",
        "Se sabía que el barco esperaría a la médica. La habían llamado durante la noche desde el otro lado de la "
        "isla, y el único camino de vuelta estaba bajo el agua desde el puente hasta el molino.",
        "Hay un banco junto a la taquilla donde se sientan los viajeros cuando llueve. Hablan del precio del "
        "pescado y del puente que el gobierno promete construir desde la guerra.",
    ],
    "de": [
        "Das Schiff verließ den Kai kurz nach sechs Uhr, und niemand am Ufer wunderte sich über die Verspätung. "
        "Der Hafenmeister hatte die Stunde in sein Buch geschrieben, bevor er auf die Uhr sah, wie jeden Morgen.",
        "Man wusste, dass das Schiff auf die Ärztin warten würde. Sie war in der Nacht auf die andere Seite der "
        "Insel gerufen worden, und der einzige Weg zurück stand unter Wasser von der Brücke bis zur Mühle.",
        "Neben dem Schalter steht eine Bank, auf der die Reisenden sitzen, wenn es regnet. Sie reden über den Preis "
        "der Fische und über die Brücke, die die Regierung seit dem Krieg zu bauen verspricht.",
    ],
    "nl": [
        "De boot verliet de kade kort na zes uur, en niemand op de oever verbaasde zich over de vertraging. De "
        "havenmeester had het uur in zijn boek geschreven voordat hij op de klok keek, zoals iedere ochtend.",
        "Men wist dat de boot op de dokter zou wachten. Zij was in de nacht naar de andere kant van het eiland "
        "geroepen, en de enige weg terug stond onder water van de brug tot aan de molen.",
        "Naast het loket staat een bank waarop de reizigers zitten als het regent. Zij praten over de prijs van de "
        "vis en over de brug die de regering al sinds de oorlog belooft te bouwen.",
    ],
    "sr": [
        "Брод је напустио пристаниште мало после шест сати и нико на обали није био изненађен што касни. "
        "Управник луке уписао је време у своју књигу пре него што је погледао на сат, као и сваког јутра.",
        "Знало се да ће брод чекати лекарку. Позвали су је током ноћи на другу страну острва, а једини пут "
        "за повратак био је под водом од моста до воденице и даље све до старе школе.",
        "Поред благајне стоји клупа на којој путници седе кад пада киша. Они разговарају о цени рибе и о "
        "мосту који је влада обећала да сагради још од рата.",
    ],
}


@pytest.fixture(autouse=True, scope="module")
def fonts() -> None:
    pdfmetrics.registerFont(TTFont("Serif", SERIF))
    pdfmetrics.registerFont(TTFont("Sans", SANS))
    rl_config.useA85 = 0  # pictures as bytes: half the time of these tests


@dataclass
class Sheet:
    """A page in two columns whose first column opens with a drop cap."""

    path: Path
    cap: str
    """What stands large: a letter or two, a quotation mark before them."""
    text: str
    """The paragraph after the cap, as it is set."""
    lines: int = 3
    make: str = "text"
    """text, outline, image, reversed text, reversed outline, reversed image."""
    font: str = "Serif"
    colour: tuple[float, float, float] = (0, 0, 0)
    hanging: bool = False
    raised: bool = False
    small_quote: str = ""
    """A quotation mark at text size before the cap."""
    language: str = "en"
    close: bool = False
    """No white above it."""
    ocr: str | None = None
    """Make it a scan, with this for the cap in its OCR layer ("" for nothing) ..."""
    ocr_is_large: bool = False
    """... at the size of the cap, on the foot of its last line."""
    fonts_without_unicode: bool = False
    words: list[tuple[str, float, float, float]] = field(default_factory=list)

    def build(self) -> Path:
        data = io.BytesIO()
        canvas = Canvas(data, PAGE, invariant=1)
        top = self._lines(canvas, LEFT, TOP, FILLER[self.language][0])
        room = 0 if self.close else (self.lines - 1 if self.raised else 0) + 1
        top = self._opening(canvas, LEFT, top - room * LEADING)
        for text in FILLER[self.language][1:]:
            top = self._lines(canvas, LEFT, top, text, indent=12)
        top = TOP
        for _ in range(2):
            for text in FILLER[self.language][1:]:
                top = self._lines(canvas, RIGHT, top, text, indent=12)
        canvas.save()
        self.path.write_bytes(data.getvalue())
        if self.fonts_without_unicode:
            _forget_unicode(self.path)
        if self.ocr is not None:
            self._scan()
        return self.path

    # --- the paragraph with the cap ---------------------------------------------------

    def _opening(self, canvas: Canvas, x: float, y: float) -> float:
        deep = 1 if self.raised else self.lines
        high = (self.lines - 1) * LEADING + 0.71 * SIZE
        size = high / 0.714  # the capitals of both faces are 0.714 em high
        foot = y - (deep - 1) * LEADING
        width = pdfmetrics.stringWidth(self.cap, self.font, size)
        ground = GROUND if self.make.startswith("reversed") else 0.0
        quote = pdfmetrics.stringWidth(self.small_quote, "Serif", SIZE)
        left = x - width - 3 - 2 * ground if self.hanging else x + quote
        if self.small_quote:
            self._word(canvas, self.small_quote, x, y)
        self._draw(canvas, left + ground, foot, size, high, width, ground)
        if self.ocr:
            self.words.append((self.ocr, left, foot, size) if self.ocr_is_large else (self.ocr, x, y, SIZE))
        indent = 0.0 if self.hanging else width + quote + 2 * ground + 3
        return self._lines(canvas, x, y, self.text, indent=indent, deep=deep)

    def _draw(
        self, canvas: Canvas, x: float, foot: float, size: float, high: float, width: float, ground: float
    ) -> None:
        colour = self.colour
        above = ground + 0.25 * high * self.cap.endswith("É")
        if ground and not self.make.endswith("image"):
            canvas.setFillColorRGB(0.1, 0.25, 0.4)
            canvas.rect(x - ground, foot - ground, width + 2 * ground, high + ground + above, stroke=0, fill=1)
            colour = (1, 1, 1)
        canvas.setFillColorRGB(*colour)
        if self.make.endswith("text"):
            canvas.setFont(self.font, size)
            canvas.drawString(x, foot, self.cap)
        elif self.make == "blot":
            canvas.ellipse(x, foot, x + width, foot + high, stroke=0, fill=1)
        elif self.make.endswith("outline"):
            self._outline(canvas, x, foot, size)
        else:
            picture = self._letter_picture(bool(ground))
            box = (x - ground, foot - ground, width + 2 * ground, high + ground + above)
            canvas.drawImage(ImageReader(picture), *box)
        canvas.setFillColorRGB(0, 0, 0)

    def _outline(self, canvas: Canvas, x: float, foot: float, size: float) -> None:
        font = FontFile(SERIF if self.font == "Serif" else SANS)
        glyphs, names, scale = font.getGlyphSet(), font.getBestCmap(), size / font["head"].unitsPerEm
        for letter in self.cap:
            path = canvas.beginPath()
            glyphs[names[ord(letter)]].draw(_PathPen(glyphs, path, x, foot, scale))
            canvas.drawPath(path, stroke=0, fill=1)
            x += glyphs[names[ord(letter)]].width * scale

    def _letter_picture(self, reversed_: bool) -> Image.Image:
        if self.make == "photograph":
            return Image.effect_noise((60, 80), 90).convert("RGB").resize((240, 320))
        face = ImageFont.truetype(SERIF if self.font == "Serif" else SANS, 200)
        left, top, right, bottom = (int(v) for v in face.getbbox(self.cap))
        ink, paper = ((255, 255, 255), (120, 20, 30)) if reversed_ else ((20, 20, 20), (255, 255, 255))
        margin = 30 if reversed_ else 2
        picture = Image.new("RGB", (right - left + 2 * margin, bottom - top + 2 * margin), paper)
        ImageDraw.Draw(picture).text((margin - left, margin - top), self.cap, fill=ink, font=face)
        return picture

    # --- text ---------------------------------------------------------------------------

    def _lines(self, canvas: Canvas, x: float, y: float, text: str, indent: float = 0.0, deep: int = 1) -> float:
        words, number = text.split(), 0
        while words:
            left = x + (indent if number < deep else 0.0)
            count = len(words)
            while count > 1 and _width(words[:count]) > x + WIDTH - left:
                count -= 1
            for word in words[:count]:
                self._word(canvas, word, left, y)
                left += _width([word]) + _width([" "])
            words, number, y = words[count:], number + 1, y - LEADING
        return y - LEADING * max(0, deep - number)

    def _word(self, canvas: Canvas, word: str, x: float, y: float) -> None:
        canvas.setFont("Serif", SIZE)
        canvas.drawString(x, y, word + " ")
        self.words.append((word, x, y, SIZE))

    # --- the scan -----------------------------------------------------------------------

    def _scan(self) -> None:
        """The page as a picture, with its words invisibly over it."""
        document = pypdfium2.PdfDocument(self.path)
        picture = document[0].render(scale=SCAN_DPI / 72).to_pil().convert("L").point(lambda v: 15 + v * 230 // 255)
        document.close()
        canvas = Canvas(str(self.path), PAGE, invariant=1)
        canvas.drawImage(ImageReader(picture), 0, 0, *PAGE)
        for word, x, y, size in self.words:
            text = canvas.beginText(x, y)
            text.setFont("Serif", size)
            text.setTextRenderMode(3)
            text.textOut(word + " ")
            canvas.drawText(text)
        canvas.save()


class _PathPen(BasePen):  # type: ignore[misc]
    """Draws the outline of a glyph as a path of the page."""

    def __init__(self, glyphs: Any, path: Any, x: float, y: float, scale: float) -> None:
        super().__init__(glyphs)
        self.path, self.x, self.y, self.scale = path, x, y, scale

    def _at(self, *points: tuple[float, float]) -> Iterator[float]:
        for x, y in points:
            yield self.x + x * self.scale
            yield self.y + y * self.scale

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.path.moveTo(*self._at(point))

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.path.lineTo(*self._at(point))

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self.path.curveTo(*self._at(*points))

    def _closePath(self) -> None:  # noqa: N802
        self.path.close()


def _width(words: list[str]) -> float:
    return float(pdfmetrics.stringWidth(" ".join(words), "Serif", SIZE))


def _forget_unicode(path: Path) -> None:
    """Take the meaning of its glyphs from the font of the cap."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "Sans" in str(item.get("/BaseFont")) and "/ToUnicode" in item:
                del item["/ToUnicode"]
        pdf.save(path)


def _opened(recovery: Recovery) -> Paragraph:
    """The paragraph with the drop cap: there must be exactly one."""
    assert recovery.ledger.balanced
    article = recovery.edition.articles[0]
    assert not any(isinstance(block, Figure) for block in walk(article.blocks)), "the cap became a figure"
    caps = [block for block in walk(article.blocks) if isinstance(block, Paragraph) and block.drop_cap]
    assert len(caps) == 1, [plain(block.content)[:40] for block in walk(article.blocks) if isinstance(block, Paragraph)]
    return caps[0]


def _read(sheet: Sheet) -> str:
    return plain(_opened(recover(sheet.build())).content)


TAIL = (
    " the summit of the hill they found the old signal house with its door open, and inside it a table, "
    "a lamp and two chairs, as if somebody had gone out for a moment and would be back before the tea was cold."
)
SHAPES = {
    "head of a word": ("A", "t" + TAIL, "At" + TAIL),
    "word of its own": ("A", "river can be seen from" + TAIL, "A river can be seen from" + TAIL),
    "small capitals": ("T", "HREE TIMES AT" + TAIL, "THREE TIMES AT" + TAIL),
    "quoted": ("“I", "was never at" + TAIL, "“I was never at" + TAIL),
    "quoted head": ("“W", "e were never at" + TAIL, "“We were never at" + TAIL),
    "accented": ("É", "va was never at" + TAIL, "Éva was never at" + TAIL),
    "number": ("1", "989 was the year in which at" + TAIL, "1989 was the year in which at" + TAIL),
    "punctuation": ("Ø", ", the smallest village on" + TAIL, "Ø, the smallest village on" + TAIL),
}
MADE = [
    *((shape, make) for shape in SHAPES for make in ("text", "outline") if (shape, make) != ("number", "outline")),
    *((shape, make) for shape in ("quoted head", "accented") for make in ("image", "reversed outline")),
    *(("word of its own", make) for make in ("image", "reversed text", "reversed image")),
]


@pytest.mark.parametrize(("shape", "make"), MADE)
def test_a_cap_of_any_make_opens_its_paragraph(tmp_path: Path, shape: str, make: str) -> None:
    cap, text, expected = SHAPES[shape]
    assert _read(Sheet(tmp_path / "cap.pdf", cap, text, make=make)) == expected


@pytest.mark.parametrize(
    ("shape", "ocr"), [*((shape, "") for shape in SHAPES if shape != "number"), ("quoted", "‘T"), ("accented", "|")]
)
def test_a_scan_shows_the_cap_that_its_text_lacks(tmp_path: Path, shape: str, ocr: str) -> None:
    cap, text, expected = SHAPES[shape]
    assert _read(Sheet(tmp_path / "cap.pdf", cap, text, ocr=ocr)) == expected


@pytest.mark.parametrize("shape", ["small capitals", "quoted", "accented"])
def test_a_font_without_unicode_is_read_by_eye(tmp_path: Path, shape: str) -> None:
    cap, text, expected = SHAPES[shape]
    sheet = Sheet(tmp_path / "cap.pdf", cap, text, font="Sans", fonts_without_unicode=True)
    assert _read(sheet) == expected


@pytest.mark.parametrize("make", ["text", "outline", "image"])
@pytest.mark.parametrize("lines", [2, 4, 5])
def test_a_cap_may_be_two_to_five_lines_deep(tmp_path: Path, lines: int, make: str) -> None:
    opened = _opened(recover(Sheet(tmp_path / "cap.pdf", "N", "ear" + TAIL, lines=lines, make=make).build()))
    assert plain(opened.content) == "Near" + TAIL
    assert opened.drop_cap_lines == lines


@pytest.mark.parametrize("make", ["outline", "image"])
def test_a_tail_below_the_line_makes_a_cap_no_deeper(tmp_path: Path, make: str) -> None:
    opened = _opened(recover(Sheet(tmp_path / "cap.pdf", "Q", "uite near" + TAIL, make=make).build()))
    assert plain(opened.content) == "Quite near" + TAIL
    assert opened.drop_cap_lines == 3


def test_a_dash_may_open_the_speech(tmp_path: Path) -> None:
    assert _read(Sheet(tmp_path / "cap.pdf", "—W", "e were late" + TAIL, make="outline")) == "—We were late" + TAIL


@pytest.mark.parametrize("make", ["text", "outline"])
@pytest.mark.parametrize(
    "form", [{"hanging": True}, {"raised": True}, {"colour": (0.7, 0.1, 0.1)}, {"font": "Sans"}, {"lines": 2}], ids=str
)
def test_a_cap_may_hang_in_the_margin_or_rise_or_be_coloured(tmp_path: Path, form: dict[str, Any], make: str) -> None:
    assert _read(Sheet(tmp_path / "cap.pdf", "N", "ear" + TAIL, make=make, **form)) == "Near" + TAIL


@pytest.mark.parametrize("make", ["text", "outline"])
def test_a_quotation_mark_at_text_size_stands_before_the_cap(tmp_path: Path, make: str) -> None:
    sheet = Sheet(tmp_path / "cap.pdf", "N", "ear" + TAIL, make=make, small_quote="“")
    assert _read(sheet) == "“Near" + TAIL


@pytest.mark.parametrize("make", ["text", "outline"])
def test_two_letters_may_be_large(tmp_path: Path, make: str) -> None:
    assert _read(Sheet(tmp_path / "cap.pdf", "Th", "ree times" + TAIL, make=make)) == "Three times" + TAIL


@pytest.mark.parametrize("make", ["text", "outline"])
def test_french_keeps_its_space_after_the_guillemet(tmp_path: Path, make: str) -> None:
    tail = (
        " n’y a pas de petite attente, écrivait en 1936 la géographe dans une étude que l’on ne lit plus guère, "
        "et elle avait raison »."
    )
    sheet = Sheet(tmp_path / "cap.pdf", "«I", "l" + tail, make=make, language="fr")
    assert _read(sheet).replace("\u202f", " ") == "« Il" + tail


@pytest.mark.parametrize("make", ["text", "outline"])
@pytest.mark.parametrize(
    ("cap", "text", "expected"),
    [
        ("Ж", "елезни мост", "Железни мост"),
        ("У", "малој кући", "У малој кући"),
        ("„И", "мамо две", "„Имамо две"),
    ],
)
def test_cyrillic_caps(tmp_path: Path, make: str, cap: str, text: str, expected: str) -> None:
    tail = (
        " код старог града рушен је четири пута, и сваки пут су га људи са обе обале подизали заједно, "
        "ћутке и без налога."
    )
    assert _read(Sheet(tmp_path / "cap.pdf", cap, text + tail, make=make, language="sr")) == expected + tail


SPANISH = " de Santa Clara hay una mesa de cuatro metros y pico, cubierta de un fieltro que fue verde hasta la guerra."
GERMAN = " im alten Hafen einen Tisch von vier Metern Länge, und auf ihm lag ein Buch, in das niemand mehr schrieb."


@pytest.mark.parametrize("make", ["text", "outline"])
@pytest.mark.parametrize(
    ("language", "cap", "text"),
    [
        ("es", "¿Q", "ué queda hoy en la aduana vieja?" + SPANISH),
        ("es", "¡N", "o hay prisa! En la aduana vieja" + SPANISH),
        ("es", "«Y", "o no firmo nada» se lee en la aduana vieja:" + SPANISH),
        ("de", "»D", "as Meer hat keine Eile«, sagte er, und es gab" + GERMAN),
        ("de", "„W", "er wartet, gewinnt“, sagte er, und es gab" + GERMAN),
    ],
)
def test_whatever_opens_the_speech_or_the_question_stands_before_the_cap(
    tmp_path: Path, make: str, language: str, cap: str, text: str
) -> None:
    assert _read(Sheet(tmp_path / "cap.pdf", cap, text, make=make, language=language)) == cap + text


@pytest.mark.parametrize("make", ["text", "outline"])
@pytest.mark.parametrize("rest", ["ATTENTE", "attente"])
def test_an_elided_article_is_a_cap_with_its_apostrophe(tmp_path: Path, make: str, rest: str) -> None:
    text = (
        rest + " est une science exacte, écrivait en 1936 la géographe dans une étude que l’on ne lit plus guère, "
        "et elle avait raison."
    )
    assert _read(Sheet(tmp_path / "cap.pdf", "L’", text, make=make, language="fr")) == "L’" + text


def test_a_dutch_paragraph_may_open_with_the_end_of_a_word(tmp_path: Path) -> None:
    text = "Avonds wachtten de havens het langst, en wie er een week had doorgebracht wist dat beter dan een minister."
    assert _read(Sheet(tmp_path / "cap.pdf", "’s", text, language="nl")) == "’s " + text


@pytest.mark.parametrize(("cap", "rest"), [("Ä", "hnlich"), ("Ü", "ber Nacht")])
def test_an_accent_that_stands_amid_the_text_above_is_not_lost(tmp_path: Path, cap: str, rest: str) -> None:
    sheet = Sheet(tmp_path / "cap.pdf", cap, rest + " gab es" + GERMAN, make="outline", language="de", close=True)
    assert _read(sheet) == cap + rest + " gab es" + GERMAN


@pytest.mark.parametrize(("cap", "read"), [("F", "E"), ("Ø", "O"), ("I", "l"), ("O", "0"), ("Ø", "@")])
def test_what_an_ocr_engine_misread_is_corrected(tmp_path: Path, cap: str, read: str) -> None:
    text, expected = {
        "F": ("ishing boats at", "Fishing boats at"),
        "Ø": ("was the name of", "Ø was the name of"),
        "I": ("n another village below", "In another village below"),
        "O": ("nly the lamp on", "Only the lamp on"),
    }[cap]
    sheet = Sheet(tmp_path / "cap.pdf", cap, text + TAIL, ocr=read, ocr_is_large=True)
    assert _read(sheet) == expected + TAIL


def test_a_letter_that_was_named_by_eye_says_so(tmp_path: Path) -> None:
    recovery = recover(Sheet(tmp_path / "cap.pdf", "N", "ear" + TAIL, make="outline").build())
    (record,) = [record for record in recovery.ledger.records if record.what == "letter inferred"]
    assert record.kind == "repair"
    assert record.text == "N"
    assert record.score > 0.9
    assert record.alternative not in ("", "N")
    assert record.places[0].page == 1
    assert "ear" in record.evidence


def test_a_letter_that_cannot_be_seen_well_is_a_warning(tmp_path: Path) -> None:
    recovery = recover(Sheet(tmp_path / "cap.pdf", "H", "at" + TAIL, make="blot").build())
    (record,) = [record for record in recovery.ledger.records if record.what == "letter inferred"]
    assert record.kind == "warning"
    assert record.score < 0.6


def test_a_letter_that_cannot_be_told_is_not_invented(tmp_path: Path) -> None:
    """A blot beside "ats", which may have been "Cats", "Hats" or "Rats"."""
    recovery = recover(Sheet(tmp_path / "cap.pdf", "H", "ats at" + TAIL, make="blot").build())
    assert any(record.kind == "warning" and record.text == "ats" for record in recovery.ledger.records)
    texts = [plain(b.content) for b in recovery.edition.articles[0].blocks if isinstance(b, Paragraph)]
    assert any(text.endswith("ats at" + TAIL) for text in texts)


@pytest.mark.parametrize("make", ["photograph", "blot"])
@pytest.mark.parametrize("lines", [2, 4])
def test_what_is_no_letter_stays_out_of_the_text(tmp_path: Path, make: str, lines: int) -> None:
    """A portrait or an icon beside a paragraph that lacks nothing."""
    text = "Rosalind Ferrars is the harbour master, and has never crossed" + TAIL
    recovery = recover(Sheet(tmp_path / "cap.pdf", "O", text, make=make, lines=lines).build())
    blocks = recovery.edition.articles[0].blocks
    assert text in [plain(block.content) for block in blocks if isinstance(block, Paragraph)]
    assert not any(isinstance(block, Paragraph) and block.drop_cap for block in blocks)
    assert lines == 2 or any(isinstance(block, Figure) for block in blocks)
