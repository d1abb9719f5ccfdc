"""What stands on the title page and in the colophon? A book's own title, authors, date and printed source.

An edition of one article is named after the article, an edition of several after the issue.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

from horizons_convert.document import Edition
from horizons_convert.writers import xhtml

_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def title_of(edition: Edition) -> str:
    """The book's title; never empty."""
    if len(edition.articles) == 1:
        return xhtml.title_of(edition.articles[0], edition)
    return xhtml.clean(edition.title or print_source(edition)).strip() or "—"


def issue_of(edition: Edition) -> tuple[str, str]:
    """How an issue is announced: its title in large type, and below it what the title does not say.

    A title that only joins journal and number gives way to the two of them.
    """
    journal, issue = xhtml.clean(edition.journal).strip(), xhtml.clean(edition.issue).strip()
    title = title_of(edition)
    if journal and title == ", ".join(filter(None, (journal, issue))):
        title = journal
    return title, ", ".join(fact for fact in (journal, issue) if fact and fact not in title)


def authors_of(edition: Edition) -> list[str]:
    """Everybody who wrote in the edition, once, in the order of the articles."""
    names = (xhtml.clean(author.name).strip() for article in edition.articles for author in article.authors)
    return list(dict.fromkeys(name for name in names if name))


def language_of(edition: Edition) -> str:
    """The book's language: of a single article its own."""
    return edition.articles[0].language if len(edition.articles) == 1 else edition.language


def rubrics_of(edition: Edition) -> list[str]:
    """The journal's rubrics under which the articles appeared, each once."""
    names = (xhtml.clean(article.section).strip() for article in edition.articles)
    return list(dict.fromkeys(name for name in names if name))


def print_source(edition: Edition) -> str:
    """The printed edition that the folios belong to, as far as it is known."""
    return ", ".join(filter(None, (edition.journal, edition.issue))) or edition.source


def created(edition: Edition) -> datetime | None:
    """When a file says it was made: SOURCE_DATE_EPOCH, else the edition's own date, if it is known; never the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else published(edition)


def moment_of(edition: Edition) -> datetime:
    """`created`, and a fixed date where a format demands one and none is known."""
    return created(edition) or _UNDATED


def published(edition: Edition) -> datetime | None:
    """The publication date, its unknown parts filled with the first; None where it is not known."""
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            return datetime.strptime(edition.date, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
