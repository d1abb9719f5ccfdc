"""Where do the links of a text lead, and which words carry them?

Three things are told apart:

1. Words that the file links to an address ("our site") are a link as they stand.
2. An address that is printed is a link to itself.
3. "Plone (http://plone.org)", where the file links the address in the brackets, is how paper
   shows a link: the name carries it again, and the address stands in the link, from which
   every writer takes it (those whose readers cannot follow a link print it).  Each is
   recorded.  Which words the author had linked is no longer said; taken are those in the same
   emphasis or in quotation marks, else the name that ends before the bracket, else its last
   word.  An article does so with most of its addresses or with none: two ways side by side
   would puzzle its readers.

Limits: without a link in the file, and where file and print spell the address differently, the
printed one stays in the text.  A sentence's first word may be taken into a name ("Join the Old
Mill").  An address that a page turn cuts is a link in two parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import Any

import msgspec

from horizons_convert.document import (
    Figure,
    Heading,
    Inline,
    Inlines,
    Link,
    PageBreak,
    Paragraph,
    Place,
    Table,
    TableRow,
    Text,
    inlines,
    plain,
    rebuilt,
    walk,
)
from horizons_convert.recover.draft import Draft
from horizons_convert.recover.lexicon import Lexicon

MOST = 0.67
"""Share of an article's addresses in brackets that must be able to stand in a link for any to do so."""
COMMON = 1e-3
"""A word more frequent than this ("as", "the", "at") is no name that begins or carries a link."""
JOINING = 3
"""Letters of a word without a capital that may stand within a name ("of", "the", "und"), at most."""
LONGEST_NAME = 12
"""Words that carry a link, at most."""

_ADDRESS = re.compile(
    r"""(?:https?://|www\.(?=[\w-]+\.[a-z]))[^\s<>()"“”„«»‹›]+(?:\([^\s()]*\)[^\s<>()"“”„«»‹›]*)*""", re.IGNORECASE
)
_BRACKETED = re.compile(r"\((?:https?://|www\.|mailto:)", re.IGNORECASE)
_FOLLOWED = re.compile(r"(?:https?://[a-z0-9]|mailto:[^@\s]+@)[!-~]*", re.IGNORECASE)
"""An address that every writer takes as it is."""
_SCHEME = re.compile(r"^(?:https?://|mailto:)|/$", re.IGNORECASE)
_OPENING, _CLOSING = "([{<“„‘«‹'\"", ")]}>”’»›'\".,;:!?"
_PAIRS = {")": "(", "]": "[", "}": "{", "”": "“„", "’": "‘‚", "»": "«", "“": "„", '"': '"'}
_SENTENCE_MARKS = ".,;:!?…)]”’»—–"


def carry_links(draft: Draft) -> None:
    """Put the links of an article in order, and enter each address that left the text for a link."""
    tree = (tuple(draft.blocks), tuple(draft.notes))
    if not any(_leads(inline) for content in _contents(tree) for inline in content):
        return
    tree = rebuilt(tree, _to_content(lambda content, _: _tidied(content)))
    lexicon = Lexicon(draft.language)
    names: list[tuple[str, str, tuple[Place, ...]]] = []
    named = rebuilt(
        tree,
        _to_content(lambda content, places: _named(content, lexicon, lambda *name: names.append((*name, places)))),
    )
    if names and len(names) >= MOST * sum(_bracketed(content) for content in _contents(tree)):
        tree = named
        for name, address, places in names:
            draft.record(
                "repair",
                "address in a link",
                f"{name} ({address})",
                places[:1],
                evidence="the file links the address that is printed in brackets behind these words",
                score=0.9,
                alternative="the address in the text",
            )
    blocks, notes = rebuilt(tree, _to_content(lambda content, _: _shown(content)))
    draft.blocks, draft.notes = list(blocks), list(notes)


def _leads(inline: Inline) -> bool:
    return isinstance(inline, Link) or (isinstance(inline, Text) and _ADDRESS.search(inline.text) is not None)


def _contents(tree: tuple[Any, Any]) -> Iterator[Inlines]:
    """Every run of inlines of the blocks and the notes."""
    blocks, notes = tree
    for block in walk((*blocks, *(block for note in notes for block in note.blocks))):
        yield inlines(block)
        if isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row.cells)


def _to_content(change: Callable[[Inlines, tuple[Place, ...]], Inlines]) -> Callable[[Any], Any]:
    """`change`, told the content and the places of a block, as a change to any node of the tree."""

    def changed(node: Any) -> Any:
        if isinstance(node, Heading | Paragraph):
            return msgspec.structs.replace(node, content=change(node.content, node.places))
        if isinstance(node, Figure | Table):
            return msgspec.structs.replace(node, caption=change(node.caption, node.places))
        if isinstance(node, TableRow):
            return msgspec.structs.replace(node, cells=tuple(change(cell, ()) for cell in node.cells))
        return node

    return changed


# --- links in one piece, and nothing but their words ----------------------------------------


def _tidied(content: Inlines) -> Inlines:
    """The content with each of its links in one piece and around nothing but its words."""
    return tuple(_merged(part for inline in _joined(content) for part in _parted(inline)))


def _joined(content: Inlines) -> list[Inline]:
    """Neighbouring links to the same address made one, with the space between them."""
    result: list[Inline] = []
    for inline in content:
        if isinstance(inline, Link):
            gap = result[-1] if result and isinstance(result[-1], Text) and not result[-1].text.strip() else None
            before = result[-2 if gap else -1] if len(result) > bool(gap) else None
            if isinstance(before, Link) and before.target == inline.target:
                del result[-2 if gap else -1 :]
                inline = Link(inline.target, (*before.content, *((gap,) if gap else ()), *inline.content))
        result.append(inline)
    return result


def _parted(inline: Inline) -> list[Inline]:
    """A link without the brackets and stops that only stand beside its words."""
    if not isinstance(inline, Link):
        return [inline]
    words = plain(inline.content)
    start, end = _trimmed(words, 0, len(words))
    if start >= end:
        return list(inline.content)
    inside = _unspaced(_whole(_cut(inline.content, start, end)), inline.target)
    return [
        *_cut(inline.content, 0, start),
        Link(inline.target, inside),
        *_cut(inline.content, end, len(words)),
    ]


def _whole(texts: tuple[Text, ...]) -> tuple[Text, ...]:
    """Texts set alike made one."""
    return tuple(text for text in _merged(texts) if isinstance(text, Text))


def _unspaced(texts: tuple[Text, ...], target: str) -> tuple[Text, ...]:
    """An address without the spaces that line ends seemed to leave in it."""
    words = plain(texts)
    if " " not in words or _SCHEME.sub("", words.replace(" ", "")) != _SCHEME.sub("", target):
        return texts
    return tuple(msgspec.structs.replace(text, text=text.text.replace(" ", "")) for text in texts)


def _trimmed(words: str, start: int, end: int) -> tuple[int, int]:
    """The span without signs at its edges whose partner it does not hold."""
    while start < end and (words[start].isspace() or words[start] in _OPENING):
        start += 1
    while start < end and (words[end - 1].isspace() or words[end - 1] in _CLOSING + _OPENING):
        partner = _PAIRS.get(words[end - 1], "")
        if any(words.count(sign, start, end) >= words.count(words[end - 1], start, end) for sign in partner):
            break
        end -= 1
    return start, end


def _cut(texts: tuple[Text, ...], start: int, end: int) -> tuple[Text, ...]:
    """The characters from `start` to `end` of some texts."""
    result, at = [], 0
    for text in texts:
        part = text.text[max(start - at, 0) : max(end - at, 0)]
        if part:
            result.append(msgspec.structs.replace(text, text=part))
        at += len(text.text)
    return tuple(result)


# --- printed addresses -----------------------------------------------------------------------


def _shown(content: Inlines) -> Inlines:
    """Printed addresses that the file does not link made links, unless a page turn cuts them."""
    result: list[Inline] = []
    for inline, following in zip_longest(content, content[1:]):
        if isinstance(inline, Text):
            result += _with_addresses(inline, cut=isinstance(following, PageBreak))
        else:
            result.append(inline)
    return tuple(result)


def _with_addresses(text: Text, *, cut: bool) -> Iterator[Inline]:
    at = 0
    for match in _ADDRESS.finditer(text.text):
        start, end = _trimmed(text.text, *match.span())
        address = text.text[start:end]
        target = address if "://" in address else f"http://{address}"
        if (cut and match.end() == len(text.text)) or not _FOLLOWED.fullmatch(target):
            continue
        if start > at:
            yield msgspec.structs.replace(text, text=text.text[at:start])
        yield Link(target, (msgspec.structs.replace(text, text=address),))
        at = end
    if at < len(text.text):
        yield msgspec.structs.replace(text, text=text.text[at:])


# --- addresses in brackets behind a name -----------------------------------------------------


def _bracketed(content: Inlines) -> int:
    """How many addresses are printed at the beginning of a bracket, linked or not."""
    return len(_BRACKETED.findall(plain(content)))


def _named(content: Inlines, lexicon: Lexicon, report: Callable[[str, str], None]) -> Inlines:
    """The content with the links whose address stands in brackets given to the words before these."""
    result: list[Inline] = []
    closes = False
    for inline, following in zip_longest(content, content[1:]):
        if closes and isinstance(inline, Text):
            inline = msgspec.structs.replace(inline, text=inline.text.removeprefix(")"))
        closes = isinstance(following, Text) and following.text.startswith(")")
        before = _texts_before(result) if closes and isinstance(inline, Link) and _is_printed(inline) else ()
        name = _name(plain(before), before, lexicon) if before else None
        closes = name is not None
        if name is None or not isinstance(inline, Link):
            result.append(inline)
            continue
        start, end = name
        words = _cut(before, start, end)
        result[len(result) - len(before) :] = [*_cut(before, 0, start), Link(inline.target, words, printed=True)]
        report(plain(words), plain(inline.content))
    return tuple(_merged(result))


def _is_printed(link: Link) -> bool:
    """Whether a link's words are its address, to the letter."""
    words = plain(link.content)
    return _FOLLOWED.fullmatch(link.target) is not None and _SCHEME.sub("", words) == _SCHEME.sub("", link.target)


def _texts_before(before: list[Inline]) -> tuple[Text, ...]:
    texts: list[Text] = []
    for inline in reversed(before):
        if not isinstance(inline, Text):
            break
        texts.insert(0, inline)
    return tuple(texts)


def _name(said: str, texts: tuple[Text, ...], lexicon: Lexicon) -> tuple[int, int] | None:
    """Where the words begin and end that carry the link whose bracket opens after them; None if no word does."""
    opening = re.search(r"\s+\($", said)
    end = opening.start() if opening else 0
    if not end or not (said[end - 1].isalnum() or said[end - 1] in "”’»\"'.+#"):
        return None
    start = _quoted(said, end) or _emphasised(texts, end)
    if start is None:
        start = _name_start(said, end, lexicon)
    few = start is not None and len(said[start:end].split()) <= LONGEST_NAME
    return (start, end) if few and start is not None and start < end else None


def _quoted(said: str, end: int) -> int | None:
    """Where the quotation begins that ends here."""
    partners = _PAIRS.get(said[end - 1], "") if said[end - 1] in '”’»"' else ""
    found = max((said.rfind(sign, 0, end - 1) for sign in partners), default=-1)
    return found if found >= 0 else None


def _emphasised(texts: tuple[Text, ...], end: int) -> int | None:
    """Where the emphasis begins that ends here."""
    at = 0
    for text in texts:
        if at < end <= at + len(text.text):
            return at + len(text.text) - len(text.text.lstrip()) if "italic" in text.marks else None
        at += len(text.text)
    return None


def _name_start(said: str, end: int, lexicon: Lexicon) -> int | None:
    """Where the name begins that ends here; short words may join its parts ("Free Software Foundation of India")."""
    words = [(match.start(), match.group()) for match in re.finditer(r"\S+", said[:end])]
    first = last = len(words) - 1
    if words[last][1][:1].isupper():
        for index in range(last - 1, -1, -1):
            word = words[index][1]
            if word[-1] in _SENTENCE_MARKS:
                break
            if word.lstrip(_OPENING)[:1].isupper() or word[:1].isdigit():
                first = index
            elif len(word) > JOINING:
                break
    while first < last and lexicon.listed(words[first][1].casefold()) > COMMON:
        first += 1
    start, word = words[first]
    if first == last and lexicon.listed(word.casefold()) > COMMON:
        return None
    return start + len(word) - len(word.lstrip(_OPENING))


def _merged(content: Iterable[Inline]) -> Iterator[Inline]:
    """Neighbouring texts set alike made one again; empty ones left out."""
    open_text: Text | None = None
    for inline in content:
        if isinstance(inline, Text):
            if open_text and (open_text.marks, open_text.language) == (inline.marks, inline.language):
                open_text = msgspec.structs.replace(open_text, text=open_text.text + inline.text)
                continue
            if open_text and open_text.text:
                yield open_text
            open_text = inline
        else:
            if open_text and open_text.text:
                yield open_text
            open_text = None
            yield inline
    if open_text and open_text.text:
        yield open_text
