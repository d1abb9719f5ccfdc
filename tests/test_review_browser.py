"""Can a person check and correct a recovery on the page?  In a real browser, from opening it to the new EPUB.

Needs Chromium (Debian: chromium), driven by Playwright for Python.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import etree
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from conftest import ROOT, Run, lacking
from horizons_convert.corrections import load, parse
from horizons_convert.document import Figure, walk
from horizons_convert.reading import Recovery, recover
from horizons_convert.recover.corrections import CORRECTED, LOST
from horizons_convert.recover.desk import role_of
from horizons_convert.recover.units import flatten
from horizons_convert.review.page import review_page

pytestmark = [pytest.mark.needs_program("chromium"), pytest.mark.xdist_group("chromium")]

SPECIMEN = ROOT / "source" / "a-loan-of-seeds.pdf"
SECONDS = 30_000
ALT = "A small house with a red roof in green hills."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    if executable is None:
        lacking("chromium is not installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        # In a container Chromium's sandbox needs rights that tests do not have.
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def recovery() -> Recovery:
    return recover(SPECIMEN)


@pytest.fixture(scope="module")
def address(recovery: Recovery, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("review") / "page.html"
    file.write_bytes(review_page(recovery, SPECIMEN))
    return file.as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The review page, where a browser can only download: as in Firefox and Safari."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    context.add_init_script("delete window.showSaveFilePicker")
    page = context.new_page()
    page.set_default_timeout(SECONDS)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: message.type == "error" and faults.append(message.text))
    page.on("request", lambda request: request.url.startswith("http") and faults.append(f"asked for {request.url}"))
    page.goto(address)
    yield page
    context.close()
    assert faults == []


def row(page: Page, words: str) -> Locator:
    return page.locator("#blocks .row", has_text=words).first


def select(page: Page, words: str) -> None:
    row(page, words).locator(".tag").click()


def say(page: Page, role: str) -> None:
    page.locator("#detail").get_by_role("button", name=role, exact=True).click()


def reword(page: Page, old: str, new: str) -> None:
    area = page.get_by_label("Words", exact=True)
    area.fill(area.input_value().replace(old, new, 1))
    page.get_by_role("button", name="Change words").click()


def save(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save corrections").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_from_the_page_to_the_epub(page: Page, run: Run, tmp_path: Path) -> None:
    shutil.copy(SPECIMEN, tmp_path)
    select(page, "Debts That Bind")
    say(page, "Sidebar")
    page.locator("#blocks .tag", has_text="Picture").click()
    page.get_by_label("What does the picture show?").fill(ALT)
    page.get_by_role("button", name="Describe", exact=True).click()
    select(page, "Anthropologists have long")
    reword(page, "Anthropologists", "Enthropologists")
    file = save(page, tmp_path)

    assert file.name == "a-loan-of-seeds.corrections.toml"
    assert [type(one).__name__ for one in load(file).correction] == ["RoleIs", "AltText", "Letter"]
    assert "Put it beside" in page.get_by_role("status").inner_text()

    done = run("convert", "a-loan-of-seeds.pdf", "--to", "epub", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert "not applied" not in done.stderr
    content = b"".join(texts(tmp_path / "out" / "a-loan-of-seeds.epub"))
    assert b"Enthropologists have long" in content
    tree = etree.HTML(content)
    assert tree.xpath("//img/@alt") == [ALT]
    assert "Debts That Bind" in "".join(tree.xpath("//aside//text()"))
    assert not tree.xpath("//h2[contains(., 'Debts That Bind')] | //h3[contains(., 'Debts That Bind')]")


def texts(epub: Path) -> Iterator[bytes]:
    with zipfile.ZipFile(epub) as archive:
        for name in archive.namelist():
            if name.endswith(".xhtml") and "nav" not in name and "cover" not in name:
                yield archive.read(name).partition(b"?>")[2]


def test_what_the_page_shows_is_what_the_converter_does(page: Page, recovery: Recovery, tmp_path: Path) -> None:
    """All kinds of correction, several on one block, one undone: the article on the page equals the corrected one."""
    select(page, "It does not require the parties")
    say(page, "Sidebar")
    select(page, "Anthropologists have long")
    page.get_by_label("Words", exact=True).evaluate(
        "area => { const at = area.value.indexOf('. ') + 2; area.setSelectionRange(at, at) }"
    )
    page.get_by_role("button", name="Split at the cursor").click()
    page.get_by_role("button", name="Move down").click()
    select(page, "Spare Parts")
    say(page, "Title")
    select(page, "How to Send a Box")
    page.get_by_role("button", name="Join with the next").click()
    select(page, "The Limits of Keeping")
    say(page, "Running matter")
    select(page, "The Black-Box Rule")
    say(page, "Verse")
    page.get_by_role("button", name="Undo: “The Black-Box Rule” is verse").click()
    select(page, "My successor has now")
    reword(page, "successor has", "successors have")
    select(page, "successors have now")
    say(page, "Block quote")
    page.get_by_label("Journal").fill("The Meridians")
    page.get_by_label("Journal").press("Tab")

    shown = page.evaluate("blocks.units.map((unit) => [unit.role, unitText(unit)])")
    title = page.evaluate("blocks.articles[0].title")
    corrections = load(save(page, tmp_path))
    again = recover(SPECIMEN, corrections=corrections)
    assert [record.evidence for record in again.ledger.records if record.what == LOST] == []
    assert again.ledger.counts("repair")[CORRECTED] == len(corrections.correction) == 9
    (article,) = again.edition.articles
    assert [[role_of(unit), unit.text] for unit in flatten(article.blocks)] == shown
    assert (article.title, title, again.edition.journal) == ("Spare Parts", "Spare Parts", "The Meridians")


def test_each_side_shows_the_other(page: Page) -> None:
    page.locator('.page[data-page="4"] .box', has_text="pull quote").click()
    selected = page.locator(".row.on")
    assert "A gift places the receiver" in selected.inner_text()
    assert selected.locator(".tag").get_attribute("aria-pressed") == "true"
    assert in_view(page, ".row.on", "#article")
    assert "repeats the article" in page.locator("#detail").inner_text().lower()
    page.get_by_role("button", name="Show its words in the article").click()
    assert "Anthropologists have long" in page.locator(".row.on").inner_text()
    select(page, "Promises")
    (name,) = page.locator(".box.on b").all_inner_texts()
    assert name.startswith("heading")
    assert in_view(page, ".box.on", "#pages")


def in_view(page: Page, inner: str, outer: str) -> bool:
    found: bool = page.evaluate(
        """([inner, outer]) => {
            const [a, b] = [inner, outer].map((one) => document.querySelector(one).getBoundingClientRect());
            return a.top >= b.top - 1 && Math.min(a.bottom, a.top + 40) <= b.bottom + 1;
        }""",
        [inner, outer],
    )
    return found


def test_with_the_keyboard_alone(page: Page, tmp_path: Path) -> None:
    page.locator("#blocks .tag").first.focus()
    first = page.evaluate("document.activeElement.closest('.row').dataset.id")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.closest('.row').dataset.id")
    assert first != second
    assert page.locator(".row.on").get_attribute("data-id") == second
    # Tab leaves the article instead of going through its hundred blocks.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#blocks')") is None
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'detail'")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('.row').dataset.id") == second
    page.keyboard.press("n")
    assert page.locator("#look .item[aria-current=true]").count() == 1


def test_saved_corrections_stay_when_more_are_added(browser: Browser, tmp_path: Path) -> None:
    source = tmp_path / "seeds.pdf"
    shutil.copy(SPECIMEN, source)
    known = '# keep me\n[[correction]]\nname = "motto"\nkind = "role"\nis = "body"\ntext = "Nowhere to be found"\n'
    (tmp_path / "seeds.corrections.toml").write_text(known, encoding="utf-8")
    (tmp_path / "page.html").write_bytes(review_page(recover(source, corrections=parse(known)), source))
    context = browser.new_context()
    context.add_init_script("delete window.showSaveFilePicker")
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert "motto" in page.locator("#said .lost").inner_text()
    select(page, "Promises")
    say(page, "Epigraph")
    (tmp_path / "saved").mkdir()
    saved = save(page, tmp_path / "saved")
    context.close()
    assert saved.read_text(encoding="utf-8").startswith(known)
    assert len(load(saved).correction) == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 900, 320])
def test_axe_finds_nothing(browser: Browser, address: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    select(page, "In the spring of 1974")
    if width < 768:
        page.get_by_role("button", name="Check").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()


@pytest.mark.parametrize("width", [320, 640, 1000, 1400])
def test_nothing_is_cut_off_at_any_width(browser: Browser, address: str, width: int) -> None:
    """320 px, and 1280 px at 200 %."""
    context = browser.new_context(viewport={"width": width, "height": 640})
    page = context.new_page()
    page.goto(address)
    select(page, "In the spring of 1974")
    for view in ("pages", "article", "side"):
        page.evaluate("view", view) if width > 768 else page.locator(f"nav [data-show={view}]").click()
        wide = page.evaluate(
            """() => [document.documentElement, ...document.querySelectorAll("main > *")]
                .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.id || one.tagName)"""
        )
        assert wide == [], view
    context.close()


def test_sixty_pages_open_at_once(browser: Browser, recovery: Recovery, tmp_path: Path) -> None:
    """The page of eight, eight times over: images decoded when they come into view, everything else drawn."""
    text = review_page(recovery, SPECIMEN).decode()
    figures = text[text.index("<figure") : text.rindex("</figure>") + 9]
    (tmp_path / "long.html").write_text(text.replace(figures, figures * 8), encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "long.html").as_uri())
    milliseconds = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert milliseconds < 4000
    page.close()


def test_an_undescribed_picture_is_worth_a_look(page: Page, recovery: Recovery) -> None:
    (article,) = recovery.edition.articles
    pictures = [block for block in walk(article.blocks) if isinstance(block, Figure)]
    assert page.locator("#look .item", has_text="not described").count() == len(pictures) > 0
