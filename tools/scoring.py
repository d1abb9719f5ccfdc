"""How much of an article was recovered?  An edition compared with what is known to stand in its document.

A truth file lists the passages of a document in reading order, each with its role; an edition
is laid out in the same way, and the two lists are compared:

- **paragraphs**: F1 of the passages (headings, tables and code apart) that agree to the letter;
- **order**: 1 less the edit distance between the words of the running text, as a share;
- **headings**: F1 of the headings' texts, capitals and small letters alike;
- **levels**: share of the pairs of headings whose levels stand to each other as they should;
- **quotes**: F1 of the block quotes that agree to the letter;
- **drop caps**: paragraphs whose opening words, cap included, open a paragraph here too;
- **pull quotes, furniture**: how many of those that should be gone stand in the text;
- **lost, invented**: words of the truth that are missing, and words that stand nowhere in it.

Titles and subtitles that a truth lists among its headings are metadata of an edition and not
judged, nor are the numbers of list items and references.  Before anything is compared, spaces
of every width become one space and hyphens of every code "-"; for the figures, straight and
curly quotation marks are alike as well, and so are dashes with and without spaces around
them (a truth made from an author's manuscript cannot know).  Nothing else is forgiven.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import floor
from typing import Any

from rapidfuzz.distance import Levenshtein

from horizons_convert.document import (
    Article,
    Aside,
    Block,
    BlockQuote,
    CodeBlock,
    Edition,
    Figure,
    Heading,
    Inlines,
    Link,
    ListBlock,
    NoteReference,
    Paragraph,
    Table,
    plain,
)

FLOWING = frozenset({"standfirst", "heading", "paragraph", "blockquote", "list_item", "reference"})
"""Roles whose place in the text is judged; captions, tables, sidebars and notes may float."""
NOT_PROSE = frozenset({"heading", "table", "code"})
OPENING = 2
"""So many words of a paragraph show whether its drop cap has found its word."""
SHINGLE = 3
"""Words in a row that tell whether a pull quote stands in the text, even where it is cut by its lines."""

_ROLES = {"standfirst": "standfirst", "author-bio": "author_bio", "reference": "reference"}
_MISSING = frozenset({"title", "byline"})
"""Roles of a truth that an edition has as metadata."""
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": None})
_QUOTES = str.maketrans("‘’‚“”„", "'''\"\"\"")
_DASH = re.compile(r"\s*(?:[–—]|(?<=\s)-(?=\s))\s*")
_NUMBER = re.compile(r"^\[\d+\]\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading, list item, caption ... and what it is."""

    role: str
    text: str
    level: int = 0
    drop_cap: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of one document.  Shares go from 0 to 1; None where the document has nothing to judge."""

    paragraphs: float
    order: float
    headings: float | None
    levels: float | None
    quotes: float | None
    drop_caps: int
    all_drop_caps: int
    pull_quotes: int
    furniture: int
    lost: int
    invented: int


SHARES = ("paragraphs", "order", "headings", "levels", "quotes")
COUNTS_UP = ("drop_caps",)
"""Counts that are better the higher they are."""
COUNTS_DOWN = ("pull_quotes", "furniture", "lost", "invented")


def score(edition: Edition, truth: dict[str, Any]) -> Figures:
    """The figures of an edition against the truth about its document (an article, or an issue of several)."""
    front = {normal(text).casefold() for article in edition.articles for text in (article.title, article.subtitle)}
    known = [p for p in passages_of_truth(truth) if p.role != "heading" or p.text.casefold() not in front]
    found = passages_of(edition)
    caps = [passage for passage in known if passage.drop_cap]
    openings = {_opening(passage.text) for passage in found}
    lost, invented = _lost_and_invented(known, found, truth)
    return Figures(
        paragraphs=_agreement(known, found, lambda p: p.role not in NOT_PROSE) or 0.0,
        order=Levenshtein.normalized_similarity(_words(_flowing(known)), _words(_flowing(found))),
        headings=_agreement(known, found, lambda p: p.role == "heading", str.casefold),
        levels=_levels(known, found),
        quotes=_agreement(known, found, lambda p: p.role == "blockquote"),
        drop_caps=sum(_opening(cap.text) in openings for cap in caps),
        all_drop_caps=len(caps),
        pull_quotes=_leaked_quotes(known, found, truth),
        furniture=_leaked_furniture(known, found, truth),
        lost=lost,
        invented=invented,
    )


def normal(text: str) -> str:
    """A text as it is compared: composed, its spaces and hyphens made alike."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_HYPHENS).split())


def folded(text: str) -> str:
    """A normal text with its quotation marks straight and its dashes alike."""
    return _DASH.sub("—", text.translate(_QUOTES))


# --- both sides as lists of passages ---------------------------------------------------


def passages_of_truth(truth: dict[str, Any]) -> list[Passage]:
    """The passages of a truth file, article by article."""
    return [
        Passage(block["role"], normal(_text_of_truth(block)), block.get("level", 1), bool(block.get("dropcap")))
        for article in _articles(truth)
        for block in article["blocks"]
        if block["role"] not in _MISSING
    ]


def passages_of(edition: Edition) -> list[Passage]:
    """The passages of an edition, article by article: the blocks, the notes, the bios."""
    return [passage for article in edition.articles for passage in _passages_of_article(article)]


def _articles(truth: dict[str, Any]) -> list[dict[str, Any]]:
    articles: list[dict[str, Any]] = truth.get("articles", [truth])
    return articles


def _text_of_truth(block: dict[str, Any]) -> str:
    title, text = block.get("title", ""), str(block["text"])
    if block["role"] == "reference":
        text = _NUMBER.sub("", text)
    return f"{title} {text}" if title else text


def _passages_of_article(article: Article) -> Iterator[Passage]:
    bios = [block for block in article.blocks if isinstance(block, Paragraph) and block.role == "author-bio"]
    for block in article.blocks:
        if not any(block is bio for bio in bios):
            yield from _passages(block, "paragraph")
    for note in article.notes:
        yield Passage("footnote", normal(" ".join(_texts(note.blocks))))
    for bio in bios:
        yield Passage("author_bio", text_of(bio.content))


def _passages(block: Block, role: str) -> Iterator[Passage]:
    if isinstance(block, Heading):
        yield Passage("heading", text_of(block.content), block.level)
    elif isinstance(block, Paragraph):
        yield Passage(_ROLES.get(block.role, role), text_of(block.content), drop_cap=bool(block.drop_cap_lines))
    elif isinstance(block, BlockQuote):
        for inner in block.blocks:
            yield from _passages(inner, "blockquote")
    elif isinstance(block, ListBlock):
        for inner in (inner for item in block.items for inner in item.blocks):
            yield from _passages(inner, "list_item")
    elif isinstance(block, Aside):
        yield Passage("aside", normal(" ".join(_texts(block.blocks))))
    elif isinstance(block, CodeBlock):
        yield Passage("code", normal(block.text))
    elif isinstance(block, Figure | Table):
        if isinstance(block, Table):
            yield Passage("table", normal(" ".join(text_of(cell) for row in block.rows for cell in row.cells)))
        if block.caption:
            yield Passage("caption", text_of(block.caption))


def _texts(blocks: Iterable[Block]) -> list[str]:
    return [passage.text for block in blocks for passage in _passages(block, "paragraph")]


def text_of(content: Inlines) -> str:
    """The characters of some inlines, a note's call as truth files write it: ``[^1]``."""
    parts = []
    for inline in content:
        if isinstance(inline, NoteReference):
            parts.append(f"[^{inline.label}]")
        elif isinstance(inline, Link):
            parts.append(text_of(inline.content))
        else:
            parts.append(plain((inline,)))
    return normal("".join(parts))


def _flowing(passages: Iterable[Passage]) -> list[Passage]:
    return [passage for passage in passages if passage.role in FLOWING]


# --- the figures -----------------------------------------------------------------------


def _agreement(
    known: Sequence[Passage],
    found: Sequence[Passage],
    wanted: Callable[[Passage], bool],
    fold: Callable[[str], str] = str,
) -> float | None:
    """F1 of the wanted passages that agree; None where there are none on either side."""
    one = Counter(fold(folded(passage.text)) for passage in known if wanted(passage))
    other = Counter(fold(folded(passage.text)) for passage in found if wanted(passage))
    both = one.total() + other.total()
    return 2 * (one & other).total() / both if both else None


def _levels(known: Sequence[Passage], found: Sequence[Passage]) -> float | None:
    """Share of the pairs of headings, known and found, of which the same one is the higher (or neither)."""
    levels = {p.text.casefold(): p.level for p in found if p.role == "heading"}
    pairs = [(p.level, levels[p.text.casefold()]) for p in known if p.role == "heading" and p.text.casefold() in levels]
    agreed = [
        (a > b) - (a < b) == (x > y) - (x < y) for (a, x), (b, y) in combinations(pairs, 2)
    ]  # fmt: skip
    return sum(agreed) / len(agreed) if agreed else None


def _opening(text: str) -> str:
    return " ".join(text.casefold().split()[:OPENING])


def _lost_and_invented(known: Sequence[Passage], found: Sequence[Passage], truth: dict[str, Any]) -> tuple[int, int]:
    one, other = Counter(_words(known)), Counter(_words(found))
    elsewhere = {word for article in _articles(truth) for word in _bare_words(" ".join(_said_elsewhere(article)))}
    return (one - other).total(), sum(n for word, n in other.items() if word not in one and word not in elsewhere)


def _said_elsewhere(article: dict[str, Any]) -> Iterator[str]:
    """What the document says outside the article's passages: nothing that repeats it is invented."""
    for key in ("title", "subtitle", "journal", "issue"):
        yield str(article.get(key, ""))
    for key in ("authors", "pullquotes", "furniture"):
        yield from article.get(key, [])
    for block in article["blocks"]:
        yield f"{block.get('marker', '')} {block['text'] if block['role'] in _MISSING else ''}"


def _leaked_quotes(known: Sequence[Passage], found: Sequence[Passage], truth: dict[str, Any]) -> int:
    """Pull quotes of which more than half the runs of three words stand in the text more often than they should."""
    one, other = _shingles(known), _shingles(found)
    leaked = 0
    for article in _articles(truth):
        for quote in article.get("pullquotes", []):
            runs = list(_runs(_bare_words(quote)))
            leaked += sum(other[run] > one[run] for run in runs) > len(runs) / 2
    return leaked


def _leaked_furniture(known: Sequence[Passage], found: Sequence[Passage], truth: dict[str, Any]) -> int:
    """Distinct running heads and feet that stand in the text more often than they should."""
    texts = [f" {' '.join(_words(passages))} " for passages in (known, found)]
    distinct = {" ".join(_bare_words(text)) for article in _articles(truth) for text in article.get("furniture", [])}
    named = [text for text in distinct if re.search(r"[^\W\d_]", text)]
    return sum(texts[1].count(f" {text} ") > texts[0].count(f" {text} ") for text in named)


def _shingles(passages: Sequence[Passage]) -> Counter[tuple[str, ...]]:
    return Counter(_runs(_words(passages)))


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))


def _words(passages: Iterable[Passage]) -> list[str]:
    return [word for passage in passages for word in _bare_words(passage.text)]


def _bare_words(text: str) -> list[str]:
    """Words without case, note calls and the punctuation around them; a dash without spaces parts two words."""
    without_calls = re.sub(r"\[\^[^\]]*\]", " ", normal(text))
    tokens = re.split(r"[\s—–]+", folded(without_calls).casefold())
    return [word for token in tokens if (word := re.sub(r"^[\W_]+|[\W_]+$", "", token))]


# --- floors ----------------------------------------------------------------------------

Floor = dict[str, float | int]
"""Figure -> the value that a run must reach (or, for what should be gone, must not exceed)."""


def floor_of(figures: Figures) -> Floor:
    """The floor that figures make: shares rounded down to a hundredth, counts as they are."""
    shares = {name: floor(100 * value) / 100 for name in SHARES if (value := getattr(figures, name)) is not None}
    return shares | {name: getattr(figures, name) for name in (*COUNTS_UP, *COUNTS_DOWN)}


def raised(old: Floor, new: Floor) -> Floor:
    """The better of two floors in every figure: a floor never goes down."""
    return old | {
        name: (min if name in COUNTS_DOWN else max)(value, old.get(name, value)) for name, value in new.items()
    }


def shortfalls(figures: Figures, below: Floor) -> list[str]:
    """What falls short of the floor, one line a figure: "paragraphs 0.93, should be at least 0.95"."""
    result = []
    for name, limit in below.items():
        value = getattr(figures, name)
        if name in COUNTS_DOWN and value > limit:
            result.append(f"{name} {value}, should be at most {limit}")
        elif name not in COUNTS_DOWN and (value is None or value < limit):
            result.append(f"{name} {value if value is None else round(value, 4)}, should be at least {limit}")
    return result
