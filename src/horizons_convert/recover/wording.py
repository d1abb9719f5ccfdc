"""How do the words of a block change without loss of what stands between them?

Positions are those of `document.plain`: characters of text and links count, note marks and
page breaks do not, a line break is one.  Whatever a change does not concern (italics, a
note's mark, a page break) stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

import msgspec

from horizons_convert.document import Inline, Inlines, LineBreak, Link, Mark, Place, Text


@dataclass(frozen=True)
class _Character:
    """One character and how it is set; `link` tells apart two links to the same target that stand together."""

    text: str
    marks: tuple[Mark, ...] = ()
    language: str | None = None
    link: tuple[int, Link] | None = None


_Atom = _Character | Inline


def replaced(content: Inlines, start: int, end: int, new: str) -> Inlines:
    """The content with its characters from `start` to `end` replaced; `new` is set like what it replaces or joins."""
    atoms = _atoms(content)
    counted = [index for index, atom in enumerate(atoms) if _counts(atom)]
    gone = counted[start:end]
    if gone:
        at = gone[0]
    elif start < len(counted) and not (start and _is_letter(atoms[counted[start - 1]])):
        at = counted[start]
    else:
        at = counted[start - 1] + 1 if start else 0
    like = _model(atoms, [*gone, *counted[start : start + 1], *counted[max(start - 1, 0) : start]])
    before = atoms[:at]
    after = [atom for index, atom in enumerate(atoms[at:], at) if index not in set(gone)]
    return _content([*before, *(replace(like, text=character) for character in new), *after])


def cut(content: Inlines, at: int) -> tuple[Inlines, Inlines]:
    """The content in two, before the character `at`; spaces at the cut are left out."""
    atoms = _atoms(content)
    counted = [index for index, atom in enumerate(atoms) if _counts(atom)]
    middle = counted[at] if at < len(counted) else len(atoms)
    # A page that begins here, or a note called here, belongs to the words before a cut only if they touch it.
    first, second = atoms[:middle], atoms[middle:]
    while first and _is_space(first[-1]):
        first.pop()
    while second and _is_space(second[0]):
        second.pop(0)
    return _content(first), _content(second)


def together(one: Inlines, other: Inlines) -> Inlines:
    """Two contents as one, with a space between unless the first ends in a hyphen or a space."""
    atoms = _atoms(one)
    last = next((atom for atom in reversed(atoms) if _counts(atom)), None)
    glued = isinstance(last, _Character) and (last.text.isspace() or last.text in "-\u00ad\u2010")
    return _content([*atoms, *([] if glued or last is None else [_Character(" ")]), *_atoms(other)])


def share(places: tuple[Place, ...], part: float) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """The places of the first `part` of a text and of the rest, as if its lines were evenly full."""
    total = sum(place.box[3] - place.box[1] for place in places)
    left = part * total
    first: list[Place] = []
    second: list[Place] = []
    for place in places:
        x0, top, x1, bottom = place.box
        middle = min(max(top + left, top), bottom)
        if middle > top:
            first.append(Place(place.page, (x0, top, x1, round(middle, 1))))
        if middle < bottom:
            second.append(Place(place.page, (x0, round(middle, 1), x1, bottom)))
        left -= bottom - top
    return tuple(first), tuple(second)


def _atoms(content: Iterable[Inline]) -> list[_Atom]:
    atoms: list[_Atom] = []
    for index, inline in enumerate(content):
        if isinstance(inline, Text):
            atoms += (_Character(character, inline.marks, inline.language) for character in inline.text)
        elif isinstance(inline, Link):
            link = (index, inline)
            atoms += (_Character(c, text.marks, text.language, link) for text in inline.content for c in text.text)
        else:
            atoms.append(inline)
    return atoms


def _content(atoms: list[_Atom]) -> Inlines:
    result: list[Inline] = []
    for link, group in groupby(atoms, key=lambda atom: atom.link if isinstance(atom, _Character) else None):
        runs = _runs(group)
        if link:
            texts = tuple(run for run in runs if isinstance(run, Text))
            result.append(msgspec.structs.replace(link[1], content=texts))
        else:
            result += runs
    return tuple(result)


def _runs(atoms: Iterable[_Atom]) -> list[Inline]:
    result: list[Inline] = []
    for atom in atoms:
        if not isinstance(atom, _Character):
            result.append(atom)
            continue
        last = result[-1] if result else None
        if isinstance(last, Text) and (last.marks, last.language) == (atom.marks, atom.language):
            result[-1] = Text(last.text + atom.text, last.marks, last.language)
        else:
            result.append(Text(atom.text, atom.marks, atom.language))
    return result


def _model(atoms: list[_Atom], indices: list[int]) -> _Character:
    return next((atom for atom in (atoms[i] for i in indices) if isinstance(atom, _Character)), _Character(""))


def _counts(atom: _Atom) -> bool:
    return isinstance(atom, _Character | LineBreak)


def _is_letter(atom: _Atom) -> bool:
    return isinstance(atom, _Character) and atom.text.isalnum()


def _is_space(atom: _Atom) -> bool:
    return isinstance(atom, LineBreak) or (isinstance(atom, _Character) and atom.text.isspace())
