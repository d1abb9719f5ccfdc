"""The account: every word has one fate, and what nobody claimed is kept where it can be seen, with a warning."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from horizons_convert.document import Aside, inlines, plain, walk
from horizons_convert.ledger import Ledger
from horizons_convert.recover.account import keep_leftovers, settle
from horizons_convert.recover.pipeline import recover_articles
from pages import BOLD, ITALIC, LEFT, PULL, ROMAN, SMALL, TITLE, TOP, Sheet, draft_of, two_columns


def test_words_that_no_step_claimed_end_as_asides_with_a_warning():
    draft = draft_of(two_columns())
    keep_leftovers(draft)
    said = [plain(inlines(inner)) for block in draft.blocks if isinstance(block, Aside) for inner in block.blocks]
    lines = [line.text for piece in draft.pieces for line in piece.lines]
    assert said == lines
    warnings = draft.ledger.of("warning")
    assert [warning.text for warning in warnings] == lines
    assert all(warning.places and warning.what == "text without a place" for warning in warnings)


def test_a_clean_page_leaves_nothing_over():
    ledger = Ledger()
    pages = [two_columns().page]
    recover_articles(pages, ledger, {})
    assert ledger.of("warning") == []
    assert all(word.fate == "kept" for word in pages[0].words)


STYLES = [ROMAN, ITALIC, BOLD, SMALL, PULL, TITLE, replace(ROMAN, angle=90), replace(ROMAN, invisible=True)]
TEXTS = ["A", "1.", "•", "the treaty says", "See Table 2.", "“I", "70", "* * *", "By Ana Perić", "-----------"]
SCRAPS = st.lists(
    st.tuples(
        st.integers(-20, 500),
        st.integers(-20, 680),
        st.sampled_from(
            ["A", "1.", "•", "the treaty says", "See Table 2.", "“I", "70", "* * *", "By Ana Perić", "-----------"]
        ),
        st.sampled_from(STYLES),
    ),
    max_size=25,
)


@given(SCRAPS, st.booleans())
@settings(max_examples=60, deadline=None)
def test_whatever_stands_on_a_page_kept_and_set_aside_make_what_was_read(scraps, with_text: bool):
    sheet = two_columns(paragraphs=2) if with_text else Sheet()
    for x, y, text, style in scraps:
        sheet.line(float(x), float(y), text, style)
    pages = [sheet.page]
    ledger = Ledger(glyphs_read=sum(word.glyphs for word in sheet.words))
    recover_articles(pages, ledger, {})
    settle(pages, ledger)
    assert all(word.fate in ("kept", "aside") for word in sheet.words)
    assert ledger.balanced


def test_a_page_of_nothing_but_scraps_is_not_dropped():
    sheet = Sheet()
    for number, text in enumerate(["12", "•", "Nobody", "A"]):
        sheet.line(LEFT + 97 * number, TOP + 131 * number, text)
    pages = [sheet.page]
    drafts = recover_articles(pages, Ledger(), {})
    said = [drafts[0].front.title, *(plain(inlines(block)) for block in walk(tuple(drafts[0].blocks)))]
    assert "Nobody" in " ".join(said)
