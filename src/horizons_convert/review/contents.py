"""What does the review page know?  The recovery as plain values that JSON can hold.

Blocks as units (see `recover.units`), the ledger's records, and which record concerns which
block: the one in whose box the middle of the record's place lies.  Boxes are fractions of
their page, so the page needs no points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from horizons_convert.document import (
    Article,
    Box,
    Edition,
    Figure,
    Inlines,
    LineBreak,
    Link,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Place,
    Table,
    Text,
    inlines,
    plain,
    walk,
)
from horizons_convert.ledger import Ledger, Record
from horizons_convert.recover.anchors import fingerprint
from horizons_convert.recover.corrections import CORRECTED, LOST
from horizons_convert.recover.desk import STEP, role_of
from horizons_convert.recover.units import Unit, flatten, text_of

SURE = 0.85
"""Below this score a decision is worth a look.  Above it stand the hundreds of hyphens and joins that are right."""

TOUCH = 2.0
"""Points by which a record's place may lie beside its block: boxes are rounded, ink overhangs."""

Sizes = Mapping[int, tuple[float, float]]


def contents(edition: Edition, ledger: Ledger, sizes: Sizes, file: str, existing: str) -> dict[str, Any]:
    """All that the page is drawn from.

    `sizes` are the pages' widths and heights in points, `file` the name of the corrections
    file and `existing` its present text, to which the page adds.
    """
    units = [(index, unit) for index, article in enumerate(edition.articles) for unit in flatten(article.blocks)]
    noted = [(index, note) for index, article in enumerate(edition.articles) for note in article.notes]
    names = [f"u{number}" for number in range(len(units))] + [f"n{number}" for number in range(len(noted))]
    places = [unit.places for _, unit in units] + [note.places for _, note in noted]
    records = [record for record in ledger.records if record.step != STEP or record.kind == "set-aside"]
    homes = [_home(record, names, places) if record.kind != "set-aside" else None for record in records]
    why = {name: [f"r{index}" for index, home in enumerate(homes) if home == name] for name in names}
    return {
        "source": edition.source,
        "file": file,
        "existing": existing,
        "sure": SURE,
        "language": edition.language,
        "pages": _pages(edition, sizes),
        "edition": {name: getattr(edition, name) for name in ("title", "journal", "issue", "date")},
        "articles": [_article(article) for article in edition.articles],
        "units": [
            _unit(edition, sizes, name, article, unit, why[name])
            for name, (article, unit) in zip(names, units, strict=False)
        ],
        "records": [_record(sizes, *entry) for entry in zip(range(len(records)), records, homes, strict=True)],
        "notes": [
            _note(sizes, name, article, note, why[name])
            for name, (article, note) in zip(names[len(units) :], noted, strict=True)
        ],
        "applied": [r.evidence for r in ledger.records if r.what == CORRECTED],
        "lost": [f"{r.evidence}: “{r.text}”" if r.text else r.evidence for r in ledger.records if r.what == LOST],
    }


def _pages(edition: Edition, sizes: Sizes) -> list[dict[str, Any]]:
    folios: dict[int, list[str]] = {}
    for article in edition.articles:
        turns = [(article.first_folio, article.first_page)]
        turns += [
            (inline.folio, inline.page)
            for block in walk(article.blocks)
            for inline in inlines(block)
            if isinstance(inline, PageBreak)
        ]
        for folio, page in turns:
            if folio and folio not in folios.setdefault(page, []):
                folios[page].append(folio)  # a sheet may hold two pages
    return [{"number": number, "folio": "–".join(folios.get(number, []))} for number in sorted(sizes)]


def _article(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "subtitle": article.subtitle,
        "authors": [author.name for author in article.authors],
        "language": article.language,
        "pages": [article.first_page, article.last_page],
    }


def _unit(edition: Edition, sizes: Sizes, name: str, article: int, unit: Unit, records: list[str]) -> dict[str, Any]:
    block = unit.block
    values: dict[str, Any] = {
        "id": name,
        "article": article,
        "role": role_of(unit),
        "path": [wrapper.kind for wrapper in unit.path],
        "content": _runs(inlines(block)),
        "places": _relative(unit.places, sizes),
        "why": records,
    }
    if isinstance(block, Paragraph):
        values["cap"] = block.drop_cap
    if isinstance(block, Figure):
        asset = edition.assets.get(block.image or "")
        values |= {"alt": block.alt, "picture": fingerprint(asset) if asset else ""}
    if isinstance(block, Table):
        values["rows"] = [[plain(cell) for cell in row.cells] for row in block.rows]
    if text_of(block) != plain(inlines(block)):
        values["text"] = text_of(block)
    return values


def _runs(content: Inlines) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = []
    for inline in content:
        if isinstance(inline, Text):
            runs.append({"t": inline.text, "m": list(inline.marks)} if inline.marks else {"t": inline.text})
        elif isinstance(inline, Link):
            runs += [{"t": text.text, "m": list(text.marks), "l": inline.target} for text in inline.content]
        elif isinstance(inline, NoteReference):
            runs.append({"n": inline.label})
        elif isinstance(inline, PageBreak):
            runs.append({"p": inline.folio})
        elif isinstance(inline, LineBreak):
            runs.append({"b": 1})
    return runs


def _note(sizes: Sizes, name: str, article: int, note: Note, records: list[str]) -> dict[str, Any]:
    content = [run for block in walk(note.blocks) for run in _runs(inlines(block))]
    places = _relative(note.places, sizes)
    return {
        "id": name,
        "article": article,
        "role": "note",
        "label": note.label,
        "content": content,
        "places": places,
        "why": records,
    }


def _record(sizes: Sizes, number: int, record: Record, home: str | None) -> dict[str, Any]:
    return {
        "id": f"r{number}",
        "kind": record.kind,
        "what": record.what,
        "text": record.text,
        "evidence": record.evidence,
        "score": record.score,
        "alternative": record.alternative,
        "places": _relative(record.places, sizes),
        "unit": home,
    }


def _home(record: Record, names: list[str], places: list[tuple[Place, ...]]) -> str | None:
    """The block or note that a record concerns: the smallest one in which its place lies."""
    inside = [
        (_area(there.box), name)
        for where in record.places[:1]
        for name, boxes in zip(names, places, strict=True)
        for there in boxes
        if there.page == where.page and _holds(there.box, where.box)
    ]
    return min(inside)[1] if inside else None


def _holds(outer: Box, inner: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] - TOUCH <= x <= outer[2] + TOUCH and outer[1] - TOUCH <= y <= outer[3] + TOUCH


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _relative(places: Iterable[Place], sizes: Sizes) -> list[list[float]]:
    """Pages with left, top, right and bottom as fractions of the page."""
    return [
        [place.page, *(round(side / sizes[place.page][axis % 2], 4) for axis, side in enumerate(place.box))]
        for place in places
        if place.page in sizes
    ]
