"""What a document says is data: no words, names or pictures make an output invalid or active.

Every writer, the sample plugin's too, is given an edition with the same bad words in every
place that takes words, and its output is read by a program that knows the format (lxml,
pikepdf, the standard library).  Then the other doors: models, corrections and edition files
from strangers, names of files, the metadata of a PDF.
"""

from __future__ import annotations

import importlib.util
import io
import re
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypandoc
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree, html

import editions
from conftest import ROOT, Run, lacking
from horizons_convert import assembly, corrections
from horizons_convert.document import (
    Article,
    Aside,
    Asset,
    Author,
    BlockQuote,
    CodeBlock,
    DocumentError,
    Edition,
    Figure,
    Heading,
    Link,
    ListBlock,
    ListItem,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Table,
    TableRow,
    Text,
    from_json,
    to_json,
)
from horizons_convert.errors import ConvertError
from horizons_convert.writers import Options, Writer, available, find

SECRET = "the canary that no output may sing"
HARMLESS = {"http", "https", "mailto"}
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,")
PICTURE_TAGS = {"img", "graphic", "inline-graphic"}
TARGETS = (
    "javascript:alert(1)",
    "JaVa\tScript:alert(1)",
    "file:///etc/passwd",
    "data:text/html,<script>",
    "//evil",
    "\x01vbscript:x",
)

PIECES = (
    *("<script>alert(1)</script>", "]]>", "&", "&amp;", "&#0;", "&nbsp;", "\"'>", "<!--", "-->", "<?php", "<![CDATA["),
    *("</title></style>", "</p><iframe src='file:///etc/passwd'>", "<img src=x onerror=alert(1)>", "{{7*7}}", "${x}"),
    *("\\input{/etc/passwd}", "@import url(file:///etc/passwd)", "=cmd|'/c calc'!A1", "../../../etc/passwd", "C:\\con"),
    *(
        "![x](file:///etc/passwd)",
        "[x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "# ",
        "```",
        "~~~",
        "|",
        "/",
        ".",
    ),
    *("\x00", "\x08", "\x0b", "\x1b[2J", "\x1f", "\x7f", "\x85", "\ufffe", "\uffff", "\U0001ffff", "\ufeff", "\u2028"),
    *("\u202e", "\u2066", "\u200f", "\r\n", "\n", "\t", " ", "e\u0301", "שלום", "漢字", "🌊", "word", "another word"),
)

WORDS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join) | st.text(max_size=40)
ALL = "".join(PIECES)


def hostile(words: str, target: str = TARGETS[0]) -> Edition:
    """An edition with `words` wherever words can stand."""
    run = (Text(words), Text(words, ("italic", "code")), Link(target, (Text(words),)))
    inner = Paragraph((Text(words),))
    blocks = (
        Heading(1, (Text(words),), id=words),
        Paragraph((*run, NoteReference(words, words), PageBreak(words, 2), Text(words)), drop_cap=words[:2]),
        BlockQuote((inner,)),
        ListBlock((ListItem((inner,), words),)),
        Figure(words, run, alt=words),
        Table((TableRow((run, run)), TableRow((run, ()))), 1, run),
        Aside((inner,)),
        CodeBlock(words),
    )  # fmt: skip
    article = Article(
        id=words, title=words, subtitle=words, authors=(Author(words, words),), section=words, doi=words,
        blocks=blocks, notes=(Note(words, words, (inner,)),), first_folio=words, last_folio=words,
    )  # fmt: skip
    return Edition(
        (article,), title=words, journal=words, issue=words, date=words, publisher=words, rights=words,
        source=words, assets={words: Asset("image/png", editions.png(40, 30), 40, 30)},
    )  # fmt: skip


# --- every writer ------------------------------------------------------------------------


def gemtext() -> Writer:
    path = ROOT / "examples" / "horizons_convert_gemtext" / "horizons_convert_gemtext.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    writer = module.writer
    assert isinstance(writer, Writer)
    return writer


WRITERS: dict[str, Callable[[], Writer]] = {name: lambda name=name: find(name) for name in available()}  # type: ignore[misc]
WRITERS["gemtext"] = gemtext
SLOW = {"pdf", "brf"}
FAST = sorted(set(WRITERS) - SLOW)


def check_zip(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert re.fullmatch(r"[\w.\-/\[\]]+", name), name
            assert not name.startswith("/")
            assert ".." not in name.split("/")
            if name.endswith((".xml", ".xhtml", ".opf", ".ncx", ".rels")):
                check_xml(archive.read(name), name)


def check_xml(data: bytes, name: str = "") -> None:
    """Well-formed, without a document type of its own making, and inert."""
    tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    assert not (tree.getroottree().docinfo.internalDTD is not None and b"<!ENTITY" in data), name
    check_inert(tree)


def check_inert(tree: Any) -> None:
    for node in tree.iter(etree.Element):
        tag = etree.QName(node).localname.lower() if node.tag.startswith("{") else node.tag.lower()
        assert tag not in {"script", "iframe", "object", "embed", "base", "form", "applet"}, tag
        for name, value in node.attrib.items():
            local = name.rpartition("}")[2].lower()
            assert not local.startswith("on"), f"<{tag} {name}>"
            if local in {"href", "src", "action", "formaction", "data", "poster"} or (
                local == "target" and node.get("TargetMode") == "External"
            ):
                kind = "picture" if tag in PICTURE_TAGS else local
                assert is_harmless(value, kind), f"<{tag} {name}={value[:80]!r}>"


def is_harmless(address: str, kind: str) -> bool:
    """Within the file itself, or an address that a reader may choose to follow."""
    scheme = re.match(r"[\x00-\x20]*([a-zA-Z][\w+.-]*)\s*:", address)
    if scheme is None:
        return not address.startswith(("//", "/", ".."))
    return scheme[1].lower() in HARMLESS or (kind == "picture" and bool(PICTURE.match(address)))


def check_html(data: bytes) -> None:
    tree = html.fromstring(data)
    check_inert(tree)
    assert "default-src 'none'" in tree.xpath("string(//meta[@http-equiv]/@content)")


def check_pdf(data: bytes) -> None:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        for thing in pdf.objects:
            if not isinstance(thing, pikepdf.Dictionary):
                continue
            assert not {"/JS", "/JavaScript", "/AA", "/EmbeddedFile", "/RichMedia"} & set(thing.keys())
            assert thing.get("/S") not in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR")
            if "/URI" in thing:
                assert str(thing.URI).partition(":")[0].lower() in HARMLESS


def check_text(data: bytes) -> None:
    """UTF-8 without anything that a terminal would obey."""
    text = data.decode("utf-8")
    assert not {c for c in text if unicodedata.category(c) == "Cc"} - set("\n\f\t"), "control characters"


def check_markdown(data: bytes) -> None:
    check_text(data)
    page = pypandoc.convert_text(data.decode(), "html", format="markdown")
    check_inert(html.fromstring(f"<div>{page}</div>"))


def check_json(data: bytes) -> None:
    assert to_json(from_json(data)) == data


CHECKS: dict[str, Callable[[bytes], None]] = {
    "epub": check_zip,
    "docx": check_zip,
    "jats": check_xml,
    "html": check_html,
    "pdf": check_pdf,
    "json": check_json,
    "md": check_markdown,
    "txt": check_text,
    "brf": check_text,
    "gemtext": lambda data: None if data.decode("utf-8") else pytest.fail("nothing"),
}


def rendered(name: str, edition: Edition) -> bytes:
    try:
        return WRITERS[name]().render(edition, Options())
    except ConvertError as error:  # a format that needs a program which is not here
        lacking(str(error))


def test_every_writer_is_tested() -> None:
    assert set(CHECKS) == set(WRITERS)


@pytest.mark.parametrize("name", FAST)
@given(words=WORDS, target=st.sampled_from(TARGETS))
@example(words=ALL, target=TARGETS[1])
@example(words="", target=TARGETS[2])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_words_break_an_output_or_wake_it(name: str, words: str, target: str) -> None:
    CHECKS[name](rendered(name, hostile(words, target)))


@pytest.mark.parametrize("name", sorted(SLOW))
@pytest.mark.parametrize("words", [ALL, "", "\u202e\x00", "".join(reversed(PIECES))])
def test_no_words_break_a_slow_output_or_wake_it(name: str, words: str) -> None:
    CHECKS[name](rendered(name, hostile(words, TARGETS[2])))


@pytest.mark.parametrize("name", sorted(set(WRITERS) - SLOW))
def test_a_huge_table_is_a_table(name: str) -> None:
    cell = (Text("<td>&"),)
    rows = tuple(TableRow((cell,) * 40) for _ in range(250))
    CHECKS[name](rendered(name, Edition((Article("a", "Much", (Table(rows, 1),)),))))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><image href="file:///etc/passwd"/></svg>'


@pytest.mark.parametrize("name", sorted(WRITERS))
@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("image/svg+xml", SVG),
        ("text/html", b"<script>alert(1)</script>"),
        ("image/png", b"not a picture"),
        ("image/png", editions.png(40, 30)[:-30]),
        ('image/png" onload="alert(1)', editions.png(40, 30)),
    ],
)
def test_a_picture_that_is_none_is_left_out(name: str, media_type: str, data: bytes) -> None:
    figure = Figure("p1-i0", (Text("A river."),), alt="A river")
    made = rendered(
        name, Edition((Article("a", "On Rivers", (figure,)),), assets={"p1-i0": Asset(media_type, data, 40, 30)})
    )
    CHECKS[name](made)
    if name in ("epub", "docx"):
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            assert not any(b"alert(1)" in archive.read(part) for part in archive.namelist())
    elif name not in ("json",):
        assert b"alert(1)" not in made


# --- nothing is read or fetched ------------------------------------------------------------


class Watch:
    """Every file that is opened and every address that is called while it is on, as Python's audit hooks tell it."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[tuple[str, str]] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.on and event in ("open", "socket.connect", "socket.getaddrinfo", "urllib.Request", "subprocess.Popen"):
            self.seen.append((event, str(arguments[1] if event == "socket.connect" else arguments[0])))


@pytest.fixture(scope="session")
def watch() -> Watch:
    return Watch()


@pytest.mark.parametrize("name", sorted(set(WRITERS) - {"brf"}))
def test_nothing_that_a_document_names_is_read_or_fetched(name: str, tmp_path: Path, watch: Watch) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    names = (
        f"{secret} file://{secret} <img src='file://{secret}'> <link rel=stylesheet href='http://127.0.0.1:9/x.css'>"
    )
    rendered(name, editions.single())  # what a writer loads for itself is loaded
    watch.seen, watch.on = [], True
    try:
        made = rendered(name, hostile(names, f"file://{secret}"))
    finally:
        watch.on = False
    assert not [arguments for event, arguments in watch.seen if event != "open"], "nobody is called"
    assert not [path for _, path in watch.seen if str(tmp_path) in path], "nothing of it is opened"
    assert SECRET.encode() not in made


def test_half_a_character_in_a_pdf_reaches_no_output(run: Run, tmp_path: Path, page: bytes) -> None:
    """Lone surrogates, which UTF-16 can hold and UTF-8 cannot: in metadata, outline, page labels and form fields."""
    half = pikepdf.String(b"\xfe\xff\x00R\xd8\x3c\x00i\xdf\x0a\x00v")
    with pikepdf.open(io.BytesIO(page)) as pdf:
        for key in ("/Title", "/Author", "/Subject", "/Keywords", "/Creator"):
            pdf.docinfo[key] = half
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(P=half, S=pikepdf.Name.D)])
        entry = pdf.make_indirect(pikepdf.Dictionary(Title=half, Dest=[pdf.pages[0].obj, pikepdf.Name.Fit]))
        pdf.Root.Outlines = pdf.make_indirect(pikepdf.Dictionary(First=entry, Last=entry, Count=1))
        entry.Parent = pdf.Root.Outlines
        pdf.save(tmp_path / "river.pdf")
    names = sorted(set(available()) - {"brf"})
    done = run("convert", "river.pdf", "--to", ",".join(names), "--out", "out")
    assert done.returncode == 0, done.stderr
    for name in names:
        CHECKS[name]((tmp_path / "out" / f"river{find(name).suffix}").read_bytes())


def test_entities_in_the_metadata_of_a_pdf_are_not_resolved(run: Run, tmp_path: Path, page: bytes) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 20}">' for n in range(1, 9))
    xmp = f"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<!DOCTYPE x [<!ENTITY file SYSTEM "file://{tmp_path}/secret.txt"><!ENTITY l0 "ha">{laughs}]>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:publisher><rdf:Bag><rdf:li>&file;</rdf:li></rdf:Bag></dc:publisher><dc:rights><rdf:Alt>
<rdf:li xml:lang="x-default">&l8;</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>"""
    with pikepdf.open(io.BytesIO(page)) as pdf:
        pdf.Root.Metadata = pdf.make_stream(
            xmp.encode(), {"/Type": pikepdf.Name.Metadata, "/Subtype": pikepdf.Name.XML}
        )
        pdf.save(tmp_path / "river.pdf")
    done = run("convert", "river.pdf", "--to", "json", "--out", "out")
    assert done.returncode == 0, done.stderr
    model = (tmp_path / "out" / "river.json").read_text("utf-8")
    assert SECRET not in model
    assert "hahaha" not in model


def test_metadata_with_undeclared_names_is_no_obstacle(run: Run, tmp_path: Path, page: bytes) -> None:
    """Found by fuzz/fuzz_recovery.py: a prefix of XMP that nobody declared."""
    xmp = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
<rdf:Description dc:publisher="Horizons"><xmp1:CreatorTool>x</xmp1:CreatorTool></rdf:Description></rdf:RDF>"""
    with pikepdf.open(io.BytesIO(page)) as pdf:
        pdf.Root.Metadata = pdf.make_stream(xmp)
        pdf.save(tmp_path / "river.pdf")
    done = run("convert", "river.pdf", "--to", "json", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert from_json((tmp_path / "out" / "river.json").read_bytes()).publisher == "Horizons"


# --- nothing is written elsewhere ----------------------------------------------------------


@pytest.mark.parametrize(
    "title", ["../../escaped", "/tmp/escaped", "a\nb/../../escaped", "..", "nul\x00", "con", "\u202eexe.sj"]
)
def test_titles_name_no_files_outside_the_folder(run: Run, tmp_path: Path, title: str) -> None:
    work = tmp_path / "work"
    work.mkdir()
    two = Edition(
        tuple(Article(f"a{n}", title, (Paragraph((Text("Words."),)),)) for n in (1, 2)), title=title, source=title
    )
    (work / "issue.json").write_bytes(to_json(two))
    done = run("convert", "issue.json", "--to", "txt,md,epub", "--split", "--out", "out", cwd=work)
    assert done.returncode == 0, done.stderr
    made = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.parts[:2] in (("work", "out"), ("work", "issue.json")) for path in made), made
    assert len([path for path in made if path.suffix == ".txt"]) == 2
    assert not any(unicodedata.category(c) in ("Cc", "Cf") for path in made for c in str(path))
    assert "Traceback" not in done.stderr
    assert not {c for c in done.stderr if unicodedata.category(c) in ("Cc", "Cf")} - {"\n"}


# --- files from strangers --------------------------------------------------------------------


def variations(good: bytes) -> Iterator[bytes]:
    """A good file with one line of it cut, repeated, or its values exchanged."""
    for at in range(0, len(good), max(len(good) // 60, 1)):
        yield good[:at]
        yield good[:at] + b"\xff" + good[at:]
        yield good[:at] + b'"' + good[at + 3 :]
        yield good[:at] + b"-9e999" + good[at:]


def refusal(load: Callable[[Any], object], data: Any, error: type[Exception]) -> str:
    """What is said of some data that cannot be read; empty where it can."""
    try:
        load(data)
    except error as refused:
        return str(refused)
    return ""


def test_a_damaged_model_is_read_or_refused_in_one_line() -> None:
    whole = editions.single()
    good = to_json(Edition(whole.articles, title=whole.title))
    assert not [said for data in variations(good) if "\n" in (said := refusal(from_json, data, DocumentError))]


HALF_A_CHARACTER = (rb'{"articles":[],"title":"\ud800"}', b'{"articles":[],"title":"\xed\xa0\x80"}')


@pytest.mark.parametrize("data", [*HALF_A_CHARACTER, b"[" * 100_000, b"\xef\xbb\xbf{}"])
def test_a_model_with_half_a_character_or_without_an_end_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError):
        from_json(data)


CORRECTIONS = b"""schema = 1
[[correction]]
kind = "role"
is = "heading"
level = 2
page = 3
box = [0.1, 0.2, 0.5, 0.3]
text = "The Source"
[[correction]]
kind = "wording"
was = "teh"
is = "the"
"""


DESCRIPTION = b'title = "x"\n[[article]]\nfile = "a.pdf"\narticles = [1]\n'
BOTTOMLESS = (b"a" + b".a" * 2000 + b" = 1", b"x = " + b"[" * 5000, b"x = " + b"9" * 5000, b"\x00" * 100)


@pytest.mark.parametrize(("load", "good"), [(corrections.load, CORRECTIONS), (assembly.load, DESCRIPTION)])
def test_a_damaged_corrections_or_edition_file_is_read_or_refused_in_one_line(
    load: Callable[[Path], object], good: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "file.toml"
    for data in (*variations(good), *BOTTOMLESS, ALL.encode()):
        path.write_bytes(data)
        assert "\n" not in refusal(load, path, ConvertError), data
