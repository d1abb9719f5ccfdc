"""Is a text the name of a section of a magazine, which may be set larger than the titles in it?

"REVIEW" across the page, and the title of the review below it: the largest type of a page is
not always the title.  Only whole texts count, and whoever asks must have another title.

Limit: sections that a magazine has named itself ("Waters") are not known here.
"""

from __future__ import annotations

_NAMES = frozenset(
    """
    advertisement|analysis|announcements|arts|articles|backstory|book review|book reviews|books|briefing|briefings|
    brief|in brief|briefly noted|calendar|chronicle|classifieds|column|columns|comment|commentary|comments|
    correspondence|cover story|debate|departments|dispatch|dispatches|dossier|editorial|editorials|editor’s note|
    editor's note|essay|essays|events|feature|features|fiction|film|focus|foreword|forum|from the editor|history|
    ideas|in memoriam|interview|interviews|investigation|letter from the editor|letters|letters to the editor|
    media|memoir|music|news|news and notes|news in brief|notebook|notes|notes and comment|notes and queries|notices|
    obituaries|obituary|opinion|opinions|people|perspective|perspectives|poem|poems|poetry|politics|profile|profiles|
    q&a|report|reportage|reports|research|review|review essay|reviews|science|
    short takes|special report|spotlight|symposium|theatre|travel|viewpoint|viewpoints|
    aufsatz|aufsätze|besprechung|besprechungen|bücher|debatte|editorial|feuilleton|gespräch|kommentar|leserbriefe|
    meinung|nachrichten|porträt|rezension|rezensionen|schwerpunkt|titelthema|
    actualité|actualités|chronique|compte rendu|comptes rendus|courrier|critique|critiques|débat|entretien|essai|
    tribune|crítica|cultura|debate|ensayo|entrevista|noticias|opinión|reseña|reseñas|
    белешке|есеј|есеји|интервју|критика|новости|обзор|обзоры|огледи|прикази|рецензии|статьи|хроника|эссе
    """.replace("\n", " ").split("|")
)
_KNOWN = frozenset(" ".join(name.split()) for name in _NAMES)


def is_section_name(text: str) -> bool:
    """Whether a whole text, letters set apart included ("R E V I E W"), names a usual section."""
    name = " ".join(text.casefold().split()).strip(" .:·•|–—-[]()")
    return name in _KNOWN or (name[1:2] == " " and name.replace(" ", "") in _KNOWN)
