"""Which blocks are footnotes or endnotes, and where are they called?

Footnotes: type smaller than the body at the foot of a column, with no body text below it
there, beginning with a label (raised or not), often under a short rule.  Endnotes: small
type that begins with labels which count up, after the text.  Set as large as the text, they are
told by raised labels which count up from the first one and are called in the text.  A note that
runs on in the next column or page has no label there and is joined to the note before it.

A superscript in the text is a call only if a note bears its label: "22nd" and "m²" are not.
A numbered list in a box is notes only if the text calls it; one under "References" is a list.

Limits: notes set at body size whose labels are not raised, with neither a rule nor a heading, are taken for text.
"""

from __future__ import annotations

import re

from horizons_convert.layout.frames import frames
from horizons_convert.layout.lines import TOUCHING
from horizons_convert.layout.text import Block, Line, inside, overlap
from horizons_convert.pdf.page import Rule, Word
from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.draft import Draft, Piece

SMALLER = 0.955
"""Notes are set at most at this share of the body size."""
MUCH_SMALLER = 0.88
"""... and without a label at most at this share."""
LABEL = re.compile(r"^(?:[\[(]?(\d{1,3})\]?[.)]?|([*∗†‡§¶‖]{1,3})|([a-z]))$")
"""The label of a note; a letter is one only if it is raised."""
_BRACKETED = re.compile(r"^\[\d{1,3}\][.,;:]?$")
CLEARLY_RAISED = 0.25
"""A mark set without a space behind its word and raised by this much (em) is a superscript, even if hardly smaller."""
FOOT = 0.45
"""Footnotes stand in the lower part of the page (share of its height from the top)."""
_NOTES = re.compile(
    r"\W*(?:(?:end|foot)?notes|anmerkungen|endnoten|fu(?:ß|ss)noten|notas|note|noter|noten|eindnoten|voetnoten|przypisy|"
    r"примечания|примітки|сноски)\W*",
    re.IGNORECASE,
)
"""The heading of notes."""
UNDERLINE = 0.3
"""A rule that underlines words stands at most so many em below their baseline."""
_REFERENCES = re.compile(
    r"\W*(?:\d+\.?\s+)?(?:references|bibliography|literature(?: cited)?|works cited|sources|further reading|"
    r"literatur\w*|quellen|références|bibliographie|referencias|bibliografía|referências|bibliografia|riferimenti|литература|"
    r"список литературы|извори)\W*",
    re.IGNORECASE,
)
"""The heading of a list of books and papers."""


def find_notes(draft: Draft) -> None:
    """Give the pieces that are notes the role `note`, one piece a note."""
    _find_called(draft)
    called = _called(draft)
    for piece in draft.of("text"):
        _part_from_notes(piece, called, draft)
    starts: list[Piece] = []
    for piece in draft.of("text"):
        if not _begins_with_label(piece.lines[0]):
            continue
        if piece.style.size > SMALLER * draft.body.size and not _is_marked_under_rule(piece, called, draft):
            continue
        if _is_bracketed(piece.lines[0]) and not _is_marked(piece.lines[0], called):
            continue
        if (_at_foot(piece, draft) or _under_rule(piece, draft)) and not _is_list(piece, draft):
            starts.append(piece)
    for piece in starts:
        _split(piece, draft)
    for piece in draft.of("text"):
        if _is_unlabelled(piece, draft) or _is_over_notes(piece, draft):
            piece.role = "note"
    _find_more(draft)


def _find_called(draft: Draft) -> None:
    """Endnotes in type of the text: lines that begin with a raised 1, 2, 3 ..., each called before.

    Under a heading that says what they are, their labels need not be raised.  They may stand in one
    piece with each other, and with the end of the text above them.
    """
    called: set[str] = set()
    starts: dict[Piece, Line] = {}
    expected, headed = 1, False
    for piece in sorted(draft.of("text"), key=lambda piece: (piece.page, _column_index(piece, draft), piece.box[1])):
        headed = headed or bool(_NOTES.fullmatch(piece.text))
        for line in piece.lines:
            first, *others = line.words
            label, _ = (label_of(line) if headed else None) or (first.text, 0)
            if label == str(expected) and label in called and (headed or is_superscript(first, line)):
                starts.setdefault(piece, line)
                expected += 1
            called.update(word.text for word in others if word.text.isdecimal() and is_superscript(word, line))
    for piece, line in starts.items():
        _split(_cut_off(piece, line, draft), draft)


def _cut_off(piece: Piece, line: Line, draft: Draft) -> Piece:
    """The lines of a piece from one on, as a piece of their own."""
    at = piece.lines.index(line)
    rest = Piece(piece.page, "text", Block(piece.page, piece.lines[at:]))
    draft.pieces.insert(draft.pieces.index(piece) + 1, rest)
    if at:
        piece.block = Block(piece.page, piece.lines[:at])
    else:
        draft.pieces.remove(piece)
    return rest


def _is_unlabelled(piece: Piece, draft: Draft) -> bool:
    """A note without a label, or with one that an OCR engine lost: small type at a column's foot, under text."""
    if piece.style.size > MUCH_SMALLER * draft.body.size or not _at_foot(piece, draft):
        return False
    if not (piece.style.invisible or _under_rule(piece, draft)):
        return False
    box = piece.box
    return any(
        is_body_size(other.style.size, draft) and overlap(other.box[0], other.box[2], box[0], box[2]) > 0
        for other in draft.on_page(piece.page)
        if other.role == "text" and other.box[3] <= box[1] + draft.body.touch
    )


def _part_from_notes(piece: Piece, called: set[str], draft: Draft) -> None:
    """Cut a block under a short rule where marked notes follow one without a mark, or the rest of one."""
    if _begins_with_label(piece.lines[0]) or piece.box[1] < FOOT * draft.page(piece.page).height:
        return
    begins = next((line for line in piece.lines if _is_marked(line, called)), None)
    if begins is not None and _under_rule(piece, draft):
        _split(_cut_off(piece, begins, draft), draft)


def _is_marked(line: Line, called: set[str]) -> bool:
    """Whether a line begins with the label of a note, raised or called in the text."""
    label, _ = label_of(line) or ("", 0)
    return bool(label) and len(line.words) > 1 and (label in called or is_superscript(line.words[0], line))


def _is_bracketed(line: Line) -> bool:
    """Whether a label stands in round brackets, as the numbers of many lists do: only a call makes it a note's."""
    return line.words[0].text.startswith("(")


def _is_over_notes(piece: Piece, draft: Draft) -> bool:
    """A note without a label, though as large as the text: under a short rule at the foot, right above other notes."""
    box = piece.box
    if box[1] < FOOT * draft.page(piece.page).height or not _under_rule(piece, draft):
        return False
    return any(
        other.role == "note"
        and 0 <= other.box[1] - box[3] + draft.body.touch < draft.body.leading
        and overlap(other.box[0], other.box[2], box[0], box[2]) > 0
        and abs(other.style.size - piece.style.size) < 0.05 * piece.style.size
        for other in draft.on_page(piece.page)
    )


def _is_marked_under_rule(piece: Piece, called: set[str], draft: Draft) -> bool:
    """A footnote as large as the text: it stands low under a short rule, its label raised or called in the text."""
    low = piece.box[1] > FOOT * draft.page(piece.page).height
    return low and _is_marked(piece.lines[0], called) and _under_rule(piece, draft)


def _is_list(piece: Piece, draft: Draft) -> bool:
    return _is_boxed_list(piece, draft) or _is_list_of_references(piece, draft)


def _is_list_of_references(piece: Piece, draft: Draft) -> bool:
    """Whether the heading close above a piece says that it lists what was read: its numbers are called in brackets."""
    box = piece.box
    above = [
        other
        for other in draft.on_page(piece.page)
        if other.box[1] < box[1] and overlap(other.box[0], other.box[2], box[0], box[2]) > 0
    ]
    nearest = max(above, key=lambda other: other.box[3], default=None)
    return nearest is not None and bool(_REFERENCES.fullmatch(nearest.text))


def _is_boxed_list(piece: Piece, draft: Draft) -> bool:
    """Whether a piece stands in a frame, and nothing outside bears its label raised."""
    box = next((box for box in frames(draft.page(piece.page)) if inside(piece.box, box, draft.body.touch)), None)
    if box is None:
        return False
    label, _ = label_of(piece.lines[0]) or ("", 0)
    return not any(
        word.text == label and is_superscript(word, line)
        for other in draft.of("text")
        if other.page != piece.page or not inside(other.box, box, draft.body.touch)
        for line in other.lines
        for word in line.words
    )


def label_of(line: Line) -> tuple[str, int] | None:
    """The label that a note begins with and how many words it takes, or None."""
    first = line.words[0]
    match = LABEL.match(first.text)
    if not match:
        return None
    raised = _is_raised(first, line)
    if match.group(3) and not raised:
        return None
    bare = first.text.strip("[].()")
    if raised or first.text != bare or match.group(2) or (len(line.words) > 1 and not line.words[1].glued):
        return bare, 1
    return None


def is_superscript(word: Word, line: Line) -> bool:
    """Small and above the baseline of its line."""
    return _is_raised(word, line)


def _is_raised(word: Word, line: Line) -> bool:
    raised = (line.baseline - word.baseline) / line.size
    if word.glued and raised > CLEARLY_RAISED:
        return word.size <= TOUCHING * line.size
    return word.size <= 0.86 * line.size and raised > 0.12


def _begins_with_label(line: Line) -> bool:
    return label_of(line) is not None


def _at_foot(piece: Piece, draft: Draft) -> bool:
    """Low on the page, and nothing but notes stands below it in its column."""
    page = draft.page(piece.page)
    box = piece.box
    if box[1] < FOOT * page.height:
        return False
    below = [
        other
        for other in draft.on_page(piece.page)
        if other is not piece and other.box[1] > box[1] and overlap(other.box[0], other.box[2], box[0], box[2]) > 0
    ]
    # A pull quote or a bio below the notes is set in another size; only running text speaks against.
    return not any(other.role == "text" and is_body_size(other.style.size, draft) for other in below)


def _under_rule(piece: Piece, draft: Draft) -> bool:
    """A short rule stands just above it, and does not underline the words over it."""
    page = draft.page(piece.page)
    box = piece.box
    return any(
        rule.horizontal
        and -draft.body.touch < box[1] - rule.box[3] < 1.6 * draft.body.leading
        and rule.box[0] - draft.body.touch <= box[0] + 2 * draft.body.size
        and rule.box[2] - rule.box[0] < 0.7 * (box[2] - box[0])
        and abs(rule.box[0] - box[0]) < 3 * draft.body.size
        and not _underlines(rule, draft.lines[piece.page])
        for rule in page.rules
    )


def _underlines(rule: Rule, lines: list[Line]) -> bool:
    """Whether a rule stands right below the baseline of words that are about as long as it."""
    left, top, right, _ = rule.box
    return any(
        -0.05 * line.size < top - line.baseline < UNDERLINE * line.size
        and overlap(left, right, line.x0, line.x1) > 0.8 * (right - left)
        for line in lines
    )


def _split(piece: Piece, draft: Draft) -> list[Piece]:
    """One piece a note; lines before the first label belong to the note before."""
    parts: list[list[Line]] = []
    expected: int | None = None
    for line in piece.lines:
        label = label_of(line)
        number = int(label[0]) if label and label[0].isdigit() else None
        starts = label is not None and (not parts or number is None or expected is None or number == expected)
        if starts or not parts:
            parts.append([line])
            expected = number + 1 if number is not None else None
        else:
            parts[-1].append(line)
    at = draft.pieces.index(piece)
    notes = [
        Piece(piece.page, "note", Block(piece.page, lines), evidence="small type that begins with a label")
        for lines in parts
    ]
    draft.pieces[at : at + 1] = notes
    return notes


def _find_more(draft: Draft) -> None:
    """Endnotes, and the rest of notes that a column or page end cut.

    In small type, in reading order by columns: a block whose label is the next number is a
    note; a block without a label right after a note that has not ended is its rest.
    """
    small = [p for p in draft.of("text", "note") if p.style.size <= SMALLER * draft.body.size]
    small.sort(key=lambda piece: (piece.page, _column_index(piece, draft), piece.box[1]))
    called = _called(draft)
    expected, last = 1, None
    for piece in small:
        label = label_of(piece.lines[0])
        number = int(label[0]) if label and label[0].isdigit() else None
        if piece.role == "note":
            expected, last = (number or 0) + 1, piece
        elif number == expected and not _is_list(piece, draft) and not _is_in_text(piece, called, draft):
            last = _split(piece, draft)[-1]
            expected = int((label_of(last.lines[0]) or ("0", 0))[0]) + 1
        elif last is not None and label is None and _is_rest(piece, last) and not _goes_on(piece, small):
            last = _split_rest(piece, expected, draft)
            label = label_of(last.lines[0])
            expected = int(label[0]) + 1 if label and label[0].isdigit() else expected


def _goes_on(piece: Piece, small: list[Piece]) -> bool:
    """Whether other small type, which is no note, stands close above a piece: it belongs to that."""
    box = piece.box
    return any(
        other.role == "text"
        and other is not piece
        and other.page == piece.page
        and overlap(other.box[0], other.box[2], box[0], box[2]) > 0
        and -0.5 * piece.style.size < box[1] - other.box[3] < 0.5 * piece.style.size
        for other in small
    )


def _called(draft: Draft) -> set[str]:
    """The numbers that stand raised, or in brackets, in the text and have no note yet."""
    called = {
        word.text.strip("[].,;:")
        for piece in draft.of("text")
        for line in piece.lines
        for word in line.words[1:]
        if (word.text.isdecimal() and is_superscript(word, line)) or _BRACKETED.match(word.text)
    }
    return called - {label[0] for piece in draft.of("note") if (label := label_of(piece.lines[0]))}


def _is_in_text(piece: Piece, called: set[str], draft: Draft) -> bool:
    """Whether what looks like notes is a list, or lines of a program: text goes on below it, and none is called."""
    if any((label_of(line) or ("", 0))[0] in called for line in piece.lines):
        return False
    box = piece.box
    return any(
        other.role == "text"
        and is_body_size(other.style.size, draft)
        and other.box[1] > box[3] - draft.body.touch
        and overlap(other.box[0], other.box[2], box[0], box[2]) > 0
        for other in draft.on_page(piece.page)
    )


def _split_rest(piece: Piece, expected: int, draft: Draft) -> Piece:
    """Make the rest of a note one, and further notes of those that begin in it; gives the last."""
    begins = next((line for line in piece.lines if (label_of(line) or ("", 0))[0] == str(expected)), None)
    further = _split(_cut_off(piece, begins, draft), draft) if begins else []
    piece.role = "note"
    return [piece, *further][-1]


def _column_index(piece: Piece, draft: Draft) -> int:
    column = draft.column_of(piece.page, piece.box)
    return draft.columns[piece.page].index(column) if column else 0


def _is_rest(piece: Piece, note: Piece) -> bool:
    """Set exactly like the note, elsewhere, and the note has not come to its end."""
    style, other = piece.lines[0].style, note.lines[-1].style
    same_face = style.font.split("-")[0] == other.font.split("-")[0] and style.bold == other.bold
    alike = same_face and abs(style.size - other.size) < 0.03 * other.size
    elsewhere = piece.page != note.page or abs(piece.box[0] - note.box[0]) > piece.style.size
    ended = note.text.rstrip().endswith((".", "!", "?", "…", ")"))
    return alike and elsewhere and not ended
