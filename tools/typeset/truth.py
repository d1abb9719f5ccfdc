"""What should be recovered?  The essay's own words as the block-by-block truth of its specimens.

Built from the source that was typeset, never from the PDF.  The form is that of the
project's truth files: `blocks` in reading order, roles, `runs` of emphasis, `[^1]` for a
note's call, the words of pull quotes and of running feet apart.
"""

from __future__ import annotations

from typing import Any

from .design import Design
from .essay import Block, Essay, Spans, plain

_RUNS = {"italic": "italic", "bold": "bold", "sup": "sup"}


def truth(essay: Essay, design: Design) -> dict[str, Any]:
    """The truth about an essay typeset in a design, ready for JSON."""
    blocks = [_block(block, design) for block in essay.blocks if block.kind != "pull"]
    for mark, spans in essay.notes.items():
        blocks.append({"role": "footnote", "marker": mark, **_text(spans)})
    if essay.bio:
        blocks.append({"role": "author_bio", **_text(essay.bio)})
    return {
        "title": essay.title,
        "subtitle": essay.subtitle,
        "authors": list(essay.authors),
        "journal": essay.journal,
        "issue": essay.issue,
        "language": essay.language,
        "first_page": essay.first_folio,
        "blocks": blocks,
        "pullquotes": [block.text for block in essay.blocks if block.kind == "pull"],
        "furniture": [essay.issue, essay.kicker],
    }


def _text(spans: Spans) -> dict[str, Any]:
    runs = [[_RUNS[span.style], span.text] for span in spans if span.style in _RUNS]
    return {"text": plain(spans)} | ({"runs": runs} if runs else {})


def _block(block: Block, design: Design) -> dict[str, Any]:
    if block.kind == "heading":
        capitals = block.level == 1 and design.heading_capitals == "faked"
        return {"role": "heading", "level": block.level, "text": block.text.upper() if capitals else block.text}
    if block.kind == "quote":
        return {"role": "blockquote", **_text(block.spans)}
    if block.kind == "photo":
        return {"role": "caption", "of": "figure", "text": block.text}
    if block.kind == "box":
        return {"role": "aside", "title": block.label, "text": block.text}
    result: dict[str, Any] = {"role": "paragraph"}
    if block.drop_lines:
        letter = next(char for char in block.text if char.isalpha())
        result |= {"dropcap": True, "dropcap_letter": letter, "dropcap_lines": block.drop_lines}
    return result | _text(block.spans)
