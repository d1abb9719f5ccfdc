"""The audit of the locked packages must neither overlook an advisory nor take silence for a clean answer."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT))

from tools import audit

ADVISORY = {"id": "PYSEC-2030-1", "fixed_in": ["1.1"], "link": "https://osv.dev/PYSEC-2030-1", "withdrawn": None}


def about(version: str, *advisories: dict[str, Any]) -> dict[str, Any]:
    return {"info": {"version": version}, "vulnerabilities": list(advisories)}


@pytest.mark.parametrize(
    ("index", "said"),
    [
        ({"gate/1.0": about("1.0")}, []),
        ({"gate/1.0": about("1.0", ADVISORY)}, ["PYSEC-2030-1, mended in 1.1"]),
        ({"gate/1.0": about("1.0", {**ADVISORY, "withdrawn": "2030-02-01"})}, []),
        ({"gate": about("1.0", ADVISORY)}, ["PYSEC-2030-1"]),
        ({"gate": about("1.2")}, ["answers for 1.2 only"]),
        ({}, ["does not answer"]),
    ],
    ids=["clean", "an advisory", "withdrawn", "newest only", "another is newest", "silence"],
)
def test_what_is_said_of_a_release(index: dict[str, Any], said: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(audit, "_ask", index.get)
    lines = list(audit.audit("gate", "1.0"))
    assert len(lines) == len(said)
    assert all(line.startswith("gate 1.0: ") and words in line for line, words in zip(lines, said, strict=True))
