"""Is a document whose articles nobody signed an issue, and not a report with chapters?

Both open pages with large type and name them in their contents.  A periodical says which
number it is, and of which season or month; and every article that its contents name opens a
page in the type of titles.  Chapters are numbered, or called "Introduction".

Limits: an issue without a page of contents, or one that does not say its number, stays whole.
"""

from __future__ import annotations

import re

from horizons_convert.recover.openings import IN_CONTENTS, Opening, Survey

ENOUGH_UNSIGNED = 65
"""Points that the contents and the type of titles give together, where nothing speaks against it."""
FEWEST = 3
"""Fewer titles are no issue."""
SHARE_OPENED = 0.8
"""Of the pages that the contents name, at least this share opens with a title."""

_NUMBER = re.compile(
    r"(?<!\w)(?:no\.?|nr\.?|n°|nº|vol\.?|volume|issue|number|heft|ausgabe|numéro|número|број|номер)\s*\d+",
    re.IGNORECASE,
)
_SEASON = re.compile(
    r"(?<!\w)(?:spring|summer|autumn|fall|winter|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|herbst|frühjahr|frühling|sommer|januar|februar|märz|mai|juni|juli|oktober|dezember|printemps|"
    r"été|automne|hiver|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|пролеће|"
    r"лето|јесен|зима|issn)(?!\w)",
    re.IGNORECASE,
)
_CHAPTER = re.compile(
    r"^(?:\d|[ivxlc]+[.\s]|chapter|part|appendix|annex|introduction|conclusions?|summary|executive summary|references|"
    r"bibliography|glossary|foreword|preface|acknowledge?ments|kapitel|teil|anhang|einleitung|fazit|zusammenfassung|"
    r"literatur|vorwort|chapitre|annexe|introducción|capítulo|глава|увод|прилог)\b",
    re.IGNORECASE,
)


def unsigned_articles(openings: list[Opening], survey: Survey) -> list[Opening]:
    """The openings of an issue of which its number, its contents and its titles say that it is one; else none."""
    entries = {entry.page for page in survey.contents.values() for entry in page}
    listed = [o for o in openings if o.points >= ENOUGH_UNSIGNED and not o.within and IN_CONTENTS in o.evidence]
    alike = [o for o in listed if sum(o.is_set_like(other) for other in listed) >= FEWEST]
    opened = {opening.page for opening in alike}
    if len(alike) < FEWEST or len(entries & opened) < SHARE_OPENED * len(entries):
        return []
    if any(_CHAPTER.match(opening.title) for opening in alike) or not _says_its_number(alike[0].page, survey):
        return []
    return alike


def _says_its_number(first: int, survey: Survey) -> bool:
    """Whether a page before the first article, or what runs at the edges of pages, has a number and a season."""
    front = [survey.text(page.number) for page in survey.draft.pages if page.number < first]
    running = [text for texts in survey.running.values() for text in texts]
    return any(_NUMBER.search(text) and _SEASON.search(text) for text in [*front, *running])
