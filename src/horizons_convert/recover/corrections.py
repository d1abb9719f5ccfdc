"""What has a person put right, and does it still find what it was written about?

The last word on a recovery.  Each correction looks for its words in the finished edition,
changes it, and enters into the ledger as a repair: what a person said outranks all evidence.
One that finds nothing, or finds its words twice and cannot tell which is meant, becomes a
warning that names it; it is never applied to something else.  What the converter has learnt
to do by itself meanwhile counts as done.

Corrections work on the edition and not on the pages, because only there do words exist that
can be quoted: whatever a better converter does differently on the way, the passage is found
again in what comes out.  The price: words that come back from the ledger have lost their
italics.
"""

from __future__ import annotations

from typing import Any

import msgspec

from horizons_convert import corrections as model
from horizons_convert.corrections import SET_ASIDE, BlockRole, Correction, Corrections
from horizons_convert.document import (
    Author,
    Block,
    Edition,
    Figure,
    Heading,
    Inlines,
    Paragraph,
    Place,
    Table,
    inlines,
    plain,
)
from horizons_convert.ledger import Ledger, Record
from horizons_convert.recover.anchors import (
    Candidate,
    LostError,
    Sizes,
    absolute,
    begins_with,
    choose,
    ends_with,
    same_passage,
    same_picture,
)
from horizons_convert.recover.desk import ROLE_NAMES, STEP, Desk, Sheet, role_of
from horizons_convert.recover.rewording import find, reword
from horizons_convert.recover.units import Unit, Wrapper
from horizons_convert.recover.wording import cut, share, together

CORRECTED = "corrected by hand"
LOST = "correction not applied"
ALREADY = "so already"
"""What is said where the converter does by itself what a correction asks for."""

Done = tuple[str, tuple[Place, ...]]
"""What was done, in words, and where."""

_PARAGRAPH_ROLES = {name: role for role, name in ROLE_NAMES.items()}
_WRAPPERS = {"block quote": "quote", "sidebar": "sidebar", "list item": "list"}
_BYLINE_WORDS = ("by", "von", "par", "por", "di")
_AND = ("and", "&", "und", "et", "y", "e")


def apply_corrections(edition: Edition, ledger: Ledger, corrections: Corrections, sizes: Sizes) -> Edition:
    """The corrected edition; `ledger` gets a record for each correction, and its account of glyphs stays balanced.

    `sizes` are the widths and heights of the pages in points, for the places that corrections
    name; without them (a JSON model) a place is its page.
    """
    desk = Desk(edition, ledger, sizes)
    for number, correction in enumerate(corrections.correction, 1):
        name, words = model.label(number, correction), model.concerns(correction)
        try:
            done, places = _apply(desk, correction)
        except LostError as lost:
            where = absolute(correction.page, correction.box, sizes)
            ledger.records.append(Record("warning", LOST, words, f"{name}: {lost}", 0.0, "", where, step=STEP))
        else:
            ledger.records.append(Record("repair", CORRECTED, words, f"{name}: {done}", places=places, step=STEP))
    return desk.finished()


def _apply(desk: Desk, correction: Correction) -> Done:
    match correction:
        case model.RoleIs():
            return _role(desk, correction)
        case model.Join():
            return _join(desk, correction)
        case model.Move():
            return _move(desk, correction)
        case model.Split():
            return _split(desk, correction)
        case model.AltText():
            return _describe(desk, correction)
        case model.ArticleIs():
            return _article(desk, correction)
        case model.EditionIs():
            values = _given(correction, "title", "journal", "issue", "date", "language", "publisher", "rights")
            desk.rename_edition(values)
            return f"its {', '.join(values)}", ()
        case model.Letter() | model.Words():
            new, places = reword(desk, correction)
            return f"“{correction.was}” is “{correction.new}”" if new else ALREADY, places


# --- what a block is -------------------------------------------------------------------


def _role(desk: Desk, correction: model.RoleIs) -> Done:
    found = desk.find_anywhere(correction)
    if isinstance(found, Record):
        if correction.role in SET_ASIDE:
            return ALREADY, found.places
        was = found.what
        sheet, unit = desk.bring_back(found)
    else:
        sheet, unit = found
        was = role_of(unit)
    now = f"heading {correction.level}" if correction.role == "heading" else correction.role
    if was == now:
        return ALREADY, unit.places
    places, instead = unit.places, ""
    if correction.role in SET_ASIDE:
        desk.set_aside(sheet, unit, correction.role)
    elif correction.role in ("title", "subtitle", "authors"):
        instead = _to_front(desk, sheet, unit, correction.role)
    elif correction.role == "caption":
        _to_caption(sheet, unit)
    else:
        _recast(sheet, unit, correction.role, correction.level)
    return f"this is {now}, not {was}{instead}", places


def _recast(sheet: Sheet, unit: Unit, role: BlockRole, level: int) -> None:
    """Another kind of block of the same words, in the quote, sidebar or list that the kind asks for."""
    content, old = _words_of(unit.block), unit.block
    if role == "heading":
        unit.block = Heading(level, content, places=unit.places)
    else:
        cap = (old.drop_cap_lines, old.drop_cap) if isinstance(old, Paragraph) else (0, "")
        unit.block = Paragraph(content, _PARAGRAPH_ROLES.get(role, "body"), *cap, unit.places)
    unit.path = _path(sheet.units, unit, role)


def _path(units: list[Unit], unit: Unit, role: BlockRole) -> tuple[Wrapper, ...]:
    """What a unit of this role stands in: the quote, sidebar or list beside it, else a new one, or nothing."""
    if role not in _WRAPPERS:
        return ()
    kind = _WRAPPERS[role]
    index = units.index(unit)
    beside = (units[i].path[0] for i in (index - 1, index + 1) if 0 <= i < len(units) and units[i].path)
    wrapper = next((w for w in beside if w.kind == kind), Wrapper(kind))  # type: ignore[arg-type]  # from a table
    return (wrapper, Wrapper("item", marker="•")) if kind == "list" else (wrapper,)


def _to_front(desk: Desk, sheet: Sheet, unit: Unit, role: str) -> str:
    """Make a block the title, subtitle or authors; says what stood there, which no block holds."""
    text, old = " ".join(unit.text.split()), getattr(sheet.article, role)
    sheet.units.remove(unit)
    desk.rename(sheet, {role: tuple(map(Author, names(text))) if role == "authors" else text})
    former = old if isinstance(old, str) else ", ".join(author.name for author in old)
    return f"; it replaces “{former}”" if former else ""


def names(byline: str) -> list[str]:
    """The names of a byline.

    >>> names("by Ada Pine, Ben Oak and Cy Elm")
    ['Ada Pine', 'Ben Oak', 'Cy Elm']
    """
    words = byline.split()
    if words and words[0].casefold() in _BYLINE_WORDS:
        words = words[1:]
    joined = " ".join("," if word.casefold() in _AND else word for word in words)
    return [name for name in (part.strip() for part in joined.split(",")) if name]


def _to_caption(sheet: Sheet, unit: Unit) -> None:
    index = sheet.units.index(unit)
    beside = [sheet.units[i] for i in (index - 1, index + 1) if 0 <= i < len(sheet.units)]
    for figure in sorted(beside, key=lambda other: _gap(other.places, unit.places)):
        if isinstance(figure.block, Figure):
            words = _words_of(unit.block)
            caption = together(figure.block.caption, words) if figure.block.caption else words
            figure.block = msgspec.structs.replace(figure.block, caption=caption)
            sheet.units.remove(unit)
            return
    raise LostError("no picture stands beside it in the order of reading")


def _gap(one: tuple[Place, ...], other: tuple[Place, ...]) -> float:
    """Vertical distance between two blocks; infinite on different pages."""
    return min(
        (max(b.box[1] - a.box[3], a.box[1] - b.box[3]) for a in one for b in other if a.page == b.page),
        default=float("inf"),
    )


def _words_of(block: Block) -> Inlines:
    content = inlines(block)
    if isinstance(block, Figure | Table) or not content:
        raise LostError("what has no words of its own cannot become this")
    return content


# --- where blocks begin, end and stand -------------------------------------------------


def _join(desk: Desk, correction: model.Join) -> Done:
    try:
        sheet, unit = desk.find_unit(correction)
        other = _continuation(sheet, unit, correction.other)
    except LostError:
        for _, whole in desk.units():
            if begins_with(whole.text, correction.text) and ends_with(whole.text, correction.other):
                return ALREADY, whole.places
        raise
    words, places = other.text, unit.places + other.places
    content = together(_words_of(unit.block), _words_of(other.block))
    sheet.units.remove(other)
    assert isinstance(unit.block, Heading | Paragraph)  # nothing else has words of its own
    unit.block = msgspec.structs.replace(unit.block, content=content, places=places)
    return f"goes on with “{_short(words)}”", places


def _continuation(sheet: Sheet, unit: Unit, text: str) -> Unit:
    """The nearest block of these words after `unit`, or else before it."""
    index = sheet.units.index(unit)
    for other in [*sheet.units[index + 1 :], *reversed(sheet.units[:index])]:
        if same_passage(text, other.text):
            return other
    raise LostError(f"its continuation “{_short(text)}” is no longer found")


def _move(desk: Desk, correction: model.Move) -> Done:
    sheet, unit = desk.find_unit(correction)
    target = _to_follow(sheet, unit, correction.follows) if correction.follows else None
    index = sheet.units.index(unit)
    if (sheet.units[index - 1] if index else None) is target:
        return ALREADY, unit.places
    del sheet.units[index]
    index = sheet.units.index(target) + 1 if target else 0
    sheet.units.insert(index, unit)
    unit.path = _path_between(sheet.units[index - 1 : index] + sheet.units[index + 1 : index + 2], unit.path)
    return f"follows “{_short(target.text)}”" if target else "comes first", unit.places


def _to_follow(sheet: Sheet, unit: Unit, text: str) -> Unit:
    found = [other for other in sheet.units if other is not unit and same_passage(text, other.text)]
    if len(found) != 1:
        raise LostError(f"the block that it should follow, “{_short(text)}”, is found {len(found)} times")
    return found[0]


def _path_between(neighbours: list[Unit], own: tuple[Wrapper, ...]) -> tuple[Wrapper, ...]:
    """What a moved unit stands in: what both of its new neighbours stand in, else what it brings along."""
    if len(neighbours) == 2 and all(unit.path for unit in neighbours):
        one, other = (unit.path[0] for unit in neighbours)
        if one is other:
            return (one, Wrapper("item", marker="•")) if one.kind == "list" else (one,)
    return own


def _split(desk: Desk, correction: model.Split) -> Done:
    for sheet in desk.sheets:
        for one, two in zip(sheet.units, sheet.units[1:], strict=False):
            if ends_with(one.text, correction.before) and begins_with(two.text, correction.after):
                return ALREADY, two.places
    for found in find(desk, correction, ""):
        unit = found.passage.unit
        if unit and isinstance(unit.block, Heading | Paragraph) and found.start and found.end < len(unit.text):
            gap = found.text
            spaces = [index for index, character in enumerate(gap) if character.isspace()]
            # An opening quotation mark goes with the second part, a closing one with the first.
            at = found.start + (spaces[-1] if spaces else len(gap))
            return _cut(found.passage.sheet, unit, at)
    raise LostError("the words on both sides of the cut are no longer found together in a paragraph")


def _cut(sheet: Sheet, unit: Unit, at: int) -> Done:
    block = unit.block
    assert isinstance(block, Heading | Paragraph)
    above, below = share(block.places, at / len(unit.text))
    first, second = cut(block.content, at)
    unit.block = msgspec.structs.replace(block, content=first, places=above)
    rest: dict[str, Any] = {"id": ""} if isinstance(block, Heading) else {"drop_cap_lines": 0, "drop_cap": ""}
    path = unit.path
    if path and path[-1].kind == "item":
        path = (*path[:-1], Wrapper("item", marker=path[-1].marker))
    other = Unit(msgspec.structs.replace(block, content=second, places=below, **rest), path)
    sheet.units.insert(sheet.units.index(unit) + 1, other)
    return f"a new block begins with “{_short(plain(second))}”", below


# --- pictures and front matter ---------------------------------------------------------


def _describe(desk: Desk, correction: model.AltText) -> Done:
    pictures = [
        Candidate(unit, unit.text, places=unit.places)
        for _, unit in desk.units()
        if isinstance(unit.block, Figure) and _is_picture(desk, correction, unit)
    ]
    if not pictures:
        raise LostError("its picture is no longer found")
    unit = choose(pictures, before="", after="", page=correction.page, box=correction.box, sizes=desk.sizes).subject
    assert isinstance(unit.block, Figure)
    if unit.block.alt == correction.new:
        return ALREADY, unit.places
    unit.block = msgspec.structs.replace(unit.block, alt=correction.new)
    return "described" if correction.new else "only decorates", unit.places


def _is_picture(desk: Desk, correction: model.AltText, unit: Unit) -> bool:
    """By what it shows or its caption; a correction that names neither means the picture of its page."""
    if same_picture(correction.picture, desk.fingerprint(unit.block)):
        return True
    if correction.caption:
        return same_passage(correction.caption, unit.text)
    return not correction.picture and any(place.page == correction.page for place in unit.places)


def _article(desk: Desk, correction: model.ArticleIs) -> Done:
    values = _given(correction, "title", "subtitle", "section", "language", "doi")
    if correction.authors is not None:
        values["authors"] = tuple(map(Author, correction.authors))
    # Where there is one article only, it does not matter whether its title is still the same.
    sheets = desk.sheets
    if len(sheets) > 1:
        sheets = [sheet for sheet in sheets if same_passage(correction.text, sheet.article.title)]
    if len(sheets) != 1:
        raise LostError(f"an article of this title is found {len(sheets)} times")
    desk.rename(sheets[0], values)
    return f"its {', '.join(values)}", ()


def _given(correction: model.ArticleIs | model.EditionIs, *fields: str) -> dict[str, Any]:
    return {name: value for name in fields if (value := getattr(correction, name)) is not None}


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words[:6]) + (" …" if len(words) > 6 else "")
