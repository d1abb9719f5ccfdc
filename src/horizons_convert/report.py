"""What is said about a recovery: the closing line, the warnings, and what `inspect` shows.

All of it is a view of the edition and its ledger; nothing is decided here.  `details` gives
plain Python values in a form that stays the same from release to release (it is what
``inspect --json`` prints); `describe` is the same for a reader's eye.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from horizons_convert.document import (
    Article,
    Block,
    BlockQuote,
    Edition,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Table,
    plain,
    walk,
)
from horizons_convert.ledger import Ledger, Record

RUNNING_LINES = ("running head", "running foot", "running margin", "folio", "jump line")
"""What the ledger sets aside because it belongs to the page, not to the article."""

SHOWN_CHARACTERS = 72
"""How much of a passage is quoted: enough to find it on the page, short enough for one line."""


def summary(edition: Edition, ledger: Ledger) -> str:
    """What was recovered and what was set aside, in one line.

    >>> summary(Edition(articles=(Article("a", "On Rivers", (Paragraph(()),)),)), Ledger(pages=3))
    '3 pages, 1 paragraph'
    """
    found = {noun: number for noun, number in _counted(edition, ledger).items() if noun != "article" or number > 1}
    return ", ".join(count_of(number, noun) for noun, number in found.items())


def figures(edition: Edition, ledger: Ledger) -> dict[str, int]:
    """The same as numbers, under the names that stand in the line ("paragraphs", "drop caps repaired").

    >>> figures(Edition(articles=(Article("a", "On Rivers", (Paragraph(()),)),)), Ledger(pages=3))
    {'articles': 1, 'pages': 3, 'paragraphs': 1}
    """
    return {_plural(noun): number for noun, number in _counted(edition, ledger).items()}


def _counted(edition: Edition, ledger: Ledger) -> dict[str, int]:
    """How many there are of everything that was found, by its noun; what there is none of is left out."""
    blocks = Counter(type(block) for block in _blocks(edition))
    repairs, aside = ledger.counts("repair"), ledger.counts("set-aside")
    running = sum(aside.pop(what, 0) for what in RUNNING_LINES)
    pull_quotes = aside.pop("pull quote", 0)
    # Pages and paragraphs are said even of an empty document: that is news.
    always = {
        "article": len(edition.articles),
        "page": pages(edition, ledger),
        "paragraph": blocks[Paragraph],
    }
    others = {
        "heading": blocks[Heading],
        "block quote": blocks[BlockQuote],
        "list": blocks[ListBlock],
        "table": blocks[Table],
        "figure": blocks[Figure],
        "note": sum(len(article.notes) for article in edition.articles),
        "drop cap repaired": repairs["drop cap"],
        "letter inferred": repairs["letter inferred"],
        "correction": repairs["corrected by hand"],
        "pull quote set aside": pull_quotes,
        "running line": running,
        "other item set aside": aside.total(),
    }
    return always | {noun: number for noun, number in others.items() if number}


def warnings(ledger: Ledger) -> list[str]:
    """The ledger's warnings, one line each: where, what to look at, and the words concerned."""
    return [_sentence(record) for record in ledger.of("warning")]


def details(edition: Edition, ledger: Ledger) -> dict[str, Any]:
    """Everything `inspect` tells, as values that JSON can hold."""
    return {
        "source": edition.source,
        "title": edition.title,
        "journal": edition.journal,
        "issue": edition.issue,
        "date": edition.date,
        "publisher": edition.publisher,
        "language": edition.language,
        "pages": pages(edition, ledger),
        "articles": [_article(article) for article in edition.articles],
        "glyphs": {
            "read": ledger.glyphs_read,
            "kept": ledger.glyphs_kept,
            "set_aside": ledger.glyphs_set_aside,
        },
        "repairs": dict(sorted(ledger.counts("repair").items())),
        "set_aside": [_record(record) for record in ledger.of("set-aside")],
        "warnings": [_record(record) for record in ledger.of("warning")],
    }


def describe(details: dict[str, Any]) -> str:
    """The text of ``inspect`` for what `details` returned."""
    lines = [*_facts(details, ("title", "journal", "issue", "date", "publisher", "language", "pages"))]
    for article in details["articles"]:
        lines += ["", *_describe_article(article)]
    if details["repairs"]:
        lines += ["", "Repaired", *(f"  {number:4}  {what}" for what, number in details["repairs"].items())]
    if details["set_aside"]:
        lines += ["", "Set aside", *_describe_set_aside(details["set_aside"])]
    if details["warnings"]:
        lines += ["", "Please look at", *(f"  {_line(record)}" for record in details["warnings"])]
    return "\n".join(lines).strip("\n")


def count_of(number: int, noun: str) -> str:
    """A number with its noun; the plural is that of the last word before a participle.

    >>> count_of(1, "pull quote set aside"), count_of(8, "drop cap repaired")
    ('1 pull quote set aside', '8 drop caps repaired')
    """
    return f"{number} {noun if number == 1 else _plural(noun)}"


def _plural(noun: str) -> str:
    tail = next((tail for tail in (" set aside", " repaired", " inferred") if noun.endswith(tail)), "")
    return f"{noun.removesuffix(tail)}s{tail}"


# --- what is counted -------------------------------------------------------------------


def _blocks(edition: Edition) -> Iterator[Block]:
    for article in edition.articles:
        yield from walk(article.blocks)


def pages(edition: Edition, ledger: Ledger) -> int:
    """Pages of the document; of a JSON model, which has no ledger, those its articles span."""
    spans = {page for article in edition.articles for page in range(article.first_page, max(article.last_page, 0) + 1)}
    return ledger.pages or len(spans)


def _article(article: Article) -> dict[str, Any]:
    blocks = list(walk(article.blocks))
    return {
        "title": article.title,
        "subtitle": article.subtitle,
        "authors": [author.name for author in article.authors],
        "section": article.section,
        "language": article.language,
        "pages": [article.first_page, article.last_page],
        "folios": [article.first_folio, article.last_folio],
        "sections": [
            {"level": block.level, "title": plain(block.content)} for block in blocks if isinstance(block, Heading)
        ],
        "paragraphs": sum(isinstance(block, Paragraph) for block in blocks),
        "words": sum(len(plain(block.content).split()) for block in blocks if isinstance(block, Paragraph)),
        "figures": [plain(block.caption) for block in blocks if isinstance(block, Figure)],
        "notes": [note.label for note in article.notes],
    }


def _record(record: Record) -> dict[str, Any]:
    return {
        "what": record.what,
        "text": record.text,
        "evidence": record.evidence,
        "score": round(record.score, 3),
        "step": record.step,
        "places": [{"page": place.page, "box": [round(side, 2) for side in place.box]} for place in record.places],
    }


# --- how it is said --------------------------------------------------------------------


def _facts(values: dict[str, Any], names: Iterable[str], indent: str = "") -> list[str]:
    return [f"{indent}{name.capitalize():10} {values[name]}" for name in names if values[name]]


def _describe_article(article: dict[str, Any]) -> list[str]:
    first, last = article["folios"] if all(article["folios"]) else article["pages"]
    lines = [
        article["title"] or "(no title found)",
        *_facts(article, ("subtitle",), "  "),
        *([f"  {'Authors':10} {', '.join(article['authors'])}"] if article["authors"] else []),
        *_facts(article, ("section", "language"), "  "),
        f"  {'Pages':10} {first}" + (f" to {last}" if last != first else ""),
        f"  {'Text':10} {count_of(article['paragraphs'], 'paragraph')}, {count_of(article['words'], 'word')}"
        + "".join(f", {count_of(len(article[name]), name[:-1])}" for name in ("figures", "notes") if article[name]),
    ]
    lines += [f"  {'  ' * section['level']}{section['title']}" for section in article["sections"]]
    lines += [f"  {'Figure':10} {_quoted(caption)}" for caption in article["figures"] if caption]
    return lines


def _describe_set_aside(records: list[dict[str, Any]]) -> list[str]:
    """By kind, each different text once: a running head of twenty pages is one line, not twenty."""
    lines = []
    for what in sorted({record["what"] for record in records}):
        of_kind = [record for record in records if record["what"] == what]
        lines.append(f"  {len(of_kind):4}  {what}")
        once = {(record["text"], record["evidence"]): record for record in reversed(of_kind)}
        lines += [f"          {_line(record, name_it=False)}" for record in reversed(once.values())]
    return lines


def _sentence(record: Record) -> str:
    return _line(_record(record))


def _line(record: dict[str, Any], name_it: bool = True) -> str:
    """Where, what, the words concerned, and on which evidence."""
    pages = sorted({place["page"] for place in record["places"]})
    where = f"page {', '.join(map(str, pages))}: " if pages else ""
    parts = [record["what"] if name_it else "", _quoted(record["text"]) if record["text"] else ""]
    said = ": ".join(part for part in parts if part)
    return f"{where}{said}" + (f" ({record['evidence']})" if record["evidence"] else "")


def _quoted(text: str) -> str:
    return f"“{textwrap.shorten(text, SHOWN_CHARACTERS, placeholder=' …')}”"
