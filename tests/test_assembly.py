"""Editions from parts: the description that a person writes, and what is made of it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import msgspec
import pytest
from PIL import Image

from conftest import Run
from horizons_convert import assembly
from horizons_convert.document import (
    COVER,
    Article,
    Asset,
    Author,
    Edition,
    Figure,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Place,
    Text,
    from_json,
    to_json,
    walk,
)
from horizons_convert.errors import BadInputError, ExitCode, NotFoundError


def png(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 60), colour).save(out, "PNG")
    return out.getvalue()


def essay_on(what: str, author: str, colour: str, labels: tuple[str, ...] = ("1", "2"), folio: int = 10) -> Edition:
    """Two pages with a picture and notes, whose names are those that every such essay has."""
    notes = tuple(
        Note(f"a1-n{number}", label, (Paragraph((Text(f"{what} note {number}"),), places=(Place(2, (0, 0, 9, 9)),)),))
        for number, label in enumerate(labels, 1)
    )
    calls = tuple(NoteReference(note.id, note.label) for note in notes)
    turn = PageBreak(str(folio + 1), 2)
    blocks = (
        Paragraph((Text(f"{what} begins"), *calls, turn, Text(" and ends.")), places=(Place(1, (0, 0, 9, 9)),)),
        Figure("p1-i1", (Text(f"{what} seen"),), places=(Place(2, (0, 0, 9, 9)),)),
    )
    article = Article(
        "article-1", f"On {what}", blocks, authors=(Author(author),), notes=notes, last_page=2,
        first_folio=str(folio), last_folio=str(folio + 1),
    )  # fmt: skip
    assets = {"p1-i1": Asset("image/png", png(colour), 40, 60)}
    return Edition((article,), title=article.title, journal="Horizons", date="2025", assets=assets, source_sha256=what)


RIVERS = essay_on("Rivers", "Ada Pine", "blue")
FIELDS = essay_on("Fields", "Bo Élan", "green", labels=("*", "*"), folio=30)
DESCRIPTION = """
title = "Horizons, No. 31"
issue = "No. 31, Spring 2025"
cover = "cover.png"
authors = "The authors"

[[article]]
file = "fields.json"
section = "Land"

[[article]]
file = "rivers.json"
title = "Of Rivers"
"""


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the parts and their description."""
    monkeypatch.chdir(tmp_path)
    Path("rivers.json").write_bytes(to_json(RIVERS))
    Path("fields.json").write_bytes(to_json(FIELDS))
    Path("cover.png").write_bytes(png("red"))
    Path("edition.toml").write_text(DESCRIPTION)
    return tmp_path


def assembled(text: str, *editions: Edition) -> Edition:
    Path("edition.toml").write_text(text)
    return assembly.assemble(assembly.load(Path("edition.toml")), editions, Path("edition.toml"))


# --- what is made of it ----------------------------------------------------------------


def test_the_description_decides(parts: Path) -> None:
    edition = assembled(DESCRIPTION, FIELDS, RIVERS)
    assert [article.title for article in edition.articles] == ["On Fields", "Of Rivers", "The authors"]
    assert edition.articles[0].section == "Land"
    assert (edition.title, edition.issue) == ("Horizons, No. 31", "No. 31, Spring 2025")
    # What it does not say is taken from the parts where they agree.
    assert (edition.journal, edition.date) == ("Horizons", "2025")
    assert edition.assets[COVER].data == png("red")


def test_every_name_is_its_own(parts: Path) -> None:
    edition = assembled(DESCRIPTION, FIELDS, RIVERS)
    notes = [note.id for article in edition.articles for note in article.notes]
    assert len(set(notes)) == len(notes) == 4
    for article, colour in zip(edition.articles, ("green", "blue"), strict=False):
        first, figure = article.blocks
        assert isinstance(first, Paragraph)
        assert isinstance(figure, Figure)
        called = [inline.note for inline in first.content if isinstance(inline, NoteReference)]
        assert called == [note.id for note in article.notes]
        assert edition.assets[figure.image or ""].data == png(colour)
    pages = [article.first_page for article in edition.articles]
    assert pages == [1, 3, 5]
    assert [block.places[0].page for article in edition.articles for block in walk(article.blocks) if block.places] == [
        1,
        2,
        3,
        4,
    ]


def test_asterisks_are_numbered_and_numbers_stay(parts: Path) -> None:
    continued = essay_on("Rivers", "Ada Pine", "blue", labels=("14", "15"))
    edition = assembled(DESCRIPTION, FIELDS, continued)
    assert [[note.label for note in article.notes] for article in edition.articles[:2]] == [["1", "2"], ["14", "15"]]
    called = [inline.label for inline in edition.articles[0].blocks[0].content if isinstance(inline, NoteReference)]  # type: ignore[union-attr]
    assert called == ["1", "2"]
    printed = assembled(f'notes = "printed"\n{DESCRIPTION}', FIELDS, continued)
    assert [note.label for note in printed.articles[0].notes] == ["*", "*"]


def test_authors_are_listed_by_family_name(parts: Path) -> None:
    from horizons_convert.writers import Options, find

    edition = assembled(DESCRIPTION, FIELDS, RIVERS)
    text = find("txt").render(edition, Options()).decode()
    assert re.findall(r"(?m)^• .*", text) == ["• Bo Élan: On Fields (30)", "• Ada Pine: Of Rivers (10)"]


def test_some_articles_of_an_issue(parts: Path) -> None:
    issue = msgspec.structs.replace(RIVERS, articles=RIVERS.articles + FIELDS.articles)
    chosen = 'title = "T"\n[[article]]\nfile = "issue.pdf"\narticles = [2]\n'
    assert [article.title for article in assembled(chosen, issue).articles] == ["On Fields"]
    with pytest.raises(BadInputError, match=r"issue\.pdf holds 2 articles; there is no article 3"):
        assembled(chosen.replace("[2]", "[3]"), issue)


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("title = ", BadInputError, "not TOML"),
        ('title = "T"', BadInputError, "article"),
        ("article = []", BadInputError, r"names no \[\[article\]\]"),
        ('[[article]]\nfile = "a.pdf"\ntitel = "T"', BadInputError, "titel"),
        ('cover = "none.png"\n[[article]]\nfile = "rivers.json"', NotFoundError, r"none\.png does not exist"),
        ('cover = "rivers.json"\n[[article]]\nfile = "rivers.json"', BadInputError, "cannot be read as a picture"),
    ],
)
def test_a_wrong_description_is_told_in_one_line(parts: Path, text: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        assembled(text, RIVERS)
    assert "\n" not in str(caught.value)


# --- the command -----------------------------------------------------------------------


def test_one_edition_in_every_format(parts: Path, run: Run) -> None:
    result = run("edition", "edition.toml", "--to", "epub,docx,txt,json")
    assert result.returncode == ExitCode.OK, result.stderr
    assert "edition.toml: wrote dist/edition.epub" in result.stderr
    edition = from_json(Path("dist/edition.json").read_bytes())
    assert edition == assembled(DESCRIPTION, FIELDS, RIVERS)

    with zipfile.ZipFile("dist/edition.epub") as book:
        nav = next(book.read(name).decode() for name in book.namelist() if name.endswith("nav.xhtml"))
    assert nav.index("On Fields — Bo Élan") < nav.index("Of Rivers — Ada Pine") < nav.index("The authors")
    titles = [paragraph.text for paragraph in docx.Document("dist/edition.docx").paragraphs]
    assert titles.index("On Fields") < titles.index("Of Rivers") < titles.index("The authors")
    text = Path("dist/edition.txt").read_text()
    assert text.count("Fields note 1") == text.count("Rivers note 2") == 1


def test_a_part_that_fails_leaves_no_half_edition(parts: Path, run: Run) -> None:
    Path("rivers.json").write_text("{")
    result = run("edition", "edition.toml", "--to", "txt")
    assert result.returncode == ExitCode.BAD_INPUT
    assert "error: rivers.json: " in result.stderr
    assert "no edition is written while an article is missing" in result.stderr
    assert not Path("dist/edition.txt").exists()


def test_the_first_draft_is_an_edition(parts: Path, run: Run, page: bytes) -> None:
    Path("pdfs").mkdir()
    Path("pdfs/brook.pdf").write_bytes(page)
    Path("pdfs/brook.corrections.toml").write_text('[[correction]]\nkind = "article"\ntitle = "On Brooks"\n')
    result = run("edition", "--init", "pdfs", "fields.json", "rivers.json", "--draft", "new/first.toml")
    assert result.returncode == ExitCode.OK, result.stderr
    draft = Path("new/first.toml").read_text()
    assert 'file = "../pdfs/brook.pdf"' in draft
    assert "# On Fields, by Bo Élan; pages 30–31\n" in draft
    written = run("edition", "new/first.toml", "--to", "json")
    assert written.returncode == ExitCode.OK, written.stderr
    edition = from_json(Path("dist/first.json").read_bytes())
    assert [article.title for article in edition.articles] == ["On Brooks", "On Fields", "On Rivers"]
    again = run("edition", "--init", "rivers.json", "--draft", "new/first.toml")
    assert again.returncode == ExitCode.USAGE
    assert Path("new/first.toml").read_text() == draft


def test_a_draft_puts_articles_in_the_order_of_their_folios(parts: Path, run: Run) -> None:
    run("edition", "--init", "fields.json", "rivers.json", "--draft", "e.toml")
    assert re.findall(r'file = "(.*)"', Path("e.toml").read_text()) == ["rivers.json", "fields.json"]
