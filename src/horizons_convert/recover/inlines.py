"""What is the text of some lines: words joined, hyphens decided, emphasis and note calls marked?

Emphasis is judged against the type that the block itself is set in: a roman word in an italic
quotation is as emphatic as an italic word in roman text.  Line-end hyphens go through
`hyphens`; each decision is recorded.  A page turn inside a paragraph becomes a `PageBreak`
after the word that it cuts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from horizons_convert.document import Inline, Inlines, Mark, NoteReference, PageBreak, Text
from horizons_convert.layout.text import Line, dominant_style
from horizons_convert.pdf.page import Style, Word
from horizons_convert.recover import hyphens
from horizons_convert.recover.draft import Draft, place
from horizons_convert.recover.lexicon import Lexicon
from horizons_convert.recover.notes import LABEL, is_superscript

HYPHEN_CHARACTERS = "-\u2010\u00ad\u2011"
ADDRESS = re.compile(r"://|^www\.|@\w", re.IGNORECASE)
"""What makes a word an address, which breaks at line ends without a hyphen."""
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
    labels: dict[str, str] = field(default_factory=dict)
    """Printed label of a note -> its id."""
    called: set[str] = field(default_factory=set)
    broken_pages: set[int] = field(default_factory=set)
    """Pages whose break has been placed."""

    def build(self, lines: list[Line], *, skip: int = 0, breaks: bool = True, notes: bool = True) -> Inlines:
        """The inlines of consecutive lines of one block; the first `skip` words (a list marker, a label) are left out."""
        words = [word for line in lines for word in line.words]
        for word in words:
            word.fate = "kept"
        base = dominant_style(words[skip:] or words)
        runs: list[Inline] = []
        pending: PageBreak | None = None
        carry = ""
        for number, line in enumerate(lines):
            if breaks and (page_break := self._page_break(line.page)) is not None:
                if runs and number:
                    pending = page_break  # it comes after the word that the page turn cuts
                else:
                    runs.append(page_break)
            own = line.words[skip:] if number == 0 else line.words
            following = lines[number + 1] if number + 1 < len(lines) else None
            for index, word in enumerate(own):
                space = bool(runs) and not (word.glued and index > 0) and not carry and not _only_breaks(runs)
                if space and index == 0 and number:
                    space = not _line_end_joins(lines[number - 1].words[-1], word)
                elif space and index:
                    space = not _written_together(own[index - 1].text, word.text)
                text = carry + hyphens.strip_soft(word.text) if carry else word.text
                last = index == len(own) - 1
                ended = carry
                carry = ""
                if last and following is not None and _ends_with_hyphen(word.text) and not ADDRESS.search(word.text):
                    carry = self._carry(text if ended else word.text, following)
                    if carry:
                        self._append(runs, "", self._marks(word, line, base), space, hold=True)
                        continue
                if notes and (note := self._call(word, line)) is not None:
                    runs.append(note)
                    continue
                self._append(runs, hyphens.strip_soft(text), self._marks(word, line, base), space)
                if pending is not None and (ended or index == 0):
                    if ended:
                        runs.append(pending)
                    else:
                        _insert_before_last_word(runs, pending, hyphens.strip_soft(text))
                    pending = None
        return tuple(_merged(runs))

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
        if not head or not head[-1:].isalnum() and mark not in self.soft:
            return ""
        decision = hyphens.decide(head, "".join(glued), self.lexicon, soft=mark in self.soft)
        if self.hyphenates_softly and mark not in self.soft and not decision.keep:
            decision = hyphens.kept(decision, head, "".join(glued), mark)
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

    def _append(self, runs: list[Inline], text: str, marks: tuple[Mark, ...], space: bool, hold: bool = False) -> None:
        """Add a word; the space before it takes the marks that both its neighbours share."""
        if space and runs:
            last = runs[-1]
            if isinstance(last, Text):
                shared = tuple(mark for mark in last.marks if mark in marks)
                runs.append(Text(" ", shared))
            else:
                runs.append(Text(" "))
        if not hold and text:
            runs.append(Text(text, marks))

    def _marks(self, word: Word, line: Line, base: Style) -> tuple[Mark, ...]:
        marks: list[Mark] = []
        style = word.style
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
        elif style.size <= 0.86 * line.size and word.baseline - line.baseline > 0.1 * line.size:
            marks.append("subscript")
        return tuple(marks)

    def _call(self, word: Word, line: Line) -> NoteReference | None:
        """The note that a superscript calls, if one bears its label."""
        match = LABEL.match(word.text)
        if not match:
            return None
        label = match.group(1) or match.group(2)
        raised = is_superscript(word, line) or (match.group(2) and line.baseline - word.baseline > -0.1 * line.size)
        if not raised or label not in self.labels:
            return None
        self.called.add(label)
        return NoteReference(self.labels[label], label)

    def _page_break(self, page: int) -> PageBreak | None:
        folio = self.draft.folios.get(page)
        if folio is None or page in self.broken_pages:
            return None
        self.broken_pages.add(page)
        return PageBreak(folio, page)


def _ends_with_hyphen(text: str) -> bool:
    return len(text) > 1 and text[-1] in HYPHEN_CHARACTERS


def _line_end_joins(before: Word, after: Word) -> bool:
    """Whether a line broke where there is no space: at an em dash set without spaces, or in an address."""
    if (before.text.endswith("—") and len(before.text) > 1) or (after.text.startswith("—") and len(after.text) > 1):
        return True
    if not (ADDRESS.search(before.text) or before.style.monospace):
        return False
    return before.text[-1] in "/.-_=&?#%~:" and before.style == after.style and after.text[:1] not in "([“"


def _written_together(before: str, after: str) -> bool:
    """Marks that some typesetters space but nobody writes apart: "http: //", ". . ."."""
    if after.startswith("//") and before.lower().endswith(("http:", "https:")):
        return True
    return after[:1] in ".,)]" and not after[1:2].isalnum() and (before[-1:] == "." or before[-1:].isalnum())


def _only_breaks(runs: list[Inline]) -> bool:
    return all(isinstance(run, PageBreak) for run in runs)


def _insert_before_last_word(runs: list[Inline], page_break: PageBreak, word: str) -> None:
    """The page turned between two words: the break stands before the second."""
    last = runs.pop()
    runs.append(page_break)
    runs.append(last)
    del word


def _merged(runs: list[Inline]) -> list[Inline]:
    """Neighbouring texts with the same marks made one."""
    result: list[Inline] = []
    for run in runs:
        last = result[-1] if result else None
        if isinstance(run, Text) and isinstance(last, Text) and run.marks == last.marks:
            result[-1] = Text(last.text + run.text, run.marks)
        elif not (isinstance(run, Text) and not run.text):
            result.append(run)
    return [_with_double_quotes(run) for run in result]


def _with_double_quotes(run: Inline) -> Inline:
    """Two single quotation marks set side by side, as old typesetting systems do, are one double."""
    if isinstance(run, Text) and ("‘‘" in run.text or "’’" in run.text):
        return Text(run.text.replace("‘‘", "“").replace("’’", "”"), run.marks)
    return run
