"""Which letter stands in the hole that a drop cap left in the text?

A cap may be missing from the text layer: drawn as an outline, placed as an image, set in a
font that does not say what its glyphs mean, lost or misread by an OCR engine.  The page
still shows it.  `find_initials` finds the holes before blocks are formed and puts a word
that says nothing (U+FFFD, no glyphs) in each; `name_initials` reads them once the language
is known: the picture of the hole and the word left beside it name the letter together (see
`letters`).  What was found to be a letter is no figure any more.

Evidence for a hole: lines of body text that begin beside a drawing or picture as high as
they are deep (or, on a scan, beside ink of that height and no words), the first of which
opens a paragraph; and the text below them returns to the column's edge, or the first word
is a fragment ("HARACTERISTICALLY", "chair").

Limits: on a scan, a paragraph that ends before its cap does has no line that returns to the
edge, so a hole beside it is not found.  An initial woven into ornament is found only if it
is likely enough from its word, and then recorded as unsure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from horizons_convert.layout.text import Line, inside, intersects, overlap, union
from horizons_convert.pdf.page import Box, Page, Word
from horizons_convert.recover.draft import Draft, DropCap, place
from horizons_convert.recover.dropcaps import (
    DASHES,
    INK_OVER_BODY,
    LARGEST,
    QUOTES,
    UNREAD,
    attach,
    hangs_before,
    held_off,
    lines_beside,
)
from horizons_convert.recover.lexicon import Lexicon

# `letters` and `sight` are imported where a picture is looked at: with them comes numpy, which takes
# a tenth of a second, and most documents need neither.
if TYPE_CHECKING:
    from horizons_convert.recover import letters
    from horizons_convert.recover.sight import Sight

LARGEST_TEXT = 1.25
"""Larger type (em) is a title or a pull quote, whose lines may be set in because they are centred."""
DEEPEST = 7
"""No drop cap is deeper than so many lines."""
SAME_EDGE = 0.35
"""Lines beside a hole begin within so many em of each other; scans are askew."""
SHALLOWEST = 0.8
"""A hole is at least so many em wide: a narrow I of two lines with its white."""
MOST_MARKS = 8
"""An initial is drawn in at most so many parts; more are an illustration."""
WIDEST = 13.0
"""A deep cap with a dash before it is at most so many em wide."""
MOST_SEEDS = 200
"""A page with more drawings that text stands beside is a map or a chart, and not searched."""
GROUND = 2.2
"""The box or ornament that a cap stands on is at most so many times its size."""
STRAY_GLYPHS = 3
"""What an OCR engine makes of a cap is no longer than this (“"T”, “|”, “@”)."""
PAPER = 0.12
"""Em of paper that are looked at around a cap."""
SURE = 0.6
"""Letters named with less are warnings; beside a drawing a whole word is taken for the rest of one only with this."""
UNLIKELY = 0.3
"""With less it is no letter at all."""
UNLIKELY_PICTURE = 0.52
"""... and with less, no letter if it is a placed picture: photographs stand beside text much oftener than initials."""
HIDDEN = 0.12
"""An accent takes at least this share of a cap's height."""
MISREAD = 0.85
"""The eye overrules an OCR engine only if it is this sure."""
OCR_TRUST = 5.0
"""What the OCR engine read is so many times likelier than the word alone makes it: engines err among look-alikes."""
FOREIGN_SHARE = 5e-3
"""Shared by all letters of `letters.FOREIGN`."""


def find_initials(draft: Draft) -> None:
    """Add the caps that are no text to `draft.drop_caps`, each with an unread word at the head of its line."""
    for page in draft.pages:
        _find_drawn(page, draft)
        recognised = any(word.style.invisible for word in draft.words[page.number])
        if recognised or any(picture.covers_page for picture in page.pictures):
            _find_on_scan(page, draft)


def name_initials(draft: Draft, lexicon: Lexicon) -> None:
    """Read the caps whose letter is not known, and those that an OCR engine read; give up what is no letter."""
    reader = _Reader(draft, lexicon)
    for cap in list(draft.drop_caps):
        if cap.first is None:
            continue
        if UNREAD in cap.text:
            reader.name(cap)
        elif all(word.style.invisible for word in cap.words):
            reader.verify(cap)
        _forget_drawings(cap, draft)


# --- holes beside drawings and pictures ------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Mark:
    """Something drawn or placed that may be (part of) an initial."""

    box: Box
    kind: str
    ground: bool
    """The letter stands in it: a picture, or a filled box that it is reversed out of."""

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


def _find_drawn(page: Page, draft: Draft) -> None:
    em = draft.body.size
    marks = _marks(page, LARGEST * em)
    seeds = [
        mark
        for mark in marks
        if mark.height >= INK_OVER_BODY * em and lines_beside(page.number, mark.box, draft, below=LARGEST_TEXT * em)
    ]
    if len(seeds) > MOST_SEEDS:
        return
    for seed in sorted(seeds, key=lambda mark: -mark.width * mark.height):
        if any(cap.page == page.number and intersects(cap.box, seed.box) for cap in draft.drop_caps):
            continue
        parts = _parts_of_initial(seed, marks)
        box = union([part.box for part in parts])
        if len(parts) > MOST_MARKS or box[2] - box[0] > WIDEST * em or box[3] - box[1] > LARGEST * em:
            continue
        quote = _small_quote(page.number, box, draft)
        if quote is not None:
            _take(quote, page.number, draft)
        lines = lines_beside(page.number, box, draft, below=LARGEST_TEXT * em)
        if lines and _fits(box, lines, draft, seed.ground) and _opens_text(box, lines, draft):
            _add(page.number, box, lines, draft, evidence=f"a {seed.kind} stands in its place", quote=quote)
        elif quote is not None:
            draft.lines[page.number].append(Line.of(page.number, [quote]))


def _marks(page: Page, largest: float) -> list[_Mark]:
    marks = [_Mark(shape.box, "drawing", False) for shape in page.shapes]
    marks += [_Mark(panel.box, "drawing", panel.filled) for panel in page.panels]
    marks += [_Mark(picture.box, "picture", True) for picture in page.pictures]
    return [mark for mark in marks if mark.width <= largest and mark.height <= largest]


def _parts_of_initial(seed: _Mark, marks: list[_Mark]) -> list[_Mark]:
    """The seed and what touches it or stands close on its level: accents, a quotation mark, the box around it."""
    parts = [seed]
    reach = 0.35 * seed.height
    while len(parts) <= MOST_MARKS:
        box = union([part.box for part in parts])
        found = [
            mark
            for mark in marks
            if mark not in parts
            and overlap(mark.box[0], mark.box[2], box[0], box[2]) > -reach
            and overlap(mark.box[1], mark.box[3], box[1], box[3]) > -0.15 * seed.height
        ]
        if not found:
            break
        parts += found
    return parts


def _fits(box: Box, lines: list[Line], draft: Draft, ground: bool) -> bool:
    """Whether a drawing is as high as the lines beside it are deep, from capitals to foot."""
    em = draft.body.size
    first, last = lines[0].baseline, lines[-1].baseline
    slack = 0.5 * em if ground else 0.0
    stands = -0.4 * em - slack <= box[3] - last <= max(0.5 * em, 0.3 * (box[3] - box[1])) + slack
    begins = box[1] <= first - 0.3 * em + slack
    raised = box[1] < first - 1.5 * em
    aligned = max(line.x0 for line in lines) - min(line.x0 for line in lines) <= 1.2 * em
    return stands and begins and aligned and (len(lines) > 1 or raised) and len(lines) <= DEEPEST


def _opens_text(box: Box, lines: list[Line], draft: Draft) -> bool:
    """Whether a paragraph begins here, and the text below returns to the edge or the first word is a fragment."""
    first, last = lines[0], lines[-1]
    above = _neighbour(first, draft, up=True)
    if above is not None and _runs_on(above, first) and above.baseline > box[1] - 0.5 * draft.body.size:
        return False
    held = held_off(last, box[0], draft)
    below = _neighbour(held[-1] if held else last, draft, up=False)
    returns = below is not None and below.x0 < min(line.x0 for line in lines) - 0.5 * min(
        draft.body.size, box[2] - box[0]
    )
    return returns or _is_fragment(first.words[0].text)


def _runs_on(above: Line, line: Line) -> bool:
    """The line above is set alike, full, and its sentence goes on."""
    alike = abs(above.size - line.size) < 0.06 * line.size and above.style.bold == line.style.bold
    full = above.x1 > line.x1 - 2 * line.size
    return alike and full and above.text.rstrip("”’»\"')")[-1:] not in tuple(".!?…:")


def _is_fragment(word: str) -> bool:
    """Whether a word does not look like the first of a paragraph: in lower case, in capitals, or punctuation."""
    start = word.lstrip(QUOTES)
    return not start[:1].isalnum() or start[:1].islower() or (len(start) > 1 and start[:2].isupper())


def _small_quote(page: int, box: Box, draft: Draft) -> Word | None:
    """A quotation mark at text size that is typed before the drawing."""
    return next(
        (
            line.words[0]
            for line in draft.lines[page]
            if not line.words[0].text.strip(QUOTES) and hangs_before(line.words[0], box, draft)
        ),
        None,
    )


def _take(word: Word, page: int, draft: Draft) -> None:
    """Take a word out of its line."""
    for line in draft.lines[page]:
        if word in line.words:
            line.words.remove(word)
    draft.lines[page] = [line for line in draft.lines[page] if line.words]


def _neighbour(line: Line, draft: Draft, *, up: bool) -> Line | None:
    """The line of the same column one leading above or below."""
    leading = draft.body.leading
    near = [
        other
        for other in draft.lines[line.page]
        if 0.6 * leading <= (line.baseline - other.baseline) * (1 if up else -1) <= 1.35 * leading
        and overlap(line.x0, line.x1, other.x0, other.x1) > 0.4 * min(line.width, other.width)
    ]
    return min(near, key=lambda other: abs(other.baseline - line.baseline), default=None)


def _add(
    page: int,
    box: Box,
    lines: list[Line],
    draft: Draft,
    evidence: str,
    read: Sequence[Word] = (),
    quote: Word | None = None,
) -> None:
    """Enter a cap that is still to be named; `read` are the words that an OCR engine made of it."""
    unread = Word(UNREAD, box[0], box[2], lines[0].baseline, lines[0].words[0].style, glyphs=0)
    words, text = list(read) or [unread], UNREAD
    if quote is not None:
        words, text = [quote, *words], quote.text + UNREAD
    cap = DropCap(page, words, text, box, lines=0, evidence=evidence)
    attach(cap, lines, draft)
    draft.drop_caps.append(cap)


# --- holes in a scan --------------------------------------------------------------------------


def _find_on_scan(page: Page, draft: Draft) -> None:
    """Look into each place of a scanned page where some lines are set in and the next returns to the edge."""
    if draft.look is None:
        return
    for below in list(draft.lines[page.number]):
        rows = _indented_rows(below, draft)
        if rows is None or any(cap.first is rows[0][0] for cap in draft.drop_caps):
            continue
        _find_in_hole(below, rows, draft)


def _indented_rows(below: Line, draft: Draft) -> list[tuple[Line, int]] | None:
    """The lines above `below` that leave a hole at its edge, from the top, each with its count of words in the hole."""
    em = draft.body.size
    rows: list[tuple[Line, int]] = []
    edge: float | None = None
    line = _neighbour(below, draft, up=True)
    while line is not None and len(rows) <= DEEPEST and line.size <= LARGEST_TEXT * em:
        strays = _strays(line, below.x0 + SHALLOWEST * em, edge, em)
        if strays is None:
            break
        edge = line.words[strays].x0 if edge is None else edge
        rows.insert(0, (line, strays))
        line = _neighbour(line, draft, up=True)
    if not 2 <= len(rows) <= DEEPEST or sum(strays > 0 for _, strays in rows) > 1:
        return None
    return rows


def _strays(line: Line, least: float, edge: float | None, em: float) -> int | None:
    """How many words of a line stand in the hole; None where the rest does not begin at its edge."""
    for index, word in enumerate(line.words[:3]):
        before = "".join(other.text for other in line.words[:index])
        if len(before) > STRAY_GLYPHS:
            return None
        if word.x0 >= least and (edge is None or abs(word.x0 - edge) <= SAME_EDGE * em):
            return index
    return None


def _find_in_hole(below: Line, rows: list[tuple[Line, int]], draft: Draft) -> None:
    em, page = below.size, below.page
    lines = [line for line, _ in rows]
    edge = min(line.words[strays].x0 for line, strays in rows)
    hole = _hole(below.x0, edge, lines, em)
    loose = [line for line in draft.lines[page] if line not in lines and _is_loose(line, hole)]
    sight = _look_into(hole, lines, draft)
    if sight is None or sight.tallest * (hole[3] - hole[1]) < 0.55 * _depth(lines, em):
        return
    read = [word for line, strays in rows for word in line.words[:strays]]
    read += [word for line in loose for word in line.words]
    for line, strays in rows:
        del line.words[:strays]
    draft.lines[page] = [line for line in draft.lines[page] if line not in loose]
    text = "".join(word.text for word in read)
    evidence = f"the recognised text has “{text}” for it" if text else "the recognised text lacks it"
    _add(page, sight.within(hole), lines, draft, evidence, read)


def _hole(left: float, edge: float, lines: list[Line], em: float) -> Box:
    """Where to look beside some lines: with room for a mark before the letter, an accent above and a tail below."""
    top = lines[0].baseline - 0.8 * em - 0.3 * _depth(lines, em)
    return left - 0.8 * em, top, edge - 0.05 * em, lines[-1].baseline + 0.6 * em


def _depth(lines: list[Line], em: float) -> float:
    """From the capitals of the first line to the foot of the last."""
    return lines[-1].baseline - lines[0].baseline + 0.7 * em


def _is_loose(line: Line, hole: Box) -> bool:
    """A line of its own that the OCR engine made of a cap."""
    return sum(len(word.text) for word in line.words) <= STRAY_GLYPHS and inside(line.box, hole, 0.3 * line.size)


def _look_into(hole: Box, beside: list[Line], draft: Draft) -> Sight | None:
    """What stands in a hole; the text above and below it, which may reach into it, is painted over."""
    if draft.look is None:
        return None
    from horizons_convert.recover.sight import paper_of, see

    page, em = beside[0].page, draft.body.size
    picture = draft.look(page, hole)
    scale = picture.height / (hole[3] - hole[1])
    for line in draft.lines[page]:
        outside = not beside[0].baseline - 0.3 * em < line.baseline < beside[-1].baseline + 0.3 * em
        if outside and intersects(line.box, hole):
            left, top, right, bottom = line.box
            corner = (round((left - hole[0]) * scale), round((top - hole[1]) * scale))
            other = (round((right - hole[0]) * scale), round((bottom - hole[1]) * scale))
            picture.paste(paper_of(picture), corner + other)
    return see(picture)


# --- reading ------------------------------------------------------------------------------------


class _Reader:
    """Names the letters of one article."""

    def __init__(self, draft: Draft, lexicon: Lexicon) -> None:
        self.draft = draft
        self.lexicon = lexicon
        self.known: list[tuple[str, letters.Picture]] | None = None

    def name(self, cap: DropCap) -> None:
        """Name the letter of a cap, or give the cap up if what stands there is none."""
        assert cap.first is not None
        sight = self._see(cap)
        elision = "’" if sight is not None and sight.elided else ""
        rest = elision + _rest(cap)
        hidden = self._hides_accent(cap, sight)
        found, score = self._read(sight, self._priors(rest), hidden)
        least = UNLIKELY_PICTURE if "picture" in cap.evidence else UNLIKELY
        guessed = bool(cap.evidence)  # nothing in the text says that there is a cap at all
        blank = sight is None and self.draft.look is not None
        if guessed and (blank or score < least or len(found) > 2 or (score < SURE and not _is_fragment(rest))):
            self._give_up(cap, rest)
            return
        others = {letter: p for letter, p in self._priors(rest).items() if letter != found[-1:]}
        other, _ = self._read(sight, others, hidden)
        # A quotation mark that is text need not be looked for.
        quote = "" if any(c in QUOTES for c in cap.text) else self._opening_marks(sight)
        self._set(cap, quote + found + elision, score, rest[len(elision) :], quote + other + elision)

    def _hides_accent(self, cap: DropCap, sight: Sight | None) -> bool:
        """Whether a drawn cap reaches higher than what is seen of it: its accent stands amid the text above."""
        if sight is None or sight.marks is not None or "drawing" not in cap.evidence:
            return False
        left, top, right, bottom = cap.box
        margin = PAPER * self.draft.body.size
        seen = sight.within((left, top - margin, right, bottom + margin))[1]
        unseen = (left, top, right, seen)
        return seen - top > HIDDEN * (bottom - top) and any(
            overlap(line.top, line.bottom, top, seen) > 0.5 * (seen - top) and intersects(line.box, unseen)
            for line in self.draft.lines[cap.page]
        )

    def verify(self, cap: DropCap) -> None:
        """Correct an OCR engine's reading where the page clearly shows another letter."""
        read = cap.text.lstrip(QUOTES + DASHES)
        if self.draft.look is None or len(read) != 1:
            return
        rest = _rest(cap)
        priors = self._priors(rest)
        priors[read] = OCR_TRUST * priors.get(read, min(priors.values()))
        found, score = self._read(self._see(cap), priors)
        if found and found != read and score >= MISREAD:
            cap.evidence = f"the recognised text has “{read}” for it"
            quote = cap.text[: -len(read)]
            self._set(cap, quote + found, score, rest, quote + read)

    def _see(self, cap: DropCap) -> Sight | None:
        """What the page shows where the cap stands, with a little paper around it; all of the hole on a scan."""
        assert cap.first is not None
        if all(word.style.invisible for word in cap.words):
            # What an OCR engine says of a cap's place is no better than what it says of its letter.
            edge = min(line.words[len(cap.words) if line is cap.first else 0].x0 for line in cap.beside)
            return _look_into(_hole(cap.box[0], edge, cap.beside, self.draft.body.size), cap.beside, self.draft)
        margin = PAPER * self.draft.body.size
        left, top, right, bottom = cap.box
        return _look_into((left - margin, top - margin, right + margin, bottom + margin), cap.beside, self.draft)

    def _priors(self, rest: str) -> dict[str, float]:
        from horizons_convert.recover import letters

        shares = dict(letters.candidates(rest, self.lexicon, self.draft.language))
        if not any(letter.isascii() for letter in shares):
            return shares
        foreign = [letter for letter in letters.FOREIGN if letter not in shares]
        return shares | dict.fromkeys(foreign, FOREIGN_SHARE / max(1, len(foreign)))

    def _read(self, sight: Sight | None, priors: dict[str, float], hidden: bool = False) -> tuple[str, float]:
        """The letters of a picture and how sure they are; two letters are told by their shapes alone.

        `hidden`: an accent stands above the letter that the picture does not show.
        """
        from horizons_convert.recover import letters
        from horizons_convert.recover.sight import BLANK

        if sight is None:
            return letters.name(BLANK, (), priors)
        if len(sight.letters) == 1:
            return letters.name(sight.letters[0], self._specimens(), priors, hidden_accent=hidden)
        any_letter = dict.fromkeys([*priors, *(letter.lower() for letter in priors)], 0.5 / len(priors))
        named = [letters.name(picture, self._specimens(), any_letter) for picture in sight.letters]
        head, tail = named[0][0].upper(), "".join(letter for letter, _ in named[1:])
        return head + tail, min(score for _, score in named)

    def _specimens(self) -> list[tuple[str, letters.Picture]]:
        """Pictures of the article's caps whose letters are known; an OCR engine's reading is not knowledge."""
        if self.known is None:
            self.known = []
            for cap in self.draft.drop_caps:
                letter = cap.text.lstrip(QUOTES + DASHES)
                known = len(letter) == 1 and letter != UNREAD and not cap.words[-1].style.invisible
                if known and cap.first is not None:
                    sight = self._see(cap)
                    if sight is not None and len(sight.letters) == 1:
                        self.known.append((letter, sight.letters[0]))
        return self.known

    def _opening_marks(self, sight: Sight | None) -> str:
        """The quotation mark or dash before the letter, in the form that the article uses."""
        if sight is None or not sight.marks:
            return ""
        marks = sight.marks
        if marks.stacked:
            return "¡" if marks.slender else "¿"
        if marks.height == "middle":
            double, single = ("«", "‹") if marks.points_left else ("»", "›")
            return "—" if marks.wide else double if marks.count > 1 else single
        if marks.height == "low":
            return "„" if marks.count > 1 else "‚"
        usual, forms = ("“", '“”"') if marks.count > 1 else ("‘", "‘’'")
        used = Counter(
            word.text[0]
            for lines in self.draft.lines.values()
            for line in lines
            for word in line.words
            if word.text.startswith(tuple(forms))
        )
        return max(used, key=lambda form: used[form]) if used else usual

    def _set(self, cap: DropCap, text: str, score: float, rest: str, other: str) -> None:
        assert cap.first is not None
        quotes: list[Word] = []
        if any(UNREAD in word.text for word in cap.words):  # else an OCR engine's reading is replaced as a whole
            quotes = [word for word in cap.words[:-1] if not word.text.strip(QUOTES)]
        letter, *spare = cap.words[len(quotes) :]
        letter.text = text
        letter.glyphs += sum(word.glyphs for word in spare)
        for word in spare:
            cap.first.words.remove(word)
        cap.first.reword()
        cap.words = [*quotes, letter]
        cap.text = "".join(word.text for word in cap.words)
        cap.score = score
        self.draft.record(
            "repair" if score >= SURE else "warning",
            "letter inferred",
            cap.text,
            [place(cap.page, cap.box)],
            evidence=f"{cap.evidence or 'its font does not say which letter it is'}; seen beside “{rest}”",
            score=score,
            alternative=other,
        )

    def _give_up(self, cap: DropCap, rest: str) -> None:
        """It is no letter that can be told: leave the text as it was, and say so if it seems to lack one."""
        assert cap.first is not None
        cap.first.words = [word for word in cap.first.words if word not in cap.words or word.glyphs]
        self.draft.drop_caps.remove(cap)
        cap.first = None
        if rest[:1].islower() and "picture" not in cap.evidence:
            where = [place(cap.page, cap.box)]
            self.draft.record("warning", "letter missing", rest, where, evidence=cap.evidence, score=0.5)


def _rest(cap: DropCap) -> str:
    """The word left beside the cap."""
    assert cap.first is not None
    words = cap.first.words[len(cap.words) :]
    parts = [word.text for word in words[:1]]
    for word in words[1:]:
        if not word.glued:
            break
        parts.append(word.text)
    return "".join(parts)


def _forget_drawings(cap: DropCap, draft: Draft) -> None:
    """A drawing or picture that is a cap is no figure."""
    if cap.first is None:
        return
    margin = 0.35 * draft.body.size
    for page in draft.pages:
        if page.number == cap.page:
            page.shapes = [shape for shape in page.shapes if not _belongs(shape.box, cap.box, margin)]
            page.pictures = [picture for picture in page.pictures if not _belongs(picture.box, cap.box, margin)]
            page.drawings = [box for box in page.drawings if not _belongs(box, cap.box, margin)]


def _belongs(box: Box, cap: Box, margin: float) -> bool:
    """Whether a drawing is part of the cap, or the ornament that the cap stands on."""
    wide, high = GROUND * (cap[2] - cap[0]), GROUND * (cap[3] - cap[1])
    around = inside(cap, box, margin) and box[2] - box[0] <= wide and box[3] - box[1] <= high
    return around or inside(box, cap, margin)
