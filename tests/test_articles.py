"""A whole issue is taken apart into its articles, and what is one article stays one.

The issues are typeset here with ReportLab, so that each can lack what another has: an
outline, a contents page, running heads, signatures.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

import pytest
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from horizons_convert.document import Article, Edition, NoteReference, inlines, plain, walk
from horizons_convert.reading import Recovery, recover

WIDTH, HEIGHT = 420, 600
LEFT, TOP, MEASURE, LEADING = 50, 70, 320, 14
LINES = 32
"""A full page of body text."""

ENGLISH = (
    "the harbour and the customs house had been built before anybody thought of a treaty about them "
    "while every ferry that crossed in the morning carried letters which no clerk was allowed to open and "
    "what the pilots said of the tide was written down with great care by people who had never seen it"
)
GERMAN = (
    "der Hafen und das Zollhaus waren schon gebaut als noch niemand an einen Vertrag dachte und mit jeder "
    "Fähre die am Morgen über den Fluss fuhr kamen Briefe welche kein Beamter öffnen durfte weil sie für "
    "die andere Seite bestimmt waren und nicht für ihn oder seine Nachbarn von denen er wenig wusste"
)


def prose(words: int, seed: int, vocabulary: str = ENGLISH) -> str:
    """Sentences that stand nowhere else, so that no line of text passes for a running head."""
    chosen = random.Random(seed)
    sentences = []
    while words > 0:
        length = min(words, chosen.randint(9, 16))
        sentences.append(" ".join(chosen.choices(vocabulary.split(), k=length)).capitalize() + ".")
        words -= length
    return " ".join(sentences)


@dataclass
class Piece:
    """One article as it is to be typeset."""

    title: str
    author: str = ""
    pages: int = 2
    rubric: str = ""
    vocabulary: str = ENGLISH
    note: str = ""
    ended: bool = False
    """Whether its last page ends with a sentence."""


class Press:
    """Typesets an issue page by page."""

    def __init__(self, path: Path, heads: bool = True) -> None:
        self.path, self.heads = path, heads
        self.canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1)
        self.folio, self.seed = 0, 0

    def line(self, text: str, y: float, size: float = 10.5, x: float = LEFT, font: str = "Times-Roman") -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - y, text)

    def lines(self, text: str, y: float, size: float = 10.5, most: int = LINES) -> float:
        for part in simpleSplit(text, "Times-Roman", size, MEASURE)[:most]:
            self.line(part, y, size)
            y += LEADING * size / 10.5
        return y

    def sheet(self, *rows: tuple[str, float, float]) -> None:
        """A page of a few lines without running matter: (text, y, size)."""
        for text, y, size in rows:
            self.line(text, y, size)
        self.folio += 1
        self.canvas.showPage()

    def article(self, piece: Piece) -> None:
        for number in range(piece.pages):
            self.folio, self.seed = self.folio + 1, self.seed + 1
            y = self._opening(piece) if number == 0 else float(TOP)
            if number and self.heads:
                self.line(piece.title if self.folio % 2 else piece.author, 36, 8)
            last = number == piece.pages - 1
            room = int((HEIGHT - 110 - y) / LEADING) - 2
            words = 90 if last and piece.ended else 400
            self.lines(prose(words, self.seed, piece.vocabulary), y, most=room // 2 if last else room)
            if last and piece.note:
                self.line("as was remarked.", y + (room // 2) * LEADING)
                self.line("1", y + (room // 2) * LEADING - 3.5, 6, x=LEFT + 74)
                self.line("1", HEIGHT - 82.5, 5, x=LEFT)
                self.line(piece.note, HEIGHT - 80, 8.5, x=LEFT + 4)
            self.line(f"THE LITTORAL REVIEW   {self.folio}", HEIGHT - 40, 8)
            self.canvas.showPage()

    def _opening(self, piece: Piece) -> float:
        if piece.rubric:
            self.line(piece.rubric, 62, 8)
        self.line(piece.title, 100, 22)
        if piece.author:
            self.line(piece.author, 128, 12)
        return 170

    def recover(self) -> Recovery:
        self.canvas.save()
        return recover(self.path)


PIECES = (
    Piece("The Patience of Ferries", "Ottilie Brandvold", 3, "WATERS", note="Letter of the ferryman, 1931."),
    Piece("Vom Zoll und seinen Nachbarn", "Friedrich Amsel", 2, "BORDERS", vocabulary=GERMAN, note="Brief, 1932."),
    Piece("A Clerk among Pilots", "Rosa Almqvist and Henri Duclos", 3, "PERSONS"),
)


def whole_issue(press: Press, pieces: tuple[Piece, ...] = PIECES) -> Recovery:
    """Cover, masthead, contents, the articles, and an advertisement before the last and at the end."""
    press.sheet(("The Littoral Review", 150, 36), ("No. 12", 500, 11), ("Spring 2024", 530, 11))
    press.sheet(
        ("The Littoral Review is published twice a year by the Society of Shores.", 480, 9),
        ("Editor: Maud Quist. Subscriptions may be had of the Society. ISSN 0000-0000.", 492, 9),
    )
    starts, page = [], 4
    for index, piece in enumerate(pieces):
        page += index == len(pieces) - 1
        starts.append(page)
        page += piece.pages
    press.line("Contents", 80, 22)
    for index, (piece, start) in enumerate(zip(pieces, starts, strict=True)):
        press.line(f"{piece.title} . . . . . . . . . . . {start}", 140 + 40 * index)
        press.line(piece.author, 154 + 40 * index, 9)
    press.sheet()
    for index, piece in enumerate(pieces):
        if index == len(pieces) - 1:
            press.sheet(("Sail with Corvina Lines", 200, 30), ("Every Tuesday from the old quay", 240, 14))
        press.article(piece)
    press.sheet(("Ink that lasts", 200, 30), ("Ask your stationer", 240, 14))
    return press.recover()


def spans(edition: Edition) -> list[tuple[str, int, int]]:
    return [(article.title, article.first_page, article.last_page) for article in edition.articles]


def text_of(article: Article) -> str:
    notes = [block for note in article.notes for block in note.blocks]
    return "\n".join(plain(inlines(block)) for block in walk((*article.blocks, *notes)))


@pytest.fixture(scope="module")
def issue(tmp_path_factory: pytest.TempPathFactory) -> Recovery:
    return whole_issue(Press(tmp_path_factory.mktemp("issue") / "issue.pdf"))


def test_every_article_has_its_pages(issue: Recovery) -> None:
    assert spans(issue.edition) == [
        ("The Patience of Ferries", 4, 6),
        ("Vom Zoll und seinen Nachbarn", 7, 8),
        ("A Clerk among Pilots", 10, 12),
    ]


def test_every_article_has_its_authors_and_language(issue: Recovery) -> None:
    articles = issue.edition.articles
    assert [[author.name for author in article.authors] for article in articles] == [
        ["Ottilie Brandvold"],
        ["Friedrich Amsel"],
        ["Rosa Almqvist", "Henri Duclos"],
    ]
    assert [article.language for article in articles] == ["en", "de", "en"]


def test_the_issue_is_named_by_its_cover(issue: Recovery) -> None:
    edition = issue.edition
    assert (edition.journal, edition.issue, edition.date) == ("The Littoral Review", "No. 12, Spring 2024", "2024")
    assert edition.title == "The Littoral Review, No. 12, Spring 2024"
    assert edition.language == "en"


def test_pages_between_the_articles_are_set_aside_with_the_reason(issue: Recovery) -> None:
    pages = [
        record
        for record in issue.ledger.of("set-aside")
        if record.what in ("cover", "masthead", "contents", "advertisement") and record.step == "articles"
    ]
    reasons = {record.places[0].page: record.what for record in pages}
    assert reasons == {1: "cover", 2: "masthead", 3: "contents", 9: "advertisement", 13: "advertisement"}
    assert issue.ledger.balanced


def test_nothing_of_another_article_is_in_the_text(issue: Recovery) -> None:
    texts = [text_of(article) for article in issue.edition.articles]
    for foreign in ("LITTORAL REVIEW", "WATERS", "Corvina", "Subscriptions", "Contents", "Clerk among", "Patience of"):
        assert not any(foreign in text for text in texts), foreign


def test_notes_of_different_articles_have_ids_of_their_own(issue: Recovery) -> None:
    first, second, third = issue.edition.articles
    assert [note.label for note in (*first.notes, *second.notes)] == ["1", "1"]
    assert not third.notes
    assert first.notes[0].id != second.notes[0].id
    for article in (first, second):
        called = [i.note for block in walk(article.blocks) for i in inlines(block) if isinstance(i, NoteReference)]
        assert called == [note.id for note in article.notes]


def test_every_decision_is_in_the_ledger_with_its_evidence(issue: Recovery) -> None:
    found = [record for record in issue.ledger.of("repair") if record.what == "article found"]
    assert [record.text for record in found] == [article.title for article in issue.edition.articles]
    assert all("contents" in record.evidence and "signed" in record.evidence for record in found)


def test_neither_contents_nor_outline_nor_running_titles_are_needed(tmp_path: Path) -> None:
    press = Press(tmp_path / "plain.pdf", heads=False)
    for piece in PIECES:
        press.article(piece)
    assert [first for _, first, _ in spans(press.recover().edition)] == [1, 4, 6]


def test_a_letter_before_the_first_article_is_kept(tmp_path: Path) -> None:
    press = Press(tmp_path / "letter.pdf")
    press.sheet(("The Littoral Review", 150, 36), ("Spring 2024", 530, 11))
    press.lines("Dear reader, " + prose(150, 99), TOP)
    press.sheet()
    for piece in PIECES:
        press.article(piece)
    edition = press.recover().edition
    assert [first for _, first, _ in spans(edition)] == [2, 3, 6, 8]
    assert text_of(edition.articles[0]).startswith("Dear reader, ")


def test_chapters_that_nobody_signed_stay_one_document(tmp_path: Path) -> None:
    chapters = tuple(Piece(title, "", 2) for title in ("Introduction", "How the Ferries Ran", "What the Clerks Wrote"))
    press = Press(tmp_path / "report.pdf")
    press.line("Contents", 80, 22)
    for index, chapter in enumerate(chapters):
        press.line(f"{chapter.title} . . . . . . {2 + 2 * index}", 140 + 40 * index)
    press.sheet()
    for chapter in chapters:
        press.article(chapter)
    assert len(press.recover().edition.articles) == 1


def unsigned_issue(path: Path, *cover: str, titles: tuple[str, ...]) -> Edition:
    """A cover, a page of contents, and pieces that nobody signed."""
    press = Press(path)
    press.sheet(("The Littoral Review", 150, 36), *((text, 500 + 30 * n, 11.0) for n, text in enumerate(cover)))
    press.line("Contents", 80, 22)
    for index, title in enumerate(titles):
        press.line(f"{title} . . . . . . {3 + 2 * index}", 140 + 40 * index)
    press.sheet()
    for title in titles:
        press.article(Piece(title, "", 2, ended=True))
    return press.recover().edition


UNSIGNED = ("The Patience of Ferries", "A Clerk among Pilots", "Who Owns the Tide?", "Letters Unopened")


def test_an_issue_that_says_its_number_is_parted_though_nobody_signed(tmp_path: Path) -> None:
    edition = unsigned_issue(tmp_path / "issue.pdf", "No. 12", "Spring 2024", titles=UNSIGNED)
    assert spans(edition) == [(title, 3 + 2 * n, 4 + 2 * n) for n, title in enumerate(UNSIGNED)]


@pytest.mark.parametrize(
    ("cover", "titles"),
    [
        (("March 2024",), UNSIGNED),
        (("Report No. 12",), UNSIGNED),
        (("No. 12", "Spring 2024"), ("Introduction", *UNSIGNED[1:])),
        (("No. 12", "Spring 2024"), tuple(f"{n} {title}" for n, title in enumerate(UNSIGNED, 1))),
    ],
)
def test_a_report_is_no_issue(tmp_path: Path, cover: tuple[str, ...], titles: tuple[str, ...]) -> None:
    assert len(unsigned_issue(tmp_path / "report.pdf", *cover, titles=titles).articles) == 1


def test_a_notice_in_front_of_a_single_article_is_set_aside(tmp_path: Path) -> None:
    press = Press(tmp_path / "notice.pdf")
    press.sheet(("You may read this copy but not sell it.", 200, 16), ("Ask the Society for another.", 230, 16))
    press.article(PIECES[0])
    recovery = press.recover()
    assert spans(recovery.edition) == [("The Patience of Ferries", 2, 4)]
    assert recovery.ledger.counts("set-aside")["cover"] == 1
    assert recovery.ledger.balanced


# --- documents typeset by others -------------------------------------------------------------


@pytest.mark.parametrize("name", ["issue-latex", "issue-plain", "magazine-reportlab"])
def test_issues_of_the_corpus(shared: Path, name: str) -> None:
    truth = json.loads((shared / "corpus" / f"{name}.truth.json").read_text(encoding="utf-8"))
    edition = recover(shared / "corpus" / f"{name}.pdf").edition
    assert [
        (article.title, [author.name for author in article.authors], [article.first_page, article.last_page])
        for article in edition.articles
    ] == [(known["title"], known["authors"], known["pages"]) for known in truth["articles"]]
    assert (edition.journal, edition.language) == (truth["journal"], truth["language"])
    for article, known in zip(edition.articles, truth["articles"], strict=True):
        lines = text_of(article).split("\n")
        assert not [text for text in known["furniture"] if text in lines]
        if "page_labels" in known:
            assert [article.first_folio, article.last_folio] == known["page_labels"]


@pytest.mark.parametrize(
    "name",
    [
        "corpus/paper-pdflatex",
        "corpus/digest-chromium",
        "corpus/scan-ocr",
        "real/bmc-thrombosis-review",
        "real/de-pdfua-book-chapter",
        "real/gao-cybersecurity-snapshot",
        "real/fsm-documents-with-lyx",
        "real/pdfua-brochure",
    ],
)
def test_one_article_stays_one_however_large_its_headings(shared: Path, name: str) -> None:
    assert len(recover(shared / f"{name}.pdf").edition.articles) == 1
