"""Is a text the names of people, as in a byline?

Evidence: its shape.  Two to six words, each with a capital but for particles ("van der"), parted
by commas or "and"; "By" may stand before them.

Limits: a title of two capitalised words looks the same ("Legal Landmines"); whoever asks must
know more, as where it stands or who is named elsewhere.
"""

from __future__ import annotations

import re
import unicodedata

BY = re.compile(r"^(by|by:|von|par|de|от|пише|пишу|por|di|text|texte)\s+", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,\s*(?:and|und|et|и|y|e)\s+|,|;|\s&\s|\sand\s|\sund\s|\set\s|\sи\s|\sy\s)\s*")
_PARTICLES = frozenset(
    "de da do dos du des del della di van von der den ter ten la le el al bin ibn und zu zum af av y e i".split()  # noqa: SIM905
)
INSTITUTION = re.compile(
    r"\b(universit\w*|institut\w*|college|school|cent(?:er|re)|department|faculty|academy|ministry|press|"
    r"hochschule|fakultät|akademie|école|faculté|centre|универзитет\w*|институт\w*|факултет\w*|академи\w*)\b",
    re.IGNORECASE,
)
"""What makes a line under the authors an affiliation, though it is capitalised like a name."""


def names_in(text: str) -> list[str]:
    """The personal names that a byline consists of; empty where it is anything else."""
    text = BY.sub("", text).strip(" .")
    if len(text) > 200 or text.endswith(("?", "!", ":")):
        return []
    parts = [re.sub(r"[\d*∗†‡§¹²³⁴]+$", "", part).strip() for part in _AND.split(text) if part.strip()]
    return parts if parts and all(_is_name(part) for part in parts) else []


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 6 or any(c.isdigit() for c in text):
        return False
    strong = [word for word in words if word.lower() not in _PARTICLES]
    return (
        len(strong) >= 2
        and all(
            word[0].isupper() or unicodedata.category(word[0]) == "Lt" or re.match(r"^[dlO]['’]\w", word)
            for word in strong
        )
        and not any(word.endswith((".", ",")) and len(word) > 4 for word in words)
    )
