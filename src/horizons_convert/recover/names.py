"""Is a text the names of people, as in a byline?

Evidence: its shape.  Two to six words, each with a capital but for particles ("van der"), parted
by commas, strokes or "and"; "By" or "Text:" may stand before them.  What a byline says besides
(degrees, offices, institutions, a place in brackets) is told from the names by words that it
is said with, and given as the affiliation of the name before it.

Limits: a title of two capitalised words looks the same ("Legal Landmines"); whoever asks must
know more, as where it stands or who is named elsewhere.
"""

from __future__ import annotations

import re
import unicodedata

from horizons_convert.document import Author

BY = re.compile(
    r"^(?:(?:words|text[eo]?|story|essay|report|interview|written|reported|reviewed|translated|edited)\s*(?:by\b|von\b|:)"
    r"|(?:by|von|par|de|от|пише|пишу|por|di|text|texte)(?=[\s:])):?\s*",
    re.IGNORECASE,
)
"""What a byline begins with."""
_CREDIT = re.compile(
    r"(?:^|\s*[,;|•·/–—]?\s+(?:and\s+)?)(?:photo(?:graph)?(?:s|y)?|fotos?|pictures?|illustrations?|illustrationen|images?|"
    r"artwork|cover)\s*(?:by\b|von\b|par\b|por\b|:|©)",
    re.IGNORECASE,
)
"""What the credit of a picture begins with: its maker is nobody's author."""
_PAIR = re.compile(
    r"^(?:words?|text|story)\s+(\S.*?)\s*[|•·/,–—]?\s*(?:photo(?:graph)?(?:s|y)?|illustrations?|pictures)\s+\S",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s*(?:,\s*(?:and|und|et|и|y|e)\s+|,|;|\s[|•·/]\s|\s&\s|\sand\s|\sund\s|\set\s|\sи\s|\sy\s)\s*", re.IGNORECASE
)
_COMMA = re.compile(r"\s*(?:,\s*(?:and|und|et)\s+|,|;|\s[|•·/]\s|\s&\s|\sand\s|\sund\s)\s*", re.IGNORECASE)
"""The same without the words that stand within names, too ("José Ortega y Gasset")."""
_PARTICLES = frozenset(
    "de da do dos du des del della di van von der den ter ten la le el al bin ibn und zu zum af av y e i".split()  # noqa: SIM905
)
_QUOTED = frozenset({"“”", '""', "‘’", "()", "„“"})
"""Around what somebody is called besides."""
_HONORIFIC = re.compile(
    r"^(?:Prof|Professor|Dipl|Ing|Dr|Mag|Capt|Chap|Comm?dr|Lt|Maj|Col|Gen|Sgt|Hon|Rev|Amb|Mrs?|Ms|Sir|Dame|Mme|Msgr)\.?$"
)
_DEGREE = re.compile(
    r"^(?:Ph\.?\s?D\.?|D\.?\s?Phil\.?|M\.?D\.?|[MB]\.?[AS]\.?|[MB]\.?Sc\.?|J\.?D\.?|LL\.?[BMD]\.?|M\.?B\.?A\.?|M\.?P\.?H\.?|"
    r"Ed\.?D\.?|R\.?N\.?|Esq\.?|[JS]r\.?|I{2,3}|F\.?R\.?S\.?|[OC]\.?B\.?E\.?|S\.?J\.?|O\.?[PS]\.?[BF]?\.?)$"
)
_OFFICE = re.compile(
    r"\b(?:writer|editor|correspondent|reporter|columnist|critic|professor|lecturer|director|officer|president|chair|"
    r"fellow|member|manager|commander|minister|ambassador|secretary|staff|redakteur\w*|korrespondent\w*|autor\w*)\b",
    re.IGNORECASE,
)
_SERVICE = re.compile(r"^[A-Z]{2,6}(?:\s*\((?i:ret)\.?\))?$")
"""Where somebody serves: "USN", "USAF (Ret.)"."""
_ACRONYM = re.compile(r"^(?!I+$|[IVX]+$)[A-Z]{3,}$")
_INITIALS = re.compile(r"^(?:[^\W\d_]\.-?)+$")
_ABBREVIATED = re.compile(r"\b(?:[JS]r|[A-Z])\.$")
"""The full stop at the end belongs to the last word."""
_BESIDES = re.compile(r"\s+(?:in|at|from|for|aus|für)\s+\S.*$|\s*\([^()]+\)$")
"""Where somebody wrote, or whom for, behind the last name."""
INSTITUTION = re.compile(
    r"\b(universit\w*|institut\w*|college|school|cent(?:er|re)|department|faculty|academy|ministry|press|society|"
    r"association|foundation|laborator\w*|hospital|museum|library|"
    r"hochschule|fakultät|akademie|école|faculté|centre|универзитет\w*|институт\w*|факултет\w*|академи\w*)\b",
    re.IGNORECASE,
)
"""What makes a line under the authors an affiliation, though it is capitalised like a name."""


def names_in(text: str) -> list[str]:
    """The personal names that a byline consists of; empty where it is anything else."""
    return [author.name for author in authors_in(text)]


def authors_in(text: str) -> list[Author]:
    """Those whom a byline names, each with what it says of them; empty where a text is anything else."""
    text = without_credit(text)
    signed = BY.match(text)
    text = BY.sub("", text).strip()
    if not _ABBREVIATED.search(text):
        text = text.strip(" .")
    if not text or len(text) > 200 or text.endswith(("?", "!", ":")):
        return []
    found = _authors(_AND.split(text)) or _authors(_COMMA.split(text))
    behind = _BESIDES.search(text)
    if not found and behind and (signed or INSTITUTION.search(behind.group())):
        found = _authors(_AND.split(text[: behind.start()]))
        found[-1:] = [_with(found[-1], behind.group().strip())] if found else []
    return found


def without_credit(text: str) -> str:
    """A byline without the credit of its pictures: "Words Jane Doe | Photographs Max Roe"."""
    pair = _PAIR.match(text)
    if pair:
        return pair.group(1)
    credit = _CREDIT.search(text)
    return text[: credit.start()].strip(" ,.") if credit else text


def is_office(text: str) -> bool:
    """Whether a text says what somebody is ("Staff Writer"), though it is capitalised like a name."""
    return bool(_OFFICE.search(text)) and "," not in text


def is_credit(text: str) -> bool:
    """Whether a text says who made the pictures, and nothing else."""
    credit = _CREDIT.match(text)
    return credit is not None and bool(names_in(text[credit.end() :]))


def _authors(parts: list[str]) -> list[Author]:
    """The names among the parts of a byline, if each of the others says something of the name before it."""
    found: list[Author] = []
    for part in filter(None, (re.sub(r"[\d*∗†‡§¹²³⁴]+$", "", part).strip() for part in parts)):
        name, degree = _without_degree(part)
        if found and _tells_of_a_person(part):
            found[-1] = _with(found[-1], part)
        elif _is_name(name):
            found.append(Author(name, degree))
        else:
            return []
    return found


def _with(author: Author, more: str) -> Author:
    return Author(author.name, ", ".join(filter(None, (author.affiliation, more))))


def _tells_of_a_person(text: str) -> bool:
    return bool(_DEGREE.match(text) or _OFFICE.search(text) or INSTITUTION.search(text) or _SERVICE.match(text))


def _without_degree(text: str) -> tuple[str, str]:
    """A name and the degree behind it; "Jr." and "III" are part of the name."""
    name, _, last = text.rpartition(" ")
    degree = _DEGREE.match(last) and len(name.split()) > 1 and not re.match(r"^(?:[JS]r\.?|I+)$", last)
    return (name, last) if degree else (text, "")


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 6 or any(c.isdigit() for c in text):
        return False
    strong = [word for word in words if word.lower() not in _PARTICLES]
    if not text.isupper() and any(_ACRONYM.match(word) for word in strong):
        return False  # "Public Affairs NCO"
    return len(strong) >= 2 and all(map(_is_part_of_name, strong))


def _is_part_of_name(word: str) -> bool:
    if len(word) > 3 and (word[0] + word[-1]) in _QUOTED:
        word = word[1:-1]  # "Mike “Monty” Miller", "Chaplain (Capt) Prado"
    if word.endswith((".", ",")) and len(word) > 4 and not _HONORIFIC.match(word) and not _INITIALS.match(word):
        return False
    capital = word[0].isupper() or unicodedata.category(word[0]) == "Lt"
    return capital or bool(re.match(r"^[dlO]['’]\w", word))
