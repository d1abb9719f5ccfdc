"""Seeded damage to good PDFs, shared by the tests and the longer run of ``make fuzz``.

Two kinds: bytes changed, lost, repeated or cut off, as disks, mail gateways and simple
fuzzers do; and numbers and names of the PDF's own syntax replaced by others, which reaches
what lies behind the parser (boxes, lengths, references, rotations).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPECIMENS = sorted((ROOT / "source").glob("*.pdf"))

_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]+")
_NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483648", b"-2147483649", b"99999999999999999999", b"1e9", b"0.0000001")


def mutations(count: int) -> Iterator[tuple[str, bytes]]:
    """`count` damaged copies of the specimens with the names of their files; always the same ones."""
    good = [(path.stem, path.read_bytes()) for path in SPECIMENS]
    for seed in range(count):
        name, data = good[seed % len(good)]
        chance = random.Random(seed)
        damage = chance.choice((damaged, damaged, misspelt))
        yield f"{name}-{seed:03}.pdf", damage(data, chance)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, lost, repeated or cut off."""
    copy = bytearray(data)
    for _ in range(chance.choice((1, 3, 10, 40))):
        at = chance.randrange(len(copy))
        kind = chance.random()
        if kind < 0.6:
            copy[at] = chance.randrange(256)
        elif kind < 0.8:
            del copy[at : at + chance.randrange(1, 200)]
        elif kind < 0.97:
            copy[at:at] = copy[at : at + chance.randrange(1, 500)]
        else:
            del copy[max(at, 1000) :]
    return bytes(copy)


def misspelt(data: bytes, chance: random.Random) -> bytes:
    """A few numbers out of range, and a few names in places where others are meant."""
    for _ in range(chance.choice((1, 2, 5, 15))):
        pattern, others = chance.choice(((_NUMBER, _NUMBERS), (_NAME, None)))
        found = [match.span() for match in pattern.finditer(data)]
        if not found:
            continue
        start, end = chance.choice(found)
        other = chance.choice(others) if others else data[slice(*chance.choice(found))]
        data = data[:start] + other + data[end:]
    return data
