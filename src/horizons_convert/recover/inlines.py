"""What is the text of some lines: words joined, hyphens decided, emphasis and note calls marked?

Emphasis is judged against the type that the block itself is set in: a roman word in an italic
quotation is as emphatic as an italic word in roman text.  Line-end hyphens go through
`hyphens`; each decision is recorded.  A page turn inside a paragraph becomes a `PageBreak`
after the word that it cuts.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from operator import attrgetter, is_

from horizons_convert.document import Inline, Inlines, Link, Mark, NoteReference, PageBreak, Text
from horizons_convert.layout.lines import TOUCHING
from horizons_convert.layout.text import Line, dominant_style
from horizons_convert.pdf.page import Style, Word
from horizons_convert.recover import hyphens
from horizons_convert.recover.draft import Draft, place
from horizons_convert.recover.lexicon import Lexicon
from horizons_convert.recover.notes import CLEARLY_RAISED, LABEL, is_superscript

HYPHEN_CHARACTERS = "-\u2010\u00ad\u2011"
ADDRESS = re.compile(r"://|^www\.|@\w", re.IGNORECASE)
"""What makes a word an address, which breaks at line ends without a hyphen."""
FEWEST_PLAIN = 4
"""A line of fewer words is written word by word."""
_ASKING = re.compile(r"\u00ad|//|(?:^| )[.,)\]\[*∗†‡§¶]")
"""What keeps words from being written as they stand: see `_plain_middle`."""
_STYLE, _GLUED, _TEXT, _BASELINE, _TARGET = map(attrgetter, ("style", "glued", "text", "baseline", "target"))
STATED = "\u2011"
"""How a hyphen reads that the file itself states to be the author's."""
SURE = 0.75
"""Hyphen decisions below this are recorded as undecided."""


@dataclass
class InlineBuilder:
    """Turns lines into inlines; shared by all blocks of an article."""

    draft: Draft
    lexicon: Lexicon
    soft: frozenset[str]
    hyphenates_softly: bool = False
    """Line ends are hyphenated with a character of their own, so that any other hyphen there is the author's."""
    labels: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """Printed label of a note -> the pages and ids of those that bear it: some begin anew on every page."""
    called: set[str] = field(default_factory=set)
    """The ids of notes that are called."""
    broken_pages: set[int] = field(default_factory=set)
    """Pages whose break has been placed."""

    def build(self, lines: list[Line], *, skip: int = 0, breaks: bool = True, notes: bool = True) -> Inlines:
        """The inlines of consecutive lines of one block.

        The first `skip` words (a list marker, a label) are left out; `breaks` and `notes` say
        whether page breaks and note calls are looked for.
        """
        words = [word for line in lines for word in line.words]
        for word in words:
            word.fate = "kept"
        text = _Writing(dominant_style(words[skip:] or words))
        before: Word | None = None
        address = False  # whether the last word is a middle part of an address that broke over several lines
        for number, line in enumerate(lines):
            if breaks and (page_break := self._page_break(line.page)) is not None:
                text.turn_page(page_break)
            own = line.words[skip:] if number == 0 else line.words
            following = lines[number + 1] if number + 1 < len(lines) else None
            plain = _plain_middle(own, line, text.base)
            for word in [own[0], own[-1]] if plain else own:
                first = word is own[0]
                if before is not None and not text.carry:
                    text.space = _is_spaced(before, word, line_end=first, address=address)
                if before is not None:
                    address = first and not text.space and (address or bool(ADDRESS.search(before.text)))
                if plain and not first:
                    text.add_run(plain)
                before = word
                opens = first and number == 0  # what a paragraph begins with calls nothing
                if notes and self.labels and not opens and (call := self._call(word, line)) is not None:
                    text.add_call(call)
                    continue
                at_end = following if word is own[-1] else None
                self._add_word(text, word, line, at_end)
        return text.finished()

    def _add_word(self, text: _Writing, word: Word, line: Line, following: Line | None) -> None:
        """Add a word; at a line end, a part of one that the next line completes is carried over to it."""
        whole = text.carry + hyphens.strip_soft(word.text) if text.carry else word.text
        marks = self._marks(word, line, text.base)
        if following is not None and _ends_with_hyphen(word.text) and not ADDRESS.search(word.text):
            carry = self._carry(whole, following)
            if carry:
                text.hold(carry, marks)
                return
        text.add(hyphens.strip_soft(whole), marks, word.target)

    def _carry(self, first: str, following: Line) -> str:
        """Decide the hyphen between `first` and the first word of the next line; what goes before that word."""
        second = following.words[0].text
        glued = [second]
        for word in following.words[1:]:
            if not word.glued:
                break
            glued.append(word.text)
        mark = first[-1]
        head = first[:-1]
        if not head or (not head[-1:].isalnum() and mark not in self.soft):
            return ""
        decision = hyphens.decide(head, "".join(glued), self.lexicon, soft=mark in self.soft)
        stated = mark == STATED or (self.hyphenates_softly and mark not in self.soft)
        if stated and not decision.keep:
            decision = hyphens.kept(decision, head, "".join(glued))
        what = "hyphen kept" if decision.keep else "hyphen dropped"
        self.draft.record(
            "repair",
            what if decision.score >= SURE else "hyphen undecided",
            decision.joined,
            [place(following.page, following.words[0].box)],
            evidence=decision.evidence,
            score=decision.score,
            alternative=decision.alternative,
        )
        if decision.keep:
            return head + "-" + (" " if f"- {glued[0][:1]}" in decision.joined else "")
        return head

    def _marks(self, word: Word, line: Line, base: Style) -> tuple[Mark, ...]:
        style = word.style
        if style is base and style is line.style and word.baseline == line.baseline:
            return ()  # as most words
        marks: list[Mark] = []
        if style.bold != base.bold:
            marks.append("bold")
        if style.italic != base.italic:
            marks.append("italic")
        if style.small_caps and not base.small_caps:
            marks.append("small-caps")
        if style.monospace and not base.monospace:
            marks.append("code")
        if is_superscript(word, line):
            marks.append("superscript")
        elif _is_subscript(word, line):
            marks.append("subscript")
        return tuple(marks)

    def _call(self, word: Word, line: Line) -> NoteReference | None:
        """The note that a superscript calls, if one bears its label."""
        match = LABEL.match(word.text)
        if not match:
            return None
        label = match.group(1) or match.group(2) or match.group(3)
        raised = is_superscript(word, line) or (match.group(2) and line.baseline - word.baseline > -0.1 * line.size)
        if not raised or label not in self.labels:
            return None
        note = self._note(self.labels[label], line.page)
        self.called.add(note)
        return NoteReference(note, label)

    def _note(self, bearers: list[tuple[int, str]], page: int) -> str:
        """Which of the notes that bear a label is called on a page: that of the page, the next one, or of several
        elsewhere (the endnotes of parts) the first that nothing has called yet."""
        here = [note for where, note in bearers if where == page]
        if here:
            return here[0]
        if any(where <= page for where, _ in bearers):
            return next((note for where, note in bearers if where > page), bearers[-1][1])
        return next((note for _, note in bearers if note not in self.called), bearers[-1][1])

    def _page_break(self, page: int) -> PageBreak | None:
        folio = self.draft.folios.get(page)
        if folio is None or page in self.broken_pages:
            return None
        self.broken_pages.add(page)
        return PageBreak(folio, page)


def _plain_middle(words: list[Word], line: Line, base: Style) -> str:
    """The text of the words between the first and the last, where none asks a question; else nothing.

    Such are most lines.  All are set like the block, stand on the line's baseline, are parted
    by spaces, and none can be a note call, a link, a mark that is not spaced, or hold a soft hyphen.
    """
    if line.style is not base or len(words) < FEWEST_PLAIN:
        return ""
    middle = words[1:-1]
    if (
        not all(map(is_, map(_STYLE, middle), itertools.repeat(base)))
        or any(map(_GLUED, words[1:]))
        or any(map(_TARGET, middle))
        or set(map(_BASELINE, middle)) != {line.baseline}
    ):
        return ""
    text = " ".join(map(_TEXT, middle))
    return "" if _ASKING.search(text) or words[-1].text[0] in ".,)]/" else text


def _is_subscript(word: Word, line: Line) -> bool:
    """Small and below the baseline of its line."""
    lowered = (word.baseline - line.baseline) / line.size
    if word.glued and lowered > CLEARLY_RAISED:
        return word.size <= TOUCHING * line.size
    return word.size <= 0.86 * line.size and lowered > 0.1


def _ends_with_hyphen(text: str) -> bool:
    return len(text) > 1 and text[-1] in HYPHEN_CHARACTERS


def _line_end_joins(before: Word, after: Word, address: bool) -> bool:
    """Whether a line broke where there is no space: at a dash or stroke set without spaces, or in an address.

    `address`: the word before is a part of one already.
    """
    if (before.text.endswith("—") and len(before.text) > 1) or (after.text.startswith("—") and len(after.text) > 1):
        return True
    if before.text[-1:] in "–/" and before.text[-2:-1].isalnum():
        return True
    if not (address or ADDRESS.search(before.text) or before.style.monospace):
        return False
    if before.style != after.style or after.text[:1] in "([“":
        return False
    return before.text[-1] in "/.-_=&?#%~:" or after.text[:1] in "/?&#"


def _written_together(before: str, after: str) -> bool:
    """Marks that some typesetters space but nobody writes apart: "http: //", ". . ."."""
    if after.startswith("//") and before.lower().endswith(("http:", "https:")):
        return True
    return after[:1] in ".,)]" and not after[1:2].isalnum() and (before[-1:] == "." or before[-1:].isalnum())


@dataclass
class _Writing:
    """The inlines of a block while they are written, from left to right."""

    base: Style
    """The style that the block is set in."""
    runs: list[Inline] = field(default_factory=list)
    carry: str = ""
    """The first part of a word that a line end cut."""
    space: bool = False
    """Whether a space comes before the next word."""
    before: PageBreak | None = None
    """A page break that comes before the next word, after the space."""
    after: PageBreak | None = None
    """A page break that comes after the word which the page turn cuts."""

    def turn_page(self, page_break: PageBreak) -> None:
        """Here a page begins: before the next word, or after the one that the page turn cuts."""
        if self.carry:
            self.after = page_break
        else:
            self.before = page_break

    def hold(self, part: str, marks: tuple[Mark, ...]) -> None:
        """Keep the first part of a word until its rest comes; the space before it is due now."""
        if not self.carry:
            self._add_space(marks)
        self.carry = part

    def add(self, word: str, marks: tuple[Mark, ...], target: str = "") -> None:
        """A word, or the whole of one whose first part was held."""
        if not self.carry:
            self._add_space(marks)
        self.carry = ""
        if word:
            said = Text(word, marks)
            self.runs.append(Link(target, (said,)) if target else said)
        if self.after is not None:
            self.runs.append(self.after)
            self.after = None

    def add_run(self, words: str) -> None:
        """Words in the style of the block between two words of a line."""
        self.runs.append(Text(f" {words}"))

    def add_call(self, call: NoteReference) -> None:
        """A note call: it belongs to the word before it."""
        self.runs.append(call)

    def finished(self) -> Inlines:
        return tuple(_merged(self.runs))

    def _add_space(self, marks: tuple[Mark, ...]) -> None:
        """The space between two words takes the marks that both share."""
        if self.space and self.runs:
            last = self.runs[-1]
            own = last.marks if marks and isinstance(last, Text) else ()
            shared = tuple([mark for mark in own if mark in marks]) if own else ()
            self.runs.append(Text(" ", shared))
        self.space = False
        if self.before is not None:
            self.runs.append(self.before)
            self.before = None


def _is_spaced(before: Word, after: Word, *, line_end: bool, address: bool) -> bool:
    """Whether there is a space between two words."""
    if line_end:
        return not _line_end_joins(before, after, address)
    return not after.glued and not _written_together(before.text, after.text)


def _merged(runs: list[Inline]) -> list[Inline]:
    """Neighbouring texts with the same marks made one."""
    result: list[Inline] = []
    said = (run for run in runs if not isinstance(run, Text) or run.text)
    for marks, same in itertools.groupby(said, key=lambda run: run.marks if isinstance(run, Text) else None):
        if marks is None:
            result += same
        else:
            result.append(Text("".join([run.text for run in same if isinstance(run, Text)]), marks))
    return [_with_double_quotes(run) for run in result]


def _with_double_quotes(run: Inline) -> Inline:
    """Two single quotation marks set side by side, as old typesetting systems do, are one double."""
    if isinstance(run, Text) and ("‘‘" in run.text or "’’" in run.text):
        return Text(run.text.replace("‘‘", "“").replace("’’", "”"), run.marks)
    return run
