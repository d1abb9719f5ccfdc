"""A whole issue of more than a hundred pages, typeset by the project: every article in its bounds, every bar held."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from horizons_convert import read

sys.path.insert(0, str(ROOT))

from tools.scoring import score


@pytest.mark.archive
def test_an_issue_of_a_hundred_pages_comes_out_article_by_article(tmp_path: Path) -> None:
    target = tmp_path / "issue.pdf"
    subprocess.run([sys.executable, "-m", "tools.typeset", "--issue", target], cwd=ROOT, check=True)
    truth: dict[str, Any] = json.loads(target.with_suffix(".truth.json").read_text("utf-8"))
    edition = read(target)
    found = [([a.first_page, a.last_page], a.title, [author.name for author in a.authors]) for a in edition.articles]
    assert found == [(a["pages"], a["title"], a["authors"]) for a in truth["articles"]]
    assert len(found) >= 8
    assert truth["articles"][-1]["pages"][1] >= 100
    figures = score(edition, truth)
    assert figures.paragraphs >= 0.97
    assert figures.order >= 0.995
    assert figures.quotes >= 0.97
    assert (figures.headings, figures.levels, figures.pull_quotes, figures.furniture) == (1, 1, 0, 0)
    assert figures.drop_caps == figures.all_drop_caps
    assert max(figures.lost, figures.invented) <= 1
