"""A rich sample edition for the tests of the writers: every node type of the model, and text that tries to break out.

`rich()` is an issue of two articles (English, with French inside; Serbian in Cyrillic);
`single()` is its first article alone, as most documents are.  Nothing here depends on
the clock, the disk or chance.
"""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from horizons_convert.document import (
    Article,
    Aside,
    Asset,
    Author,
    Block,
    BlockQuote,
    CodeBlock,
    Edition,
    Figure,
    Heading,
    Inlines,
    LineBreak,
    Link,
    ListBlock,
    ListItem,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Place,
    Table,
    TableRow,
    Text,
    ThematicBreak,
)

HOSTILE = "<script>alert('x')</script> & ]]> </p> <!-- \x00\x08\x0b\x1f\ufffe -- \\ $x_1$ *a* _b_ `c` [d](e) {f}"
"""Text that must arrive as text: markup, XML and LaTeX and Markdown syntax, characters that XML forbids."""

HOSTILE_VISIBLE = "".join(c for c in HOSTILE if c not in "\x00\x08\x0b\x1f\ufffe")
"""What a reader should see of `HOSTILE`."""

MAP_ALT = "Outline map of three river basins, the middle one shaded."


def png(width: int = 640, height: int = 360) -> bytes:
    """A small picture: three shaded basins on paper white."""
    image = Image.new("RGB", (width, height), "#f4efe4")
    draw = ImageDraw.Draw(image)
    for number, colour in enumerate(("#6b8f9c", "#23485a", "#9fb7a5")):
        left = width * (1 + 3 * number) // 10
        draw.ellipse((left, height // 5, left + width // 4, height * 4 // 5), fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def text(content: str) -> Inlines:
    return (Text(content),)


def paragraph(content: str) -> Paragraph:
    return Paragraph(text(content))


def item(content: str, marker: str = "", *more: Block) -> ListItem:
    return ListItem((paragraph(content), *more), marker)


def row(*cells: str) -> TableRow:
    return TableRow(tuple(text(cell) if cell else () for cell in cells))


def waters() -> Article:
    """An English essay that uses every kind of block and inline."""
    return Article(
        id="waters",
        title="The Rivers Between Us: Water & Trust",
        subtitle="How three neighbours learned to share a basin",
        authors=(Author("Ana Perišić-Łuczak", "University of Novi Sad"), Author("John O’Hara")),
        language="en-GB",
        section="Waters",
        doi="10.1234/horizons.2025.31.70",
        first_page=1,
        last_page=4,
        first_folio="70",
        last_folio="73",
        notes=(
            Note(
                "n1",
                "1",
                (Paragraph((Text("Minutes of the "), Text("Commission", ("italic",)), Text(", 12 May 1998."))),),
            ),
            Note("n2", "2", (paragraph("A note of two paragraphs, the first."), paragraph("And the second of them."))),
            Note("n3", "*", (paragraph("Called only from a caption."),)),
            Note("n4", "4", (paragraph("A note whose mark was not found on the page."),)),
        ),
        blocks=(
            Paragraph(
                text("Rivers do not stop at borders. Treaties sometimes help; habits help more."),
                role="standfirst",
            ),
            Paragraph(text("We never know the worth of water till the well is dry."), role="epigraph"),
            Paragraph(
                (
                    Text("In the spring", ("small-caps",)),
                    Text(
                        " of 1998 three ministers met on a bridge. They had, as one of them said, “nothing but the "
                        "river in common”, and it was rising"
                    ),
                    NoteReference("n1", "1"),
                    Text(". What they signed was short; what they did afterwards was long and care"),
                    PageBreak("71", 2),
                    Text("ful work, and most of it was never written down."),
                ),
                drop_cap_lines=3,
                drop_cap="I",
                places=(Place(1, (40.0, 120.0, 220.0, 480.0)),),
            ),
            Paragraph(
                (
                    Text("The word they used was "),
                    Text("entente", ("italic",), "fr"),
                    Text(", and "),
                    Text("not", ("bold",)),
                    Text(" "),
                    Text("alliance", ("bold", "italic")),
                    Text(". The 22"),
                    Text("nd", ("superscript",)),
                    Text(" clause, on CO"),
                    Text("2", ("subscript",)),
                    Text(" and flow, ran to a single line, "),
                    Text("flow = rain - use", ("code",)),
                    Text(", and "),
                    Link(
                        "https://example.org/treaty?year=1998&part=2",
                        (Text("the full text"), Text(" is online", ("italic",))),
                    ),
                    Text(".\u00a0It says so"),
                    NoteReference("n2", "2"),
                    Text("; and says it again"),
                    NoteReference("n2", "2"),
                    Text("."),
                )
            ),
            Heading(1, text("A Treaty and Its Habits"), id="treaty"),
            Paragraph(
                text(
                    "A treaty is a promise between governments, but a habit is a promise between people who will meet "
                    "again on Monday. The commission understood this early, and moved its meetings to the mill."
                ),
                drop_cap_lines=2,
                drop_cap="A",
            ),
            BlockQuote(
                (
                    Paragraph(
                        (
                            Text("The parties shall inform each other of every change in the level"),
                            PageBreak("72", 3),
                            Text(" that either of them has observed."),
                        )
                    ),
                    Paragraph((Text("So far as practicable", ("italic",)), Text(", within one day."))),
                )
            ),
            paragraph("Three duties followed from it:"),
            ListBlock(
                (
                    item("To measure the water, every morning;", "3."),
                    item(
                        "To tell the others, in whatever language serves:",
                        "4.",
                        ListBlock((item("by telephone,", "•"), item("by letter,", "•"), item("or on foot.", "•"))),
                    ),
                    ListItem((paragraph("To keep the book."), paragraph("(It is kept to this day.)")), "5."),
                ),
                ordered=True,
                start=3,
            ),
            Heading(2, (Text("What the Book Says about "), Text("Mitwirkung", ("italic",), "de"))),
            Figure(
                "map",
                caption=(
                    Text("The three basins. Map: the "),
                    Text("Commission", ("italic",)),
                    NoteReference("n3", "*"),
                ),
                alt=MAP_ALT,
            ),
            paragraph("The figures are less dull than they look."),
            Table(
                rows=(
                    row("", "1998", "2008"),
                    row("Level (m)", "4.2", "4.9"),
                    row("Complaints", "31", "2"),
                ),
                header_rows=1,
                caption=text("Table 1. Water and temper, by year"),
            ),
            ThematicBreak(),
            Heading(1, text("The Mill")),
            Aside(
                (
                    Heading(2, text("Who Was at the Table")),
                    paragraph("The commission has nine members, three from each side, and one clerk for all."),
                    ListBlock((item("Mira, who measures", "•"), item("Tomaž, who writes", "•"))),
                )
            ),
            Paragraph(
                (
                    Text("The river keeps no minutes,"),
                    LineBreak(),
                    Text("it signs with silt and stone;"),
                    LineBreak(),
                    Text("what both the banks have sworn to"),
                    LineBreak(),
                    Text("it carries off alone."),
                ),
                role="verse",
            ),
            CodeBlock("for day in year:\n    if level(day) > 4.5 and not told(day):\n        ring('<all>')"),
            paragraph(f"Not every letter was polite: {HOSTILE}"),
            Figure("photo", caption=text("The mill in 2025, from the eastern bank.")),
            Table((row("May", "rain"), row("June", "none"))),
            Paragraph(text("J. Marsh, A History of Small Agreements (2011), 44."), role="reference"),
            Paragraph(
                (Text("P. Leroy, "), Text("L’eau partagée", ("italic",), "fr"), Text(" (1999).")), role="reference"
            ),
            Paragraph(text("The author thanks the clerk."), role="acknowledgement"),
            Paragraph(
                (Text("Ana Perišić-Łuczak", ("bold",)), Text(" teaches water law. John O’Hara is a hydrologist.")),
                role="author-bio",
            ),
        ),
    )


def bridges() -> Article:
    """A short Serbian essay in Cyrillic; it begins on the page where the first one ended."""
    return Article(
        id="мостови",
        title="Мостови и њихови људи",
        subtitle="О стрпљењу",
        authors=(Author("Јован Ђорђевић"),),
        language="sr-Cyrl",
        first_page=4,
        last_page=5,
        first_folio="73",
        last_folio="74",
        notes=(Note("м1", "1", (paragraph("Разговор са аутором, Београд, 2024."),)),),
        blocks=(
            Paragraph(
                (
                    PageBreak("73", 4),
                    Text("Мост није само камен. Он је договор да се пређе, и да се пређе назад"),
                    NoteReference("м1", "1"),
                    Text(". Ко га је градио, то је знао."),
                ),
                drop_cap_lines=3,
                drop_cap="М",
            ),
            Heading(1, text("Људи на мосту")),
            Paragraph(
                (
                    Text("Сваког јутра долазе исти људи. Један од њих каже: "),
                    Text("« Bonjour, messieurs : rien à signaler ? »", language="fr"),
                    Text(" И "),
                    PageBreak("74", 5),
                    Text("нико не одговара."),
                )
            ),
            Paragraph(text("Јован Ђорђевић је инжењер."), role="author-bio"),
        ),
    )


def _edition(*articles: Article) -> Edition:
    return Edition(
        articles=articles,
        title="Horizons No. 31",
        journal="Horizons",
        issue="No. 31, Spring 2025",
        date="2025-04",
        language="en-GB",
        publisher="CIRSD",
        rights="© 2025 CIRSD",
        assets={
            "map": Asset("image/png", png(), 640, 360),
            "photo": Asset("image/png", png(400, 300), 400, 300),
        },
        source="horizons-31.pdf",
        source_sha256="ab" * 32,
    )


def rich() -> Edition:
    """An issue of two articles in two scripts."""
    return _edition(waters(), bridges())


def single() -> Edition:
    """The first article alone; the edition then has no title of its own."""
    edition = _edition(waters())
    return Edition(**{name: getattr(edition, name) for name in edition.__struct_fields__} | {"title": ""})
