"""Is the review page whole, safe and honest about what it shows?  (How it behaves: test_review_browser.py.)"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conftest import ROOT, Run
from horizons_convert.document import Article, Edition, Figure, Heading, NoteReference, Paragraph, Place, Text
from horizons_convert.errors import BadInputError
from horizons_convert.ledger import Ledger, Record
from horizons_convert.reading import Recovery, recover
from horizons_convert.review.contents import SURE, contents
from horizons_convert.review.page import review_page

SPECIMEN = ROOT / "source" / "a-loan-of-seeds.pdf"


class Parts(HTMLParser):
    """The elements of a page: (name, attributes, text)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self.elements.append(("", {}, ""))

    def handle_data(self, data: str) -> None:
        if self.elements:
            tag, attributes, text = self.elements[-1]
            self.elements[-1] = (tag, attributes, text + data)

    def all(self, name: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attributes, text) for tag, attributes, text in self.elements if tag == name]


@pytest.fixture(scope="module")
def recovery() -> Recovery:
    return recover(SPECIMEN)


@pytest.fixture(scope="module")
def page(recovery: Recovery) -> str:
    return review_page(recovery, SPECIMEN).decode()


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    parts = Parts(page)
    addresses = [a.get("src") or a.get("href") or "" for _, a, _ in parts.elements]
    assert [address for address in addresses if address and not re.match(r"data:image/webp;base64,|#", address)] == []
    assert "@import" not in page
    assert "url(" not in page


def test_the_policy_allows_exactly_what_is_in_it(page: str) -> None:
    parts = Parts(page)
    (policy,) = [a["content"] for a, _ in parts.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    (style,) = parts.all("style")
    scripts = [text for attributes, text in parts.all("script") if "type" not in attributes]
    for text in (style[1], *scripts):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy


def test_every_page_is_pictured_and_the_size_is_told(page: str) -> None:
    images = [a for a, _ in Parts(page).all("img")]
    assert [image["alt"] for image in images] == [f"Page {number} as printed" for number in range(1, 9)]
    assert {(image["loading"], image["decoding"]) for image in images} == {("lazy", "async")}
    size = sum(len(base64.b64decode(str(image["src"]).partition(",")[2])) for image in images)
    assert f"page images {size / 1e6:.1f} MB" in page
    assert size < 8 * 200_000


def test_the_same_document_gives_the_same_page(recovery: Recovery, page: str) -> None:
    assert review_page(recovery, SPECIMEN).decode() == page


def data_of(page: str) -> dict[str, object]:
    (text,) = [text for attributes, text in Parts(page).all("script") if attributes.get("id") == "data"]
    found: dict[str, object] = json.loads(text)
    return found


def test_every_block_and_every_record_is_on_it(recovery: Recovery, page: str) -> None:
    data = data_of(page)
    assert len(data["records"]) == len(recovery.ledger.records)  # type: ignore[arg-type]
    assert all(unit["places"] for unit in data["units"])  # type: ignore[attr-defined]
    boxes = [box for unit in data["units"] for box in unit["places"]]  # type: ignore[attr-defined]
    assert all(0 <= side <= 1 for _, *sides in boxes for side in sides)


SIZES = {1: (400.0, 600.0)}


def test_a_decision_is_shown_with_the_block_that_it_is_about() -> None:
    column, inside = Place(1, (40, 100, 200, 300)), Place(1, (40, 110, 90, 122))
    blocks = (
        Figure("big", places=(Place(1, (0, 0, 400, 600)),)),
        Paragraph((Text("Then he went "), NoteReference("n", "1")), places=(column,)),
    )
    records = [Record("repair", "hyphen kept", "self-made", "prefix", 0.6, "selfmade", (inside,))]
    edition = Edition((Article("a", "T", blocks),), assets={})
    data = contents(edition, Ledger(1, 10, 10, records), SIZES, "a.corrections.toml", "")
    # The picture behind the page holds it too; the smaller block is meant.
    assert [unit["why"] for unit in data["units"]] == [[], ["r0"]]
    assert data["records"][0]["unit"] == "u1"
    assert data["records"][0]["score"] < SURE
    assert data["units"][1]["places"] == [[1, 0.1, 0.1667, 0.5, 0.5]]


def test_words_of_a_document_are_never_markup() -> None:
    nasty = "</script><script>alert(1)</script><!--\u2028 & \"'"
    edition = Edition((Article("a", nasty, (Heading(1, (Text(nasty),)),)),), nasty, source=nasty)
    ledger = Ledger(1, 1, 1, [Record("warning", nasty, nasty, nasty)])
    source = ROOT / "source" / "the-pilots-ladder.pdf"
    page = review_page(Recovery(edition, ledger), source).decode()
    assert "<script>alert" not in page
    assert page.count("</script>") == 2
    assert data_of(page)["units"][0]["content"] == [{"t": nasty}]  # type: ignore[index]


def test_a_model_has_no_pages(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no pages"):
        review_page(Recovery(Edition(()), Ledger()), tmp_path / "essay.json")


def test_the_command_writes_the_page_and_names_it(run: Run, tmp_path: Path) -> None:
    done = run("review", SPECIMEN, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "a-loan-of-seeds.review.html").stat().st_size > 100_000
    assert "a-loan-of-seeds.review.html" in done.stdout + done.stderr


def test_a_case_with_one_command(run: Run, tmp_path: Path) -> None:
    done = run("review", SPECIMEN, "--test-case", tmp_path / "cases")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "cases" / "a-loan-of-seeds"
    assert {path.name for path in folder.iterdir()} == {"case.toml", "expected.txt", "corrections.toml"}
    assert (folder / "expected.txt").read_text(encoding="utf-8").startswith("title: A Loan of Seeds\n")
