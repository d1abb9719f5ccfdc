"""The edition while a person's corrections are carried out: laid out flat, and searchable.

`Desk` holds the articles as units, finds the block (or the matter set aside) that an anchor
means, and moves words between the articles, the front matter and the ledger so that the
account of glyphs stays balanced.  What each kind of correction does is `recover.corrections`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from horizons_convert.corrections import OfBlock
from horizons_convert.document import (
    COVER,
    Article,
    Block,
    Edition,
    Figure,
    Heading,
    Note,
    Paragraph,
    Place,
    Role,
    Text,
)
from horizons_convert.ledger import Ledger, Record
from horizons_convert.recover.anchors import (
    SHORT,
    Candidate,
    Sizes,
    choose,
    fingerprint,
    letters,
    same_passage,
    same_picture,
)
from horizons_convert.recover.units import Unit, flatten, rebuild

STEP = "corrections"

ROLE_NAMES: dict[Role, str] = {
    "body": "body",
    "standfirst": "standfirst",
    "byline": "authors",
    "author-bio": "author bio",
    "acknowledgement": "acknowledgement",
    "epigraph": "epigraph",
    "verse": "verse",
    "reference": "reference",
}
"""What corrections call the roles of a paragraph."""

_WRAPPED = {"quote": "block quote", "sidebar": "sidebar", "item": "list item"}
_OTHERS = {"figure": "picture", "table": "table", "code": "code", "break": "break"}


def role_of(unit: Unit) -> str:
    """What a block is taken for, in the words of corrections: "heading 2", "body", "block quote", "picture"."""
    block = unit.block
    if isinstance(block, Heading):
        return f"heading {block.level}"
    if isinstance(block, Paragraph):
        if block.role == "body" and unit.path:
            return _WRAPPED.get(unit.path[-1].kind, "body")
        return ROLE_NAMES[block.role]
    return _OTHERS.get(str(type(block).__struct_config__.tag), "block")


@dataclass(eq=False)
class Sheet:
    """One article on the desk."""

    article: Article
    units: list[Unit]
    notes: list[Note] = field(default_factory=list)

    def finished(self) -> Article:
        return msgspec.structs.replace(self.article, blocks=rebuild(self.units), notes=tuple(self.notes))

    def neighbours(self, index: int) -> tuple[str, str]:
        """The words of the blocks before and after one."""
        before = self.units[index - 1].text if index else ""
        return before, self.units[index + 1].text if index + 1 < len(self.units) else ""


class Desk:
    """An edition, its ledger, and the sizes of its pages in points."""

    def __init__(self, edition: Edition, ledger: Ledger, sizes: Sizes) -> None:
        self.sizes = sizes
        self.ledger = ledger
        self.sheets = [Sheet(article, flatten(article.blocks), list(article.notes)) for article in edition.articles]
        self._edition = edition

    def finished(self) -> Edition:
        """The edition as it is now; pictures that no article shows any more are left out."""
        articles = tuple(sheet.finished() for sheet in self.sheets)
        shown = {unit.block.image for _, unit in self.units() if isinstance(unit.block, Figure)}
        assets = {name: asset for name, asset in self._edition.assets.items() if name in {*shown, COVER}}
        return msgspec.structs.replace(self._edition, articles=articles, assets=assets)

    def units(self) -> Iterator[tuple[Sheet, Unit]]:
        for sheet in self.sheets:
            for unit in sheet.units:
                yield sheet, unit

    # --- finding -----------------------------------------------------------------------

    def find_unit(self, anchor: OfBlock) -> tuple[Sheet, Unit]:
        """The block that an anchor means.  Raises `LostError`."""
        found: tuple[Sheet, Unit] = self._choose(anchor, self._unit_candidates(anchor))
        return found

    def find_anywhere(self, anchor: OfBlock) -> tuple[Sheet, Unit] | Record:
        """The block that an anchor means, or what was set aside.  Raises `LostError`."""
        candidates: list[Candidate[tuple[Sheet, Unit] | Record]] = []
        candidates += self._unit_candidates(anchor)  # type: ignore[arg-type]  # a wider list, read only
        for record in self.ledger.of("set-aside"):
            if same_passage(anchor.text, record.text):
                candidates.append(Candidate(record, record.text, places=record.places))
        found: tuple[Sheet, Unit] | Record = self._choose(anchor, candidates)
        return found

    def _unit_candidates(self, anchor: OfBlock) -> list[Candidate[tuple[Sheet, Unit]]]:
        return [
            Candidate((sheet, unit), unit.text, *sheet.neighbours(index), unit.places)
            for sheet in self.sheets
            for index, unit in enumerate(sheet.units)
            if self._is_meant(anchor, unit)
        ]

    def _is_meant(self, anchor: OfBlock, unit: Unit) -> bool:
        if anchor.text:
            return same_passage(anchor.text, unit.text)
        return same_picture(anchor.picture, self.fingerprint(unit.block))

    def _choose(self, anchor: OfBlock, candidates: Sequence[Candidate[Any]]) -> Any:
        return choose(
            candidates,
            before=anchor.before,
            after=anchor.after,
            page=anchor.page,
            box=anchor.box,
            sizes=self.sizes,
            short=not anchor.picture and len(letters(anchor.text)) < SHORT,
        ).subject

    def fingerprint(self, block: Block) -> str:
        """That of a figure's picture; empty for anything else."""
        asset = self._edition.assets.get(block.image or "") if isinstance(block, Figure) else None
        return fingerprint(asset) if asset else ""

    # --- between the article, the front matter and the ledger ----------------------------

    def set_aside(self, sheet: Sheet, unit: Unit, what: str) -> None:
        """Take a unit out of its article, and account for its glyphs."""
        sheet.units.remove(unit)
        # Of a JSON model nothing was counted, so nothing can be set aside.
        glyphs = min(sum(not character.isspace() for character in unit.text), self.ledger.glyphs_kept)
        self.ledger.glyphs_kept -= glyphs
        self.ledger.records.append(
            Record("set-aside", what, unit.text, "a person said so", 1.0, role_of(unit), unit.places, glyphs, STEP)
        )

    def bring_back(self, record: Record) -> tuple[Sheet, Unit]:
        """Put what was set aside into the article where it stood."""
        self.ledger.records.remove(record)
        self.ledger.glyphs_kept += record.glyphs
        unit = Unit(Paragraph((Text(record.text),), places=record.places))
        sheet = self._sheet_at(record.places)
        sheet.units.insert(_position(sheet.units, record.places), unit)
        return sheet, unit

    def _sheet_at(self, places: tuple[Place, ...]) -> Sheet:
        page = places[0].page if places else 1
        return next((s for s in self.sheets if s.article.first_page <= page <= s.article.last_page), self.sheets[0])

    def rename(self, sheet: Sheet, values: dict[str, Any]) -> None:
        """Change what an article says of itself; a publication of one article follows its title and language."""
        old = sheet.article
        sheet.article = msgspec.structs.replace(old, **values)
        if len(self.sheets) == 1:
            same = {
                name: getattr(sheet.article, name)
                for name in ("title", "language")
                if getattr(self._edition, name) == getattr(old, name)
            }
            self.rename_edition(same)

    def rename_edition(self, values: dict[str, Any]) -> None:
        """Change what the publication says of itself."""
        self._edition = msgspec.structs.replace(self._edition, **values)


def _position(units: list[Unit], places: tuple[Place, ...]) -> int:
    """Where in the order of reading something that stood there belongs.

    After the block that ends last above it in its column; where none does, before the first
    block of its page that begins below or to the right of it, or of a later page.
    """
    if not places:
        return len(units)
    here = places[0]
    middle = (here.box[1] + here.box[3]) / 2
    above = [
        (there.box[3], index)
        for index, unit in enumerate(units)
        for there in unit.places
        if there.page == here.page and _in_column(there, here) and there.box[3] <= middle
    ]
    if above:
        return max(above)[1] + 1
    later = (index for index, unit in enumerate(units) if unit.places and _begins_later(unit.places[0], here))
    return next(later, len(units))


def _begins_later(there: Place, here: Place) -> bool:
    if there.page != here.page:
        return there.page > here.page
    return there.box[1] >= here.box[1] or there.box[0] >= here.box[2]


def _in_column(one: Place, other: Place) -> bool:
    shared = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    return shared > 0.5 * min(one.box[2] - one.box[0], other.box[2] - other.box[0])
