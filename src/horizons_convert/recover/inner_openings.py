"""Which articles begin where a page has already begun: below the end of another, or in the next column?

A title in the middle of a page looks like a section heading.  It is told from one by what
headings lack: names below it, in type of their own or behind "By", and running text below
these; and no heading stands where the text goes on.  On top of that it must be set like the
titles of articles that begin their pages, or like other signed titles, or be named in the
contents.  The outline alone says nothing: it names an essay's sections as well.  A page that
begins with two heads side by side is asked here, too.

Limits: an article that nobody signed is seen only if the contents name it; names at its end
do not count, since a letter or a quotation is signed there, too.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from horizons_convert.layout.frames import frames
from horizons_convert.layout.text import inside, overlap
from horizons_convert.pdf.page import Box
from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.draft import Piece
from horizons_convert.recover.front_matter import LONGEST_TITLE, SEEN, SIGNED_WITHIN, TITLE_SIZE
from horizons_convert.recover.names import BY, is_office, names_in
from horizons_convert.recover.openings import GOES_ON, SAME_SIZE, Opening, Survey, weigh_contents, weigh_outline
from horizons_convert.recover.shares import in_order

BETWEEN = 2
"""Between title and byline stand at most so many pieces: a subtitle, a standfirst."""
BYLINE_LINES = 3
"""A byline and what it says of the author have at most so many lines."""
TEXT_LINES = 3
"""So many lines of body type are running text."""
MOST_BOXED = 0.6
"""A box with this share of a page's pieces is the page's own."""
FEWEST_SIGNED = 3
"""So many signed heads in one type, by different authors, make it the type of titles."""
QUOTE_WORDS = 4
"""A title of so many words does not stand in the text by chance."""
WHOLE_RULE = 0.5
"""A rule that parts articles is at least so wide (share of the title's column)."""

_NO_TITLE = (".", ",", ";", ":", "”", "»", "“", '"')
"""How a title does not end; a pull quote does."""
_QUOTED = re.compile(r"^[\"“”„«»‘‚—–]")
_WORD = re.compile(r"\b[^\W\d_]+\b")


@dataclass(slots=True)
class _Head:
    """What may be the head of an article: the title, and the piece with the names below it."""

    title: list[Piece]
    byline: Piece | None
    names: list[str]
    between: list[Piece]
    """What stands between these two: a subtitle, a standfirst."""

    @property
    def first(self) -> Piece:
        return self.title[0]

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(piece.text for piece in self.title)).strip()

    @property
    def signed_by(self) -> bool:
        """Whether "By" says that the names are its authors'."""
        return self.byline is not None and bool(BY.match(self.byline.text.strip()))


def find_inner_openings(survey: Survey, openings: list[Opening]) -> list[Opening]:
    """The beginnings of articles beside and below the `openings` of pages, weighed, as they are read."""
    first = [opening for opening in openings if not _has_text_at_its_left(opening, survey)]
    known = {id(piece) for opening in first for piece in opening.pieces}
    heads = [
        head
        for page in survey.draft.pages
        if page.number not in survey.contents
        for head in _heads(page.number, known, openings, survey)
    ]
    if not heads:
        return []
    heads = _without_common_names(heads, survey)
    found = [_weighed(head, heads, openings, survey) for head in heads]
    return [opening for opening in found if opening is not None]


def _has_text_at_its_left(opening: Opening, survey: Survey) -> bool:
    """Whether a title at the head of a page stands over another column than that in which the page begins."""
    left = min(piece.box[0] for piece in opening.pieces)
    pieces = survey.pieces[opening.page]
    return any(piece.box[2] <= left and piece.role == "text" and _is_prose(piece, survey) for piece in pieces)


# --- what may be a head ----------------------------------------------------------------------


def _heads(number: int, known: set[int], openings: list[Opening], survey: Survey) -> list[_Head]:
    """The titles of a page with running text below them that are signed, or named in the contents."""
    pieces = survey.pieces[number]
    found: list[_Head] = []
    taken = set(known)
    for piece in pieces:
        if id(piece) in taken or not _may_be_title(piece, openings, survey):
            continue
        title = _with_lines_below(piece, pieces)
        head = _head(title, [other for other in pieces if other not in title], survey)
        if head is not None:
            found.append(head)
            taken |= {id(part) for part in (*title, *head.between)}
    return found


def _may_be_title(piece: Piece, openings: list[Opening], survey: Survey) -> bool:
    """Whether a piece is set to be seen, and worded as a title."""
    body, style, text = survey.draft.body, piece.style, piece.text.strip()
    if len(text.split()) > LONGEST_TITLE or text.endswith(_NO_TITLE) or sum(map(str.isalpha, text)) < 3:
        return False
    if style.size >= TITLE_SIZE * body.size or any(_is_set_like(piece, opening) for opening in openings):
        return True
    if style.size < 0.95 * body.size or BY.match(text) or (style.size < SEEN * body.size and names_in(text)):
        return False
    words = [word for line in piece.lines for word in line.words]
    return (all(word.style.bold for word in words) and not body.style.bold) or (
        text.isupper() and style.size > SEEN * body.size
    )


def _is_set_like(piece: Piece, opening: Opening) -> bool:
    return piece.style.font == opening.font and abs(piece.style.size - opening.size) <= SAME_SIZE * opening.size


def _with_lines_below(piece: Piece, pieces: list[Piece]) -> list[Piece]:
    """A title and what goes on with it in the same type right below."""
    title = [piece]
    for other in pieces:
        white = other.box[1] - title[-1].box[3]
        if other.style == piece.style and 0 <= white < 0.6 * piece.style.size and _shares_width(other, piece):
            title.append(other)
    return title


def _head(title: list[Piece], others: list[Piece], survey: Survey) -> _Head | None:
    draft = survey.draft
    below = [other for other in others if other.box[1] > title[-1].box[1] and _shares_width(other, title[-1])]
    byline, names, upper, between = None, [], title[-1], []
    for piece in below[: BETWEEN + 1]:
        if piece.box[1] - upper.box[3] > SIGNED_WITHIN * draft.body.leading or _QUOTED.match(piece.text):
            break
        if piece.style.size > (1 + SAME_SIZE) * title[0].style.size:
            return None  # a rubric over a title
        names = _signature(piece, survey)
        if names:
            byline = piece
            break
        if _is_prose(piece, survey):
            break
        upper = piece
        between.append(piece)
    foot = byline or title[-1]
    text = [piece for piece in below if piece.box[1] > foot.box[1] or piece is byline][: BETWEEN + 2]
    text = [piece for piece in text if _is_prose(piece, survey) or _is_capped(piece, survey)]
    if not text or _is_boxed(title[0], text[0], survey):
        return None
    return _Head(title, byline, names, between if names else [])


def _is_boxed(title: Piece, text: Piece, survey: Survey) -> bool:
    """Whether a title stands with its text in a box on its page: a sidebar of the article around it."""
    margin, pieces = survey.draft.body.size, survey.pieces[title.page]
    return any(
        inside(title.box, box, margin)
        and inside(text.box, box, margin)
        and sum(inside(piece.box, box, margin) for piece in pieces) < MOST_BOXED * len(pieces)
        for box in frames(survey.draft.page(title.page))
    )


def _signature(piece: Piece, survey: Survey) -> list[str]:
    """The names in a piece that is set or worded as a byline."""
    unlike = piece.style != survey.draft.body.style or piece.text.isupper() or BY.match(piece.text)
    with_office = len(piece.lines) > 1 and is_office(piece.lines[1].text)
    if len(piece.lines) > BYLINE_LINES or not (unlike or with_office):
        return []
    return names_in(piece.text) or names_in(piece.lines[0].text)


def _is_prose(piece: Piece, survey: Survey) -> bool:
    return is_body_size(piece.style.size, survey.draft) and len(piece.lines) >= TEXT_LINES


def _is_capped(piece: Piece, survey: Survey) -> bool:
    firsts = {id(cap.first) for cap in survey.draft.drop_caps}
    return any(id(line) in firsts for line in piece.lines)


def _without_common_names(heads: list[_Head], survey: Survey) -> list[_Head]:
    """The heads less the names that are common words of the text, as those of a subtitle ("Legal Landmines")."""
    small: set[str] = set()
    if any(head.names and not head.signed_by for head in heads):
        for lines in survey.draft.lines.values():
            for line in lines:
                small.update(word for word in _WORD.findall(line.text) if word.islower())
    for head in heads:
        words = _WORD.findall(" ".join(head.names).lower())
        if head.names and not head.signed_by and all(word in small for word in words):
            head.names = []
    return heads


# --- evidence ----------------------------------------------------------------------------------


def _weighed(head: _Head, heads: list[_Head], openings: list[Opening], survey: Survey) -> Opening | None:
    """The head as an opening with all that speaks for it; None where the text before it goes on."""
    first = head.first
    opening = Opening(first.page, head.text, first.style.size, first.style.font, head.names, pieces=head.title)
    opening.place = in_order(first.page, survey.draft).index(first)
    weigh_contents(opening, survey)
    if not head.names and not opening.points:
        return None
    if head.names:
        weigh_outline(opening, survey)
    before = _before(first, survey)
    if _is_repeated(head, survey):
        return None
    if before and not _has_ended(before):
        return None
    opening.add(10, "the text before it has ended")
    if head.names:
        opening.add(35, f"signed {' and '.join(head.names)}")
    if head.signed_by:
        opening.add(15, "names behind “By”")
    _weigh_type(head, heads, openings, opening)
    if _is_parted_off(first, before, survey):
        opening.add(10, "a rule or a pause over it")
    if before and names_in(before[-1].text):
        opening.add(10, "names under the text before it")
    if any(
        cap.page == first.page and cap.box[1] > first.box[1] and _stands_in(cap.box, first)
        for cap in survey.draft.drop_caps
    ):
        opening.add(10, "a drop cap below it")
    return opening


def _is_repeated(head: _Head, survey: Survey) -> bool:
    """Whether the text has the words of a head once more: it is a pull quote, signed by whom it quotes."""
    words = head.text.strip('“”„«»"‘’… ')
    if len(words.split()) < QUOTE_WORDS:
        return False
    near = (head.first.page - 1, head.first.page, head.first.page + 1)
    pieces = [piece for page in near for piece in survey.pieces.get(page, ()) if piece not in head.title]
    return any(words.casefold() in piece.text.casefold() for piece in pieces if _is_prose(piece, survey))


def _stands_in(box: Box, title: Piece) -> bool:
    return overlap(box[0], box[2], title.box[0], title.box[2]) > 0


def _weigh_type(head: _Head, heads: list[_Head], openings: list[Opening], opening: Opening) -> None:
    """Titles are set alike, and larger than headings; what is set like it and not signed speaks against it."""
    signed = [other for other in heads if other.names and _is_set_like(other.first, opening)]
    authors = Counter(name for other in signed for name in other.names)
    larger = any(other.names and other.size > (1 + SAME_SIZE) * opening.size for other in openings)
    others = [other for other in openings if other.pieces[0] is not head.first]
    if any(other.names and _is_set_like(head.first, other) for other in others):
        opening.add(35, "in the type of the titles that open pages")
    elif len(authors) >= FEWEST_SIGNED and (head.signed_by or not larger):
        opening.add(25 if head.signed_by else 20, "in the type of other signed titles")
    unsigned = sum(not other.names and _is_set_like(other.first, opening) for other in heads)
    if head.names and unsigned > len(signed):
        opening.add(-25, "headings that nobody signed are set like it")


def _before(title: Piece, survey: Survey) -> list[Piece]:
    """What is read before a title: on its page, or at the end of the page before."""
    ordered = in_order(title.page, survey.draft)
    before = [piece for piece in ordered[: ordered.index(title)] if piece.role != "break"]
    text = [piece for piece in before if any(map(str.isalpha, piece.text))]
    return text or [piece for piece in in_order(title.page - 1, survey.draft) if piece.role != "break"]


def _has_ended(before: list[Piece]) -> bool:
    """Whether no sentence goes on in what stands before a title; names and headings end without a stop."""
    last = before[-1]
    if last.role == "jump":
        return True
    running = len(last.lines) > 1 and not names_in(last.text) and not names_in(last.lines[-1].text)
    return not (running and GOES_ON.search(last.text))


def _is_parted_off(title: Piece, before: list[Piece], survey: Survey) -> bool:
    """Whether a rule or a pause stands between a title and what is above it on its page."""
    page, draft = survey.draft.page(title.page), survey.draft
    top = max(
        (piece.box[3] for piece in before if piece.page == title.page and piece.box[3] <= title.box[1]), default=0.0
    )
    column = draft.column_of(title.page, title.box)
    width = WHOLE_RULE * (column.width if column else title.box[2] - title.box[0])
    marks = [rule.box for rule in page.rules if rule.horizontal and rule.box[2] - rule.box[0] >= width]
    marks += [piece.box for piece in draft.on_page(title.page) if piece.role == "break"]
    return any(top < box[1] < title.box[1] and overlap(box[0], box[2], title.box[0], title.box[2]) > 0 for box in marks)


def _shares_width(one: Piece, other: Piece) -> bool:
    return overlap(one.box[0], one.box[2], other.box[0], other.box[2]) > 0
