"""What has a person put right, and does it still find what it was written about?

The last word on a recovery.  Each correction looks for its words in the finished edition
(`anchors`), changes it, and enters into the ledger as a repair: what a person said outranks
all evidence.  One that finds nothing, or finds its words twice and cannot tell which is
meant, becomes a warning that names it; it is never applied to something else.

What the converter has learnt to do by itself meanwhile counts as done.

Corrections work on the edition and not on the pages, because only there do words exist that
can be quoted: whatever a better converter does differently on the way, the passage is found
again in what comes out.  The price: words that come back from the ledger have lost their italics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import msgspec

from horizons_convert import corrections as model
from horizons_convert.corrections import BlockRole, Correction, Corrections
from horizons_convert.document import (
    Article,
    Author,
    Block,
    Edition,
    Figure,
    Heading,
    Inlines,
    Note,
    Paragraph,
    Place,
    Role,
    Table,
    TableRow,
    Text,
    inlines,
    plain,
)
from horizons_convert.ledger import Ledger, Record
from horizons_convert.recover.anchors import (
    ALIKE,
    SHORT,
    Candidate,
    LostError,
    Sizes,
    absolute,
    alike,
    choose,
    find_spots,
    fingerprint,
    letters,
    same_passage,
    same_picture,
)
from horizons_convert.recover.units import Unit, Wrapper, flatten, rebuild
from horizons_convert.recover.wording import cut, replaced, share, together

CORRECTED = "corrected by hand"
LOST = "correction not applied"
ALREADY = "already so"
"""What is said where the converter does by itself what the correction asks for."""

STEP = "corrections"

_PARAGRAPH_ROLES: dict[BlockRole, Role] = {
    "body": "body",
    "block quote": "body",
    "sidebar": "body",
    "list item": "body",
    "standfirst": "standfirst",
    "author bio": "author-bio",
    "acknowledgement": "acknowledgement",
    "epigraph": "epigraph",
    "verse": "verse",
    "reference": "reference",
}


def apply_corrections(edition: Edition, ledger: Ledger, corrections: Corrections, sizes: Sizes) -> Edition:
    """The corrected edition; `ledger` gets a record for each correction, and its account of glyphs stays balanced.

    `sizes` are the widths and heights of the pages in points, for the places that corrections
    name; without them (a JSON model) a place is its page.
    """
    desk = _Desk(edition, ledger, sizes)
    for number, correction in enumerate(corrections.correction, 1):
        name = model.label(number, correction)
        words = model.concerns(correction)
        try:
            done, places = desk.apply(correction)
        except LostError as lost:
            where = absolute(correction.page, correction.box, sizes)
            ledger.records.append(Record("warning", LOST, words, f"{name}: {lost}", 0.0, "", where, step=STEP))
        else:
            ledger.records.append(Record("repair", CORRECTED, words, f"{name}: {done}", places=places, step=STEP))
    return desk.edition()


Done = tuple[str, tuple[Place, ...]]
"""What was done, in words, and where."""


@dataclass(eq=False)
class _Sheet:
    """An article on the desk."""

    article: Article
    units: list[Unit] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def finished(self) -> Article:
        return msgspec.structs.replace(self.article, blocks=rebuild(self.units), notes=tuple(self.notes))


class _Desk:
    """The edition while it is being corrected."""

    def __init__(self, edition: Edition, ledger: Ledger, sizes: Sizes) -> None:
        self._edition = edition
        self._ledger = ledger
        self._sizes = sizes
        self._sheets = [_Sheet(a, flatten(a.blocks), list(a.notes)) for a in edition.articles]

    def edition(self) -> Edition:
        edition = msgspec.structs.replace(self._edition, articles=tuple(sheet.finished() for sheet in self._sheets))
        used = {unit.block.image for _, unit in self._all() if isinstance(unit.block, Figure)}
        return msgspec.structs.replace(edition, assets={k: v for k, v in edition.assets.items() if k in used})

    def apply(self, correction: Correction) -> Done:
        """Do what it says.  Raises `LostError`."""
        match correction:
            case model.RoleIs():
                return self._role(correction)
            case model.Join():
                return self._join(correction)
            case model.Move():
                return self._move(correction)
            case model.Split():
                return self._split(correction)
            case model.Letter() | model.Words():
                return self._reword(correction)
            case model.AltText():
                return self._describe(correction)
            case model.ArticleIs():
                return self._article(correction)
            case model.EditionIs():
                return self._publication(correction)

    # --- finding -----------------------------------------------------------------------

    def _all(self) -> Iterator[tuple[_Sheet, Unit]]:
        for sheet in self._sheets:
            for unit in sheet.units:
                yield sheet, unit

    def _find(self, anchor: model.OfBlock, aside: bool = False) -> tuple[_Sheet, Unit] | Record:
        """The block that is meant, or (with `aside`) what was set aside.  Raises `LostError`."""
        candidates: list[Candidate[tuple[_Sheet, Unit] | Record]] = []
        for sheet in self._sheets:
            for index, unit in enumerate(sheet.units):
                if self._is_meant(anchor, unit):
                    before, after = _neighbours(sheet.units, index)
                    candidates.append(Candidate((sheet, unit), unit.text, before, after, unit.places))
        if aside:
            candidates += [
                Candidate(record, record.text, places=record.places)
                for record in self._ledger.of("set-aside")
                if same_passage(anchor.text, record.text)
            ]
        return self._choose(candidates, anchor)

    def _is_meant(self, anchor: model.OfBlock, unit: Unit) -> bool:
        if anchor.text:
            return same_passage(anchor.text, unit.text)
        return bool(anchor.picture) and same_picture(anchor.picture, self._fingerprint(unit.block))

    def _choose(
        self, candidates: list[Candidate[tuple[_Sheet, Unit] | Record]], anchor: model.OfBlock
    ) -> tuple[_Sheet, Unit] | Record:
        short = not anchor.picture and len(letters(anchor.text)) < SHORT
        return choose(
            candidates,
            before=anchor.before,
            after=anchor.after,
            page=anchor.page,
            box=anchor.box,
            sizes=self._sizes,
            short=short,
        ).subject

    def _unit(self, anchor: model.OfBlock) -> tuple[_Sheet, Unit]:
        found = self._find(anchor)
        assert not isinstance(found, Record)
        return found

    def _fingerprint(self, block: Block) -> str:
        asset = self._edition.assets.get(block.image or "") if isinstance(block, Figure) else None
        return fingerprint(asset) if asset else ""

    # --- roles -------------------------------------------------------------------------

    def _role(self, correction: model.RoleIs) -> Done:
        found = self._find(correction, aside=True)
        if isinstance(found, Record):
            if correction.role in model.SET_ASIDE:
                return ALREADY, found.places
            sheet, unit = self._bring_back(found)
            was = found.what
        else:
            sheet, unit = found
            was = role_of(unit)
        now = f"heading {correction.level}" if correction.role == "heading" else correction.role
        if was == now:
            return ALREADY, unit.places
        self._make(sheet, unit, correction)
        return f"this is {now}, not {was}", unit.places

    def _make(self, sheet: _Sheet, unit: Unit, correction: model.RoleIs) -> None:
        role = correction.role
        if role in model.SET_ASIDE:
            self._set_aside(sheet, unit, role)
        elif role in ("title", "subtitle", "authors"):
            self._to_front(sheet, unit, role)
        elif role == "caption":
            self._to_caption(sheet, unit)
        else:
            content = _words_of(unit.block)
            if role == "heading":
                unit.block = Heading(correction.level, content, places=unit.places)
            else:
                old = unit.block
                cap = (old.drop_cap_lines, old.drop_cap) if isinstance(old, Paragraph) else (0, "")
                unit.block = Paragraph(content, _PARAGRAPH_ROLES[role], *cap, unit.places)
            unit.path = _path(sheet.units, unit, role)

    def _set_aside(self, sheet: _Sheet, unit: Unit, what: str) -> None:
        sheet.units.remove(unit)
        glyphs = min(sum(not character.isspace() for character in unit.text), self._ledger.glyphs_kept)
        self._ledger.glyphs_kept -= glyphs
        self._ledger.records.append(
            Record(
                "set-aside",
                what,
                unit.text,
                "a person said so",
                alternative=role_of(unit),
                places=unit.places,
                glyphs=glyphs,
                step=STEP,
            )
        )

    def _bring_back(self, record: Record) -> tuple[_Sheet, Unit]:
        """Put what was set aside where it stood: after the block that ends above it in its column."""
        self._ledger.records.remove(record)
        self._ledger.glyphs_kept += record.glyphs
        unit = Unit(Paragraph((Text(record.text),), places=record.places))
        sheet = self._sheet_of(record.places)
        sheet.units.insert(_position(sheet.units, record.places), unit)
        return sheet, unit

    def _sheet_of(self, places: tuple[Place, ...]) -> _Sheet:
        page = places[0].page if places else 1
        for sheet in self._sheets:
            if sheet.article.first_page <= page <= sheet.article.last_page:
                return sheet
        return self._sheets[0]

    def _to_front(self, sheet: _Sheet, unit: Unit, role: BlockRole) -> None:
        sheet.units.remove(unit)
        text = " ".join(unit.text.split())
        if role == "authors":
            self._rename(sheet, authors=tuple(Author(name) for name in names(text)))
        else:
            self._rename(sheet, **{role: text})

    def _rename(self, sheet: _Sheet, **values: object) -> None:
        """Change an article's front matter; a publication of one article bears its title."""
        old = sheet.article.title
        sheet.article = msgspec.structs.replace(sheet.article, **values)
        if len(self._sheets) == 1 and self._edition.title == old:
            self._edition = msgspec.structs.replace(self._edition, title=sheet.article.title)

    def _to_caption(self, sheet: _Sheet, unit: Unit) -> None:
        index = sheet.units.index(unit)
        beside = [sheet.units[i] for i in (index - 1, index + 1) if 0 <= i < len(sheet.units)]
        figures = [other for other in beside if isinstance(other.block, Figure)]
        if not figures:
            raise LostError("no picture stands beside it in the order of reading")
        figure = min(figures, key=lambda other: _gap(other.places, unit.places))
        assert isinstance(figure.block, Figure)
        caption = together(figure.block.caption, _words_of(unit.block)) if figure.block.caption else _words_of(unit.block)
        figure.block = msgspec.structs.replace(figure.block, caption=caption)
        sheet.units.remove(unit)

    # --- order -------------------------------------------------------------------------

    def _join(self, correction: model.Join) -> Done:
        try:
            sheet, unit = self._unit(correction)
            other = self._continuation(sheet, unit, correction.other)
        except LostError:
            whole = self._joined_already(correction)
            if whole is None:
                raise
            return ALREADY, whole.places
        content = together(_words_of(unit.block), _words_of(other.block))
        places = unit.places + other.places
        sheet.units.remove(other)
        if isinstance(unit.block, Heading | Paragraph):
            unit.block = msgspec.structs.replace(unit.block, content=content, places=places)
        else:
            unit.block = Paragraph(content, places=places)
        return f"goes on with “{_short(other.text)}”", places

    def _continuation(self, sheet: _Sheet, unit: Unit, text: str) -> Unit:
        """The nearest block of these words after `unit`, or else before it."""
        index = sheet.units.index(unit)
        for other in [*sheet.units[index + 1 :], *reversed(sheet.units[:index])]:
            if same_passage(text, other.text):
                return other
        raise LostError(f"its continuation “{_short(text)}” is no longer found")

    def _joined_already(self, correction: model.Join) -> Unit | None:
        """A block that begins with the one text and ends with the other."""
        head = letters(correction.text.partition(model.ELLIPSIS)[0])
        tail = letters(correction.other.rpartition(model.ELLIPSIS)[2])
        for _, unit in self._all():
            found = letters(unit.text)
            long_enough = len(found) >= 0.9 * (len(head) + len(tail))
            if head and tail and long_enough and min(alike(head, found[: len(head)]), alike(tail, found[-len(tail) :])) >= ALIKE:
                return unit
        return None

    def _move(self, correction: model.Move) -> Done:
        sheet, unit = self._unit(correction)
        target = None
        if correction.follows:
            found = [other for other in sheet.units if other is not unit and same_passage(correction.follows, other.text)]
            if len(found) != 1:
                raise LostError(f"the block that it should follow, “{_short(correction.follows)}”, is found {len(found)} times")
            target = found[0]
        index = sheet.units.index(unit)
        if (sheet.units[index - 1] if index else None) is target:
            return ALREADY, unit.places
        del sheet.units[index]
        sheet.units.insert(sheet.units.index(target) + 1 if target else 0, unit)
        unit.path = _common_path(sheet.units, unit)
        return f"follows “{_short(target.text)}”" if target else "comes first", unit.places

    def _split(self, correction: model.Split) -> Done:
        found = self._spot(correction, "")
        if found is None:
            for sheet in self._sheets:
                for one, other in zip(sheet.units, sheet.units[1:], strict=False):
                    if _meet(one.text, other.text, correction):
                        return ALREADY, other.places
            raise LostError("the words on both sides of the cut are no longer found")
        sheet, unit, start, end = found
        text = unit.text
        # The cut is before the first character of the second part, its opening quotation mark included.
        at = start + len(text[start:end]) - len(text[start:end].lstrip(" .,;:!?)]}’”»\u00ad-"))
        if not isinstance(unit.block, Heading | Paragraph):
            raise LostError("only a paragraph or a heading can be split")
        first, second = cut(unit.block.content, at)
        if not plain(first) or not plain(second):
            return ALREADY, unit.places
        above, below = share(unit.block.places, at / len(text))
        rest = Unit(msgspec.structs.replace(unit.block, content=second, places=below), _beside(unit.path))
        if isinstance(rest.block, Paragraph):
            rest.block = msgspec.structs.replace(rest.block, drop_cap_lines=0, drop_cap="")
        if isinstance(rest.block, Heading):
            rest.block = msgspec.structs.replace(rest.block, id="")
        unit.block = msgspec.structs.replace(unit.block, content=first, places=above)
        sheet.units.insert(sheet.units.index(unit) + 1, rest)
        return f"a new block begins with “{_short(plain(second))}”", rest.block.places

    # --- words -------------------------------------------------------------------------

    def _reword(self, correction: model.Wording) -> Done:
        for was in dict.fromkeys((correction.was, correction.new)):
            for spot in self._spots(correction, was):
                content = spot.text[spot.start : spot.end]
                change = _change(content, correction.was, correction.new)
                if change is None:
                    continue
                if content == change:
                    return ALREADY, spot.places
                spot.write(spot.start, spot.end, change)
                return f"“{correction.was}” is “{correction.new}”", spot.places
        raise LostError("its words are no longer found between those around them")

    def _spots(self, correction: model.Wording | model.Split, middle: str) -> list[_Passage]:
        """Where the words are found, best first.  Raises `LostError` where two spots are equally good."""
        found: list[tuple[float, float, _Passage]] = []
        for passage in self._passages():
            for spot in find_spots(passage.text, correction.before, middle, correction.after):
                away = 0 if correction.page is None or any(p.page == correction.page for p in passage.places) else 1
                found.append((round(-spot.score, 2), away, passage.at(spot.start, spot.end)))
        found.sort(key=lambda entry: entry[:2])
        if len(found) > 1 and found[0][:2] == found[1][:2]:
            raise LostError("its words are found more than once, and nothing tells which of them is meant")
        return [passage for _, _, passage in found]

    def _spot(self, correction: model.Split, middle: str) -> tuple[_Sheet, Unit, int, int] | None:
        for passage in self._spots(correction, middle):
            # Both sides must be inside the block: otherwise it is cut here already.
            if passage.unit and passage.start and passage.end < len(passage.text):
                return passage.sheet, passage.unit, passage.start, passage.end
        return None

    def _passages(self) -> Iterator[_Passage]:
        """All text that can be reworded, and how to write it."""
        for sheet, unit in self._all():
            if isinstance(unit.block, Table):
                yield from _cells(sheet, unit)
            elif inlines(unit.block):
                yield _Passage(sheet, plain(inlines(unit.block)), unit.places, partial(_write_unit, unit), unit)
        for sheet in self._sheets:
            for index, note in enumerate(sheet.notes):
                for unit in (units := flatten(note.blocks)):
                    if inlines(unit.block):
                        write = partial(_write_note, sheet, index, units, unit)
                        yield _Passage(sheet, plain(inlines(unit.block)), note.places, write)

    # --- pictures and front matter -----------------------------------------------------

    def _describe(self, correction: model.AltText) -> Done:
        candidates = [
            Candidate(unit, unit.text, places=unit.places)
            for _, unit in self._all()
            if isinstance(unit.block, Figure) and self._is_picture(correction, unit)
        ]
        if not candidates:
            raise LostError("its picture is no longer found")
        unit = choose(
            candidates, before="", after="", page=correction.page, box=correction.box, sizes=self._sizes
        ).subject
        assert isinstance(unit.block, Figure)
        if unit.block.alt == correction.new:
            return ALREADY, unit.places
        unit.block = msgspec.structs.replace(unit.block, alt=correction.new)
        return "described" if correction.new else "only decorates", unit.places

    def _is_picture(self, correction: model.AltText, unit: Unit) -> bool:
        """By what it shows or its caption; a correction that names neither means the picture of its page."""
        if correction.picture and same_picture(correction.picture, self._fingerprint(unit.block)):
            return True
        if correction.caption:
            return same_passage(correction.caption, unit.text)
        return not correction.picture and any(place.page == correction.page for place in unit.places)

    def _article(self, correction: model.ArticleIs) -> Done:
        sheets = [s for s in self._sheets if same_passage(correction.text, s.article.title)]
        if not sheets and len(self._sheets) == 1:
            # The only article there is; whether its title is still the same does not matter.
            sheets = self._sheets
        if len(sheets) != 1:
            raise LostError(f"an article of this title is found {len(sheets)} times")
        values = _given(correction, "title", "subtitle", "section", "language", "doi")
        if correction.authors is not None:
            values["authors"] = tuple(Author(name) for name in correction.authors)
        self._rename(sheets[0], **values)
        if correction.language is not None and len(self._sheets) == 1:
            self._edition = msgspec.structs.replace(self._edition, language=correction.language)
        return f"its {', '.join(values)}", ()

    def _publication(self, correction: model.EditionIs) -> Done:
        values = _given(correction, "title", "journal", "issue", "date", "language", "publisher", "rights")
        self._edition = msgspec.structs.replace(self._edition, **values)
        return f"its {', '.join(values)}", ()


def _given(correction: model.ArticleIs | model.EditionIs, *names: str) -> dict[str, object]:
    return {name: value for name in names if (value := getattr(correction, name)) is not None}


# --- what a unit is --------------------------------------------------------------------


def role_of(unit: Unit) -> str:
    """What a block is taken for, in the words of corrections ("heading 2", "body", "block quote", "picture", ...)."""
    block = unit.block
    if isinstance(block, Heading):
        return f"heading {block.level}"
    if isinstance(block, Paragraph):
        wrapped = {"quote": "block quote", "sidebar": "sidebar", "item": "list item"}
        if block.role == "body" and unit.path:
            return wrapped.get(unit.path[-1].kind, "body")
        return next((name for name, role in _PARAGRAPH_ROLES.items() if role == block.role), block.role)
    if isinstance(block, Figure):
        return "picture"
    return {"table": "table", "code": "code", "break": "break"}.get(
        str(type(block).__struct_config__.tag), "block"
    )


def names(text: str) -> list[str]:
    """The names of a byline.

    >>> names("by Ada Pine, Ben Oak and Cy Elm")
    ['Ada Pine', 'Ben Oak', 'Cy Elm']
    """
    words = text.split()
    if words and words[0].casefold() in ("by", "von", "par", "por", "di"):
        words = words[1:]
    joined = " ".join("," if word.casefold() in ("and", "&", "und", "et", "y", "e") else word for word in words)
    return [name for name in (part.strip() for part in joined.split(",")) if name]


def _words_of(block: Block) -> Inlines:
    content = inlines(block)
    if isinstance(block, Figure | Table) or not content:
        raise LostError("what has no words of its own cannot become this")
    return content


# --- where a unit stands ---------------------------------------------------------------


def _neighbours(units: list[Unit], index: int) -> tuple[str, str]:
    before = units[index - 1].text if index else ""
    after = units[index + 1].text if index + 1 < len(units) else ""
    return before, after


def _position(units: list[Unit], places: tuple[Place, ...]) -> int:
    """Where in the order of reading something of these places belongs."""
    if not places:
        return len(units)
    place = places[0]
    above = [
        (other.box[3], index)
        for index, unit in enumerate(units)
        for other in unit.places
        if other.page == place.page and _in_column(other, place) and other.box[3] <= place.box[1] + _height(place) / 2
    ]
    if above:
        return max(above)[1] + 1
    later = [
        index
        for index, unit in enumerate(units)
        if unit.places and (unit.places[0].page, 0) >= (place.page, 0) and _begins_after(unit.places[0], place)
    ]
    return min(later, default=len(units))


def _begins_after(other: Place, place: Place) -> bool:
    return other.page > place.page or other.box[1] >= place.box[1] or other.box[0] >= place.box[2]


def _in_column(one: Place, other: Place) -> bool:
    shared = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    return shared > 0.5 * min(one.box[2] - one.box[0], other.box[2] - other.box[0])


def _height(place: Place) -> float:
    return place.box[3] - place.box[1]


def _gap(one: tuple[Place, ...], other: tuple[Place, ...]) -> float:
    """Vertical distance between two blocks; infinite on different pages."""
    return min(
        (max(b.box[1] - a.box[3], a.box[1] - b.box[3]) for a in one for b in other if a.page == b.page),
        default=float("inf"),
    )


def _path(units: list[Unit], unit: Unit, role: BlockRole) -> tuple[Wrapper, ...]:
    """What a unit of this role stands in: the quote, sidebar or list beside it, or a new one, or nothing."""
    if role not in ("block quote", "sidebar", "list item"):
        return ()
    kind = {"block quote": "quote", "sidebar": "sidebar", "list item": "list"}[role]
    index = units.index(unit)
    for neighbour in (units[i] for i in (index - 1, index + 1) if 0 <= i < len(units)):
        if neighbour.path and neighbour.path[0].kind == kind:
            wrapper = neighbour.path[0]
            break
    else:
        wrapper = Wrapper("list") if role == "list item" else Wrapper("quote" if role == "block quote" else "sidebar")
    return (wrapper, Wrapper("item", marker="•")) if role == "list item" else (wrapper,)


def _common_path(units: list[Unit], unit: Unit) -> tuple[Wrapper, ...]:
    """After a move: inside what both new neighbours stand in, else a sidebar or quote of its own stays one."""
    index = units.index(unit)
    if 0 < index < len(units) - 1:
        before, after = units[index - 1].path, units[index + 1].path
        if before and after and before[0] is after[0] and before[0].kind != "list":
            return (before[0],)
        if before and after and before[0] is after[0]:
            return (before[0], Wrapper("item", marker="•"))
    return unit.path


def _beside(path: tuple[Wrapper, ...]) -> tuple[Wrapper, ...]:
    """Where the second half of a split unit stands: in the same quote or sidebar, in an item of its own."""
    if path and path[-1].kind == "item":
        return (*path[:-1], Wrapper("item", marker=path[-1].marker))
    return path


def _meet(one: str, other: str, split: model.Split) -> bool:
    """Whether two blocks are parted exactly where a correction wants a cut."""
    before, after = letters(split.before), letters(split.after)
    end, start = letters(one)[-len(before) :], letters(other)[: len(after)]
    return bool(end and start and before and after) and alike(before[-len(end) :], end) >= ALIKE and alike(after[: len(start)], start) >= ALIKE


# --- passages --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Passage:
    """Some text of the edition, a stretch of it, and how to write into it."""

    sheet: _Sheet
    text: str
    places: tuple[Place, ...]
    write: Callable[[int, int, str], None]
    unit: Unit | None = None
    start: int = 0
    end: int = 0

    def at(self, start: int, end: int) -> _Passage:
        return _Passage(self.sheet, self.text, self.places, self.write, self.unit, start, end)


def _change(found: str, was: str, new: str) -> str | None:
    """What a stretch should read: `new` for `was`, its edges kept.  None where it holds neither.

    >>> _change(' “selfinterested, ', "selfinterested", "self-interested")
    ' “self-interested, '
    """
    if new and new in found and (was not in new or was not in found or new == was or len(new) > len(was)):
        # `new` can hold `was` ("co" in "co-op"); then the longer one decides.
        if not was or was not in found.replace(new, ""):
            return found
    if not was:
        return _inserted(found, new)
    if was in found:
        return found.replace(was, new, 1)
    core = found.strip(" “”‘’«»\"'([{)]}.,;:!?")
    if core and letters(core) == letters(was):
        return found.replace(core, new, 1)
    if letters(new) and letters(core) == letters(new):
        return found
    return None


def _inserted(found: str, new: str) -> str:
    """A missing letter goes right before the next one; what opens the word before it stays before it."""
    return found + new


def _write_unit(unit: Unit, start: int, end: int, new: str) -> None:
    block = unit.block
    if isinstance(block, Heading):
        unit.block = msgspec.structs.replace(block, content=replaced(block.content, start, end, new))
    elif isinstance(block, Paragraph):
        content = replaced(block.content, start, end, new)
        cap = block.drop_cap
        if block.drop_cap_lines and start <= len(cap):
            # The stretch is what stands between letters, so the cap is that far into the new text.
            cap = plain(content)[: max(len(cap), len(new) - (end - start) + len(cap))] if start == 0 else cap
        unit.block = msgspec.structs.replace(block, content=content, drop_cap=cap)
    elif isinstance(block, Figure):
        unit.block = msgspec.structs.replace(block, caption=replaced(block.caption, start, end, new))


def _write_note(sheet: _Sheet, index: int, units: list[Unit], unit: Unit, start: int, end: int, new: str) -> None:
    _write_unit(unit, start, end, new)
    sheet.notes[index] = msgspec.structs.replace(sheet.notes[index], blocks=rebuild(units))


def _cells(sheet: _Sheet, unit: Unit) -> Iterator[_Passage]:
    """The cells of a table and its caption."""
    table = unit.block
    assert isinstance(table, Table)
    if table.caption:
        yield _Passage(sheet, plain(table.caption), unit.places, partial(_write_table_caption, unit))
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells.cells):
            yield _Passage(sheet, plain(cell), unit.places, partial(_write_cell, unit, row, column))


def _write_table_caption(unit: Unit, start: int, end: int, new: str) -> None:
    assert isinstance(unit.block, Table)
    unit.block = msgspec.structs.replace(unit.block, caption=replaced(unit.block.caption, start, end, new))


def _write_cell(unit: Unit, row: int, column: int, start: int, end: int, new: str) -> None:
    table = unit.block
    assert isinstance(table, Table)
    cells = list(table.rows[row].cells)
    cells[column] = replaced(cells[column], start, end, new)
    rows = list(table.rows)
    rows[row] = TableRow(tuple(cells))
    unit.block = msgspec.structs.replace(table, rows=tuple(rows))


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words[:6]) + (" …" if len(words) > 6 else "")
