"""Where does each article of a document begin and end?

A document is taken apart only where at least two pages are found to open an article (see
`openings`) and most of them are signed: the sections of a report and the chapters of a book
open pages with large type as well, but nobody signs them.

An article ends where the next begins, less the advertisements between them.  Pages before
the first article are the cover, the masthead and the contents, which are set aside, unless
they hold prose: then they are an article of their own.

Where one begins in the middle of a page (see `inner_openings`), each has its share of the page
(see `shares`).

Limits: an issue whose articles are not signed stays whole unless it says its number and names
them all in its contents (see `unsigned`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, takewhile

from horizons_convert.recover.continuations import find_continuations, origin
from horizons_convert.recover.draft import Draft, FrontMatter, Piece, place
from horizons_convert.recover.imprint import read_imprint
from horizons_convert.recover.inner_openings import find_inner_openings
from horizons_convert.recover.openings import ENOUGH, Opening, OutlineEntry, Survey, find_openings, weigh_inner_titles
from horizons_convert.recover.shares import Share, joined, share_out
from horizons_convert.recover.unsigned import unsigned_articles

FEWEST_SIGNED = 0.5
"""Of the articles of an issue at least this share bears a byline."""

NEARLY_WITHIN = ENOUGH - 10
"""A title in the middle of a page is worth a doubt with so many points; with less it is a heading."""

_IMPRINT_WORDS = re.compile(
    r"\b(issn|isbn|copyright|publish\w*|subscri\w*|editors?|editorial board|advertis\w*|impressum|herausgeber\w*|"
    r"redaktion|verlag|abonnement\w*|rédact\w*|directeur|éditeur|издавач|уредни\w*)\b|©",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Span:
    """The pages of an article, and what it has of those that it shares with others."""

    pages: list[int]
    opening: Opening | None = None
    shares: dict[int, Share] = field(default_factory=dict)


def split(draft: Draft, outline: Sequence[OutlineEntry] = ()) -> list[Draft]:
    """The articles of a document, one draft each, in page order; at least one.

    Needs pieces and columns.  Pages that belong to no article are set aside with the reason.
    """
    survey = Survey(draft, outline)
    openings = find_openings(survey)
    inner = find_inner_openings(survey, openings)
    weigh_inner_titles(openings, inner, survey)
    openings = _without_doubles(openings, inner)
    openings = sorted([*openings, *inner], key=lambda opening: (opening.page, opening.place))
    found = _believed(openings) or unsigned_articles(openings, survey)
    if found:
        found = sorted([*found, *find_continuations(survey)], key=lambda opening: (opening.page, opening.place))
    front, spans = _issue(openings, found, survey) if found else _single(openings, survey)
    known = [text for opening in openings if opening.names for text in (opening.title, *opening.names)]
    imprint = read_imprint(draft, front, known)
    return [_part(span, imprint, survey) for span in spans]


def _without_doubles(openings: list[Opening], inner: list[Opening]) -> list[Opening]:
    """The openings of pages that were not found to begin within them: the title may stand over the second column."""
    within = {id(opening.pieces[0]) for opening in inner if opening.points >= ENOUGH}
    doubles = {id(opening.pieces[0]) for opening in openings} - within
    inner[:] = [opening for opening in inner if id(opening.pieces[0]) not in doubles]
    return [opening for opening in openings if id(opening.pieces[0]) not in within]


def _believed(openings: list[Opening]) -> list[Opening]:
    """The openings that the evidence suffices for; none where the document is a single article."""
    found = [opening for opening in openings if opening.points >= ENOUGH]
    signed = sum(bool(opening.names) for opening in found)
    return found if len(found) > 1 and signed >= FEWEST_SIGNED * len(found) else []


def _issue(openings: list[Opening], found: list[Opening], survey: Survey) -> tuple[list[int], list[_Span]]:
    """The pages in front of the first article, and the spans of the articles."""
    for opening in openings:
        _record(opening, survey)
    pages = survey.draft.pages
    ends = [*(opening.page for opening in found[1:]), pages[-1].number + 1]
    for opening, end in zip(found, ends, strict=True):
        if opening not in openings:
            continue
        _set_running_titles_aside(opening, range(opening.page + 1, end), survey)
    for _, same in groupby((opening for opening in found if opening.within), key=lambda opening: opening.page):
        for number, opening in enumerate(same, 1):
            opening.share = number
    shares = _shares(found, survey)
    front = [page.number for page in pages if page.number < found[0].page]
    spans = _prose_in_front(front, survey)
    if found[0].within:
        _add_share_in_front(found[0].page, shares[found[0].page][0], spans, survey)
    for opening, after in zip(found, [*found[1:], None], strict=True):
        spans.append(_span(opening, after, shares, survey))
    return front, _with_continuations(spans, survey)


def _shares(found: list[Opening], survey: Survey) -> dict[int, list[Share]]:
    """The shares of the pages on which articles begin after others: what is before them, then theirs."""
    within = [opening for opening in found if opening.within]
    return {
        page: share_out(page, [opening.pieces[0] for opening in same], survey.draft)
        for page, same in groupby(within, key=lambda opening: opening.page)
    }


def _span(opening: Opening, after: Opening | None, shares: dict[int, list[Share]], survey: Survey) -> _Span:
    """From an opening up to the next one, where that may be."""
    first, end = opening.page, survey.draft.pages[-1].number + 1 if after is None else after.page
    span = _Span(_without_back_matter(opening, range(first, max(end, first + 1)), survey), opening)
    if opening.share:
        span.shares[first] = shares[first][opening.share]
    elif first in shares:
        span.shares[first] = shares[first][0]
    if after is not None and after.page > first and after.share == 1 and not shares[end][0].is_empty:
        span.pages.append(end)
        span.shares[end] = shares[end][0]
    return span


def _with_continuations(spans: list[_Span], survey: Survey) -> list[_Span]:
    """The spans, those that go on with another article joined to it."""
    draft = survey.draft
    known = [(span.opening, _pieces(span, draft)) for span in spans if span.opening is not None]
    whole: list[_Span] = []
    for span in spans:
        part = span.opening
        if part is None or part.pieces[0].role != "jump":
            whole.append(span)
            continue
        source = origin(part, known, draft)
        target = next((other for other in whole if source is not None and other.opening is source), None)
        if target is None and (part.title or not whole):
            whole.append(span)
            continue
        if target is None:
            target = whole[-1]  # nobody knows what goes on here: it stays where it stands
        else:
            _record_join(target, part, draft)
        for page in span.pages:
            if page not in target.pages:
                target.pages.append(page)
            elif page in target.shares and page in span.shares:
                span.shares[page] = joined(target.shares[page], span.shares[page])
        target.shares |= span.shares
    return whole


def _record_join(target: _Span, part: Opening, draft: Draft) -> None:
    line, title = part.pieces[0], target.opening.title if target.opening is not None else ""
    evidence = f"“{line.text}” over it, and the article breaks off on that page"
    draft.record("repair", "article joined", title, [line.place], evidence=evidence, score=0.9)


def _pieces(span: _Span, draft: Draft) -> list[Piece]:
    return [
        piece
        for page in span.pages
        for piece in (span.shares[page].pieces if page in span.shares else draft.on_page(page))
    ]


def _single(openings: list[Opening], survey: Survey) -> tuple[list[int], list[_Span]]:
    """The sheets (a cover, a notice) in front of the signed title page of a single article, and its pages."""
    pages = [page.number for page in survey.draft.pages]
    signed = next((opening for opening in openings if opening.names and opening.points > 0), None)
    if signed is None:
        return [], [_Span(pages)]
    front = [number for number in pages if number < signed.page]
    if any(survey.has_prose(number) for number in front):
        return [], [_Span(pages)]
    for number in front:
        _set_page_aside(number, "cover", "a page without running text before the signed title page", survey)
    _set_running_titles_aside(signed, range(signed.page + 1, pages[-1] + 1), survey)
    return front, [_Span(pages[len(front) :])]


def _record(opening: Opening, survey: Survey) -> None:
    """Enter an opening into the ledger, or the doubt about a page that is nearly one."""
    if opening.points < (NEARLY_WITHIN if opening.within else ENOUGH // 2):
        return
    pieces = [piece for piece in survey.pieces[opening.page] if piece.style.size == opening.size]
    survey.draft.record(
        *(("repair", "article found") if opening.points >= ENOUGH else ("warning", "perhaps an article")),
        opening.title,
        [place(opening.page, piece.box) for piece in pieces],
        evidence="; ".join(opening.evidence),
        score=min(1.0, opening.points / 100),
        alternative="a heading",
    )


# --- pages that belong to no article -------------------------------------------------------


def _prose_in_front(front: list[int], survey: Survey) -> list[_Span]:
    """Set cover, masthead and contents aside; pages of prose that follow each other are an article."""
    spans: list[_Span] = []
    for number in front:
        what = _front_kind(number, survey)
        if what:
            _set_page_aside(number, what, "a page before the first article", survey)
        elif spans and spans[-1].pages[-1] == number - 1:
            spans[-1].pages.append(number)
        else:
            spans.append(_Span([number]))
    return spans


def _add_share_in_front(number: int, share: Share, spans: list[_Span], survey: Survey) -> None:
    """What stands on the first article's page before it: the end of the prose in front of it, or a masthead."""
    if share.is_empty:
        return
    follows = bool(spans) and spans[-1].pages[-1] == number - 1
    if not follows and not survey.is_prose(share.pieces):
        for piece in share.pieces:
            survey.draft.set_aside_piece("masthead", piece, evidence="stands before the first article", score=0.8)
        return
    if not follows:
        spans.append(_Span([]))
    spans[-1].pages.append(number)
    spans[-1].shares[number] = share


def _front_kind(number: int, survey: Survey) -> str:
    """Cover, contents, masthead or advertisement; empty for a page of prose."""
    imprint = {match.casefold() for match in _IMPRINT_WORDS.findall(survey.text(number))}
    prose = survey.has_prose(number)
    if number in survey.contents:
        return "contents"
    if len(imprint) >= 3 or (len(imprint) == 2 and not prose):
        return "masthead"
    if prose:
        return ""
    return "cover" if number == survey.draft.pages[0].number else "advertisement"


def _without_back_matter(opening: Opening, pages: range, survey: Survey) -> list[int]:
    """The pages of an article; what follows its end is set aside.

    An advertisement is told by display type and by what it lacks: running matter, though the other
    pages have it, running text, notes, and the authors' names.  A page of pictures stays.
    """
    usual = sum(page in survey.running for page in pages) > len(pages) / 2
    noted = {page for page, _ in survey.note_labels}

    def is_foreign(number: int) -> bool:
        text = survey.text(number).casefold()
        marked = number in survey.running or number in noted or any(name.casefold() in text for name in opening.names)
        bare = usual and not marked and not survey.has_prose(number) and survey.has_display_type(number)
        return number != opening.page and (bare or number in survey.contents)

    foreign = list(takewhile(is_foreign, reversed(pages)))
    for number in reversed(foreign):
        what = "contents" if number in survey.contents else "advertisement"
        _set_page_aside(number, what, "after the end of an article, without its running heads or text", survey)
    return [number for number in pages if number not in foreign]


def _set_page_aside(number: int, what: str, evidence: str, survey: Survey) -> None:
    page = survey.draft.page(number)
    words = [word for line in survey.draft.lines[number] for word in line.words]
    survey.draft.set_aside(what, number, words, evidence=evidence, score=0.9)
    survey.draft.set_aside(what, number, [word for word in page.words if not word.fate], evidence=evidence, score=0.9)


def _set_running_titles_aside(opening: Opening, pages: range, survey: Survey) -> None:
    """Running heads of a short article stand once each: they are known by the title and the authors they bear."""
    draft = survey.draft
    rows = [row for number in pages for row in survey.edges(number)]
    for row in [row for row in rows if survey.bears(row, opening)]:
        evidence = "the title or the authors once more at the edge of the page"
        for piece in row:
            draft.set_aside_piece("running head", piece, evidence=evidence, score=0.9)
            draft.lines[piece.page].remove(piece.lines[0])
            survey.pieces[piece.page].remove(piece)
            survey.running.setdefault(piece.page, []).append(piece.text)


# --- the parts -----------------------------------------------------------------------------


def _part(span: _Span, imprint: FrontMatter, survey: Survey) -> Draft:
    """What the draft of the whole document knows of some of its pages.

    Body style and running matter stay those of the whole, which learned them from more pages.
    """
    draft, numbers, shares = survey.draft, set(span.pages), span.shares
    running = [text for number in span.pages for text in survey.running.get(number, [])]
    opening = span.opening
    goes_on = opening is not None and opening.pieces[0].role == "jump"
    known = {id(piece) for share in shares.values() for piece in share.pieces}
    return replace(
        draft,
        pages=[shares[p.number].page if p.number in shares else p for p in draft.pages if p.number in numbers],
        folios={number: folio for number, folio in draft.folios.items() if number in numbers},
        body=replace(draft.body),
        words={n: shares[n].words if n in shares else draft.words[n] for n in span.pages},
        lines={n: shares[n].lines if n in shares else draft.lines[n] for n in span.pages},
        pieces=[
            p
            for p in draft.pieces
            if p.role != "jump" and p.page in numbers and (p.page not in shares or id(p) in known)
        ],
        columns={number: draft.columns[number] for number in span.pages},
        bullets={},
        drop_caps=[
            cap
            for cap in draft.drop_caps
            if cap.page in numbers and (cap.page not in shares or cap in shares[cap.page].caps)
        ],
        opens_with=opening.pieces if opening is not None and opening.within and not goes_on else [],
        front=replace(imprint, authors=[], title=opening.title if opening is not None and goes_on else imprint.title),
        furniture_texts=[text for text in draft.furniture_texts if any(text in other for other in running)],
        blocks=[],
        notes=[],
    )
