"""Where does a drop cap stand, and which word does it begin?

A cap is a glyph much taller than the body (an opening quotation mark may stand before it)
beside whose foot and head lines of body text stand.  It begins the first word of the line
that its *top* meets, never of the line whose baseline it shares.  Whether it is a word of
its own ("A river") or the head of one ("A|t the summit") is a question for the lexicon.

Three steps: `find_drop_caps` takes the caps out of the words before lines are formed (they
would pull the n-th line to themselves); `join_drop_caps` gives each to its line after;
`decide_words` asks the lexicon once the language is known.  Caps that are no text, or whose
text says nothing, are found and named by `initials` between the last two.

Limits: two adjacent caps of one line ("Th") are taken as one cap of two letters; a cap that
is a figure ("1989 was ...") is one only where figures follow it.
"""

from __future__ import annotations

from collections import Counter

from horizons_convert.layout.text import Line, join_words, overlap
from horizons_convert.pdf.page import Box, Word
from horizons_convert.recover.draft import Draft, DropCap, place
from horizons_convert.recover.lexicon import ONE_LETTER_WORDS, Lexicon, fold

SMALLEST = 1.45
"""A cap's type is at least this many times the body size (a two-line cap of a tall face)."""
INK_OVER_BODY = 1.35
"""... and its ink at least this many times the body size in height, or it is a mere large capital in a title."""
LARGEST = 9.0
"""Larger initials (times the body size) are ornaments or posters."""
APART = 1.3
"""A line so many leadings above the next one beside a cap is not of its paragraph."""
NEAR = 1.6
"""Lines beside a cap begin within this many em (body) of its right edge."""
QUOTES = "“”\"'‘’„«»‚‹›‟¿¡("
DASHES = "–—"
UNREAD = "\ufffd"
"""A glyph whose letter is not known (yet)."""
APOSTROPHES = "’'"
SPACES = "\u202f\u00a0 "
"""What may part a guillemet from its letter."""


def find_drop_caps(draft: Draft) -> None:
    """Move the words that are drop caps from `draft.words` to `draft.drop_caps`."""
    for page in draft.pages:
        words = draft.words[page.number]
        large = [word for word in words if word.ink is not None and _is_large(word, draft)]
        for group in _groups(large):
            group = _with_small_quote(group, words, draft)
            cap = DropCap(page.number, group, join_words(group).replace(" ", ""), _ink_box(group), lines=0)
            beside = _beside(cap.box, words, group, draft)
            if not beside or _has_large_neighbour(group, words):
                continue
            if not _may_be_cap(cap.text, beside[0].text):
                if not _may_be_misread(group):
                    continue
                cap.text, cap.evidence = UNREAD, f"the recognised text has “{cap.text}” for it"
            draft.drop_caps.append(cap)
            for word in group:
                words.remove(word)


def join_drop_caps(draft: Draft) -> None:
    """Give each cap to the first word of the line that it opens."""
    for cap in draft.drop_caps:
        lines = lines_beside(cap.page, cap.box, draft, below=0.7 * max(word.size for word in cap.words))
        if lines:
            attach(cap, _without_heading(lines, cap, draft), draft)
        else:
            _release(cap, draft)


def _without_heading(lines: list[Line], cap: DropCap, draft: Draft) -> list[Line]:
    """The lines beside a cap without those that white parts from its own: a raised cap reaches up to a heading."""
    own = [line for line in lines if abs(line.baseline - cap.words[-1].baseline) < 0.3 * line.size]
    first = lines.index(own[-1]) if own else 0
    while first > 0 and lines[first].baseline - lines[first - 1].baseline < APART * draft.body.leading:
        first -= 1
    return lines[first:]


def decide_words(draft: Draft, lexicon: Lexicon) -> None:
    """Decide for each cap whether it is a word of its own, and record it."""
    for cap in draft.drop_caps:
        if cap.first is None or not cap.words:
            continue
        _space_guillemet(cap, draft)
        follower = cap.first.words[len(cap.words)] if len(cap.first.words) > len(cap.words) else None
        letters = cap.text.lstrip(QUOTES + DASHES + SPACES)
        rest = follower.text if follower else ""
        elided = cap.text[0] in APOSTROPHES and letters.islower()
        joined, score, evidence = (False, 0.95, "an elided word") if elided else _is_head(letters, rest, lexicon)
        if follower is not None:
            follower.glued = joined
        cap.first.reword()
        draft.record(
            "repair",
            "drop cap",
            letters + rest if joined else f"{letters} {rest}",
            [place(cap.page, cap.box)],
            evidence=f"{cap.lines} lines deep; {evidence}",
            score=min(score, cap.score),
            alternative=f"{letters} {rest}" if joined else letters + rest,
        )


def _is_head(letters: str, rest: str, lexicon: Lexicon) -> tuple[bool, float, str]:
    """Whether the cap is the head of the word beside it; how sure, and on which evidence."""
    if letters.endswith(tuple(APOSTROPHES)) and rest[:1].isalpha():
        return True, 0.98, "elision"
    if letters.isupper() and rest.islower() and not lexicon.knows(letters + rest) and lexicon.knows(rest):
        is_word = fold(letters) in ONE_LETTER_WORDS.get(lexicon.language, frozenset())
        return False, 0.9 if is_word else 0.7, f"“{letters + rest}” is no word and “{rest}” is"
    if letters.isdigit() and rest[:1].isdigit():
        return True, 0.95, "the figures of one number"
    if not rest[:1].isalnum():
        # "Ø, the shortest name": punctuation clings; a quotation mark or bracket begins a new word.
        return rest[:1] in ",.;:!?…’'-", 0.95, "the cap is followed by punctuation"
    join = lexicon.joins(letters, rest)
    return join.joined, join.score, join.evidence


def _space_guillemet(cap: DropCap, draft: Draft) -> None:
    """Give "«" the narrow space that the article sets after it elsewhere (French): the gap of a cap says nothing."""
    if "«" not in cap.text:
        return
    own = {id(word) for word in cap.words}
    usage = Counter(
        word.text[1:2] in SPACES
        for lines in draft.lines.values()
        for line in lines
        for word in line.words
        if word.text.startswith("«") and id(word) not in own
    )
    spaced = usage[True] > usage[False] or (not usage and draft.language.startswith("fr"))
    cap.text = cap.text.replace("«", "«\u202f") if spaced and not any(c in cap.text for c in SPACES) else cap.text
    for word in cap.words:
        if spaced and word.text.endswith("«"):
            word.text += "\u202f"
        elif spaced and word.text.startswith("«") and word.text[1] not in SPACES:
            word.text = "«\u202f" + word.text[1:]


def _is_large(word: Word, draft: Draft) -> bool:
    size = draft.body.size
    if not SMALLEST * size <= word.size <= LARGEST * size * 1.4 or word.ink is None or len(word.text) > 3:
        return False
    height = word.ink[3] - word.ink[1]
    is_quote = all(c in QUOTES for c in word.text)
    return is_quote or INK_OVER_BODY * size <= height <= LARGEST * size


def _groups(large: list[Word]) -> list[list[Word]]:
    """Quotation mark and letter of one cap, from left to right."""
    groups: list[list[Word]] = []
    for word in sorted(large, key=lambda w: (w.x0, w.baseline)):
        for group in groups:
            last = group[-1]
            if (
                all(c in QUOTES for c in last.text)
                and word.x0 - last.x1 < 0.5 * word.size
                and overlap(*_ink_span(last), *_ink_span(word)) > -0.1 * word.size
            ):
                group.append(word)
                break
        else:
            groups.append([word])
    return groups


def _with_small_quote(group: list[Word], words: list[Word], draft: Draft) -> list[Word]:
    """Add an opening quotation mark at text size that hangs before the cap."""
    box = _ink_box(group)
    for word in words:
        if (
            word.text[:1] in QUOTES
            and all(c in QUOTES for c in word.text)
            and word not in group
            and hangs_before(word, box, draft)
        ):
            return [word, *group]
    return group


def hangs_before(word: Word, cap: Box, draft: Draft) -> bool:
    """Whether a word at text size stands at the left of a cap, level with its head."""
    beside = -0.4 * draft.body.size <= cap[0] - word.x1 <= 0.8 * draft.body.size
    return beside and cap[1] - 0.5 * draft.body.size <= word.baseline <= cap[1] + 1.6 * draft.body.leading


def _may_be_cap(text: str, rest: str) -> bool:
    """Whether a large text is one or two letters, or the first figures of the number that `rest` goes on with."""
    letters = text.lstrip(QUOTES + DASHES)
    if letters.isdigit() and not rest[:1].isdigit():
        return False  # the number of a list or a chapter
    if len(letters) > 1:
        letters = letters.rstrip(APOSTROPHES)  # "L’attente"
    told = 0 < len(letters) <= 2 and all(c.isalnum() or c == UNREAD for c in letters)
    elided = text[0] in APOSTROPHES and len(letters) == 1  # Dutch "’t"
    return told and (elided or not letters[0].islower())


def _may_be_misread(group: list[Word]) -> bool:
    """Whether an OCR engine may have taken a cap for this: for a figure, a stroke, a letter in lower case."""
    return all(word.style.invisible for word in group) and sum(len(word.text) for word in group) <= 2


def _has_large_neighbour(group: list[Word], words: list[Word]) -> bool:
    """Other large type on the same baseline nearby: a title or a pull quote, not a cap."""
    first, last = group[0], group[-1]
    after = [word for word in words if -last.size < word.x0 - last.x1 < last.size]
    before = [word for word in words if 0 <= first.x0 - word.x1 < first.size]
    return any(_is_large_beside(word, last) and word not in group for word in after) or any(
        _is_large_beside(word, first) and word not in group for word in before
    )


def _is_large_beside(word: Word, glyph: Word) -> bool:
    return abs(word.baseline - glyph.baseline) < 0.2 * glyph.size and word.size > 0.75 * glyph.size


def _beside(box: Box, words: list[Word], group: list[Word], draft: Draft) -> list[Word]:
    """The body text that begins at the right of the cap, level with its upper part, from the top."""
    size = draft.body.size
    own = {id(word) for word in group}
    beside = [
        word
        for word in words
        if -0.5 * size <= word.x0 - box[2] <= NEAR * size
        and word.size < 0.7 * group[-1].size
        and id(word) not in own
        and box[1] - 0.6 * size <= word.baseline <= box[3] + 0.4 * size
    ]
    return sorted(beside, key=lambda word: word.baseline)


def lines_beside(page: int, box: Box, draft: Draft, below: float = float("inf")) -> list[Line]:
    """The lines at the right of a cap's box, from top to bottom; `below` is the size that their type does not reach."""
    size = draft.body.size
    _, top, right, bottom = box
    beside = [
        line
        for line in draft.lines[page]
        if -0.6 * size <= line.x0 - right <= 2.5 * NEAR * size
        and top - 0.3 * size <= line.baseline <= bottom + 0.35 * size
        and line.size < below
    ]
    nearest = min((line.x0 for line in beside), default=0.0)
    column: list[Line] = []
    for line in sorted(beside, key=lambda line: line.baseline):
        follows = not column or line.baseline - column[-1].baseline > 0.5 * size
        if line.x0 - nearest <= 2.5 * size and follows:
            column.append(line)
    return column


def attach(cap: DropCap, lines: list[Line], draft: Draft) -> None:
    """Put the cap at the head of the first of the lines beside it."""
    first = lines[0]
    cap.beside, cap.first = lines + held_off(lines[-1], cap.box[0], draft), first
    # Its own baseline tells its depth where the paragraph is shorter; its ink does not: a Q has a tail.
    cap.lines = max(len(lines), round((cap.words[-1].baseline - first.baseline) / draft.body.leading) + 1)
    for word in cap.words:
        # From here on the cap is set like its line: nothing downstream meets a giant.
        word.style = first.words[0].style
        word.baseline = first.baseline
    for word in cap.words[1:]:
        word.glued = True
    if len(lines) > 1:
        first.style = lines[1].style  # a lead-in in small capitals does not make it another kind of line
    first.words[:0] = cap.words


def held_off(last: Line, left: float, draft: Draft) -> list[Line]:
    """Lines below the cap's foot that are still kept away from the edge: a float's box is deeper than its ink."""
    held: list[Line] = []
    for line in draft.lines[last.page]:
        step = line.baseline - last.baseline
        if not 0.5 * draft.body.leading < step < 1.4 * draft.body.leading:
            continue
        if abs(line.x0 - last.x0) < 0.15 * draft.body.size and line.x0 > left + 0.3 * draft.body.size:
            held.append(line)
            last = line
    return held


def _release(cap: DropCap, draft: Draft) -> None:
    """No text stands beside it after all: give its glyphs back to the page as a line of their own."""
    draft.lines[cap.page].append(Line.of(cap.page, cap.words))
    draft.lines[cap.page].sort(key=lambda line: (line.baseline, line.x0))


def _ink_span(word: Word) -> tuple[float, float]:
    box = word.ink or word.box
    return box[1], box[3]


def _ink_box(group: list[Word]) -> Box:
    # Quotation marks hang where they like.
    letters = [word for word in group if not all(c in QUOTES for c in word.text)] or group
    boxes = [word.ink or word.box for word in group]
    tops = [(word.ink or word.box) for word in letters]
    return min(b[0] for b in boxes), min(b[1] for b in tops), max(b[2] for b in boxes), max(b[3] for b in tops)
