"""Gemtext: every line is a paragraph, and its first characters say what it is."""

from collections.abc import Iterator, Sequence

from horizons_convert import document as model
from horizons_convert.writers import Options


class GemtextWriter:
    """Pages for the Gemini protocol; neither profiles nor line length concern them."""

    name = "gemtext"
    suffix = ".gmi"
    media_type = "text/gemini"
    description = "Gemtext, the page format of the Gemini protocol (a sample plugin)"

    def render(self, edition: model.Edition, options: Options) -> bytes:
        return "\n\n".join(part for article in edition.articles for part in _article(article)).encode() + b"\n"


writer = GemtextWriter()


def _article(article: model.Article) -> Iterator[str]:
    yield f"# {article.title}"
    yield ", ".join(author.name for author in article.authors) or "—"
    yield from _blocks(article.blocks)
    for note in article.notes:
        yield f"[{note.label}] " + " ".join(_blocks(note.blocks))


def _blocks(blocks: Sequence[model.Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case model.Heading():
                yield f"{'#' * min(block.level + 1, 3)} {model.plain(block.content)}"
            case model.BlockQuote():
                yield "\n".join(f"> {line}" for line in _blocks(block.blocks))
            case model.ListBlock():
                yield "\n".join("* " + " ".join(_blocks(item.blocks)) for item in block.items)
            case model.Aside():
                yield from _blocks(block.blocks)
            case model.CodeBlock():
                yield f"```\n{block.text}\n```"
            case model.Table():
                rows = (" | ".join(map(model.plain, row.cells)) for row in block.rows)
                yield "\n".join(["```", *rows, "```", model.plain(block.caption)])
            case model.ThematicBreak():
                yield "* * *"
            case model.Paragraph() | model.Figure():
                yield model.plain(model.inlines(block))
