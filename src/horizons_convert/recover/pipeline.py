"""The steps of a recovery, in order: the table of contents of this program.

Each step is a module of this folder named after the question that it answers; it may look at
everything in the `Draft` and changes one thing.  What a step decides stands in the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from horizons_convert.document import Article
from horizons_convert.layout.lines import Gutter, chain_words, find_gutters, form_lines
from horizons_convert.layout.text import join_words
from horizons_convert.ledger import Ledger
from horizons_convert.pdf.page import Page
from horizons_convert.recover import (
    account,
    articles,
    body,
    contents_lists,
    continued,
    displays,
    dropcaps,
    engravings,
    extracts,
    figures,
    flow,
    front_matter,
    furniture,
    headings,
    initials,
    jumps,
    links,
    lists,
    margins,
    notes,
    ocr,
    ornaments,
    paragraphs,
    pauses,
    pieces,
    signatures,
    strays,
    tables,
    unruled,
)
from horizons_convert.recover.compose import compose
from horizons_convert.recover.draft import Draft, Look, Step
from horizons_convert.recover.hyphens import soft_characters
from horizons_convert.recover.inlines import HYPHEN_CHARACTERS, InlineBuilder
from horizons_convert.recover.language import detect
from horizons_convert.recover.lexicon import Lexicon, count_words
from horizons_convert.recover.openings import OutlineEntry

NEAR_PAGES = 12
"""A page has the gutters of the pages around it, so far before and behind; other articles of an issue have others."""
EVEN = 0.05
"""A gutter within another one may reach beyond it by this share of its width."""
TELLING_LINES = 250
"""So many lines and a few more show an article's language."""
FEWEST_SOFT = 5
"""So many soft hyphens at line ends show that the document hyphenates with them alone."""


def recover_articles(
    pages: Sequence[Page],
    ledger: Ledger,
    folios: Mapping[int, str],
    outline: Sequence[OutlineEntry] = (),
    progress: Callable[[str], None] = lambda step: None,
    look: Look | None = None,
) -> list[Draft]:
    """Recover the articles that stand on some pages, one draft each, in page order."""
    whole = Draft(list(pages), ledger, dict(folios), look=look)
    _run(PAGE_STEPS, whole, progress)
    whole.step = "articles"
    drafts = articles.split(whole, outline)
    if len(drafts) > 1:
        _share_words(drafts)
    for draft in drafts:
        _run(ARTICLE_STEPS, draft, progress)
    return drafts


def _run(steps: Sequence[Step], draft: Draft, progress: Callable[[str], None]) -> None:
    for step in steps:
        draft.step = step.__module__.rsplit(".", 1)[-1]
        progress(draft.step)
        step(draft)


def _read_lines(draft: Draft) -> None:
    """Lines of every page; a gutter found on one page is believed on the others, those of its parity first.

    A page that shows its own columns is told only of gutters that several pages have: the contents page has others.
    """
    chains = {page.number: chain_words(draft.words[page.number]) for page in draft.pages}
    gutters = {number: find_gutters(chained) for number, chained in chains.items()}
    for page in draft.pages:
        number = page.number
        near = {n: gutters[n] for n in range(number - NEAR_PAGES, number + NEAR_PAGES + 1) if n in gutters}
        own = [_narrowed(gutter, near) for gutter in gutters[number]]
        known, alone = list(own), not own
        for other in sorted(near, key=lambda n: ((n - number) % 2, abs(n - number))):
            fresh = [g for g in near[other] if not any(_cross(g, one) and not _is_within(g, one) for one in known)]
            known += [gutter for gutter in fresh if alone or _is_shared(gutter, near)]
        draft.lines[number] = form_lines(number, chains.pop(number), page.rules, own, known[len(own) :])


def _narrowed(gutter: Gutter, gutters: Mapping[int, list[Gutter]]) -> Gutter:
    """A page full of indented lists shows a wider gutter than its fellows, whose text begins at the column's edge."""
    even = EVEN * (gutter[1] - gutter[0])
    within = [
        other
        for found in gutters.values()
        for other in found
        if other != gutter
        and gutter[0] - even <= other[0]
        and other[1] <= gutter[1] + even
        and _is_shared(other, gutters)
    ]
    return max(within, key=lambda other: other[1] - other[0], default=gutter)


def _is_shared(gutter: Gutter, gutters: Mapping[int, list[Gutter]]) -> bool:
    """Whether several pages have a gutter."""
    return sum(any(_cross(gutter, other) for other in found) for found in gutters.values()) > 1


def _is_within(one: Gutter, other: Gutter) -> bool:
    """Whether a gutter is the narrower: beside ragged text a page with few full lines shows more white than it has."""
    return other[0] <= one[0] and one[1] <= other[1] and one != other


def _cross(one: Gutter, other: Gutter) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _find_language(draft: Draft) -> None:
    """Of a long article every so many lines tell as much as all."""
    lines = [line for lines in draft.lines.values() for line in lines]
    draft.language = detect(" ".join(line.text for line in lines[:: len(lines) // TELLING_LINES + 1])).tag


def _decide_drop_cap_words(draft: Draft) -> None:
    lexicon = _lexicon(draft)
    initials.name_initials(draft, lexicon)
    dropcaps.decide_words(draft, lexicon)


def _write_blocks(draft: Draft) -> None:
    within, ends = _hyphen_counts(draft)
    soft = soft_characters(within, ends)
    hyphenates_softly = sum(ends[c] for c in soft) >= FEWEST_SOFT
    builder = InlineBuilder(draft, _lexicon(draft), soft, hyphenates_softly)
    obstacles = {page.number: draft.set_aside_boxes(page.number, "pull quote") for page in draft.pages}
    for piece in draft.of("figure", "table", "aside", "bio", "caption", "display"):
        obstacles[piece.page].append(piece.box)
    compose(draft, builder, obstacles)


PAGE_STEPS: tuple[Step, ...] = (
    strays.set_strays_aside,
    body.find_body,
    engravings.find_engravings,
    ocr.tidy_ocr,
    margins.set_margins_aside,
    dropcaps.find_drop_caps,
    _read_lines,
    body.measure_leading,
    ornaments.set_ornaments_aside,
    pauses.find_pauses,
    jumps.set_jumps_aside,
    furniture.set_furniture_aside,
    dropcaps.join_drop_caps,
    initials.find_initials,
    pieces.form_pieces,
    pieces.find_columns,
)
"""What is asked of the whole document: the more pages, the surer are body style, running matter and columns."""

ARTICLE_STEPS: tuple[Step, ...] = (
    _find_language,
    _decide_drop_cap_words,
    tables.find_tables,
    unruled.find_unruled_tables,
    continued.join_continued_tables,
    figures.find_figures,
    notes.find_notes,
    contents_lists.set_contents_aside,
    front_matter.find_front_matter,
    displays.find_displays,
    signatures.set_signatures_aside,
    headings.set_levels,
    flow.set_order,
    extracts.find_extracts,
    paragraphs.measure_indent,
    paragraphs.find_bullets,
    lists.find_items,
    _write_blocks,
    links.carry_links,
    account.keep_leftovers,
)
"""What is asked of each article that `articles.split` found in the document."""


def _share_words(drafts: Sequence[Draft]) -> None:
    """Let every article of an issue know the words of all."""
    words: Counter[str] = Counter()
    for draft in drafts:
        words += _counted(draft)
    lexicon = Lexicon("", words)
    for draft in drafts:
        draft.issue_words = lexicon


def _lexicon(draft: Draft) -> Lexicon:
    return Lexicon(draft.language, _counted(draft), draft.issue_words)


def _counted(draft: Draft) -> Counter[str]:
    """The article's words, counted anew only if more drop caps are known than before.

    Lines come as its pieces have them, so that a word cut at a line end is known as cut.  A word
    beside a drop cap is left out, for it may lack its first letter.
    """
    skipped = {id(cap.first): len(cap.words) + 1 for cap in draft.drop_caps if cap.first is not None}
    if draft.counted is None or draft.counted[0] != skipped:
        lines = (join_words(line.words[skipped.get(id(line), 0) :]) for piece in draft.pieces for line in piece.lines)
        draft.counted = skipped, count_words(lines)
    return draft.counted[1]


def _hyphen_counts(draft: Draft) -> tuple[Counter[str], Counter[str]]:
    """The hyphen characters inside lines, and at their ends."""
    within: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for lines in draft.lines.values():
        for line in lines:
            text = line.text
            for hyphen in HYPHEN_CHARACTERS:
                if hyphen in text:
                    ends[hyphen] += text.endswith(hyphen)
                    within[hyphen] += text.count(hyphen) - text.endswith(hyphen)
    return within, ends


def to_article(draft: Draft, identity: str) -> Article:
    """The finished article of a draft."""
    front = draft.front
    first, last = draft.pages[0].number, draft.pages[-1].number
    return Article(
        id=identity,
        title=front.title,
        blocks=tuple(draft.blocks),
        subtitle=front.subtitle,
        authors=tuple(front.authors),
        language=draft.language,
        section=front.section,
        notes=tuple(draft.notes),
        doi=front.doi,
        first_page=first,
        last_page=last,
        first_folio=draft.folios.get(first, ""),
        last_folio=draft.folios.get(last, ""),
    )
