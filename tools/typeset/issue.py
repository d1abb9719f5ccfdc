"""What would a whole issue be?  A cover, contents and more than a hundred pages of articles.

The articles recombine the sections of the project's essays under titles of their own, so
that long documents can be made without being kept.  Each article is composed like any
other; folios run through.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .boxes import set_text
from .compose import compose
from .design import BLACK, INK_BLUE, Design
from .essay import Block, Essay, Span, Spans
from .fonts import SMALL_CAPS
from .lines import Setting
from .pages import Page, Publication
from .truth import truth

HEADS = (
    ("The Manners of Neighbors", "Maud Ferreira-Lund"),
    ("On Keeping Appointments", "Aurelio Brandt & Wen Okafor"),
    ("After the Summit", "Sunniva Castellan"),
    ("The Third Signature", "Piers Adeyemi"),
    ("A Grammar of Concessions", "Noor Halvorsen & Étienne Sabo"),
    ("Small Rooms, Long Tables", "Ines Rautavaara"),
    ("The Minutes of the Last Meeting", "Corin Mbeki-Strand"),
    ("What the Interpreters Knew", "Livia Quist"),
    ("The Weight of a Stamp", "Hana Delacroix & Osei Lindgren"),
    ("Borrowed Umbrellas", "Jonas Tavarès"),
    ("The Arithmetic of Apology", "Mirela Oduya"),
    ("Consent by Correspondence", "Anselm Fjord & Rosa Pinto"),
    ("Waiting for a Quorum", "Ditte Amankwah"),
    ("The Unlocked Drawer", "Tobias Nwosu-Hale"),
)
SECTIONS = 6
FRONT_PAGES = 2


@dataclass(frozen=True)
class _Section:
    blocks: tuple[Block, ...]
    notes: dict[str, Spans]


def essays_of_issue(sources: list[Essay], issue: str) -> list[Essay]:
    """The articles, not yet paginated: `first_folio` is set when the pages before are known."""
    pool = [section for source in sources for section in _sections(source)]
    return [_article(number, pool, sources[number % len(sources)], issue) for number in range(len(HEADS))]


def compose_issue(essays: list[Essay], design: Design, setting: Setting) -> tuple[Publication, dict[str, Any]]:
    """All pages, and the truth about them in the form for issues."""
    pages: list[Page] = []
    truths: list[dict[str, Any]] = []
    outline: list[tuple[str, int]] = []
    for essay in essays:
        folio = 1 + FRONT_PAGES + len(pages)
        placed = replace(essay, first_folio=folio)
        article = compose(placed, design, setting).pages
        pages += article
        outline.append((essay.title, folio - 1))
        truths.append(truth(placed, design) | {"pages": [folio, folio + len(article) - 1]})
    first = essays[0]
    front = [_cover(first, design, setting), _contents(essays, outline, design, setting)]
    publication = Publication(
        pages=(*front, *pages),
        title=f"{first.journal}, {first.issue}",
        authors=(),
        subject=first.journal,
        language=first.language,
        outline=tuple(outline),
    )
    known = {
        "issue": first.issue,
        "journal": first.journal,
        "language": first.language,
        "outline": [title for title, _ in outline],
        "articles": truths,
    }
    return publication, known


def _sections(essay: Essay) -> list[_Section]:
    """An essay cut before its headings."""
    parts: list[list[Block]] = [[]]
    for block in essay.blocks:
        if block.kind == "heading" and block.level == 1:
            parts.append([])
        parts[-1].append(block)
    return [_Section(tuple(part), essay.notes) for part in parts]


def _article(number: int, pool: list[_Section], model: Essay, issue: str) -> Essay:
    """Some sections of the pool, beginning with another one each time; notes are numbered anew."""
    title, authors = HEADS[number]
    chosen = [pool[(number + 5 * step) % len(pool)] for step in range(SECTIONS)]
    blocks: list[Block] = []
    notes: dict[str, Spans] = {}
    for position, section in enumerate(chosen):
        renamed = {mark: str(len(notes) + n) for n, mark in enumerate(_calls(section), 1)}
        notes |= {new: section.notes[old] for old, new in renamed.items()}
        own = section.blocks[1:] if position == 0 and section.blocks[0].kind == "heading" else section.blocks
        blocks += [_renumber(block, renamed) for block in own]
    names = tuple(name.strip() for name in authors.split("&"))
    bio = (Span(names[0], "bold"), Span(" writes for this journal about the customs of states."))
    return replace(
        model, title=title, subtitle="", authors=names, issue=issue, bio=bio, blocks=tuple(blocks), notes=notes
    )


def _calls(section: _Section) -> list[str]:
    return [span.text for block in section.blocks for span in block.spans if span.style == "note"]


def _renumber(block: Block, renamed: dict[str, str]) -> Block:
    spans = tuple(replace(span, text=renamed[span.text]) if span.style == "note" else span for span in block.spans)
    return replace(block, spans=spans)


def _cover(essay: Essay, design: Design, setting: Setting) -> Page:
    page = Page(1, design.page_width, design.page_height)
    left, width = design.left_edge(1), 2 * design.column_width + design.gutter
    name = replace(setting, size=46.0, justified=False, face=SMALL_CAPS)
    set_text(page, "cover", (Span(essay.journal),), name, left, 150, width, 50, "center", INK_BLUE)
    small = replace(setting, size=14.0, justified=False)
    set_text(page, "cover", (Span(essay.issue),), small, left, 186, width, 18, "center")
    return page


def _contents(essays: list[Essay], outline: list[tuple[str, int]], design: Design, setting: Setting) -> Page:
    page = Page(2, design.page_width, design.page_height)
    left, width = design.left_edge(2), 2 * design.column_width + design.gutter
    head = replace(setting, size=20.0, justified=False, face=SMALL_CAPS)
    y = set_text(page, "contents", (Span("Contents"),), head, left, 90, width, 40, "center", INK_BLUE)
    entry = replace(setting, size=12.0, justified=False)
    for essay, (title, index) in zip(essays, outline, strict=True):
        set_text(page, "contents", (Span(str(index + 1)),), entry, left, y, 30, 15, "right", BLACK)
        y = set_text(page, "contents", (Span(title, "italic"),), entry, left + 44, y, width - 44, 15)
        y = set_text(page, "contents", (Span(" & ".join(essay.authors)),), entry, left + 44, y, width - 44, 22)
    return page
