"""What does the opening page say about the article: title, subtitle, authors, standfirst, journal, issue?

Evidence: the title is the largest type in the upper part of the page.  What stands above it
is the masthead or the rubric; what stands between it and the first lines of body text is
subtitle, byline and standfirst, told apart by shape (a byline is made of names, a standfirst
of sentences).  Where subtitle and byline could both be names ("Legal Landmines"), the byline is
what is named elsewhere in the article, and not what it uses as common words.  The author bio is
set unlike the body and opens with an author's name.

Limits: a title set at body size is found only where it is signed; else the PDF's own metadata
stands in.
"""

from __future__ import annotations

import itertools
import re

from rapidfuzz import fuzz

from horizons_convert.layout.text import Block, overlap
from horizons_convert.pdf.page import Style
from horizons_convert.recover.draft import Column, Draft, Piece
from horizons_convert.recover.headlines import headline
from horizons_convert.recover.heads import SENTENCE_WORDS, Head
from horizons_convert.recover.names import BY, INSTITUTION, authors_in, is_credit, is_office, names_in, without_credit
from horizons_convert.recover.rubrics import is_section_name

TITLE_SIZE = 1.25
"""A title is at least this many times the body size."""
SMALL_BYLINE = 0.75
"""A byline above the title is at least this share of the body size; running heads are smaller."""
SAME_TYPE = 0.93
"""Type of at least this share of the title's size is the title's, and no byline."""
UPPER_PART = 0.65
"""It begins in this share of the page from the top."""
SHORTEST_TITLE = 3
"""What follows in another face is a subtitle if the title has so many words without it."""
LONGEST_TITLE = 20
"""A title at the size of the text has at most so many words,"""
SEEN = 1.05
"""... is bold, in capitals, or so much larger,"""
SIGNED_WITHIN = 2.5
"""... and names follow within so many leadings."""
INSET = 6.0
"""It begins within so many em of the first column's edge."""
SAME_NAME = 85
"""Similarity (0 to 100) at which a line above the title repeats a name."""
SMALL = 0.95
"""Smaller type than this share of the body size is a rubric's below the title, and no subtitle's."""
LONGEST_RUBRIC = 4
"""A rubric has at most this many words."""

_ARTICLES = frozenset("the a an der die das le la les el los las il lo gli o os as".split())  # noqa: SIM905
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;)]")


def find_front_matter(draft: Draft) -> None:
    """Fill `draft.front` from the article's first page; give its pieces their roles."""
    first = draft.pages[0]
    pieces = [piece for piece in draft.on_page(first.number) if piece.role in ("text", "heading")]
    text = [piece for piece in pieces if piece.role == "text"]
    title = draft.opens_with or find_title(text, draft, first.height) or find_signed_title(text, draft)
    if title:
        _read_head(title, _beside(title, pieces, draft) if draft.opens_with else pieces, draft)
    _read_rubrics(draft)
    _find_bios(draft)
    if not draft.front.authors:
        _read_signature(draft)
    for piece in draft.of("text", "note", "rubric"):
        doi = _DOI.search(piece.text)
        if doi and not draft.front.doi:
            draft.front.doi = doi.group()


def _beside(title: list[Piece], pieces: list[Piece], draft: Draft) -> list[Piece]:
    """The pieces of the columns that a title in the middle of a page stands over: others have heads of their own."""
    over = [column for column in draft.columns.get(title[0].page, []) if _is_over(title, column, draft)]
    edges = [(column.x0, column.x1) for column in over] + [(piece.box[0], piece.box[2]) for piece in title]
    return [piece for piece in pieces if any(overlap(piece.box[0], piece.box[2], x0, x1) > 0 for x0, x1 in edges)]


def _is_over(title: list[Piece], column: Column, draft: Draft) -> bool:
    return any(overlap(piece.box[0], piece.box[2], column.x0, column.x1) > draft.body.touch for piece in title)


def find_title(pieces: list[Piece], draft: Draft, height: float) -> list[Piece]:
    """The pieces of the title, from top to bottom."""
    candidates = [
        piece
        for piece in pieces
        if piece.style.size >= TITLE_SIZE * draft.body.size
        and piece.box[1] < UPPER_PART * height
        and sum(c.isalpha() for c in piece.text) >= 3
    ]
    candidates = _without_section_names(candidates)
    if not candidates:
        return []
    size = max(piece.style.size for piece in candidates)
    largest = sorted((p for p in candidates if p.style.size > SAME_TYPE * size), key=lambda p: p.box[1])
    title = [largest[0]]
    for piece in largest[1:]:
        if piece.box[1] - title[-1].box[3] < 1.2 * size:
            title.append(piece)
    return _without_subtitle(title)


def _without_section_names(candidates: list[Piece]) -> list[Piece]:
    """The candidates less the name of a section ("REVIEW") over another of them."""
    return [
        piece
        for piece in candidates
        if not (
            is_section_name(piece.text)
            and any(other.box[1] > piece.box[1] and not is_section_name(other.text) for other in candidates)
        )
    ]


def _without_subtitle(title: list[Piece]) -> list[Piece]:
    """The title without what follows it in the same size, but in another face: that is its subtitle."""
    first = title[0].style
    same = list(itertools.takewhile(lambda piece: _is_in_face(piece, first), title))
    back = any(_is_in_face(piece, first) for piece in title[len(same) :])
    words = sum(len(piece.text.split()) for piece in same)
    return title if back or words < SHORTEST_TITLE else same


def _is_in_face(piece: Piece, style: Style) -> bool:
    return (piece.style.bold, piece.style.italic) == (style.bold, style.italic)


def find_signed_title(pieces: list[Piece], draft: Draft) -> list[Piece]:
    """A title no larger than the text: the first piece of the page, set to be seen, with names close below it."""
    column = min((column.x0 for column in draft.columns.get(draft.pages[0].number, [])), default=0.0)
    first = min(
        (piece for piece in pieces if piece.box[0] < column + INSET * draft.body.size or len(pieces) < 2),
        key=lambda piece: piece.box[1],
        default=None,
    )
    if first is None or len(first.text.split()) > LONGEST_TITLE:
        return []
    words = [word for line in first.lines for word in line.words]
    heavy = all(word.style.bold or word.style.small_caps for word in words) and not draft.body.style.bold
    seen = heavy or first.text.isupper() or first.style.size > SEEN * draft.body.size
    below = [piece for piece in pieces if piece.box[1] > first.box[1] and _shares_width(piece, first)]
    signed = min(below, key=lambda piece: piece.box[1], default=None)
    if not seen or signed is None or signed.box[1] - first.box[3] > SIGNED_WITHIN * draft.body.leading:
        return []
    names = _clean(signed.lines[0].text)
    unlike = signed.style != first.style or signed.text.isupper() != first.text.isupper()
    return [first] if unlike and names_in(names) and not INSTITUTION.search(names) else []


def _shares_width(one: Piece, other: Piece) -> bool:
    return overlap(one.box[0], one.box[2], other.box[0], other.box[2]) > 0


def _read_head(title: list[Piece], pieces: list[Piece], draft: Draft) -> None:
    front = draft.front
    for piece in title:
        piece.role = "title"
    front.title = headline(title, draft)
    head = Head(title, pieces, draft)
    for piece in head.above():
        piece.role = "standfirst" if _is_deck(piece) else "rubric"
    between: list[Piece] = []
    for piece in head.below():
        if head.opens_text(piece, [*title, *between]):
            piece.role, piece.evidence = "heading", "stands right over the text below the head"
        else:
            between.append(piece)
    parts = [part for piece in between for part in _part_byline(piece, draft)]
    signing = [part for part in parts if part.style.size <= SAME_TYPE * title[0].style.size or _is_small(title, draft)]
    byline = _byline(signing, draft)
    for part in parts:
        _read_head_piece(part, byline, draft)
    _merge_standfirst(draft)
    if not front.authors:
        _read_byline_above(draft)


def _is_deck(piece: Piece) -> bool:
    """Whether sentences stand over the title: a standfirst that some magazines put there."""
    text = _clean(piece.text)
    return len(text.split()) >= SENTENCE_WORDS and text.rstrip("”’»\"')").endswith((".", "!", "?", "…"))


def _read_byline_above(draft: Draft) -> None:
    """The authors, where they stand over the title: signed with "By", or told of in a bio ("Ilse Vogt is ...")."""
    begun = [_clean(piece.text).casefold() for piece in draft.of("text", "note")]
    for piece in draft.of("rubric"):
        text = _clean(piece.text)
        names = names_in(text)
        told = names and any(
            re.match(re.escape(names[0].casefold()) + r"\s+(?:is|was|ist|est|es|è)\b", text) for text in begun
        )
        if names and piece.style.size >= SMALL_BYLINE * draft.body.size and (BY.match(text) or told):
            draft.front.authors += authors_in(text)
            piece.role = "byline" if without_credit(text) == text else "affiliation"


def _is_small(title: list[Piece], draft: Draft) -> bool:
    """Whether a title is no larger than the text, as names below it may be."""
    return title[0].style.size < TITLE_SIZE * draft.body.size


def _byline(parts: list[Piece], draft: Draft) -> list[Piece]:
    """The piece with the authors, and those that name more of them in the same type beside or below it."""
    candidates = [part for part in parts if names_in(_clean(part.text))]
    signed = [part for part in candidates if BY.match(_clean(part.text))]
    if not signed and candidates:
        body = " ".join(piece.text for piece in draft.of("text", "note") if piece not in parts)
        small = set(re.findall(r"\b[^\W\d_]+\b", body))
        named = [part for part in candidates if _clean(part.text) in body]
        signed = named or [part for part in candidates if not _is_in_common_words(part, small)]
    if not signed:
        return []
    first = signed[0]
    more = [
        part
        for part in candidates[candidates.index(first) + 1 :]
        if part.style == first.style and not INSTITUTION.search(part.text) and not is_office(part.text)
    ]
    return [first, *more]


def _is_in_common_words(piece: Piece, small: set[str]) -> bool:
    """Whether the article has each word of a piece as a common word, without its capital."""
    return all(word.lower() in small for word in re.findall(r"[^\W\d_]+", piece.text))


def _part_byline(piece: Piece, draft: Draft) -> list[Piece]:
    """A line of names above other text of the same style is a piece of its own."""
    lines = piece.lines
    first = _clean(lines[0].text)
    if len(lines) < 2 or not names_in(first) or is_office(first) or _is_one_byline(piece):
        return [piece]
    names = Piece(piece.page, "text", Block(piece.page, lines[:1]))
    draft.pieces.insert(draft.pieces.index(piece), names)
    piece.block = Block(piece.page, lines[1:])
    return [names, *_part_byline(piece, draft)]


def _is_one_byline(piece: Piece) -> bool:
    """Whether lines are names as a whole; not where each line has its own name, or one has an institution."""
    texts = [_clean(line.text) for line in piece.lines]
    stacked = all(names_in(text) for text in texts) and not texts[0].endswith((",", ";", "&"))
    besides = any(map(INSTITUTION.search, texts)) or any(map(is_office, texts[1:]))
    return bool(names_in(_clean(piece.text))) and not stacked and not besides


def _merge_standfirst(draft: Draft) -> None:
    """Lines of one standfirst that centring or leading parted are one paragraph again."""
    pieces = sorted(draft.of("standfirst"), key=lambda piece: (piece.page, piece.box[1]))
    for upper, lower in itertools.pairwise(pieces):
        close = lower.box[1] - upper.box[3] < 0.8 * lower.style.size
        if close and lower.style.font == upper.style.font and upper.block is not None and lower.block is not None:
            lower.block.lines[:0] = upper.block.lines
            draft.pieces.remove(upper)


def _read_head_piece(piece: Piece, byline: list[Piece], draft: Draft) -> None:
    front, text = draft.front, _clean(piece.text)
    if piece in byline:
        front.authors += authors_in(text)
        piece.role = "byline" if without_credit(text) == text else "affiliation"
    elif is_credit(text):
        piece.role = "affiliation"
    elif not front.subtitle and not front.authors and _is_subtitle(text) and not _is_rubric(piece, draft):
        front.subtitle = headline([piece], draft)
        piece.role = "subtitle"
    elif len(text.split()) >= SENTENCE_WORDS:
        piece.role = "standfirst"
    elif front.authors:
        piece.role = "affiliation"
    else:
        piece.role = "rubric"


def _is_subtitle(text: str) -> bool:
    """A few words, not a sentence, and not a letter that strayed from the title."""
    return len(text.split()) < 26 and not text.endswith((".", "!")) and sum(c.isalpha() for c in text) >= 3


def _is_rubric(piece: Piece, draft: Draft) -> bool:
    """Whether a few words in small type below the title name the section, or the day."""
    return len(piece.text.split()) <= LONGEST_RUBRIC and piece.style.size < SMALL * draft.body.size


def _read_rubrics(draft: Draft) -> None:
    """The section of the journal, from what stands above the title and bears no name known otherwise."""
    front = draft.front
    known = [front.journal, front.issue, front.title, *(author.name for author in front.authors)]
    for piece in draft.of("rubric"):
        text = headline([piece], draft)
        new = all(fuzz.ratio(_letters(text), _letters(name)) < SAME_NAME for name in known if name)
        if new and not front.section and _may_be_section(text):
            front.section = text
        draft.set_aside_piece("masthead", piece, evidence="stands above the title", score=0.8)


def _may_be_section(text: str) -> bool:
    """A few words; the number of an issue and the day are none, nor is the article of a journal's name."""
    if text.casefold() in _ARTICLES:
        return False
    return len(text.split()) <= LONGEST_RUBRIC and any(c.isalpha() for c in text) and not any(c.isdigit() for c in text)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _read_signature(draft: Draft) -> None:
    """The author's name right under the text: behind a dash or "By", or set unlike it, and not in capitals."""
    last = draft.pages[-1].number
    pieces = [piece for piece in draft.on_page(last) if piece.role in ("text", "note") and piece.block is not None]
    right = max((column.x0 for column in draft.columns.get(last, []) if _has_text(column, pieces)), default=0.0)
    foot = max((p for p in pieces if p.box[2] > right), key=lambda piece: piece.box[1], default=None)
    if foot is None or len(foot.lines) > 1 or len(pieces) < 2:
        return
    above = [p for p in pieces if p is not foot and p.box[1] < foot.box[1] and _shares_width(p, foot)]
    nearest = max(above, key=lambda piece: piece.box[3], default=None)
    if nearest is None or foot.box[1] - nearest.box[3] > SIGNED_WITHIN * draft.body.leading:
        return
    if nearest.style != draft.body.style:
        return
    text = _clean(foot.text)
    name = re.sub(r"^[—–-]+\s*", "", text)
    in_words = not text.isupper() and _is_unlike_body(foot, draft)
    if (name != text or BY.match(text) or in_words) and names_in(name) and not INSTITUTION.search(name):
        draft.front.authors += authors_in(name)
        foot.role, foot.evidence = "bio", "names under the article"


def _has_text(column: Column, pieces: list[Piece]) -> bool:
    return any(overlap(piece.box[0], piece.box[2], column.x0, column.x1) > 0 for piece in pieces)


def _find_bios(draft: Draft) -> None:
    """Pieces not set like the body that open with an author's name."""
    names = [author.name for author in draft.front.authors]
    if not names:
        return
    for piece in draft.of("text", "note"):
        if piece not in draft.pieces or not any(fuzz.partial_ratio(name, piece.text[:90]) > 90 for name in names):
            continue
        rest = _rest_of_bio(piece, draft)
        text = " ".join(part.text for part in [piece, *rest])
        starts = any(text.casefold().startswith(name.casefold()[: max(5, len(name) // 2)]) for name in names)
        if starts and _is_unlike_body(piece, draft) and len(text.split()) >= 5 and piece.block is not None:
            piece.role = "bio"
            for part in rest:
                piece.block.lines.extend(part.lines)
                draft.pieces.remove(part)


def _is_unlike_body(piece: Piece, draft: Draft) -> bool:
    return (
        piece.style.size < 0.95 * draft.body.size
        or _family(piece) != draft.body.style.font.split("-")[0]
        or piece.lines[0].words[0].style.bold
        or piece.style.italic
    )


def _rest_of_bio(piece: Piece, draft: Draft) -> list[Piece]:
    """Blocks right below in type of the same size and family: the name in bold stands on a line of its own."""
    rest: list[Piece] = []
    last = piece
    for other in sorted(draft.on_page(piece.page), key=lambda p: p.box[1]):
        step = other.box[1] - last.box[3]
        if (
            other.role in ("text", "note")
            and other is not piece
            and -0.6 * piece.style.size < step < 0.9 * piece.style.size
            and abs(other.style.size - piece.style.size) < 0.06 * piece.style.size
            and _family(other) == _family(piece)
            and abs(other.box[0] - piece.box[0]) < piece.style.size
        ):
            rest.append(other)
            last = other
    if not last.text.rstrip().endswith((".", "!", "”", "…")):
        rest += _bio_elsewhere(last, draft)
    return rest


def _bio_elsewhere(last: Piece, draft: Draft) -> list[Piece]:
    """What a column or page end cut off: the first block of the same type further on."""
    for other in [*draft.on_page(last.page), *draft.on_page(last.page + 1)]:
        if other.role not in ("text", "note"):
            continue
        further = (other.page, other.box[0]) > (last.page, last.box[0] + last.style.size)
        same_size = abs(other.style.size - last.style.size) < 0.02 * last.style.size
        if further and same_size and _family(other) == _family(last) and not other.lines[0].words[0].style.bold:
            return [other]
    return []


def _family(piece: Piece) -> str:
    return piece.style.font.split("-")[0]


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00ad", "")).strip()
