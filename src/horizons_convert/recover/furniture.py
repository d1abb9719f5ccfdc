"""Which lines are running matter: heads, feet, folios?

Evidence, in the outermost rows of each page:

- the same words (digits masked) in the outermost rows of another page, alternating by
  parity or not (after Déjean and Meunier; Klampfl et al. 2014, section 5.1);
- a number that counts up with the pages, arabic or roman, alone or beside the words, or
  that is the page's own label;
- a row that stands on the very line where other pages have their running matter;
- a claim of copyright in small type at the foot.

Limits: a running head that occurs once only, in a one-page article, is told by white space
and size alone, and only if it also holds a folio.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from rapidfuzz import fuzz

from horizons_convert.layout.text import Line, overlap
from horizons_convert.recover.draft import Draft

ROWS = 3
"""How many rows from the head and the foot of a page may be running matter."""
BAND = 0.16
"""... and how deep into the page (share of its height) they may stand."""
SAME_ROW = 0.5
"""Two rows are at the same height of their pages within this many em."""
SAME_TEXT = 86
"""Similarity (0 to 100) at which two masked texts are the same: OCR errs in one letter of eight."""

NEAR_PAGES = 4
"""What repeats does so within this many pages; the authors' notes of an issue are alike as well, articles apart."""
APART = 1.7
"""A row stands apart from the text with at least so many leadings between them,"""
APART_SIZE = 0.94
"""in type of at most this share of the body size,"""
APART_WORDS = 14
"""and with at most this many words."""
RIGHTS_WORDS = 24
"""A claim of copyright at the foot of a page is a line; an imprint has more words."""
LONE_SIZE = 1.1
"""A folio is at most this many times as large as the text."""
LINES_OF_TEXT = 4
"""An outermost line with this many lines of its kind right beside it is text: running matter is a line or two."""

_RIGHTS = re.compile(r"^\W{0,3}(?:©|\(c\) |copyright\b)|\ball rights reserved\b", re.IGNORECASE)
_LONE = re.compile(r"^\d{1,4}$|^\d{1,2}[-–]\d{1,3}$")
"""A folio, also one that counts the pages of a chapter: "7-45"."""
_ROMAN = re.compile(r"^(?=[ivxlc])(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})$", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_DECORATION = re.compile(r"^[\s|·•\-–—/\[\]()]+|[\s|·•\-–—/\[\]()]+$")


@dataclass(slots=True, eq=False)
class _Row:
    """All lines on one baseline of a page, at its head or its foot."""

    page: int
    head: bool
    lines: list[Line]
    depth: int
    """0 for the outermost row."""
    is_text: bool
    """Lines of its kind follow inwards: two pages may begin or end with the same line of text."""

    @property
    def y(self) -> float:
        return self.lines[0].baseline

    @property
    def size(self) -> float:
        return max(line.size for line in self.lines)

    @property
    def text(self) -> str:
        return "  ".join(line.text for line in self.lines)


def set_furniture_aside(draft: Draft) -> None:
    """Take running matter out of `draft.lines`; learn the printed folios in `draft.folios`."""
    rows = [row for page in draft.pages for row in _outer_rows(draft, page.number, page.height)]
    candidates = [row for row in rows if not row.is_text]
    folios = _count_up(candidates, draft)
    draft.folios.update({page: folio for page, (folio, _) in folios.items() if page not in draft.folios})
    _fill_folios(draft)
    running = _running_rows(candidates, folios)
    lone = [row for row in _without(candidates, running) if _is_lone_folio(row, draft)]
    draft.folios.update({row.page: row.text.strip() for row in lone if row.page not in draft.folios})
    running += lone
    running += [row for row in _without(candidates, running) if _stands_apart(row, draft) or _claims_rights(row, draft)]
    running = _outermost(running, rows)
    texts: Counter[str] = Counter()
    for row in running:
        for line in row.lines:
            draft.lines[row.page].remove(line)
            what = "folio" if _folio_of(line.text) else ("running head" if row.head else "running foot")
            evidence = "counts up with the pages" if what == "folio" else "repeats in the same place on other pages"
            draft.set_aside(what, row.page, line.words, evidence=evidence, score=0.95)
            if what != "folio":
                texts[_without_folio(line.text, draft.folios.get(row.page, ""))] += 1
    draft.furniture_texts = [text for text, _ in texts.most_common() if text]


def _without(rows: list[_Row], taken: list[_Row]) -> list[_Row]:
    gone = set(map(id, taken))
    return [row for row in rows if id(row) not in gone]


def _outer_rows(draft: Draft, page: int, height: float) -> list[_Row]:
    """The outermost rows of a page, head and foot."""
    rows: dict[float, list[Line]] = defaultdict(list)
    last: float | None = None
    for line in draft.lines[page]:
        if last is None or line.baseline - last > 0.35 * line.size:
            last = line.baseline
        rows[last].append(line)
    ordered = sorted(rows)
    head = [y for y in ordered[:ROWS] if y < BAND * height]
    foot = [y for y in reversed(ordered[-ROWS:]) if y > (1 - BAND) * height and y not in head]
    return [
        _Row(page, is_head, rows[y], depth, any(_is_text(line, is_head, draft.lines[page]) for line in rows[y]))
        for is_head, outermost in ((True, head), (False, foot))
        for depth, y in enumerate(outermost)
    ]


def _is_text(line: Line, head: bool, lines: list[Line]) -> bool:
    """Whether lines set alike follow it inwards at the distance of text."""
    inwards = 1 if head else -1
    for _ in range(LINES_OF_TEXT - 1):
        baseline, nearest, farthest = line.baseline, 0.5 * line.size, 1.5 * line.size
        beside = [
            other
            for other in lines
            if nearest < inwards * (other.baseline - baseline) < farthest and _is_set_alike(other, line)
        ]
        if not beside:
            return False
        line = min(beside, key=lambda other: abs(other.baseline - line.baseline))
    return True


def _is_set_alike(other: Line, line: Line) -> bool:
    """Whether two lines, one above the other, are set in the same type."""
    alike = other.style.font == line.style.font and abs(other.size - line.size) <= 0.1 * line.size
    return alike and overlap(other.x0, other.x1, line.x0, line.x1) > 0


def _count_up(rows: list[_Row], draft: Draft) -> dict[int, tuple[str, _Row]]:
    """Folio and row of the pages whose number counts up with the page, or is the page's label."""
    offsets: dict[tuple[str, int], list[tuple[_Row, str]]] = defaultdict(list)
    for row in rows:
        for line in row.lines:
            for label, value, kind in _numbers(line.text):
                offsets[kind, value - row.page].append((row, label))
    found: dict[int, tuple[str, _Row]] = {}
    for members in sorted(offsets.values(), key=lambda found: -len({row.page for row, _ in found})):
        pages = {row.page for row, _ in members}
        labelled = all(draft.folios.get(row.page) == label for row, label in members)
        if len(pages) < 2 and not labelled:
            continue
        for row, label in members:
            found.setdefault(row.page, (label, row))
    return found


def _stands_apart(row: _Row, draft: Draft) -> bool:
    """A short outermost row in small type, far from the text: the head of a page that has no fellow to repeat it.

    The opening page is not asked: there a rubric, or the authors' addresses, look the same.
    """
    if row.depth or row.page == draft.pages[0].number or row.size > APART_SIZE * draft.body.size:
        return False
    if len(row.lines) > 3 or len(row.text.split()) > APART_WORDS or row.text.rstrip().endswith((".", ",", ";", ":")):
        return False
    return _is_apart(row, draft)


def _claims_rights(row: _Row, draft: Draft) -> bool:
    """A line of copyright in small type at the very foot of a page, often of the first one only."""
    small = not row.head and row.size <= APART_SIZE * draft.body.size
    return small and any(_RIGHTS.search(line.text) for line in row.lines) and len(row.text.split()) <= RIGHTS_WORDS


def _is_lone_folio(row: _Row, draft: Draft) -> bool:
    """Nothing but a number, below all else: the folio of a page that has no fellow to count with."""
    small = row.size <= LONE_SIZE * draft.body.size
    return not (row.head or row.depth) and bool(_LONE.match(row.text.strip())) and small and _is_apart(row, draft)


def _is_apart(row: _Row, draft: Draft) -> bool:
    """Whether white parts the row from everything inwards of it."""
    steps = [
        abs(line.baseline - row.y)
        for line in draft.lines[row.page]
        if line not in row.lines and (line.baseline > row.y) == row.head
    ]
    return bool(steps) and min(steps) >= APART * draft.body.leading


def _fill_folios(draft: Draft) -> None:
    """Give a page without a folio (an opening page often has none) the number that its neighbours leave for it."""
    known = {page: int(folio) for page, folio in draft.folios.items() if folio.isdigit()}
    if len(known) < 2:
        return
    for page in draft.pages:
        nearest = min(known, key=lambda other: (abs(other - page.number), other))
        value = known[nearest] + page.number - nearest
        if page.number not in draft.folios and abs(nearest - page.number) <= 2 and value > 0:
            draft.folios[page.number] = str(value)


def _numbers(text: str) -> list[tuple[str, int, str]]:
    """Numbers that may be a folio: at the start or the end of a line, or alone."""
    stripped = _DECORATION.sub("", text)
    tokens = stripped.split()
    result = []
    for token in dict.fromkeys([*tokens[:1], *tokens[-1:]]):
        bare = _DECORATION.sub("", token)
        if bare.isdigit() and len(bare) <= 4:
            result.append((bare, int(bare), "arabic"))
        elif len(tokens) <= 6 and bare and _ROMAN.match(bare):
            result.append((bare, _roman(bare), "roman"))
    return result


def _folio_of(text: str) -> bool:
    bare = _DECORATION.sub("", text)
    return (bare.isdigit() and len(bare) <= 4) or bool(_ROMAN.match(bare))


def _running_rows(rows: list[_Row], folios: dict[int, tuple[str, _Row]]) -> list[_Row]:
    """The rows that are running matter, by repetition, by their folio, or by their place."""
    masked = {id(row): _mask(row.text) for row in rows}
    certain = {id(row) for _, row in folios.values()}
    on_page: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        on_page[row.page].append(row)
    for row in rows:
        text = masked[id(row)]
        pages = [row.page + step for step in range(-NEAR_PAGES, NEAR_PAGES + 1) if step]
        others = (other for page in pages for other in on_page.get(page, ()) if other.head == row.head)
        if text and any(_is_level(other, row) and _same(text, masked[id(other)]) for other in others):
            certain.add(id(row))
    known = [row for row in rows if id(row) in certain]
    return [
        row
        for row in rows
        if id(row) in certain or (len(row.lines) <= 3 and len(row.text) < 100 and _is_in_place(row, known))
    ]


def _is_in_place(row: _Row, known: list[_Row]) -> bool:
    """Whether another page has its running matter in the same type at the same height."""
    return any(
        other.head == row.head
        and abs(other.y - row.y) <= SAME_ROW * row.size
        and abs(other.size - row.size) <= 0.08 * row.size
        and other.page != row.page
        for other in known
    )


def _is_level(other: _Row, row: _Row) -> bool:
    """Whether two rows stand at the same height of their pages, in type of the same size."""
    return abs(other.y - row.y) <= 1.5 * row.size and abs(other.size - row.size) <= 0.15 * row.size


def _outermost(running: list[_Row], rows: list[_Row]) -> list[_Row]:
    """Drop rows that have text which stays between them and the edge of the page."""
    chosen = {id(row) for row in running}
    kept: dict[tuple[int, bool], int] = {}
    for row in rows:
        if id(row) not in chosen:
            kept[row.page, row.head] = min(row.depth, kept.get((row.page, row.head), row.depth))
    return [row for row in running if row.depth < kept.get((row.page, row.head), ROWS)]


def _same(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) > 6 and fuzz.ratio(one, other) >= SAME_TEXT)


def _mask(text: str) -> str:
    """Lower case, digits masked; empty where nothing but digits is left."""
    masked = _NUMBER.sub("@", text.casefold())
    return masked if any(c.isalpha() for c in masked) else ""


def _without_folio(text: str, folio: str) -> str:
    tokens = text.split()
    if folio and tokens and tokens[0] == folio:
        tokens = tokens[1:]
    elif folio and tokens and tokens[-1] == folio:
        tokens = tokens[:-1]
    return _DECORATION.sub("", " ".join(tokens))


def _roman(text: str) -> int:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    numbers = [values[c] for c in text.lower()]
    return sum(-n if n < after else n for n, after in zip(numbers, [*numbers[1:], 0], strict=True))
