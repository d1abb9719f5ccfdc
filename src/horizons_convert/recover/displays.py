"""Which blocks are displayed, rather than running text: pull quotes, headings, asides, program text?

Blocks that are set alike are judged together: a designer gives pull quotes one style and
each level of heading another.  A style is that of pull quotes when most of its blocks repeat
words of the article (approximate matching on letters alone, so that hyphens and line ends do
not matter); repetition is the proof, so a block of that style whose words stand nowhere else
stays, as an aside.  A style is that of a heading when its blocks are short, unlike the body,
and stand directly above text.

Limits: a pull quote that is the only one of its style and is not taken from the article
cannot be told from a sidebar; it is kept as an aside.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz

from horizons_convert.layout.frames import frames
from horizons_convert.layout.order import reading_order
from horizons_convert.layout.text import Line, inside, overlap
from horizons_convert.pdf.page import Box, Page
from horizons_convert.recover.body import is_body_size
from horizons_convert.recover.draft import Column, Draft, Piece
from horizons_convert.recover.lexicon import HYPHENS
from horizons_convert.recover.listings import join_listings
from horizons_convert.recover.notes import SMALLER
from horizons_convert.recover.paragraphs import ALWAYS_BULLETS

REPEATS = 90
"""Similarity (0 to 100) from which a block counts as repeating the article."""
TRIMMED = 62
"""... and the similarity that is enough where other blocks of the style repeat it word for word."""
REPHRASED = 0.9
"""Where the style is that of pull quotes, this share of its words on the page shows a quote to be a free rendering,"""
FEWEST_WORDS = 8
"""... if it has at least so many words of four letters and more."""
SHOWN = 1.12
"""A display so many times as large as the text, a whole sentence"""
RENDERED_WORDS = 8
"""... of at least so many words, is a pull quote though no other of its style repeats the article,"""
RENDERS = 80
"""... if it is so similar to a passage of it (0 to 100),"""
RESEMBLES = 68
"""... or so similar,"""
FEWEST_RENDERED = 6
"""... and of at least so many longer words `REPHRASED` stand on the page."""
QUOTED_WITHIN = 20
"""Pages between a pull quote and the passage that it repeats; it is nearly always the same or the next."""
FEWEST_LETTERS = 14
"""Shorter texts repeat by chance."""
MOSTLY_TYPED = 0.4
"""Program text in which names to be filled in stand in italics has at least this share in typewriter type."""
CODE_INSET = 0.5
"""Program text is set in from its column by at least this many em, or it is several lines long."""
FURTHEST_TEXT = 3.2
"""The text of a heading begins within so many leadings below it."""
SENTENCE = 9
"""A quoted sentence seldom has fewer words, a heading seldom more."""
STATEMENT = 4
"""A boxed text of so many words that ends in a full stop is read as a sentence."""
NEXT_LINE = 1.15
"""A line so many leadings below another is the next line."""
SMALL_PRINT = 0.8
"""Type below this share of the body's is no heading of the text; of small print it may be,"""
FEWEST_ALIKE = 3
"""... if so many are set like it."""
LONGEST_HEADING = 22
"""Words."""

_NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)+\.?|[IVX]+\.|\d+\.)\s+[^\W\d_]")
NEAR_ITEM = 2.0
"""Between the items of a list stand at most so many leadings."""
_LABEL = re.compile(r"^\([a-z]{1,4}\)\s+")
"""A letter or a small Roman numeral that counts headings."""
_LINE_NUMBER = re.compile(r"^(\d{1,3})[.):]?\s")

Signature = tuple[str, float, bool, bool, bool, tuple[int, int, int]]


def find_displays(draft: Draft) -> None:
    """Give displayed pieces their roles: `heading`, `aside`, or set them aside as pull quotes."""
    styles: dict[Signature, list[Piece]] = defaultdict(list)
    _find_code(draft)
    join_listings(draft)
    for piece in draft.of("text"):
        piece.boxed = _frame(piece, draft)
        if _is_unlike_body(piece, draft):
            styles[_signature(piece)].append(piece)
    displayed = {id(piece) for pieces in styles.values() for piece in pieces}
    running = draft.of("text", "standfirst", "bio")
    article = _letters_by_page(piece for piece in running if id(piece) not in displayed)
    for _, pieces in sorted(styles.items(), key=lambda item: -item[0][1]):
        scores = {id(piece): _repetition(piece, _near(article, piece.page)) for piece in pieces}
        eligible = _eligible(pieces, draft)
        quotes = [piece for piece in eligible if scores[id(piece)] >= REPEATS]
        if quotes and len(quotes) >= 0.4 * len(eligible):
            for piece in eligible:
                _judge_quote(piece, scores[id(piece)], draft)
            pieces = [piece for piece in pieces if piece not in eligible]
        else:
            pieces = [
                piece for piece in pieces if not (piece in eligible and _is_rendering(piece, scores[id(piece)], draft))
            ]
        for piece in pieces:
            if _is_heading(piece, draft):
                piece.role = "heading"
            elif _is_larger(piece, draft) or piece.boxed is not None:
                piece.role = "display"
    _set_quotes_in_head_aside(draft)
    _gather_sidebars(draft)
    for piece in draft.of("display"):
        _place_display(piece, draft)


def _set_quotes_in_head_aside(draft: Draft) -> None:
    """A sentence of the article below its standfirst, larger than the text, is a pull quote at the head of the page."""
    standfirsts = draft.of("standfirst")
    text: dict[int, str] = {}
    for piece in draft.of("standfirst", "affiliation", "rubric"):
        below = [other for other in standfirsts if other is not piece and other.box[3] <= piece.box[1]]
        unlike = all(other.style.font != piece.style.font for other in below)
        if not below or not unlike or piece.style.size < SHOWN * draft.body.size or not _may_be_quote(piece, draft):
            continue
        text = text or _letters_by_page(draft.of("text"))
        score = _repetition(piece, _near(text, piece.page))
        if _is_sentence(piece.text) and score >= REPEATS:
            evidence = f"repeats the article ({score:.0f} %)"
            draft.set_aside_piece("pull quote", piece, evidence=evidence, score=score / 100)


def _find_code(draft: Draft) -> None:
    """Blocks of typewriter type that no sentence runs into are program text."""
    if draft.body.style.monospace:
        return
    for page in draft.pages:
        for piece in draft.on_page(page.number):
            if piece.role != "text" or not piece.lines or not _is_program(piece):
                continue
            column = draft.column_of(piece.page, piece.box)
            inset = column is not None and piece.box[0] > column.x0 + CODE_INSET * draft.body.size
            if inset or (len(piece.lines) > 2 and _is_typewriter(piece.lines)):
                piece.role = "code"


def _is_rendering(piece: Piece, score: float, draft: Draft) -> bool:
    """Whether a display says in nearly the same words what the article says; then it is set aside."""
    shown = piece.style.size >= SHOWN * draft.body.size or (piece.boxed is not None and _is_larger(piece, draft))
    if not shown or not _is_sentence(piece.text) or len(piece.text.split()) < RENDERED_WORDS:
        return False
    if piece.text.rstrip().endswith("?") and _is_heading(piece, draft):
        return False
    shared = _shared_words(piece, draft, FEWEST_RENDERED) if RESEMBLES <= score < RENDERS else 0.0
    if (score < RENDERS and shared < REPHRASED) or _is_needed(piece, draft):
        return False
    evidence = f"stands out, and says what the article says nearly in its words ({score:.0f} %)"
    draft.set_aside_piece("pull quote", piece, evidence=evidence, score=score / 100)
    return True


def _is_program(piece: Piece) -> bool:
    """All in typewriter type; or lines that begin in it and are mostly in it, with names in italics between."""
    if _is_typewriter(piece.lines):
        return True
    words = [word for line in piece.lines for word in line.words]
    typed = sum(word.glyphs for word in words if word.style.monospace)
    begun = all(line.words[0].style.monospace for line in piece.lines)
    others = all(word.style.italic for word in words if not word.style.monospace and word.text.isalpha())
    return begun and others and typed >= MOSTLY_TYPED * sum(word.glyphs for word in words)


def _is_typewriter(lines: list[Line]) -> bool:
    return all(word.style.monospace for line in lines for word in line.words)


def _place_display(piece: Piece, draft: Draft) -> None:
    """A display that the sentence before it needs is a quotation in the text; any other is an aside."""
    needed = _is_needed(piece, draft)
    piece.role = "text" if needed else "aside"
    piece.quoted = needed


def _is_needed(piece: Piece, draft: Draft) -> bool:
    """Whether the sentence before a display leads up to it, or it goes on with that sentence."""
    above = [
        other
        for other in draft.on_page(piece.page)
        if other.role == "text"
        and other.box[1] < piece.box[1]
        and overlap(other.box[0], other.box[2], piece.box[0], piece.box[2]) > 0
    ]
    before = max(above, key=lambda other: other.box[3], default=None)
    text = before.text.rstrip() if before else ""
    return text.endswith((":", ",", "—", "–")) or (bool(text) and piece.text.lstrip("“‘«„\"'")[:1].islower())


def _gather_sidebars(draft: Draft) -> None:
    """Make one aside of the pieces that stand in one frame and were no pull quote."""
    frames: dict[tuple[int, Box], list[Piece]] = defaultdict(list)
    for piece in draft.of("text", "heading", "display"):
        if piece.boxed is not None:
            frames[piece.page, piece.boxed].append(piece)
    for (page, frame), pieces in frames.items():
        if all(piece.role == "heading" for piece in pieces):
            continue  # a heading between rules, or on a coloured bar
        sidebar = Piece(page, "aside", box_=frame, parts=reading_order(pieces, lambda piece: piece.box))
        sidebar.evidence = "stands in a frame of its own, and its words stand nowhere else"
        if _opens_with_an_author(sidebar, draft):
            sidebar.role, sidebar.evidence = "bio", "stands in a frame and opens with an author's name"
        draft.pieces.insert(draft.pieces.index(pieces[0]), sidebar)
        for piece in pieces:
            piece.role = "text"
            draft.pieces.remove(piece)


def _opens_with_an_author(sidebar: Piece, draft: Draft) -> bool:
    """Whether a box tells of an author: "Ilse Vogt is …", on the first or last page also "Ilse is …"."""
    text = sidebar.text.casefold()
    outer = sidebar.page in (draft.pages[0].number, draft.pages[-1].number)
    names = [author.name.casefold() for author in draft.front.authors]
    return any(
        text.startswith(name)
        or (outer and any(text.startswith(f"{part} ") for part in (name.split()[0], name.split()[-1])))
        for name in names
        if name
    )


def _judge_quote(piece: Piece, score: float, draft: Draft) -> None:
    shared = 0.0 if score >= TRIMMED else _shared_words(piece, draft)
    if score >= TRIMMED:
        exact = "repeats the article" if score >= REPEATS else "repeats the article in other words"
        draft.set_aside_piece("pull quote", piece, evidence=f"{exact} ({score:.0f} %)", score=score / 100)
    elif shared >= REPHRASED:
        evidence = f"set like the pull quotes, and says what the page says ({100 * shared:.0f} % of its words)"
        draft.set_aside_piece("pull quote", piece, evidence=evidence, score=TRIMMED / 100)
    else:
        piece.role = "display"
        piece.evidence = "set like the pull quotes, but its words stand nowhere else"


def _shared_words(piece: Piece, draft: Draft, fewest: int = FEWEST_WORDS) -> float:
    """The share of a quote's longer words that stand in the text of its page or the next; 0 where they are few."""
    words = _long_words(piece.text)
    near = [other for other in draft.of("text") if other is not piece and abs(other.page - piece.page) <= 1]
    here = set().union(*(_long_words(other.text) for other in near)) if near else set()
    return len(words & here) / len(words) if len(words) >= fewest else 0.0


def _long_words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) > 3}


def _signature(piece: Piece) -> Signature:
    style = piece.style
    caps = _is_capitals(piece.text)
    return (style.font, round(style.size * 2) / 2, style.bold, style.italic, caps, style.colour)


def _is_unlike_body(piece: Piece, draft: Draft) -> bool:
    return piece.boxed is not None or _is_unlike_body_type(piece, draft)


def _is_unlike_body_type(piece: Piece, draft: Draft) -> bool:
    style, body = piece.style, draft.body.style
    if not is_body_size(style.size, draft) or style.bold != body.bold or style.italic != body.italic:
        return True
    if style.colour != body.colour and _distance(style.colour, body.colour) > 60:
        return True
    family, body_family = style.font.split("-")[0], body.font.split("-")[0]
    return len(piece.lines) <= 6 and (family != body_family or _is_capitals(piece.text))


def _is_larger(piece: Piece, draft: Draft) -> bool:
    return piece.style.size >= 1.08 * draft.body.size


def _eligible(pieces: list[Piece], draft: Draft) -> list[Piece]:
    """The pieces of one style that may be pull quotes.

    Where most are short pieces over text, the style is that of headings, of which one may be quoted in the text
    or stand in the contents: then only whole sentences may be quotes.
    """
    eligible = [piece for piece in pieces if _may_be_quote(piece, draft)]
    if 2 * len(eligible) >= len(pieces):
        return eligible
    return [piece for piece in eligible if _is_sentence(piece.text) and len(piece.text.split()) >= SENTENCE]


def _is_sentence(text: str) -> bool:
    return text.rstrip("”’»\"' )").endswith((".", "!", "?", "…"))


def _may_be_quote(piece: Piece, draft: Draft) -> bool:
    """Long enough to repeat something, and not a heading over its text."""
    text = piece.text
    if len(_letters(text)) < FEWEST_LETTERS or len(text.split()) < 4 or _NUMBERED.match(text):
        return False
    long = len(text.split()) >= SENTENCE
    return _is_sentence(text) or piece.boxed is not None or long or not _stands_above_text(piece, draft)


def _is_heading(piece: Piece, draft: Draft) -> bool:
    text = piece.text.strip()
    if not text or len(text.split()) > LONGEST_HEADING or len(piece.lines) > 4:
        return False
    first = _LABEL.sub("", text).lstrip("([“‘«„\"'").partition(" ")[0]
    if (first[:1].islower() and not _is_name(first)) or not _is_uniform(piece):
        return False  # words in the middle of a sentence, or a heading that runs into its text
    if _counts_up(piece) or _is_bulleted(piece, draft):
        return False
    if (
        not any(c.isalpha() for c in text)
        or text.endswith((",", ";", ":"))
        or (text.rstrip("”’»\"')").endswith(".") and len(text.split()) > 8)
    ):
        return False
    if piece.boxed is not None and _is_statement(text):
        return False
    if piece.style.size < SMALL_PRINT * draft.body.size and not _heads_small_print(piece, draft):
        return False
    if _is_typewritten(piece, draft) or _cuts_a_sentence(piece, draft):
        return False
    return _stands_above_text(piece, draft) or _at_column_foot(piece, draft)


def _heads_small_print(piece: Piece, draft: Draft) -> bool:
    """Whether a bold line stands over small type that is lighter, as others set like it do: the matter at the end."""
    alike = [other for other in draft.of("text", "heading") if other.block is not None and other.style == piece.style]
    return piece.style.bold and sum(_is_over_small_print(other, draft) for other in alike) >= FEWEST_ALIKE


def _is_over_small_print(piece: Piece, draft: Draft) -> bool:
    box, size = piece.box, piece.style.size
    return len(piece.lines) == 1 and any(
        other.role == "text"
        and 0 <= other.box[1] - box[3] < size
        and overlap(other.box[0], other.box[2], box[0], box[2]) > 0
        and other.style.size < 1.1 * size
        and not other.style.bold
        for other in draft.on_page(piece.page)
    )


def _is_name(word: str) -> bool:
    """Whether a word has its capital further on: "iText", "eBay"."""
    return word.isalnum() and any(map(str.isupper, word[1:]))


def _is_bulleted(piece: Piece, draft: Draft) -> bool:
    """Whether each line begins with a bullet, and another line close to it at the same edge does, too: a list."""
    if any(line.words[0].text not in ALWAYS_BULLETS for line in piece.lines):
        return False
    left, top, _, bottom = piece.box
    return len(piece.lines) > 1 or any(
        other is not piece
        and other.lines
        and other.lines[0].words[0].text == piece.lines[0].words[0].text
        and abs(other.lines[0].x0 - left) < draft.body.touch
        and max(top - other.box[3], other.box[1] - bottom) < NEAR_ITEM * draft.body.leading
        for other in draft.on_page(piece.page)
    )


def _counts_up(piece: Piece) -> bool:
    """Whether each line begins with the number after that of the line above: a list, or numbered lines of code."""
    numbers = [int(match.group(1)) for line in piece.lines if (match := _LINE_NUMBER.match(line.text))]
    return len(numbers) == len(piece.lines) > 1 and all(n == numbers[0] + place for place, n in enumerate(numbers))


def _is_statement(text: str) -> bool:
    """Whether a text ends like a sentence that states something; in a box, a few words are enough for one."""
    return text.rstrip("”’»\"')").endswith(".") and len(text.split()) >= STATEMENT


def _is_uniform(piece: Piece) -> bool:
    """Whether the whole piece is as bold, or as little bold, as most of it; a mark at its end may be in other type."""
    words = [word for line in piece.lines for word in line.words if any(map(str.isalnum, word.text))]
    return all(word.style.bold == piece.style.bold for word in words[:1] + words[-1:])


def _cuts_a_sentence(piece: Piece, draft: Draft) -> bool:
    """Whether a piece at the leading of the text goes on with a sentence above it, or breaks a word at its end."""
    if piece.text.rstrip().endswith(tuple(HYPHENS)):
        return True
    column = draft.column_of(piece.page, piece.box)
    first = piece.lines[0]
    above = [
        other.lines[-1]
        for other in draft.on_page(piece.page)
        if other.role == "text" and other is not piece and draft.column_of(other.page, other.box) is column
        if is_body_size(other.style.size, draft) and other.style.font == draft.body.style.font
    ]
    near = [line for line in above if 0 < first.baseline - line.baseline < NEXT_LINE * draft.body.leading]
    return any(line.text.rstrip()[-1:].isalnum() or line.text.rstrip().endswith((",", "-")) for line in near)


def _is_typewritten(piece: Piece, draft: Draft) -> bool:
    """Mostly a web address or a command, in typewriter type no larger or bolder than the text."""
    style = piece.style
    return style.monospace and not draft.body.style.monospace and not style.bold and not _is_larger(piece, draft)


def _stands_above_text(piece: Piece, draft: Draft) -> bool:
    """Text of the body, or another heading, follows within a few lines in the same column."""
    box = piece.box
    below = [
        other
        for other in draft.on_page(piece.page)
        if other is not piece
        and other.role in ("text", "heading", "table", "figure", "caption", "note")
        and other.box[1] > box[1] + 0.5 * piece.style.size
        and overlap(other.box[0], other.box[2], box[0], box[2])
        > 0.3 * min(box[2] - box[0], other.box[2] - other.box[0])
    ]
    if not below:
        return False
    nearest = min(below, key=lambda other: other.box[1])
    white = nearest.box[1] - box[3]
    for quote in draft.set_aside_boxes(piece.page, "pull quote"):
        if box[1] < quote[1] < nearest.box[1] and overlap(quote[0], quote[2], box[0], box[2]) > 0:
            white -= quote[3] - quote[1] + 2 * draft.body.leading  # a box with its margins
    return white < FURTHEST_TEXT * draft.body.leading


def _at_column_foot(piece: Piece, draft: Draft) -> bool:
    """A heading that a careless page break left at the foot of its column; not a last line in smaller type."""
    if piece.style.size < SMALLER * draft.body.size or _is_sentence(piece.text):
        return False
    box = piece.box
    column = draft.column_of(piece.page, box)
    if column is None or box[0] < column.x0 - draft.body.size or box[2] > column.x1 + draft.body.size:
        return False
    others = [
        other
        for other in draft.on_page(piece.page)
        if other.role == "text" and other is not piece and overlap(other.box[0], other.box[2], box[0], box[2]) > 0
    ]
    if not _goes_on(column, piece.page, draft):
        return False
    above = any(other.box[3] <= box[1] + draft.body.touch for other in others)
    below = any(other.box[1] > box[1] and is_body_size(other.style.size, draft) for other in others)
    return above and not below and len(piece.lines) <= 2


def _goes_on(column: Column, page: int, draft: Draft) -> bool:
    """Whether text follows in a further column or page: what stands last in an article heads nothing."""
    return any(
        other.page > page or (other.page == page and other.box[0] > column.x1 - draft.body.size)
        for other in draft.of("text")
    )


def _frame(piece: Piece, draft: Draft) -> Box | None:
    """The panel that the piece stands in, or the pair of rules that it stands between."""
    page = draft.page(piece.page)
    for box in frames(page):
        if inside(piece.box, box, draft.body.touch) and box[3] - box[1] > piece.style.size:
            return box
    return _between_rules(piece, page, draft) if _is_unlike_body_type(piece, draft) else None


def _between_rules(piece: Piece, page: Page, draft: Draft) -> Box | None:
    """Two rules of one width close above and below.  Running text may stand so between two boxes: not asked of it."""
    box, reach, touch = piece.box, 1.6 * draft.body.leading, draft.body.touch
    rules = [
        rule.box
        for rule in page.rules
        if rule.horizontal and overlap(rule.box[0], rule.box[2], box[0], box[2]) > 0.8 * (box[2] - box[0])
    ]
    above = [rule for rule in rules if -touch < box[1] - rule[3] < reach]
    below = [rule for rule in rules if -touch < rule[1] - box[3] < reach]
    for one in above:
        for other in below:
            level = abs(one[0] - other[0]) < touch and abs(one[2] - other[2]) < touch
            if level and other[3] - one[1] < 0.5 * page.height:
                return (one[0], one[1], one[2], other[3])
    return None


def _repetition(piece: Piece, article: str) -> float:
    letters = _letters(piece.text)
    if len(letters) < FEWEST_LETTERS:
        return 0.0
    return fuzz.partial_ratio(letters, article)


def _letters_by_page(pieces: Iterable[Piece]) -> dict[int, str]:
    letters: dict[int, str] = defaultdict(str)
    for piece in pieces:
        letters[piece.page] += _letters(piece.text)
    return letters


def _near(letters: Mapping[int, str], page: int) -> str:
    """What the article says on the pages around one, from which a quotation on it may be taken."""
    return "".join(text for number, text in letters.items() if abs(number - page) <= QUOTED_WITHIN)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 2 and sum(c.isupper() for c in letters) > 0.9 * len(letters)


def _distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
