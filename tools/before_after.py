"""What does this program do that others do not?  Puts a page, a usual extractor's text and ours into one picture.

    python tools/before_after.py                         # docs/before-after.png
    python tools/before_after.py --target other.png

Three panels: the lower half of a page of source/the-pilots-ladder.pdf, what `pdftotext` (Poppler)
makes of it, and the same paragraphs as they were recovered, with the ledger's words beside them.
Nothing is typed in: texts, marks and notes are what the programs said when this was run, and a
mark whose words are not there is an error.  Needs pdftotext.
"""

from __future__ import annotations

import argparse
import base64
import io
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import fontpkg
import pypdfium2
from PIL import Image
from weasyprint import HTML

from horizons_convert.document import Box, Inlines, PageBreak, Paragraph, Text, plain
from horizons_convert.ledger import Record
from horizons_convert.reading import Recovery, recover

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "before-after.png"
SPECIMEN = ROOT / "source" / "the-pilots-ladder.pdf"
PAGE, MIDDLE = 3, 310
"""The page, and the height (in points) below which it is shown."""
WIDTH, SCALE, COLOURS = 1920, 3, 96
"""Pixels of the picture, pixels a point of the page, and how many colours are enough for type on two grounds."""
FIRST, LAST = "“I", "71"
"""The lines of pdftotext's output between which the passage stands."""
SHORTENED = "The formula spread"
"""This paragraph stands higher up on the page; only its two ends are shown."""
WRONG = (
    "“I\n\nt was",
    "The secretold one of us",
    "taries had found two words where every she retired",
    "The\nordinary\nway\n",
    "to settle a conflict of\n",
    "competences is to say\n",
    "who prevails. The article",
    "declines to say so. It says",
    "instead what is to happen",
    "until the two agree.\n",
    "state-tocare",
    "confidenceneither",
    "ladfor",
    "\n71",
)
"""What pdftotext gets wrong: the cap without its word, columns run together, the pull quote in the text, the folio."""
STYLE = """
@page { size: 960px 3000px; margin: 0 }
* { box-sizing: border-box }
body { margin: 0; padding: 26px 30px 28px; background: #efece6; color: #1d1c1a; font: 12px/1.5 Literata }
.row { display: flex; gap: 24px; align-items: stretch }
.panel { background: #fffdf8; border: 1px solid #d9d4c9; padding: 14px 18px }
h2 { font: 700 12.5px/1.3 'Atkinson Hyperlegible'; margin: 0 0 7px; color: #3a3833 }
h2 span { font-weight: 400; color: #77736a }
.page { width: 446px; flex: none } .page img { width: 100%; display: block }
.page .panel { padding: 12px 12px 8px }
.other { flex: 1 } .other .panel { padding: 12px 14px }
pre { font: 7.6px/1.55 'Noto Sans Mono', 'DejaVu Sans Mono', monospace; margin: 0; color: #35332f;
white-space: pre-wrap; max-width: 402px }
mark { background: #f8cdc6; color: #8c1a0c; padding: 0 1px }
.ours { margin-top: 20px } .ours .panel { padding: 16px 30px 18px 24px }
.entry { display: flex; gap: 26px } .entry + .entry { margin-top: 8px }
.note { width: 214px; flex: none; font: 10px/1.4 'Atkinson Hyperlegible'; color: #1f5c46; padding-top: 2px }
.note p { margin: 0 0 4px } .note b { font-weight: 700 }
.entry > p { margin: 0; flex: 1 } .cut { color: #8d897f }
.fine { background: #d5ead9 } .turn { font: 9px 'Atkinson Hyperlegible'; color: #1f5c46; border: 1px solid #9cc4ae;
border-radius: 3px; padding: 0 3px; white-space: nowrap }
"""


def main() -> int:
    """Make the picture; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args()
    picture = draw(body(recover(SPECIMEN)))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(options.target, optimize=True)
    print(f"{options.target}: {options.target.stat().st_size // 1024} kB")
    return 0


def body(recovery: Recovery) -> str:
    """The picture as HTML."""
    paragraphs = passage(recovery)
    told: set[str] = set()
    entries = "".join(_entry(paragraph, recovery.ledger.records, told) for paragraph in paragraphs)
    return f"""<body><div class=row>
<div class=page><h2>The page <span>as it was printed</span></h2>
<div class=panel><img src="{page_picture()}"></div></div>
<div class=other><h2>pdftotext <span>{escape(_version())}</span></h2><div class=panel><pre>{_marked(pdftotext())}</pre>
</div></div></div>
<div class=ours><h2>horizons-convert <span>the same passage, and what it says of it</span></h2>
<div class=panel>{entries}</div></div></body>"""


def draw(html: str) -> Image.Image:
    """The HTML as a picture, as high as it needs to be."""
    faces = "\n".join(
        f"@font-face {{ font-family: '{family}'; font-style: {style}; {weight} src: url('{path.as_uri()}') }}"
        for family, style, weight, path in _faces()
    )
    document = HTML(string=f"<style>{faces}{STYLE}</style>{html}").write_pdf()
    with pypdfium2.PdfDocument(document) as pdf:
        page = pdf[0]
        image = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB")
    ground = Image.new("RGB", image.size, image.getpixel((WIDTH - 4, 4)))
    rows = [y for y in range(image.height) if image.crop((0, y, WIDTH, y + 1)) != ground.crop((0, y, WIDTH, y + 1))]
    cut: Image.Image = image.crop((0, 0, WIDTH, max(rows) + 52))
    return cut


def _faces() -> Iterator[tuple[str, str, str, Path]]:
    """The packaged fonts (a variable one has no weight of its own), so that all machines make the same picture."""
    for style in ("normal", "italic"):
        yield "Literata", style, "", Path(fontpkg.path("Literata", 400, style))
    for weight in (400, 700):
        path = Path(fontpkg.path("Atkinson Hyperlegible", weight, "normal"))
        yield "Atkinson Hyperlegible", "normal", f"font-weight: {weight};", path


# --- the page, and what a usual extractor makes of it -----------------------------------


def page_picture() -> str:
    """The lower half of the page, as a data URI."""
    with pypdfium2.PdfDocument(SPECIMEN) as pdf:
        image = pdf[PAGE - 1].render(scale=SCALE).to_pil().convert("RGB")
    width, height = image.size
    part = image.crop((int(width * 0.08), int(SCALE * (MIDDLE + 2)), int(width * 0.92), height))
    out = io.BytesIO()
    part.save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def pdftotext() -> str:
    """What pdftotext makes of the passage."""
    page = str(PAGE)
    text = _run("pdftotext", "-f", page, "-l", page, str(SPECIMEN), "-").stdout
    return text[text.index(f"\n{FIRST}\n") + 1 : text.index(f"\n{LAST}\n") + len(LAST) + 1]


def _version() -> str:
    return _run("pdftotext", "-v").stderr.splitlines()[0].removeprefix("pdftotext ")


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, check=True, text=True)


def _marked(text: str) -> str:
    """The text as HTML, with what is wrong in it marked.  Raises `ValueError` where it is not there (any more)."""
    html = escape(text, quote=False)
    for words in WRONG:
        if words not in text:
            raise ValueError(f"pdftotext does not say {words!r}; please look at the picture's marks again")
        marked = re.sub(r"(.+)", r"<mark>\1</mark>", words)
        html = html.replace(words, marked, 1)
    return html


# --- what this program makes of it ------------------------------------------------------


def passage(recovery: Recovery) -> list[Paragraph]:
    """The paragraphs of which a part stands in the lower half of the page."""
    paragraphs = [b for b in recovery.edition.articles[0].blocks if isinstance(b, Paragraph)]
    first = next(i for i, p in enumerate(paragraphs) if plain(p.content).startswith("Conduct and command"))
    return paragraphs[first : first + 3]


def _entry(paragraph: Paragraph, records: Sequence[Record], told: set[str]) -> str:
    """A paragraph with the notes on it that are not told yet."""
    notes = [note for note in _notes(paragraph, records) if note not in told]
    told.update(notes)
    words = plain(paragraph.content)
    if words.startswith(SHORTENED):
        head, tail = words[:61].rpartition(" ")[0], words[-36:].partition(" ")[2]
        return f"<div class=entry><div class=note></div><p class=cut>{head} … {tail}</p></div>"
    margin = "".join(f"<p>{note}</p>" for note in notes)
    return f"<div class=entry><div class=note>{margin}</div><p>{_html(paragraph.content)}</p></div>"


def _notes(paragraph: Paragraph, records: Sequence[Record]) -> Iterator[str]:
    """What the ledger says of the lower half of the page where the paragraph stands."""
    here = [record for record in records if _within(record, paragraph)]
    for record in here:
        if record.kind == "set-aside":
            yield f"<b>{record.what} set aside</b> “{escape(record.text[:44])}…”: {escape(record.evidence)}"
        elif record.what == "drop cap":
            yield f"<b>drop cap joined</b> “{escape(record.text)}”, not “{escape(record.alternative)}”"
    for what in ("hyphen dropped", "hyphen kept"):
        words = [escape(record.text.rstrip(",.")) for record in here if record.what == what]
        if words:
            yield f"<b>{what}</b> {', '.join(words)}"


def _within(record: Record, paragraph: Paragraph) -> bool:
    return any(
        a.page == b.page == PAGE and a.box[1] > MIDDLE and _overlap(a.box, b.box)
        for a in record.places
        for b in paragraph.places
    )


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _html(content: Inlines) -> str:
    parts = []
    for inline in content:
        if isinstance(inline, Text):
            text = escape(inline.text, quote=False)
            parts.append(f"<i>{text}</i>" if "italic" in inline.marks else text)
        elif isinstance(inline, PageBreak):
            parts.append(f"<span class=turn>page {escape(inline.folio)}</span> ")
    return re.sub(r" +", " ", "".join(parts))


if __name__ == "__main__":
    sys.exit(main())
