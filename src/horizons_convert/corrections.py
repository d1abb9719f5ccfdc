"""What a person has put right in a recovery, so that it stays right.

A corrections file (``essay.corrections.toml`` beside ``essay.pdf``) is a list of
`[[correction]]` tables, applied in their order.  Each says what it concerns by *content*
(its words, shortened in the middle, and the words around them) and by *place* (the page and
a box in fractions of it), never by a number that the converter gave: so it still holds when
the converter has become better or the page has been set again.  docs/corrections.md explains
each kind to the people who write them by hand.

This module knows the file: its form, reading, writing, and adding to one without losing its
comments.  Finding the words in an edition, and changing it, is `recover.corrections`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec

from horizons_convert.errors import BadInputError, NotFoundError

SCHEMA_VERSION = 1
SUFFIX = ".corrections.toml"
ELLIPSIS = " … "
"""Stands in an anchor's text for the middle of a long passage."""

HEAD_WORDS, TAIL_WORDS = 12, 6
"""How much of a passage an anchor quotes: unmistakable in an article, and still readable in a file."""

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
RelativeBox = tuple[Share, Share, Share, Share]
"""Left, top, right and bottom as fractions of the page's width and height."""

BlockRole = Literal[
    "body",
    "heading",
    "block quote",
    "sidebar",
    "list item",
    "standfirst",
    "author bio",
    "acknowledgement",
    "epigraph",
    "verse",
    "reference",
    "caption",
    "title",
    "subtitle",
    "authors",
    "pull quote",
    "running matter",
]
"""What a block can be said to be."""

SET_ASIDE: frozenset[BlockRole] = frozenset({"pull quote", "running matter"})
"""The roles whose words do not stand in the article."""

ROLES: tuple[BlockRole, ...] = get_args(BlockRole)


class _Correction(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="kind"
):
    """What all corrections share: a name of one's own for reports, and where it was."""

    name: str = ""
    page: Annotated[int, msgspec.Meta(ge=1)] | None = None
    box: RelativeBox | None = None


class _OfBlock(_Correction, frozen=True, kw_only=True, omit_defaults=True):
    """Concerns one block, found by its own words (or its picture) and those of its neighbours."""

    text: str = ""
    """Its words; of a long block the first and the last ones, with " … " between."""
    picture: str = ""
    """Fingerprint of a picture (see `recover.anchors.fingerprint`)."""
    before: str = ""
    """The last words of the block before it."""
    after: str = ""
    """The first words of the block after it."""


class RoleIs(_OfBlock, frozen=True, kw_only=True, omit_defaults=True, tag="role"):
    """This block is something else than it was taken for."""

    role: BlockRole = msgspec.field(name="is")
    level: Annotated[int, msgspec.Meta(ge=1, le=6)] = 1
    """Of a heading; 1 is the highest within the article."""


class Join(_OfBlock, frozen=True, kw_only=True, omit_defaults=True, tag="join"):
    """This block goes on in another one, which may stand further on."""

    other: str = msgspec.field(name="with")
    """The words of the block that continues it."""


class Move(_OfBlock, frozen=True, kw_only=True, omit_defaults=True, tag="move"):
    """This block is read after another one."""

    follows: str = ""
    """The words of the block that it follows; empty: it comes first."""


class Split(_Correction, frozen=True, kw_only=True, omit_defaults=True, tag="split"):
    """A block ends between these words."""

    before: str
    after: str


class _Wording(_Correction, frozen=True, kw_only=True, omit_defaults=True):
    """Between these words stands something else than was read."""

    was: str
    new: str = msgspec.field(name="is")
    before: str = ""
    after: str = ""


class Letter(_Wording, frozen=True, kw_only=True, omit_defaults=True, tag="letter"):
    """A letter was misread or is missing (`was` is empty then), most often a drop cap."""


class Words(_Wording, frozen=True, kw_only=True, omit_defaults=True, tag="words"):
    """A word, or some, should read otherwise; a word keeps or loses its hyphen."""


class AltText(_Correction, frozen=True, kw_only=True, omit_defaults=True, tag="alt text"):
    """What a picture shows, for those who do not see it; empty for one that only decorates."""

    new: str = msgspec.field(name="is")
    caption: str = ""
    picture: str = ""


class ArticleIs(_Correction, frozen=True, kw_only=True, omit_defaults=True, tag="article"):
    """What an article says of itself.  `text` is its title as recovered; not needed where there is one article."""

    text: str = ""
    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] | None = None
    section: str | None = None
    language: str | None = None
    doi: str | None = None


class EditionIs(_Correction, frozen=True, kw_only=True, omit_defaults=True, tag="edition"):
    """What the publication says of itself."""

    title: str | None = None
    journal: str | None = None
    issue: str | None = None
    date: str | None = None
    language: str | None = None
    publisher: str | None = None
    rights: str | None = None


Correction = RoleIs | Join | Move | Split | Letter | Words | AltText | ArticleIs | EditionIs
OfBlock = RoleIs | Join | Move
Wording = Letter | Words


class Corrections(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The whole of a file.  `source` is the name of the document that it was made for, for people to read."""

    correction: tuple[Correction, ...] = ()
    source: str = ""
    schema: int = SCHEMA_VERSION


def kind(correction: Correction) -> str:
    """Its kind as the file writes it: "role", "alt text" ..."""
    return str(type(correction).__struct_config__.tag)


def label(number: int, correction: Correction) -> str:
    """How reports name a correction: by the name a person gave it, else by its kind, and its number in the file."""
    return f"correction {number} ({correction.name or kind(correction)})"


def concerns(correction: Correction) -> str:
    """The words that a correction is about, for a report."""
    if isinstance(correction, Split):
        return f"{correction.before} | {correction.after}"
    if isinstance(correction, Letter):
        return f"{correction.was}{correction.after}"
    if isinstance(correction, Words):
        return correction.was or correction.new
    if isinstance(correction, AltText):
        return correction.caption or correction.new
    if isinstance(correction, EditionIs):
        return correction.title or correction.journal or ""
    return correction.text or (correction.title or "" if isinstance(correction, ArticleIs) else "")


def quote(text: str) -> str:
    """A passage as an anchor quotes it.

    >>> quote("one two  three")
    'one two three'
    """
    words = text.split()
    if len(words) <= HEAD_WORDS + TAIL_WORDS:
        return " ".join(words)
    return " ".join(words[:HEAD_WORDS]) + ELLIPSIS + " ".join(words[-TAIL_WORDS:])


# --- files -----------------------------------------------------------------------------


def beside(document: Path) -> Path:
    """Where the corrections of a document are looked for: ``essay.corrections.toml`` beside ``essay.pdf``."""
    return document.with_name(document.stem + SUFFIX)


def load(path: Path) -> Corrections:
    """Read a corrections file.  Raises `NotFoundError` or `BadInputError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotFoundError(f"no such corrections file: {path}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise NotFoundError(f"{path} cannot be read: {error}") from error
    try:
        return parse(text)
    except BadInputError as error:
        raise BadInputError(f"{path.name}: {error}") from error


def parse(text: str) -> Corrections:
    """The corrections that some TOML holds.  Raises `BadInputError` with the place and what is wrong there."""
    try:
        values = tomllib.loads(text)
        # Item by item, so that a message can say which one by the number that a person counts.
        items = [_item(number, item) for number, item in enumerate(_list(values.pop("correction", [])), 1)]
        found = msgspec.structs.replace(msgspec.convert(values, Corrections), correction=tuple(items))
    except (ValueError, RecursionError) as error:  # whatever tomllib makes of it: numbers too long, tables too deep
        raise BadInputError(f"not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise BadInputError(str(error)) from error
    if found.schema != SCHEMA_VERSION:
        raise BadInputError(f"schema {found.schema} is not supported (this version reads {SCHEMA_VERSION})")
    return found


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise BadInputError("corrections are written as [[correction]], with two brackets")
    return value


def _item(number: int, value: Any) -> Correction:
    try:
        # mypy does not see that a union of structs is a type.
        result: Correction = msgspec.convert(value, Correction)
    except msgspec.ValidationError as error:
        raise BadInputError(f"correction {number}: {error}{_known(str(error))}") from error
    return result


def _known(message: str) -> str:
    """What would have been right, where one of a few words was expected."""
    if message.endswith("`$.kind`"):
        return f"; known kinds: {', '.join(str(type_.__struct_config__.tag) for type_ in get_args(Correction))}"
    return f"; known: {', '.join(ROLES)}" if message.endswith("`$.is`") and "enum" in message else ""


def added(text: str, more: Iterable[Correction], source: str = "") -> str:
    """A file's text with some corrections added that it does not hold yet; its comments and layout stay as they are."""
    import tomlkit

    known = set(parse(text).correction)
    document = tomlkit.parse(text)
    if "schema" not in document:
        document["schema"] = SCHEMA_VERSION
        if source:
            document["source"] = source
    tables = document.get("correction")
    if tables is None:
        tables = document["correction"] = tomlkit.aot()
    for correction in more:
        if correction not in known:
            known.add(correction)
            table = tomlkit.table()
            table.update(_ordered(msgspec.to_builtins(correction)))
            table.trivia.indent = "\n"  # an empty line before it
            tables.append(table)
    return tomlkit.dumps(document)


def _ordered(values: dict[str, Any]) -> dict[str, Any]:
    """The keys as a person reads them: what is said first, the place last."""
    last = [key for key in ("page", "box") if key in values]
    return {key: values[key] for key in [*(key for key in values if key not in last), *last]}
