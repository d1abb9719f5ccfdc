"""What do the editions look like?  Puts screens and pages of them side by side in docs/editions.png.

    python tools/contact_sheet.py                        # the essays in source/
    python tools/contact_sheet.py essay.pdf other.pdf    # others
    python tools/contact_sheet.py --out build/look       # every screen and page in a file of its own too

First row: the EPUB as e-readers show it, on a phone and a tablet, by day and by night.
Second row: the DOCX through LibreOffice.  Third row: the PDF.  Needs chromium and soffice.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image

from horizons_convert.document import Edition
from horizons_convert.reading import read
from horizons_convert.writers import Options, Profile, write

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "editions.png"
PHONE, TABLET, COVER = (390, 780), (800, 1060), (390, 624)
"""CSS pixels of a usual telephone, a small tablet, and a cover."""
HEIGHT, GAP = 460, 18
"""Of a row and between pictures, in pixels."""
GROUND = "#d9d5cd"
COLOURS = 96
"""Enough for pages of text; with more the file would be twice as large."""
LIGHT, DARK = "background:#fffdf8;color:#1c1b19", "background:#141414;color:#d6d3cc"
READER = """<style>html{{{colours};font:{size}px/1.45 Literata,'Noto Serif',serif}} body{{padding:{padding}}}
a{{color:inherit}}</style>"""
"""What a reading system adds: the reader's colours, type and margins."""


@dataclass(frozen=True)
class Screen:
    """One screen of an e-reader: a file of the book from the element `anchor` on."""

    name: str
    book: Path
    file: str
    size: tuple[int, int]
    colours: str = LIGHT
    anchor: str = ""


def main() -> int:
    """Make the sheet; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", type=Path, help="PDFs or JSON models (default: source/*.pdf)")
    parser.add_argument("--sheet", type=Path, default=TARGET)
    parser.add_argument("--out", type=Path, help="a folder for the single pictures")
    chosen = parser.parse_args()
    documents = chosen.documents or sorted((ROOT / "source").glob("*.pdf"))
    with tempfile.TemporaryDirectory() as folder:
        rows = [[], [], []]  # type: list[list[tuple[str, Image.Image]]]
        for document in documents:
            for row, pictures in zip(rows, _pictures(read(document), document.stem, Path(folder)), strict=True):
                row += pictures
    for name, picture in (pair for row in rows for pair in row):
        if chosen.out:
            chosen.out.mkdir(parents=True, exist_ok=True)
            picture.save(chosen.out / f"{name}.png")
    sheet = _montage([[picture for _, picture in row] for row in rows])
    sheet.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        chosen.sheet, optimize=True
    )
    print(f"{chosen.sheet}: {chosen.sheet.stat().st_size // 1000} kB")
    return 0


def _pictures(edition: Edition, name: str, folder: Path) -> tuple[list[tuple[str, Image.Image]], ...]:
    """Screens of the EPUB, pages of the DOCX, pages of the PDF, each with a name."""
    made: dict[tuple[str, Profile], Path] = {}
    profiles: tuple[Profile, ...] = ("standard", "large-print", "dyslexia")
    for profile in profiles:
        for format in ("epub", "docx", "pdf"):
            path = folder / f"{name}-{profile}-{format}.{format}"
            made[format, profile] = write(edition, path, options=Options(profile=profile))
    screens = _screens(made["epub", "standard"], made["epub", "large-print"])
    _office([made["docx", profile] for profile in profiles])
    pages = [
        (profile, number) for profile, numbers in zip(profiles, ((0, 1), (0,), (1,)), strict=True) for number in numbers
    ]
    return (
        [(f"{name}-{screen.name}", picture) for screen, picture in zip(screens, _shots(screens, folder), strict=True)],
        [(f"{name}-docx-{p}-{n + 1}", _page(made["docx", p].with_suffix(".pdf"), n)) for p, n in pages],
        [(f"{name}-pdf-{p}-{n + 1}", _page(made["pdf", p], n)) for p, n in pages],
    )


# --- the EPUB ----------------------------------------------------------------------------


def _screens(book: Path, large: Path) -> list[Screen]:
    for path in (book, large):
        with zipfile.ZipFile(path) as package:
            package.extractall(path.with_suffix(""))
    files = sorted(path.name for path in book.with_suffix("").glob("EPUB/article-1*.xhtml"))
    opening = "contents.xhtml" if book.with_suffix("").joinpath("EPUB/contents.xhtml").exists() else files[0]
    return [
        Screen("epub-cover", book, "cover.xhtml", COVER),
        Screen("epub-phone", book, opening, PHONE),
        Screen("epub-phone-night", book, files[-1], PHONE, DARK, anchor="h2"),
        Screen("epub-tablet", book, files[0], TABLET),
        Screen("epub-large-print", large, files[0], PHONE),
    ]


def _shots(screens: list[Screen], folder: Path) -> list[Image.Image]:
    """All screens in one window, cut apart: a browser's own window cannot be as narrow as a telephone."""
    lefts = [sum(screen.size[0] for screen in screens[:number]) for number in range(len(screens))]
    frames = []
    for number, (screen, left) in enumerate(zip(screens, lefts, strict=True)):
        source = screen.book.with_suffix("") / "EPUB" / screen.file
        size, padding = {PHONE: (18, "28px 26px"), TABLET: (20, "48px 80px"), COVER: (18, "0")}[screen.size]
        style = READER.format(colours=screen.colours, size=size, padding=padding)
        page = source.with_name(f"shot-{number}-{screen.file}")
        text = source.read_text(encoding="utf-8").replace("<head>", "<head>" + style)  # the book may add to it
        page.write_text(
            text.replace(f"<{screen.anchor} ", f'<{screen.anchor} class="shot" ', 1) if screen.anchor else text
        )
        width, height = screen.size
        frames.append(
            f'<iframe src="{page.as_uri()}" scrolling="no" data-anchor="{screen.anchor}" '
            f'style="position:absolute;border:0;left:{left}px;top:0;width:{width}px;height:{height}px"></iframe>'
        )
    board = folder / "board.html"
    board.write_text(
        f"<!DOCTYPE html><body>{''.join(frames)}<script>onload=()=>document.querySelectorAll('iframe').forEach(f=>"
        "f.dataset.anchor&&f.contentWindow.scrollTo(0,f.contentDocument.querySelector('.shot').offsetTop-28))</script>"
    )
    width, height = lefts[-1] + screens[-1].size[0], max(screen.size[1] for screen in screens)
    shot = folder / "board.png"
    browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
    look = [
        "--hide-scrollbars",
        "--virtual-time-budget=5000",
        f"--window-size={width},{height}",
        f"--screenshot={shot}",
    ]
    subprocess.run([*browser, *look, board.as_uri()], check=True, capture_output=True)
    with Image.open(shot) as image:
        return [
            image.convert("RGB").crop((left, 0, left + screen.size[0], screen.size[1]))
            for screen, left in zip(screens, lefts, strict=True)
        ]


# --- pages -------------------------------------------------------------------------------


def _office(documents: list[Path]) -> None:
    """Let LibreOffice make a PDF beside each document."""
    command = ["soffice", "--headless", f"-env:UserInstallation={(documents[0].parent / 'office').as_uri()}"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", documents[0].parent, *documents], check=True, capture_output=True
    )


def _page(pdf: Path, number: int) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[number]
        picture: Image.Image = page.render(scale=1100 / page.get_height()).to_pil()
        return picture.convert("RGB")


def _montage(rows: list[list[Image.Image]]) -> Image.Image:
    """Pictures of one height, row by row, each row as wide as the widest."""
    scaled = [
        [
            picture.resize((picture.width * HEIGHT // picture.height, HEIGHT), Image.Resampling.LANCZOS)
            for picture in row
        ]
        for row in rows
    ]
    width = max(sum(picture.width + GAP for picture in row) for row in scaled) + GAP
    sheet = Image.new("RGB", (width, len(rows) * (HEIGHT + GAP) + GAP), GROUND)
    for line, row in enumerate(scaled):
        space = (width - sum(picture.width for picture in row)) / (len(row) + 1)
        left = space
        for picture in row:
            sheet.paste(picture, (round(left), GAP + line * (HEIGHT + GAP)))
            left += picture.width + space
    return sheet


if __name__ == "__main__":
    sys.exit(main())
