"""What does the file say about itself: title, authors, dates, publisher, rights, DOI?

Two sources: the XMP packet, and the older information dictionary where XMP is silent
(PDF 2.0 prefers XMP).  What programs fill in by default ("anonymous", "untitled", a file
name as title) is no statement by anybody and is left out.

What it can get wrong: metadata is evidence, not truth.  Templates carry the title of last
year's issue; an organisation stands as author.  `recover` compares it with the page.
"""

from __future__ import annotations

import re

import msgspec
import pypdf
from lxml import etree

XMP_LIMIT = 5_000_000
"""Bytes of XMP worth parsing; real packets are a few kilobytes, bombs are not."""

_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}

_PLACEHOLDERS = {
    "anonymous",
    "unspecified",
    "untitled",
    "unknown",
    "author",
    "title",
    "none",
    "null",
    "user",
}

_FILE_NAME = re.compile(
    r"^microsoft \w+ - .*|^\S+\.(docx?|dvi|indd|pdf|pptx?|ps|qxd|qxp|rtf|sla|tex|txt|xlsx?)$",
    re.IGNORECASE,
)
"""Titles that a program made from a file's name."""

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;:)\]]")
"""Crossref's recommended pattern for DOIs, without the punctuation that follows one in a sentence."""

_AUTHOR_SEPARATORS = (
    re.compile(r"\s*;\s*"),
    re.compile(r"\s*,\s*(?:and|&)\s+|\s*,\s*|\s+(?:and|und|et|y|&)\s+"),
)

_PDF_DATE = re.compile(
    r"(?:D:)?(\d{4})(?:(0[1-9]|1[0-2])(?:(0[1-9]|[12]\d|3[01])"
    r"(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(Z|[+-]\d\d'?\d\d)?)?)?)?"
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]+")


class Metadata(msgspec.Struct, frozen=True):
    """What a PDF states about itself; empty where it states nothing.

    Dates are ISO 8601 as far as they are known ("2010-02-15T19:16:27+05:30").
    """

    title: str = ""
    author: str = ""
    """The authors as one string, as the file has it."""
    authors: tuple[str, ...] = ()
    subject: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    """BCP 47 tag: the catalogue's /Lang, else dc:language."""
    publisher: str = ""
    date: str = ""
    """Publication date (dc:date, prism:publicationDate), not that of the file."""
    rights: str = ""
    identifier: str = ""
    doi: str = ""
    """Lower case, without resolver: "10.1186/1752-2897-4-1"."""
    created: str = ""
    modified: str = ""
    producer: str = ""
    creator: str = ""


def read_metadata(reader: pypdf.PdfReader, warnings: list[str]) -> Metadata:
    """The metadata of an open reader.  Damage adds a line to `warnings`; nothing is raised for it."""
    info = _info(reader, warnings)
    xmp = _xmp(reader, warnings)

    def first(*names: str) -> str:
        found = (" ".join(xmp.get(name, ())) if ":" in name else info.get(name, "") for name in names)
        return next((value for value in found if value), "")

    creators = xmp.get("dc:creator", ())
    author = info.get("/Author", "") or "; ".join(creators)
    identifiers = (
        *xmp.get("prism:doi", ()),
        *xmp.get("dc:identifier", ()),
        *info.values(),
    )
    return Metadata(
        title=_stated(next(iter(xmp.get("dc:title", ())), "")) or _stated(info.get("/Title", "")),
        author=_stated(author),
        authors=split_authors(creators if len(creators) > 1 else (author or first("dc:creator"),)),
        subject=_stated(first("dc:description", "/Subject")),
        keywords=_keywords(first("pdf:Keywords", "/Keywords"), xmp.get("dc:subject", ())),
        language=_language(reader) or first("dc:language"),
        publisher=first("dc:publisher"),
        date=first("prism:publicationDate", "dc:date"),
        rights=next(iter(xmp.get("dc:rights", ())), ""),
        identifier=first("dc:identifier"),
        doi=find_doi(identifiers),
        created=_date(info.get("/CreationDate", "")) or first("xmp:CreateDate"),
        modified=_date(info.get("/ModDate", "")) or first("xmp:ModifyDate"),
        producer=first("pdf:Producer", "/Producer"),
        creator=first("xmp:CreatorTool", "/Creator"),
    )


def split_authors(statements: tuple[str, ...]) -> tuple[str, ...]:
    """The persons named in author fields, in order, each once.

    Semicolons always separate.  Commas and "and" do only where every part is a full name
    of two words or more, so that "Smith, John" and "Marks and Spencer" stay whole.
    """
    names: list[str] = []
    for statement in statements:
        for part in _AUTHOR_SEPARATORS[0].split(statement):
            pieces = _AUTHOR_SEPARATORS[1].split(part)
            names += pieces if all(len(piece.split()) > 1 for piece in pieces) else [part]
    return tuple(dict.fromkeys(name for name in names if _stated(name)))


def find_doi(statements: tuple[str, ...]) -> str:
    """The first DOI in some strings, in lower case, or ""."""
    matches = (_DOI.search(statement) for statement in statements)
    return next((match.group().lower() for match in matches if match), "")


def clean(value: object) -> str:
    """One line of valid text: control characters and lone surrogates become spaces, white space is collapsed."""
    return " ".join(_CONTROL.sub(" ", str(value)).split())


def _info(reader: pypdf.PdfReader, warnings: list[str]) -> dict[str, str]:
    try:
        entries: dict[str, object] = dict(reader.metadata or {})
        return {str(key): clean(entries[key]) for key in entries if isinstance(entries[key], str)}
    except Exception:  # noqa: BLE001  # whatever a damaged file makes of pypdf, its pages are still worth reading
        warnings.append("the information dictionary is damaged and left out")
        return {}


def _xmp(reader: pypdf.PdfReader, warnings: list[str]) -> dict[str, tuple[str, ...]]:
    """The properties of the XMP packet by prefixed name ("dc:title"), alternatives and lists in their order.

    pypdf's own view reads only descriptions whose rdf:about is empty, and many are not.
    """
    try:
        stream = reader.root_object.get("/Metadata")
        data = stream.get_object().get_data() if stream is not None else b""
        if not data.strip() or len(data) > XMP_LIMIT:
            return {}
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
        root = etree.fromstring(data.strip(b"\x00 \r\n\t"), parser)
    except Exception:  # noqa: BLE001
        warnings.append("the XMP metadata is damaged and left out")
        return {}
    return {} if root is None else _properties(root)


def _properties(root: etree._Element) -> dict[str, tuple[str, ...]]:
    prefixes = {uri: prefix for prefix, uri in _NAMESPACES.items() if prefix != "rdf"}
    prefixes |= {f"http://prismstandard.org/namespaces/basic/{version}/": "prism" for version in ("1.0", "2.1", "3.0")}
    found: dict[str, tuple[str, ...]] = {}
    for description in root.iter(f"{{{_NAMESPACES['rdf']}}}Description"):
        values: list[tuple[str, tuple[str, ...]]] = [(str(key), (str(value),)) for key, value in description.items()]
        values += [(child.tag, _items(child)) for child in description.iterchildren("{*}*")]
        for name, texts in values:
            # Not `etree.QName`: it refuses the names that a damaged packet has.
            namespace, _, local = name.removeprefix("{").rpartition("}")
            prefix = prefixes.get(namespace)
            stated = tuple(text for text in map(clean, texts) if text)
            if prefix and stated:
                found.setdefault(f"{prefix}:{local}", stated)
    return found


def _items(element: etree._Element) -> tuple[str, ...]:
    items = list(element.iter(f"{{{_NAMESPACES['rdf']}}}li"))
    # The default of a language alternative comes first, whatever its place in the list.
    items.sort(key=lambda item: item.get("{http://www.w3.org/XML/1998/namespace}lang", "x-default") != "x-default")
    return tuple("".join(map(str, item.itertext())) for item in items or [element])


def _language(reader: pypdf.PdfReader) -> str:
    try:
        return clean(reader.root_object.get("/Lang") or "")
    except Exception:  # noqa: BLE001
        return ""


def _date(stated: str) -> str:
    """A PDF date ("D:20100215191627+05'30'", often maimed) as ISO 8601, as far as it goes."""
    match = _PDF_DATE.match(stated)
    if not match:
        return ""
    year, month, day, hour, minute, second, zone = match.groups()
    date = "-".join(part for part in (year, month, day) if part)
    if not hour:
        return date
    offset = "+00:00" if zone and zone[0] == "Z" else re.sub(r"^([+-]\d\d)'?(\d\d).*", r"\1:\2", zone or "")
    return f"{date}T{hour}:{minute}:{second or '00'}{offset if len(offset) == 6 else ''}"


def _stated(value: str) -> str:
    """The value, or "" where a program and no person put it there."""
    return "" if value.strip(" .()").lower() in _PLACEHOLDERS or _FILE_NAME.match(value) else value


def _keywords(joined: str, listed: tuple[str, ...]) -> tuple[str, ...]:
    words = [word.strip() for word in re.split(r"[;,]", joined)] if joined else list(listed)
    return tuple(dict.fromkeys(word for word in words if word))
