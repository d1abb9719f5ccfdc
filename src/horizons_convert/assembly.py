"""How do several articles become one edition, and one edition several?

``edition.toml`` says what a person decides: title, number, date, cover, the articles and
their order.  `load` reads it, `assemble` makes the edition of it and of what was recovered
from each document, `draft` writes the first one.  `apart` goes the other way: each article
of an issue as an edition of its own.

What comes from different documents may bear the same names.  Here notes get ids, pictures
names and pages numbers that nothing else in the edition has; printed folios stay as printed.
docs/archives.md explains the file to the people who write it.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from horizons_convert.document import (
    COVER,
    Article,
    Asset,
    Author,
    Edition,
    Figure,
    Inline,
    ListBlock,
    ListItem,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Place,
    Text,
    rebuilt,
    walk,
)
from horizons_convert.errors import BadInputError, NotFoundError

SUFFIX = ".toml"
UNTITLED = "Untitled edition"

_LONGEST_NAME = 60
"""Characters of a title that name a file: enough to tell articles apart, short enough for any disk."""


class Part(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One ``[[article]]``: a document, and what is said of its article here instead of there."""

    file: str
    """A PDF or a JSON model, relative to the file that names it."""
    corrections: str = ""
    """Its corrections file; empty: ``essay.corrections.toml`` beside ``essay.pdf``, if there is one."""
    articles: tuple[Annotated[int, msgspec.Meta(ge=1)], ...] = ()
    """Which articles of the document are meant, in this order, counted from 1; empty: all of them."""
    section: str | None = None
    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] | None = None
    language: str | None = None


class Description(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The whole of an ``edition.toml``.  What is left out is taken from the documents, if they agree on it."""

    article: tuple[Part, ...]
    title: str = ""
    journal: str = ""
    issue: str = ""
    date: str = ""
    language: str = ""
    publisher: str = ""
    rights: str = ""
    cover: str = ""
    """A JPEG or PNG picture, relative to this file."""
    authors: str = ""
    """Heading of the list of authors at the end; empty: no such list."""
    notes: Literal["numbered", "printed"] = "numbered"
    """Whether the notes of an article that were marked with asterisks and the like are numbered."""


# --- the file --------------------------------------------------------------------------


def load(path: Path) -> Description:
    """Read a description.  Raises `NotFoundError` or `BadInputError`, which says where and what is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotFoundError(f"{path}: no such file; `edition --init` writes a first one") from error
    except (OSError, UnicodeDecodeError) as error:
        raise NotFoundError(f"{path} cannot be read: {error}") from error
    try:
        description = msgspec.convert(tomllib.loads(text), Description)
    except (ValueError, RecursionError) as error:  # whatever tomllib makes of it: numbers too long, tables too deep
        raise BadInputError(f"{path}: not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise BadInputError(f"{path}: {error}") from error
    if not description.article:
        raise BadInputError(f"{path}: it names no [[article]]")
    return description


def draft(details: Sequence[tuple[Path, dict[str, Any]]], into: Path) -> str:
    """The text of a first description of documents of which `report.details` is known.

    The articles are in the order of their folios where all have one, else in the order given.
    """
    import tomlkit

    ordered = _in_order(details)
    file = tomlkit.document()
    file.add(tomlkit.comment("One edition from these articles; docs/archives.md explains every line."))
    found = [told for _, told in ordered]
    for name in ("title", "journal", "issue", "date", "language", "publisher"):
        value = _agreed(told[name] for told in found)
        if name == "title" and len(ordered) > 1:
            journal, issue = (_agreed(told[key] for told in found) for key in ("journal", "issue"))
            value = ", ".join(filter(None, (journal, issue))) or UNTITLED
        file.add(name, tomlkit.item(value))
    file.add(tomlkit.comment('cover = "cover.jpg"'))
    file.add(tomlkit.comment('authors = "The authors"   # a list of them at the end'))
    tables = tomlkit.aot()
    for path, told in ordered:
        table = tomlkit.table()
        for line in _described(told):
            table.add(tomlkit.comment(line))
        table.add("file", Path(os.path.relpath(path, into.parent)).as_posix())
        sections = {article["section"] for article in told["articles"]}
        if len(told["articles"]) == 1 and sections != {""}:
            table.add("section", sections.pop())
        table.trivia.indent = "\n"
        tables.append(table)
    file.add("article", tables)
    return tomlkit.dumps(file)


def _in_order(details: Sequence[tuple[Path, dict[str, Any]]]) -> list[tuple[Path, dict[str, Any]]]:
    folios = [next((article["folios"][0] for article in told["articles"]), "") for _, told in details]
    if all(folio.isdecimal() for folio in folios):
        order = sorted(range(len(details)), key=lambda index: int(folios[index]))
        return [details[index] for index in order]
    return list(details)


def _described(told: dict[str, Any]) -> Iterator[str]:
    """What a person wants to see of a document to put it in its place."""
    for article in told["articles"]:
        pages = "–".join(dict.fromkeys(article["folios"] if all(article["folios"]) else map(str, article["pages"])))
        by = f", by {', '.join(article['authors'])}" if article["authors"] else ""
        yield " ".join(f"{article['title'] or '(no title found)'}{by}; pages {pages}".split())


def _agreed(values: Iterator[str]) -> str:
    """What all say that say anything; nothing where they differ."""
    said = {value for value in values if value}
    return said.pop() if len(said) == 1 else ""


# --- from parts to an edition ----------------------------------------------------------


def assemble(description: Description, editions: Sequence[Edition], file: Path) -> Edition:
    """One edition from those that were recovered from the parts, in their order.

    Raises `BadInputError` for an article that a part has not, `NotFoundError` for a missing cover.
    """
    articles: list[Article] = []
    assets: dict[str, Asset] = {}
    pages = 0
    for number, (part, edition) in enumerate(zip(description.article, editions, strict=True), 1):
        chosen = _chosen(part, edition)
        prefix = f"d{number}-"
        assets |= {f"{prefix}{name}": asset for name, asset in edition.assets.items() if name in _shown(chosen)}
        for article in chosen:
            own = _renamed(article, f"a{len(articles) + 1}", prefix, pages, description.notes)
            articles.append(_said_of(part, own))
        pages += max((article.last_page for article in edition.articles), default=0)
    if description.authors:
        articles.append(_list_of_authors(description, articles, pages))
    if description.cover:
        assets[COVER] = _picture(file.parent / description.cover)
    return _titled(description, editions, tuple(articles), assets, file)


def _chosen(part: Part, edition: Edition) -> list[Article]:
    try:
        return [edition.articles[number - 1] for number in part.articles] or list(edition.articles)
    except IndexError as error:
        known = len(edition.articles)
        raise BadInputError(f"{part.file} holds {known} articles; there is no article {max(part.articles)}") from error


def _shown(articles: Sequence[Article]) -> set[str]:
    figures = (block for article in articles for block in _blocks(article) if isinstance(block, Figure))
    return {figure.image for figure in figures if figure.image}


def _blocks(article: Article) -> Iterator[Any]:
    yield from walk(article.blocks)
    for note in article.notes:
        yield from walk(note.blocks)


def _renamed(article: Article, name: str, pictures: str, pages: int, notes: str) -> Article:
    """The article with names that nothing else in the edition has, its pages counted on from those before it."""
    ids = {note.id: f"{name}-n{number}" for number, note in enumerate(article.notes, 1)}
    labels = _labels(article.notes, notes)

    def change(node: Any) -> Any:
        if isinstance(node, NoteReference):
            label = labels.get(node.note, node.label)
            return msgspec.structs.replace(node, note=ids.get(node.note, node.note), label=label)
        if isinstance(node, Note):
            return msgspec.structs.replace(node, id=ids[node.id], label=labels.get(node.id, node.label))
        if isinstance(node, PageBreak | Place):
            return msgspec.structs.replace(node, page=node.page + pages)
        if isinstance(node, Figure) and node.image:
            return msgspec.structs.replace(node, image=pictures + node.image)
        return node

    first, last = article.first_page + pages, article.last_page + pages
    return msgspec.structs.replace(rebuilt(article, change), id=name, first_page=first, last_page=last)  # type: ignore[no-any-return]


def _labels(notes: Sequence[Note], how: str) -> dict[str, str]:
    """New labels by note id.

    Numbers stay as printed, because the text may speak of them ("see note 12").  Signs that
    begin anew on each page ("*", "†") say nothing once there are no pages: those are numbered.
    """
    if how == "printed" or (all(note.label.isdecimal() for note in notes) and _differ(notes)):
        return {}
    return {note.id: str(number) for number, note in enumerate(notes, 1)}


def _differ(notes: Sequence[Note]) -> bool:
    return len({note.label for note in notes}) == len(notes)


def _said_of(part: Part, article: Article) -> Article:
    """What the description says of an article outranks what its document says."""
    said: dict[str, Any] = {
        "section": part.section,
        "title": part.title,
        "subtitle": part.subtitle,
        "authors": None if part.authors is None else tuple(map(Author, part.authors)),
        "language": part.language,
    }
    return msgspec.structs.replace(article, **{name: value for name, value in said.items() if value is not None})


def _list_of_authors(description: Description, articles: Sequence[Article], pages: int) -> Article:
    """A last article that names everybody by family name, with what they wrote."""
    by_name: dict[str, list[Article]] = {}
    known: dict[str, Author] = {}
    for article in articles:
        for author in article.authors:
            by_name.setdefault(author.name, []).append(article)
            if author.affiliation or author.name not in known:
                known[author.name] = author
    items = []
    for name in sorted(by_name, key=lambda name: (_family(name), name)):
        affiliation = f", {known[name].affiliation}" if known[name].affiliation else ""
        content: list[Inline] = [Text(name, ("bold",)), Text(f"{affiliation}: ")]
        for article in by_name[name]:
            pause = "" if article is by_name[name][0] else ", "
            folio = f" ({article.first_folio})" if article.first_folio else ""
            content += [Text(pause)] if pause else []
            content += [Text(article.title, ("italic",)), *([Text(folio)] if folio else [])]
        items.append(ListItem((Paragraph(tuple(content)),)))
    return Article(
        id="authors",
        title=description.authors,
        blocks=(ListBlock(tuple(items)),),
        language=description.language or articles[0].language,
        first_page=pages + 1,
        last_page=pages + 1,
    )


def _family(name: str) -> str:
    """What a person is sorted by: the last word of the name, without its accents."""
    letters = unicodedata.normalize("NFKD", name.split()[-1] if name.split() else "")
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def _picture(path: Path) -> Asset:
    from PIL import Image

    try:
        with Image.open(path) as image:
            kind, (width, height) = image.format, image.size
        if kind not in ("JPEG", "PNG"):
            raise BadInputError(f"the cover {path} is neither JPEG nor PNG")
        return Asset(f"image/{kind.lower()}", path.read_bytes(), width, height)
    except FileNotFoundError as error:
        raise NotFoundError(f"the cover {path} does not exist") from error
    except OSError as error:
        raise BadInputError(f"the cover {path} cannot be read as a picture: {error}") from error


def _titled(
    description: Description,
    editions: Sequence[Edition],
    articles: tuple[Article, ...],
    assets: dict[str, Asset],
    file: Path,
) -> Edition:
    def said(name: str) -> str:
        return getattr(description, name) or _agreed(getattr(edition, name) for edition in editions)

    journal, issue = said("journal"), said("issue")
    return Edition(
        articles=articles,
        title=description.title or ", ".join(filter(None, (journal, issue))) or UNTITLED,
        journal=journal,
        issue=issue,
        date=said("date"),
        language=description.language or articles[0].language,
        publisher=said("publisher"),
        rights=said("rights"),
        assets=assets,
        source=file.name,
        source_sha256=_checksum(editions),
    )


def _checksum(editions: Sequence[Edition]) -> str:
    """One checksum for all documents, which differs when one of them does."""
    return hashlib.sha256("".join(edition.source_sha256 for edition in editions).encode()).hexdigest()


# --- from an edition to its articles ---------------------------------------------------


def apart(edition: Edition) -> Iterator[tuple[str, Edition]]:
    """Each article as an edition of its own, with a name for its files: "03-on-rivers"."""
    digits = max(2, len(str(len(edition.articles))))
    for number, article in enumerate(edition.articles, 1):
        shown = _shown([article])
        own = msgspec.structs.replace(
            edition,
            articles=(article,),
            title=article.title,
            language=article.language,
            assets={name: asset for name, asset in edition.assets.items() if name in shown},
        )
        yield "-".join(filter(None, (f"{number:0{digits}}", _slug(article.title)))), own


def _slug(title: str) -> str:
    """A title as part of a file name: its letters and digits, words joined by hyphens, cut between words.

    >>> _slug("A Loan of Seeds: What “we” owe")
    'a-loan-of-seeds-what-we-owe'
    """
    text = unicodedata.normalize("NFC", title).casefold().replace("’", "").replace("'", "")
    words = "".join(sign if sign.isalnum() else " " for sign in text).split()
    lengths = itertools.accumulate(len(word) + 1 for word in words)
    return "-".join(word for word, end in zip(words, lengths, strict=True) if end <= _LONGEST_NAME + 1)
