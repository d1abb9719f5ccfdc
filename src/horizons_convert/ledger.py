"""What became of every glyph, and every decision that was made on the way.

The law of conservation: each visible glyph that was read is either kept (it stands in the
edition) or set aside with a reason, so ``kept + set aside = read``.  Repairs (a drop cap
joined, a hyphen dropped, a paragraph joined across a page) are records too: what, where,
on which evidence, how sure, and what else it could have been.  The closing lines of a
conversion, ``inspect``, the warnings and the review page are views of these records.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

import msgspec

from horizons_convert.document import Place

Kind = Literal["set-aside", "repair", "warning"]


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """One decision.

    `what` is its name in the singular: for what was set aside "running head", "running
    foot", "folio", "pull quote", "stamp", "shadow copy", "off the page", ...; for a
    repair "drop cap", "letter inferred", "hyphen dropped", "hyphen kept", "paragraph
    joined", ...; for a warning what to look at.
    """

    kind: Kind
    what: str
    text: str
    """The words concerned, as they will be recognised on the page."""
    evidence: str = ""
    score: float = 1.0
    """How sure, from 0 to 1."""
    alternative: str = ""
    """What it would have been otherwise."""
    places: tuple[Place, ...] = ()
    glyphs: int = 0
    """Visible glyphs that this record sets aside; 0 for repairs and warnings."""
    step: str = ""
    """Module of `recover` that decided."""


class Ledger(msgspec.Struct):
    """The account of one document."""

    pages: int = 0
    glyphs_read: int = 0
    glyphs_kept: int = 0
    records: list[Record] = []

    @property
    def glyphs_set_aside(self) -> int:
        return sum(record.glyphs for record in self.records)

    @property
    def balanced(self) -> bool:
        """Whether kept + set aside = read."""
        return self.glyphs_kept + self.glyphs_set_aside == self.glyphs_read

    def of(self, kind: Kind) -> list[Record]:
        return [record for record in self.records if record.kind == kind]

    def counts(self, kind: Kind) -> Counter[str]:
        """How often each `what` occurs among the records of a kind."""
        return Counter(record.what for record in self.of(kind))
