"""Do corrections hold: through another typesetting, a better converter, and other people's editing of the file?

The PDFs are set here with ReportLab, twice with another leading, so that every line, column
and page break moves between the two.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

import editions
from conftest import Run
from horizons_convert.corrections import Corrections, added, beside, load, parse, quote
from horizons_convert.document import (
    Article,
    Aside,
    Asset,
    Author,
    BlockQuote,
    Edition,
    Figure,
    Heading,
    ListBlock,
    Note,
    PageBreak,
    Paragraph,
    Place,
    Text,
    inlines,
    plain,
    walk,
)
from horizons_convert.errors import BadInputError, NotFoundError
from horizons_convert.ledger import Ledger, Record
from horizons_convert.reading import Recovery, recover
from horizons_convert.recover.corrections import apply_corrections
from horizons_convert.recover.desk import role_of
from horizons_convert.recover.units import flatten, rebuild
from horizons_convert.review.cases import differences, write_case
from horizons_convert.review.taking import take

SIZES = {1: (400.0, 600.0), 2: (400.0, 600.0)}


# --- a small edition, made by hand ---------------------------------------------------------


def picture(shade: int, size: tuple[int, int] = (90, 80), kind: str = "PNG") -> bytes:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((size[0] * 0.1, size[1] * 0.2, size[0] * 0.7, size[1] * 0.9), fill=(shade, 30, 90))
    draw.rectangle((size[0] * 0.6, 0, size[0], size[1] * 0.4), fill=(20, 200 - shade // 2, shade))
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def at(page: int, top: float, left: float = 40) -> tuple[Place, ...]:
    return (Place(page, (left, top, left + 150, top + 40)),)


def small() -> tuple[Edition, Ledger]:
    blocks = (
        Heading(2, (Text("The Keeper of Seeds"),), places=at(1, 40)),
        Paragraph(
            (Text("ld keepers "), Text("never", ("italic",)), Text(" tell what they keep.")),
            drop_cap_lines=3,
            places=at(1, 90),
        ),
        Paragraph((Text("A door that is shut keeps"),), places=at(1, 140)),
        Figure("store", (Text("The store at Upper Karst"),), places=at(1, 190)),
        Paragraph((Text("nothing but its own counsel, said the selfreliant keeper."),), places=at(2, 40)),
        Heading(1, (Text("Notes"),), places=at(2, 90)),
        Paragraph(
            (Text("First she counted the boxes. Then she locked the "), PageBreak("9", 2), Text("door.")),
            places=at(2, 140),
        ),
        Heading(1, (Text("Notes"),), places=at(2, 400)),
    )
    note = Note("note-1", "1", (Paragraph((Text("See the Varda Papcrs, plate four."),)),), at(2, 500))
    article = Article("article-1", "Upper Karst", blocks, authors=(Author("Ada Pine"),), notes=(note,), last_page=2)
    edition = Edition((article,), "Upper Karst", assets={"store": Asset("image/png", picture(200), 90, 80)})
    aside = Record("set-aside", "pull quote", "What is lent comes home.", places=at(1, 240), glyphs=20)
    foot = [Record("set-aside", "running foot", "Spring 2025", places=at(n, 560), glyphs=10) for n in (1, 2)]
    return edition, Ledger(2, 300, 260, [aside, *foot])


@dataclass
class Result:
    edition: Edition
    ledger: Ledger

    @property
    def lines(self) -> list[str]:
        """What a reader meets, a line a block: its kind, then its words."""
        article = self.edition.articles[0]
        return [f"{role_of(unit)}: {unit.text}" for unit in flatten(article.blocks)]

    @property
    def lost(self) -> list[str]:
        return [record.evidence for record in self.ledger.of("warning")]

    @property
    def said(self) -> list[str]:
        return [record.evidence for record in self.ledger.of("repair")]


def corrected(toml: str) -> Result:
    edition, ledger = small()
    result = Result(apply_corrections(edition, ledger, parse(toml), SIZES), ledger)
    assert ledger.balanced
    return result


def test_each_role_is_what_the_reader_gets() -> None:
    result = corrected(
        """
        [[correction]]
        kind = "role"
        is = "title"
        text = "The Keeper of Seeds"

        [[correction]]
        kind = "role"
        is = "sidebar"
        text = "A door that is shut keeps"

        [[correction]]
        kind = "role"
        is = "block quote"
        text = "First she counted the boxes. Then she locked the door."

        [[correction]]
        kind = "role"
        is = "heading"
        level = 3
        text = "What is lent comes home."
        """
    )
    assert result.lost == []
    assert result.edition.articles[0].title == result.edition.title == "The Keeper of Seeds"
    assert "sidebar: A door that is shut keeps" in result.lines
    assert "block quote: First she counted the boxes. Then she locked the door." in result.lines
    # It stood below the picture in the first column: there it comes back, and out of the ledger.
    assert result.lines.index("heading 3: What is lent comes home.") == 1 + result.lines.index(
        "picture: The store at Upper Karst"
    )
    assert "pull quote" not in result.ledger.counts("set-aside")
    kinds = [type(block) for block in result.edition.articles[0].blocks]
    assert kinds.count(Aside) == kinds.count(BlockQuote) == 1


def test_what_is_set_aside_by_hand_is_accounted_for() -> None:
    result = corrected('[[correction]]\nkind = "role"\nis = "pull quote"\ntext = "A door that is shut keeps"')
    assert not any("A door" in line for line in result.lines)
    (record,) = [one for one in result.ledger.of("set-aside") if one.text == "A door that is shut keeps"]
    assert (record.what, record.glyphs, record.alternative) == ("pull quote", 20, "body")


def test_neighbours_become_one_list() -> None:
    result = corrected(
        "".join(
            f'[[correction]]\nkind = "role"\nis = "list item"\ntext = "{text}"\n'
            for text in ("ld keepers never tell what they keep.", "A door that is shut keeps")
        )
    )
    (found,) = [block for block in result.edition.articles[0].blocks if isinstance(block, ListBlock)]
    assert len(found.items) == 2


def test_join_split_and_move() -> None:
    result = corrected(
        """
        [[correction]]
        kind = "join"
        text = "A door that is shut keeps"
        with = "nothing but its own counsel, said the selfreliant keeper."

        [[correction]]
        kind = "split"
        before = "First she counted the boxes."
        after = "Then she locked the door."

        [[correction]]
        kind = "move"
        text = "ld keepers never tell what they keep."
        follows = "The store at Upper Karst"
        """
    )
    assert result.lost == []
    joined = "body: A door that is shut keeps nothing but its own counsel, said the selfreliant keeper."
    assert result.lines[1:4] == [
        joined,
        "picture: The store at Upper Karst",
        "body: ld keepers never tell what they keep.",
    ]
    assert result.lines[5:7] == ["body: First she counted the boxes.", "body: Then she locked the door."]
    last = result.edition.articles[0].blocks[6]
    assert isinstance(last, Paragraph)
    assert PageBreak("9", 2) in last.content, "the printed page still begins where it began"


def test_letters_and_words_keep_what_stands_around_them() -> None:
    result = corrected(
        """
        [[correction]]
        kind = "letter"
        was = ""
        is = "O"
        after = "ld keepers never tell"

        [[correction]]
        kind = "words"
        was = "selfreliant"
        is = "self-reliant"
        before = "own counsel, said the"
        after = "keeper."

        [[correction]]
        kind = "words"
        was = "Papcrs,"
        is = "Papers,"
        before = "See the Varda"
        after = "plate four."
        """
    )
    assert result.lost == []
    first = result.edition.articles[0].blocks[1]
    assert isinstance(first, Paragraph)
    assert first.content == (Text("Old keepers "), Text("never", ("italic",)), Text(" tell what they keep."))
    assert first.drop_cap == "O"
    assert any("said the self-reliant keeper." in line for line in result.lines)
    assert plain(inlines(result.edition.articles[0].notes[0].blocks[0])) == "See the Varda Papers, plate four."


def test_a_paragraph_that_ends_in_the_first_letter_looked_for_is_another_place() -> None:
    """What stands around a spot must be there: one letter that agrees is no evidence."""
    edition = Edition(
        (Article("a", "T", (Paragraph((Text("Anthropology is late."),)), Paragraph((Text("It was an"),)))),)
    )
    toml = '[[correction]]\nkind = "letter"\nwas = "A"\nis = "E"\nafter = "nthropology is late."'
    first, second = apply_corrections(edition, Ledger(), parse(toml), {}).articles[0].blocks
    assert [plain(inlines(first)), plain(inlines(second))] == ["Enthropology is late.", "It was an"]


@pytest.mark.parametrize(
    ("correction", "because"),
    [
        ('kind = "role"\nis = "body"\ntext = "Words that stand nowhere in it"', "no longer found"),
        ('kind = "role"\nis = "body"\ntext = "Notes"', "found 2 times"),
        ('kind = "role"\nis = "body"\ntext = "Spring 2025"', "found 2 times"),
        ('kind = "role"\nis = "body"\ntext = "A door that is shut … quite another ending of it"', "no longer found"),
        ('kind = "join"\ntext = "A door that is shut keeps"\nwith = "something else entirely"', "continuation"),
        ('kind = "split"\nbefore = "she never counted"\nafter = "the boxes"', "no longer found"),
        ('kind = "letter"\nwas = "E"\nis = "F"\nafter = "or the whole of"', "no longer found"),
        ('kind = "words"\nwas = "the"\nis = "their"', "no longer found"),
        ('kind = "alt text"\nis = "A hut"\ncaption = "Another caption"', "picture"),
        ('kind = "move"\ntext = "A door that is shut keeps"\nfollows = "Notes"', "found 2 times"),
    ],
)
def test_one_that_finds_nothing_is_named_and_changes_nothing(correction: str, because: str) -> None:
    result = corrected(f'[[correction]]\nname = "what I meant"\n{correction}')
    assert result.edition == small()[0]
    (lost,) = result.lost
    assert "what I meant" in lost
    assert because in lost


def test_the_place_tells_equal_words_apart() -> None:
    result = corrected(
        '[[correction]]\nkind = "role"\nis = "body"\ntext = "Notes"\npage = 2\nbox = [0.1, 0.66, 0.5, 0.7]'
    )
    assert [line for line in result.lines if "Notes" in line] == ["heading 1: Notes", "body: Notes"]


def test_the_neighbours_tell_equal_words_apart() -> None:
    result = corrected(
        '[[correction]]\nkind = "role"\nis = "body"\ntext = "Notes"\nafter = "First she counted the boxes."'
    )
    assert [line for line in result.lines if "Notes" in line] == ["body: Notes", "heading 1: Notes"]


def test_short_words_elsewhere_are_not_enough() -> None:
    """A heading of the same word on another page, between other blocks, is another heading."""
    edition, ledger = small()
    toml = '[[correction]]\nkind = "role"\nis = "body"\ntext = "Notes"\nbefore = "as nobody had said"\npage = 1'
    short = Edition((Article("a", "T", edition.articles[0].blocks[:6]),))
    assert apply_corrections(short, ledger, parse(toml), SIZES) == short
    assert ledger.counts("warning")["correction not applied"] == 1


@pytest.mark.parametrize(
    "correction",
    [
        'kind = "role"\nis = "heading"\nlevel = 2\ntext = "The Keeper of Seeds"',
        'kind = "role"\nis = "pull quote"\ntext = "What is lent comes home."',
        'kind = "join"\ntext = "First she counted"\nwith = "Then she locked the door."',
        'kind = "split"\nbefore = "that is shut keeps"\nafter = "The store at Upper Karst"',
        'kind = "letter"\nwas = ""\nis = "F"\nafter = "irst she counted the boxes."',
        'kind = "letter"\nwas = "E"\nis = "F"\nafter = "irst she counted the boxes."',
        'kind = "words"\nwas = "self-reliant"\nis = "selfreliant"\nbefore = "counsel, said the"\nafter = "keeper"',
        'kind = "words"\nwas = "the the"\nis = "the"\nbefore = "she locked"\nafter = "door."',
        'kind = "move"\ntext = "A door that is shut keeps"\nfollows = "ld keepers never tell what they keep."',
    ],
)
def test_what_a_better_converter_does_by_itself_counts_as_done(correction: str) -> None:
    result = corrected(f"[[correction]]\n{correction}")
    assert (result.edition, result.lost) == (small()[0], [])
    assert result.said == [f"correction 1 ({correction.split(chr(34))[1]}): so already"]


def test_a_picture_is_known_by_what_it_shows() -> None:
    """After another extraction: larger, as JPEG, without its caption, on another page, beside another picture."""
    from horizons_convert.recover.anchors import fingerprint

    mark = fingerprint(Asset("image/png", picture(200), 90, 80))
    other = Image.open(io.BytesIO(picture(200))).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    flipped = io.BytesIO()
    other.save(flipped, "PNG")
    blocks = (Figure("x", places=at(2, 40)), Figure("y", places=at(2, 300)))
    assets = {
        "x": Asset("image/png", flipped.getvalue(), 90, 80),
        "y": Asset("image/jpeg", picture(200, (270, 240), "JPEG"), 270, 240),
    }
    edition = Edition((Article("a", "T", blocks),), assets=assets)
    toml = f'[[correction]]\nkind = "alt text"\nis = "A hut"\ncaption = "The store"\npicture = "{mark}"\npage = 1'
    result = apply_corrections(edition, Ledger(), parse(toml), {})
    assert [block.alt for block in result.articles[0].blocks if isinstance(block, Figure)] == [None, "A hut"]


def test_front_matter_and_publication() -> None:
    result = corrected(
        """
        [[correction]]
        kind = "article"
        subtitle = "A Report"
        authors = ["Ada Pine", "Ben Oak"]
        language = "de"

        [[correction]]
        kind = "edition"
        journal = "Meridians"
        date = "2025-04"
        """
    )
    article, edition = result.edition.articles[0], result.edition
    assert (article.subtitle, [author.name for author in article.authors]) == ("A Report", ["Ada Pine", "Ben Oak"])
    assert (edition.journal, edition.date, edition.language, article.language) == ("Meridians", "2025-04", "de", "de")


@pytest.mark.parametrize("make", [editions.rich, editions.single, lambda: small()[0]])
def test_laying_an_article_out_flat_and_back_loses_nothing(make: Callable[[], Edition]) -> None:
    for article in make().articles:
        assert rebuild(flatten(article.blocks)) == article.blocks


# --- the file ------------------------------------------------------------------------------

HAND_WRITTEN = """\
# For Ben: please do not tidy this up.
schema = 1

[[correction]]   # the one on page 3
kind = "role"
is   = "pull quote"     # it repeats the text
text = 'What is lent comes home.'
page = 3

# end
"""


def test_adding_keeps_a_persons_comments_and_layout() -> None:
    more = parse(
        '[[correction]]\nkind = "words"\nwas = "a \\"b\\""\nis = "c"\nbefore = "ß"\nbox = [0.1, 0.2, 0.3, 1]\npage = 2'
    )
    known = parse(HAND_WRITTEN)
    text = added(HAND_WRITTEN, [*known.correction, *more.correction, *more.correction])
    assert text.startswith(HAND_WRITTEN.partition("\n# end")[0])
    assert "# end" in text
    assert parse(text).correction == (*known.correction, *more.correction)


def test_a_new_file_reads_back() -> None:
    given = parse(HAND_WRITTEN).correction
    text = added("", given, "essay.pdf")
    assert (parse(text).correction, parse(text).source) == (given, "essay.pdf")


def test_taking_a_downloaded_file_adds_what_is_new(tmp_path: Path) -> None:
    mine, download = tmp_path / "essay.corrections.toml", tmp_path / "download.toml"
    mine.write_text(HAND_WRITTEN, encoding="utf-8")
    download.write_text(HAND_WRITTEN + '[[correction]]\nkind = "edition"\njournal = "Meridians"\n', encoding="utf-8")
    assert take(download, mine) == 1
    assert take(download, mine) == 0
    assert "do not tidy" in mine.read_text(encoding="utf-8")
    assert len(load(mine).correction) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[correction", "not TOML"),
        ('[correction]\nkind = "role"', "[[correction]]"),
        ('[[correction]]\nkind = "edition"\n[[correction]]\nkind = "rolle"', "correction 2"),
        ('[[correction]]\nkind = "rolle"', "known kinds: role, join"),
        ('[[correction]]\nkind = "role"\nis = "quote"', "block quote"),
        ('[[correction]]\nkind = "role"\nis = "body"\ntxt = "x"', "txt"),
        ('[[correction]]\nkind = "role"\nis = "body"\nbox = [10, 20, 30, 40]', "box"),
        ("schema = 2", "schema 2"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(text: str, message: str) -> None:
    with pytest.raises(BadInputError) as caught:
        parse(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no such corrections file"):
        load(tmp_path / "none.toml")


# --- another typesetting -------------------------------------------------------------------

SENTENCES = [
    "The keepers of the store at Upper Karst have never written down what they owe to one another.",
    "Each of them knows it, and none of them would think of asking for more than was given in the autumn.",
    "A visitor once proposed that a ledger should be kept, and was shown the door with great politeness.",
    "What is lent comes home, as the saying goes, and what is given away is soon forgotten by everybody.",
    "In the winter of that year the river froze, and the boxes were carried over it on the backs of mules.",
    "Nobody counted them, because nobody had counted them before, and all of them arrived in good order.",
]
PARAGRAPHS = [
    " ".join(SENTENCES[(start + step) % 6] for step in range(4)) + f" So ended the year {1970 + start}."
    for start in range(9)
]
HEADINGS = {3: "The Winter Road", 6: "What Is Owed"}
STAND_ALONE = "Return each box unopened, label it on both sides, and write to the keepers before the first snow."


@cache
def typeset(leading: float) -> bytes:
    """Two columns, headings, a picture: an essay of a few pages."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Spacer
    from reportlab.platypus import Image as Picture
    from reportlab.platypus import Paragraph as Flowable

    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=leading, firstLineIndent=12, alignment=4)
    heading = ParagraphStyle("heading", fontName="Times-Bold", fontSize=13, leading=16, spaceBefore=14, spaceAfter=8)
    apart = ParagraphStyle("apart", parent=body, fontName="Helvetica", firstLineIndent=0, spaceBefore=14, spaceAfter=14)
    story: list[object] = [Flowable("Upper Karst", ParagraphStyle("t", fontName="Times-Bold", fontSize=22, leading=30))]
    for number, text in enumerate(PARAGRAPHS):
        if number in HEADINGS:
            story.append(Flowable(HEADINGS[number], heading))
        if number == 5:
            story += [Spacer(1, 10), Picture(io.BytesIO(picture(200, (360, 320))), 180, 160), Spacer(1, 10)]
        story.append(Flowable(text, body))
        if number == 7:
            story.append(Flowable(STAND_ALONE, apart))
    out = io.BytesIO()
    frames = [Frame(left, 50, 200, 500, 0, 0, 0, 0, id=str(left)) for left in (40, 260)]
    document = BaseDocTemplate(out, pagesize=(500, 600), invariant=1, title="Upper Karst")
    document.addPageTemplates(PageTemplate(frames=frames))
    document.build(story)
    return out.getvalue()


@pytest.fixture
def essay_pdf(tmp_path: Path) -> Callable[[float], Path]:
    def essay_pdf(leading: float) -> Path:
        path = tmp_path / f"karst-{leading}.pdf"
        path.write_bytes(typeset(leading))
        return path

    return essay_pdf


def anchored(recovery: Recovery, text: str, **values: object) -> dict[str, object]:
    """What the review page writes about the block that begins so: its words, its neighbours, its place."""
    units = flatten(recovery.edition.articles[0].blocks)
    index = next(
        i for i, unit in enumerate(units) if unit.text.startswith(text) or (not text and isinstance(unit.block, Figure))
    )
    place = units[index].places[0]
    box = [round(side / (500, 600)[axis % 2], 3) for axis, side in enumerate(place.box)]
    around = {"before": " ".join(units[index - 1].text.split()[-6:])} if index else {}
    return {**values, "text": quote(units[index].text), **around, "page": place.page, "box": box}


def file_of(items: list[dict[str, object]]) -> Corrections:
    import json

    lines = [
        f"{key} = {json.dumps(value, ensure_ascii=False)}" for item in items for key, value in [("[", 0), *item.items()]
    ]
    return parse("\n".join("[[correction]]" if line == "[ = 0" else line for line in lines))


def written_against(recovery: Recovery) -> Corrections:
    """Five that should hold, and three that are about nothing, or about too much."""
    figure = anchored(recovery, "", kind="alt text")
    common = {"before": "forgotten by everybody.", "after": "In the winter of that year the river froze"}
    letter = {"was": "T", "is": "Th", "after": "he keepers of the store at", "before": "the year 1971."}
    return file_of(
        [
            {"kind": "letter", **letter, "name": "odd letter"},
            anchored(recovery, "The Winter Road", kind="role", **{"is": "heading", "level": 3}),
            anchored(recovery, STAND_ALONE[:30], kind="role", **{"is": "sidebar"}),
            {"kind": "split", **common, "page": 1, "name": "too common"},
            {"kind": "words", "was": "1977", "is": "1978", "before": "So ended the year", "after": ""},
            anchored(recovery, "What Is Owed", kind="role", **{"is": "title"}),
            {"kind": "alt text", "is": "A red disc.", "page": figure["page"], "box": figure["box"]},
            {"kind": "role", "is": "body", "text": "Words of an earlier edition", "name": "the old motto"},
        ]
    )


@pytest.mark.parametrize("leading", [12.0, 13.7])
def test_corrections_hold_when_the_page_is_set_again(essay_pdf: Callable[[float], Path], leading: float) -> None:
    first = recover(essay_pdf(12.0))
    corrections = written_against(first)
    again = recover(essay_pdf(leading), corrections=corrections)
    assert again.ledger.balanced
    article = again.edition.articles[0]
    units = {unit.text: role_of(unit) for unit in flatten(article.blocks)}
    assert units["The Winter Road"] == "heading 3"
    assert units[STAND_ALONE] == "sidebar"
    assert article.title == "What Is Owed"
    assert [block.alt for block in walk(article.blocks) if isinstance(block, Figure)] == ["A red disc."]
    assert any(text.endswith("So ended the year 1978.") for text in units)
    lost = [record.evidence for record in again.ledger.of("warning") if record.what == "correction not applied"]
    assert ["odd letter" in lost[0], "too common" in lost[1], "the old motto" in lost[2]] == [True] * 3, lost
    assert len(lost) == 3


def test_the_two_typesettings_differ_in_every_line(essay_pdf: Callable[[float], Path]) -> None:
    """Else the test above would show nothing."""
    boxes = [
        [unit.places for unit in flatten(recover(essay_pdf(leading)).edition.articles[0].blocks)]
        for leading in (12.0, 13.7)
    ]
    assert not set(boxes[0][2:]) & set(boxes[1][2:])
    pages = [{place.page for places in found for place in places} for found in boxes]
    assert pages[0] != pages[1] or len(boxes[0]) == len(boxes[1])


# --- from a correction to a test case ------------------------------------------------------


def test_a_correction_becomes_a_case_that_fails_without_it(essay_pdf: Callable[[float], Path], tmp_path: Path) -> None:
    source = essay_pdf(12.0)
    corrections = parse('[[correction]]\nkind = "role"\nis = "heading"\nlevel = 4\ntext = "The Winter Road"')
    write_case(recover(source, corrections=corrections).edition, source, corrections, tmp_path / "cases" / "karst")
    changes = [
        line for line in differences(tmp_path / "cases" / "karst") if line[0] in "+-" and "The Winter Road" in line
    ]
    assert [line[0] for line in changes] == ["-", "+"]
    assert changes[0] == "-heading 4: The Winter Road"
    # A converter that does what the correction says passes.
    write_case(recover(source).edition, source, corrections, tmp_path / "cases" / "karst")
    assert differences(tmp_path / "cases" / "karst") == []


def test_a_case_of_another_document_says_so(essay_pdf: Callable[[float], Path], tmp_path: Path) -> None:
    source = essay_pdf(12.0)
    write_case(recover(source).edition, source, Corrections(), tmp_path / "case")
    source.write_bytes(typeset(13.7))
    with pytest.raises(BadInputError, match="has changed"):
        differences(tmp_path / "case")


def test_the_cases_that_people_have_made() -> None:
    """Each folder in tests/cases: what a person corrected once, the converter does by itself now."""
    cases = sorted(path.parent for path in Path(__file__).with_name("cases").glob("*/case.toml"))
    assert {case.name: differences(case) for case in cases} == {case.name: [] for case in cases}


# --- on the command line -------------------------------------------------------------------


def test_the_file_beside_the_document_is_used(run: Run, essay_pdf: Callable[[float], Path], tmp_path: Path) -> None:
    source = essay_pdf(12.0)
    beside(source).write_text('[[correction]]\nkind = "edition"\njournal = "Meridians"\n', encoding="utf-8")
    done = run("convert", source, "--to", "json", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert '"journal": "Meridians"' in (tmp_path / "out" / f"{source.stem}.json").read_text(encoding="utf-8")
    assert "1 correction" in done.stdout + done.stderr


def test_one_that_is_lost_is_a_warning_with_its_name(
    run: Run, essay_pdf: Callable[[float], Path], tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        '[[correction]]\nname = "the motto"\nkind = "role"\nis = "body"\ntext = "Nowhere in it"\n', encoding="utf-8"
    )
    done = run("convert", essay_pdf(12.0), "--to", "json", "--corrections", file)
    assert done.returncode == 0
    assert "the motto" in done.stderr


def test_a_broken_file_is_not_ignored(run: Run, essay_pdf: Callable[[float], Path]) -> None:
    source = essay_pdf(12.0)
    beside(source).write_text('[[correction]]\nkind = "rolle"\n', encoding="utf-8")
    done = run("convert", source, "--to", "json")
    assert done.returncode == 4
    assert "correction 1" in done.stderr
