"""How are words written in braille? Translation through liblouis, whose tables braille authorities keep.

English is Unified English Braille, contracted (grade 2); other languages have the table
that their libraries read by default, mostly uncontracted.  The program `lou_translate`
is asked for Unicode cells and these become Braille ASCII here, since liblouis' own ASCII
tables lack a letter for some cells.

A character that a table does not know would come out as a hexadecimal code; such
characters are found by asking the table and replaced by what they stand for ("₂": "2"),
else by their name in brackets.
"""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from horizons_convert.errors import MissingDependencyError
from horizons_convert.writers.xhtml import clean

INSTALL = (
    "braille needs the program lou_translate of liblouis, which is not installed "
    "(Debian, Ubuntu: apt install liblouis-bin; Fedora: dnf install liblouis-utils; macOS: brew install liblouis)"
)

ENGLISH = "en-ueb-g2.ctb"
UNCONTRACTED = "en-ueb-g1.ctb"
CYRILLIC = "ru-litbrl.ctb"
TABLES = {
    "en": ENGLISH,
    "bg": "bg.ctb",
    "bs": "hr-g1.ctb",
    "cs": "cs-g1.ctb",
    "da": "da-dk-g16.ctb",
    "de": "de-g1.ctb",
    "el": "el.ctb",
    "es": "es-g1.ctb",
    "fi": "fi.utb",
    "fr": "fr-bfu-comp6.utb",
    "hr": "hr-g1.ctb",
    "hu": "hu-hu-g1.ctb",
    "it": "it-it-comp6.utb",
    "nl": "nl-NL-g0.utb",
    "pl": "Pl-Pl-g1.utb",
    "pt": "pt-pt-g1.utb",
    "ru": CYRILLIC,
    "sh": "sr-g1.ctb",
    "sk": "sk-g1.ctb",
    "sl": "sl-si-g1.utb",
    "sr": "sr-g1.ctb",
    "sv": "sv-g1.ctb",
    "tr": "tr-g1.ctb",
    "uk": "uk.utb",
}

# Braille ASCII by the number of the six-dot cell (dot n is bit n - 1), North American.
ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
LONGEST = 600
"""Characters in one line for lou_translate, which cuts lines at 2048 bytes."""
_UNKNOWN_CELLS = 6
_PRIVATE_USE = "\ue000"


def table(language: str) -> str:
    """The liblouis table for a BCP 47 tag; uncontracted English braille where there is none."""
    return TABLES.get(language.lower().split("-")[0], UNCONTRACTED)


def translate(texts: Sequence[str], table: str) -> list[str]:
    """Each text in Braille ASCII, capitals only; line ends are spaces.

    Unicode braille cells in a text stay what they are, so that a caller can set signs of
    its own.  Raises `MissingDependencyError` where liblouis is not installed.
    """
    visible = [clean(text) for text in texts]
    replacements = _replacements(table, "".join(sorted(set("".join(visible)))))
    pieces = [_pieces(text.translate(replacements)) for text in visible]
    cells = iter(_lou_translate([piece for group in pieces for piece in group], table))
    return [" ".join(_to_ascii(next(cells)) for _ in group) for group in pieces]


def _pieces(text: str) -> list[str]:
    """The text cut at spaces into lines that lou_translate can take."""
    pieces, words = [], text.split()
    line = ""
    for word in words:
        if line and len(line) + len(word) >= LONGEST:
            pieces.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*pieces, line] if line else pieces


@lru_cache(maxsize=32)
def _replacements(table: str, characters: str) -> dict[int, str]:
    """What to write for those of the characters that the table does not know."""
    asked = [c for c in characters if not c.isascii() and not c.isspace() and not "\u2800" <= c <= "\u28ff"]
    unknown, *answers = _lou_translate([_PRIVATE_USE, *asked], table)
    missing = [c for c, cells in zip(asked, answers, strict=True) if cells == unknown or len(cells) >= _UNKNOWN_CELLS]
    return {ord(character): _substitute(character) for character in missing}


def _substitute(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character)
    if plain.isascii():
        return plain
    if unicodedata.category(character) in ("Cf", "Mn"):
        return ""
    return f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower()}]"


def _lou_translate(lines: Iterable[str], table: str) -> list[str]:
    """Each line in Unicode braille."""
    wanted = [line.replace("\\", r"\\") for line in lines]  # the program reads escapes
    if not wanted:
        return []
    try:
        done = subprocess.run(
            ["lou_translate", "--forward", f"unicode.dis,{table}"],
            input="\n".join(wanted) + "\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
    except FileNotFoundError as error:
        raise MissingDependencyError(INSTALL) from error
    except subprocess.CalledProcessError as error:
        raise MissingDependencyError(f"liblouis has no working table {table}: {error.stderr.strip()}") from error
    return done.stdout.split("\n")[: len(wanted)]


def _to_ascii(cells: str) -> str:
    """Braille ASCII of Unicode cells; dots 7 and 8 do not exist on paper."""
    return "".join(ASCII[ord(cell) & 0x3F] for cell in cells if "\u2800" <= cell <= "\u28ff").strip()
