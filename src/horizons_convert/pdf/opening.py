"""How is a PDF opened, and what is a user told when it cannot be?

One PDFium handle is opened per document and shared by everything that reads it.  PDFium
is tried first, because it forgives much.  Where it gives up, QPDF (through pikepdf) may
still be able to rebuild the file in memory: a download that was cut short, a trailer that
is gone.  Only when both fail is the file refused.

What it can get wrong: a rebuilt file may have lost pages or pictures; its handle is a
`RebuiltDocument`, so that the caller can say so.  PDFium is not thread-safe: one thread for all handles of a process.
"""

from __future__ import annotations

import io
import mmap
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium_c

from horizons_convert.errors import BadInputError, NotFoundError, PasswordError
from horizons_convert.pdf.quiet import caught_log

HEADER_WINDOW = 1024
"""Bytes in which readers look for "%PDF-" (ISO 32000-1, Annex H, implementation note 13)."""

MAX_REPAIR_BYTES = 256 * 1024 * 1024
"""A rebuilt file is held in memory whole; larger damaged files are refused instead."""


MAX_PAGES = 20_000
"""A file that claims more is damaged, or an archive; a year of a daily paper has fewer."""


class RebuiltDocument(pypdfium2.PdfDocument):  # type: ignore[misc]  # pypdfium2 ships no types
    """A handle on a copy in memory that QPDF made of a damaged file."""


def open_pdfium(path: Path, password: str | None = None) -> pypdfium2.PdfDocument:
    """Open a PDF of at least one readable page with PDFium; close it (or use ``with``) when done.

    A file that asks for an owner password only opens with the empty user password, like in
    any viewer.  Its permission bits are not enforced: making a text accessible is the use
    that the standard itself reserves (bit 10) and that law allows, and a person who may
    read the file may read it in another form.

    Raises `NotFoundError`, `BadInputError` or `PasswordError`, each one line with a remedy.
    """
    check_readable(path)
    try:
        document = pypdfium2.PdfDocument(path, password=password)
    except pypdfium2.PdfiumError as error:
        # The code alone is not trusted: for some damage PDFium leaves that of an earlier file.
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD and _mentions_encryption(path):
            raise PasswordError(_wrong_password(password)) from error
        document = _open_copy(path, password)
    if loadable_pages(document) < len(document):
        document = _better_copy(document, path, password)
    if len(document) > MAX_PAGES:
        raise BadInputError(f"the PDF claims {len(document)} pages, more than {MAX_PAGES} are not read; split it")
    return document


def loadable_pages(document: pypdfium2.PdfDocument) -> int:
    """How many of the pages that a file claims are there; asked without parsing their content."""
    size = pdfium_c.FS_SIZEF()
    return sum(bool(pdfium_c.FPDF_GetPageSizeByIndexF(document, index, size)) for index in range(len(document)))


def _better_copy(document: pypdfium2.PdfDocument, path: Path, password: str | None) -> pypdfium2.PdfDocument:
    """QPDF's copy of a document that lacks pages, if the copy lacks fewer; else the document itself."""
    there = loadable_pages(document)
    try:
        copy = _open_copy(path, password)
    except BadInputError:
        if not there:
            document.close()
            raise
        return document
    if loadable_pages(copy) < there:
        copy.close()
        return document
    document.close()
    return copy


def _open_copy(path: Path, password: str | None) -> pypdfium2.PdfDocument:
    try:
        document = RebuiltDocument(rebuilt(path, password))
    except pypdfium2.PdfiumError as error:
        raise BadInputError(_DAMAGED) from error
    if not loadable_pages(document):
        document.close()
        raise BadInputError(_NO_PAGES)
    return document


def _mentions_encryption(path: Path) -> bool:
    """Whether the trailer names an encryption dictionary; trailers are never compressed or enciphered."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(b"/Encrypt") >= 0


def check_readable(path: Path) -> None:
    """Raise `NotFoundError` or `BadInputError` for what is no readable PDF at first sight."""
    try:
        with path.open("rb") as file:
            head = file.read(HEADER_WINDOW)
    except FileNotFoundError as error:
        raise NotFoundError("no such file; check the name") from error
    except IsADirectoryError as error:
        raise NotFoundError("is a folder, not a file; name the PDFs in it") from error
    except OSError as error:
        raise NotFoundError(f"cannot be read ({error.strerror}); check its permissions") from error
    if not head.strip():
        raise BadInputError("the file is empty; download or export it again")
    if b"%PDF-" not in head:
        raise BadInputError("not a PDF (its first bytes do not say %PDF-); export it as PDF first")


def rebuilt(path: Path, password: str | None = None) -> bytes:
    """The file as QPDF can rebuild it, decrypted.  Raises `PasswordError` or `BadInputError`."""
    import pikepdf  # costs 50 ms and is needed for damaged files only

    if path.stat().st_size > MAX_REPAIR_BYTES:
        raise BadInputError(_DAMAGED)
    try:
        with caught_log("pikepdf"), pikepdf.open(path, password=password or "") as pdf:
            if len(pdf.pages) == 0:
                raise BadInputError(_NO_PAGES)
            copy = io.BytesIO()
            pdf.save(copy)
    except pikepdf.PasswordError as error:
        raise PasswordError(_wrong_password(password)) from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RuntimeError) as error:
        raise BadInputError(_DAMAGED) from error
    return copy.getvalue()


_NO_PAGES = "the PDF has no pages that can be read; download or export it again"

_DAMAGED = "the PDF is damaged beyond reading; download or export it again"


def _wrong_password(password: str | None) -> str:
    if password:
        return "the password is wrong; give the one that opens the file with --password"
    return "the PDF is encrypted; give its password with --password"
