"""What a file tells beside its pages, and what a user is told when it cannot be opened."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from horizons_convert.errors import BadInputError, NotFoundError, PasswordError
from horizons_convert.pdf import geometry
from horizons_convert.pdf.container import OutlineEntry, read_container
from horizons_convert.pdf.metadata import clean, find_doi, split_authors
from horizons_convert.pdf.opening import RebuiltDocument, open_pdfium


def make_pdf(pages: int = 3) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(300, 400))
    return pdf


def saved(pdf: pikepdf.Pdf, folder: Path, **options: object) -> Path:
    path = folder / "essay.pdf"
    pdf.save(path, **options)
    return path


# --- metadata ----------------------------------------------------------------------------


def test_xmp_and_information_dictionary_together_give_the_metadata(tmp_path: Path) -> None:
    pdf = make_pdf()
    pdf.Root.Lang = pikepdf.String("en-GB")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["dc:title"] = "The Price of Waiting"
        xmp["dc:creator"] = ["Ada Quill", "Bo Ferry"]
        xmp["dc:publisher"] = {"Harbour Press"}
        xmp["dc:date"] = ["2025-04"]
        xmp["dc:rights"] = "CC BY-SA 4.0"
    pdf.docinfo["/Title"] = "last year's title"
    pdf.docinfo["/Subject"] = "Quarterly 31, doi:10.5555/Horizons.31.7."
    pdf.docinfo["/Keywords"] = "rivers, patience; rivers"
    pdf.docinfo["/CreationDate"] = "D:20250401093005+02'00'"
    metadata = read_container(saved(pdf, tmp_path)).metadata
    assert metadata.title == "The Price of Waiting"
    assert metadata.authors == ("Ada Quill", "Bo Ferry")
    assert metadata.publisher == "Harbour Press"
    assert metadata.date == "2025-04"
    assert metadata.rights == "CC BY-SA 4.0"
    assert metadata.doi == "10.5555/horizons.31.7"
    assert metadata.keywords == ("rivers", "patience")
    assert metadata.created == "2025-04-01T09:30:05+02:00"
    assert metadata.language == "en-GB"


def test_what_a_program_filled_in_is_not_taken_for_a_title_or_an_author(tmp_path: Path) -> None:
    pdf = make_pdf()
    pdf.docinfo["/Title"] = "Microsoft Word - draft 7 FINAL.doc"
    pdf.docinfo["/Author"] = "anonymous"
    metadata = read_container(saved(pdf, tmp_path)).metadata
    assert (metadata.title, metadata.author, metadata.authors) == ("", "", ())


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("Ada Quill", ("Ada Quill",)),
        ("Ada Quill, Bo Ferry and Cy Marsh", ("Ada Quill", "Bo Ferry", "Cy Marsh")),
        ("Quill, Ada; Ferry, Bo", ("Quill, Ada", "Ferry, Bo")),
        ("Smith, John", ("Smith, John",)),
        ("Marks and Spencer", ("Marks and Spencer",)),
        ("U.S. Accountability Office, http://www.gao.gov", ("U.S. Accountability Office, http://www.gao.gov",)),
        ("Ада Перо и Бо Мост", ("Ада Перо и Бо Мост",)),
    ],
)
def test_authors_are_split_only_where_every_part_is_a_full_name(statement: str, names: tuple[str, ...]) -> None:
    assert split_authors((statement,)) == names


def test_a_doi_is_found_without_the_stop_that_ends_its_sentence() -> None:
    assert find_doi(("see", "https://doi.org/10.1186/1752-2897-4-1.")) == "10.1186/1752-2897-4-1"


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("D:20261124092808Z'", "2026-11-24T09:28:08+00:00"),
        ("D:2005", "2005"),
        ("D:200513", "2005"),
        ("20050210134200", "2005-02-10T13:42:00"),
        ("Thursday", ""),
    ],
)
def test_maimed_dates_are_read_as_far_as_they_go(tmp_path: Path, stated: str, date: str) -> None:
    pdf = make_pdf()
    pdf.docinfo["/CreationDate"] = stated
    assert read_container(saved(pdf, tmp_path)).metadata.created == date


@given(st.text())
def test_what_comes_out_of_a_file_is_one_line_that_xml_can_hold(text: str) -> None:
    line = clean(text)
    assert not any(ord(character) < 32 or 0xD800 <= ord(character) <= 0xDFFF for character in line)
    line.encode("utf-8")


def test_xmp_with_an_entity_bomb_is_harmless(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("nobody may read this")
    pdf = make_pdf()
    pdf.Root.Metadata = pdf.make_stream(
        f"""<!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T&s;&b;</dc:title></rdf:Description>
        </rdf:RDF></x:xmpmeta>""".encode()
    )
    container = read_container(saved(pdf, tmp_path))
    assert "nobody" not in container.metadata.title
    assert len(container.metadata.title) < 20


# --- outline, labels, sizes --------------------------------------------------------------


def test_outline_gives_levels_titles_and_pages(tmp_path: Path) -> None:
    pdf = make_pdf()
    with pdf.open_outline() as outline:
        part = pikepdf.OutlineItem("Part one", 0)
        part.children.append(pikepdf.OutlineItem("Upstream", 2))
        outline.root.extend([part, pikepdf.OutlineItem("Nowhere")])
    assert read_container(saved(pdf, tmp_path)).outline == (
        OutlineEntry(1, "Part one", 1),
        OutlineEntry(2, "Upstream", 3),
        OutlineEntry(1, "Nowhere", None),
    )


def test_an_outline_that_bites_its_tail_ends(tmp_path: Path) -> None:
    pdf = make_pdf()
    with pdf.open_outline() as outline:
        outline.root.extend([pikepdf.OutlineItem("One", 0), pikepdf.OutlineItem("Two", 1)])
    first = pdf.Root.Outlines.First
    first.Next.Next = first
    outline_read = read_container(saved(pdf, tmp_path)).outline
    assert outline_read is None or len(outline_read) < 10


def test_page_labels_are_the_printed_folios(tmp_path: Path) -> None:
    pdf = make_pdf()
    pdf.Root.PageLabels = pikepdf.Dictionary(
        Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.r), 1, pikepdf.Dictionary(S=pikepdf.Name.D, St=70)]
    )
    assert read_container(saved(pdf, tmp_path)).page_labels == ("i", "70", "71")


def test_a_file_without_page_labels_has_none_rather_than_a_guess(tmp_path: Path) -> None:
    container = read_container(saved(make_pdf(), tmp_path))
    assert container.page_labels is None
    assert container.warnings == ()


@pytest.mark.parametrize("labels", [[0, 7], ["x", "y"], 5])
def test_damaged_page_labels_do_not_pass_for_printed_folios(tmp_path: Path, labels: object) -> None:
    pdf = make_pdf()
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=labels)
    assert read_container(saved(pdf, tmp_path)).page_labels is None


def test_page_sizes_are_those_of_the_displayed_page(tmp_path: Path) -> None:
    pdf = make_pdf(2)
    pdf.pages[0].obj.CropBox = [10, 20, 210, 320]
    pdf.pages[1].obj.Rotate = 90
    assert read_container(saved(pdf, tmp_path)).page_sizes == ((200, 300), (400, 300))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_page_transform_agrees_with_what_is_displayed(rotation: int) -> None:
    """A mark drawn in user space is found where the transform says, on the page as PDFium renders it."""
    pdf = make_pdf(1)
    page = pdf.pages[0]
    page.obj.CropBox = [30, 50, 250, 390]
    page.obj.Rotate = rotation
    page.obj.Contents = pdf.make_stream(b"0 g 40 60 10 10 re f")
    data = io.BytesIO()
    pdf.save(data)
    with pypdfium2.PdfDocument(data.getvalue()) as document:
        shown = document[0]
        left, top, right, bottom = geometry.bounds(geometry.page_transform(shown), (40, 60, 50, 70))
        picture = shown.render(scale=1).to_pil().convert("L")
        assert picture.size == tuple(map(round, geometry.page_size(shown)))
        assert picture.point(lambda value: 255 - value).getbbox() == (left, top, right, bottom)


_numbers = st.floats(-50, 50)
_matrices = st.tuples(*[_numbers] * 6)


@given(_matrices, _matrices, _numbers, _numbers)
def test_composed_matrices_act_one_after_the_other(
    first: geometry.Matrix, then: geometry.Matrix, x: float, y: float
) -> None:
    both = geometry.apply(geometry.compose(first, then), x, y)
    assert both == pytest.approx(geometry.apply(then, *geometry.apply(first, x, y)), abs=1e-3)


# --- opening -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "remedy"),
    [(b"", "empty"), (b"PK\x03\x04 a zip", "not a PDF"), (b"%PDF-1.7\nnothing else", "damaged")],
)
def test_what_is_no_pdf_is_refused_in_one_line(tmp_path: Path, content: bytes, remedy: str) -> None:
    path = tmp_path / "essay.pdf"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=remedy) as caught:
        open_pdfium(path)
    assert "\n" not in str(caught.value)


def test_missing_files_and_folders_are_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="check the name"):
        open_pdfium(tmp_path / "absent.pdf")
    with pytest.raises(NotFoundError, match="folder"):
        open_pdfium(tmp_path)


def test_an_encrypted_file_needs_its_password(tmp_path: Path) -> None:
    pdf = make_pdf()
    pdf.docinfo["/Title"] = "Under seal"
    path = saved(pdf, tmp_path, encryption=pikepdf.Encryption(owner="owner", user="reader", R=6))
    with pytest.raises(PasswordError, match=r"encrypted.*--password"):
        read_container(path)
    with pytest.raises(PasswordError, match="wrong"):
        read_container(path, "guess")
    container = read_container(path, "reader")
    assert container.encrypted
    assert container.metadata.title == "Under seal"


def test_a_file_with_an_owner_password_only_opens_without_one(tmp_path: Path) -> None:
    no_copying = pikepdf.Permissions(extract=False)
    path = saved(make_pdf(), tmp_path, encryption=pikepdf.Encryption(owner="owner", user="", allow=no_copying))
    assert len(read_container(path).page_sizes) == 3


def test_a_file_without_its_trailer_is_rebuilt_and_says_so(shared: Path) -> None:
    path = shared / "hostile" / "pdf-reader--trailer_is_not_a_dict.pdf"
    with open_pdfium(path) as document:
        assert isinstance(document, RebuiltDocument)
    assert any("rebuilt" in warning for warning in read_container(path).warnings)


def test_pages_that_are_only_claimed_are_not_read(tmp_path: Path) -> None:
    path = saved(make_pdf(2), tmp_path)
    path.write_bytes(path.read_bytes().replace(b"/Count 2", b"/Count 900000"))
    assert len(read_container(path).page_sizes) == 2


# --- foreign files -----------------------------------------------------------------------


def test_a_published_article_gives_its_authors_doi_and_outline(shared: Path) -> None:
    container = read_container(shared / "real" / "bmc-thrombosis-review.pdf")
    assert container.metadata.authors[:2] == ("Indraneel Datta", "Chad G Ball")
    assert container.metadata.doi == "10.1186/1752-2897-4-1"
    assert container.outline is not None
    assert container.outline[0] == OutlineEntry(1, "Abstract", 1)


def test_an_issue_with_front_matter_is_labelled_in_roman_and_arabic(shared: Path) -> None:
    labels = read_container(shared / "corpus" / "issue-latex.pdf").page_labels
    assert labels is not None
    assert labels[:5] == ("i", "ii", "iii", "iv", "1")
