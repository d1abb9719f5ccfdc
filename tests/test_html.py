"""The HTML page: whole in itself, safe, and read back by pandoc as the article it was made of."""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess

import pypandoc
import pytest
from lxml import html as lxml_html
from PIL import Image

import editions
from horizons_convert.document import Article, Edition
from horizons_convert.writers import Options, Profile, find
from horizons_convert.writers.html import writer


@pytest.fixture(scope="module")
def page() -> str:
    return writer.render(editions.rich(), Options()).decode()


def test_it_is_found_by_name() -> None:
    assert find("html") is writer


def test_nothing_is_fetched_and_nothing_runs(page: str) -> None:
    tree = lxml_html.fromstring(page)
    sources = [node.get("src") for node in tree.iter() if isinstance(node.tag, str) and node.get("src")]
    assert sources
    assert all(source.startswith("data:image/") for source in sources)
    assert not tree.xpath("//script | //link | //iframe | //object")
    style = "".join(tree.xpath("//style/text()"))
    assert "url(" not in style
    assert "@import" not in style


def test_the_pictures_are_inside(page: str) -> None:
    data = re.findall(r'src="data:image/png;base64,([^"]+)"', page)
    assert [Image.open(io.BytesIO(base64.b64decode(one))).size for one in data] == [(640, 360), (400, 300)]


def test_links_within_the_page_resolve_and_ids_are_unique(page: str) -> None:
    tree = lxml_html.fromstring(page)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")} <= set(ids)


def test_each_article_has_its_language(page: str) -> None:
    assert lxml_html.fromstring(page).xpath("//article/@lang") == ["en-GB", "sr-Cyrl"]


def test_pandoc_reads_the_same_headings_quotes_and_words(page: str) -> None:
    blocks = json.loads(_pandoc(page, "json"))["blocks"]
    kinds = re.findall(r'"t": ?"(BlockQuote|OrderedList|BulletList|Figure|Table|CodeBlock)"', json.dumps(blocks))
    assert kinds.count("BlockQuote") == 2
    assert kinds.count("Figure") == 2 + 1  # a table with a caption is one too
    assert kinds.count("Table") == 2
    assert "CodeBlock" in kinds
    text = _pandoc(page, "plain")
    assert "what they did afterwards was long and careful work" in text
    assert "Сваког јутра долазе исти људи." in text
    assert editions.HOSTILE_VISIBLE.replace("  ", " ") in re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("profile", ["standard", "large-print", "dyslexia"])
def test_two_runs_give_the_same_bytes(profile: Profile) -> None:
    options = Options(profile=profile)
    assert writer.render(editions.single(), options) == writer.render(editions.single(), options)


def test_an_empty_article_is_a_page_too() -> None:
    page = writer.render(Edition((Article("a", "", ()),)), Options()).decode()
    assert lxml_html.fromstring(page).xpath("//h1/text()") == ["—"]


def _pandoc(page: str, to: str) -> str:
    command = [pypandoc.get_pandoc_path(), "-f", "html", "-t", to, "--wrap=none"]
    return subprocess.run(command, input=page, capture_output=True, text=True, check=True).stdout
