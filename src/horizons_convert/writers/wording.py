"""What does the book itself say? The few words that writers add to an article, in its own language.

A screen reader speaks these words with the voice of the article, so English words in a
Serbian book would be mispronounced.  A language that is not listed gets English.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Labels of navigation, notes and pictures; `page` takes the folio, `note` the printed mark."""

    cover: str
    contents: str
    landmarks: str
    pages: str
    start: str
    notes: str
    page: str
    note: str
    back: str
    about_author: str
    see_caption: str
    no_description: str
    figure: str


_ENGLISH = Words(
    cover="Cover",
    contents="Contents",
    landmarks="Landmarks",
    pages="Pages of the print edition",
    start="Start of the text",
    notes="Notes",
    page="Page {}",
    note="Note {}",
    back="Back to the text, note {}",
    about_author="About the author",
    see_caption="Picture, see caption",
    no_description="A picture that nobody has described yet",
    figure="Figure",
)

_WORDS = {
    "en": _ENGLISH,
    "fr": Words(
        cover="Couverture",
        contents="Table des matières",
        landmarks="Repères",
        pages="Pages de l’édition imprimée",
        start="Début du texte",
        notes="Notes",
        page="Page {}",
        note="Note {}",
        back="Retour au texte, note {}",
        about_author="À propos de l’auteur",
        see_caption="Image, voir la légende",
        no_description="Une image que personne n’a encore décrite",
        figure="Figure",
    ),
    "de": Words(
        cover="Titelbild",
        contents="Inhalt",
        landmarks="Orientierungspunkte",
        pages="Seiten der Druckausgabe",
        start="Textbeginn",
        notes="Anmerkungen",
        page="Seite {}",
        note="Anmerkung {}",
        back="Zurück zum Text, Anmerkung {}",
        about_author="Zur Person",
        see_caption="Bild, siehe Bildunterschrift",
        no_description="Ein Bild, das noch niemand beschrieben hat",
        figure="Abbildung",
    ),
    "sr": Words(
        cover="Korice",
        contents="Sadržaj",
        landmarks="Orijentiri",
        pages="Strane štampanog izdanja",
        start="Početak teksta",
        notes="Napomene",
        page="Strana {}",
        note="Napomena {}",
        back="Nazad na tekst, napomena {}",
        about_author="O autoru",
        see_caption="Slika, videti opis ispod nje",
        no_description="Slika koju još niko nije opisao",
        figure="Slika",
    ),
    "sr-cyrl": Words(
        cover="Корице",
        contents="Садржај",
        landmarks="Оријентири",
        pages="Стране штампаног издања",
        start="Почетак текста",
        notes="Напомене",
        page="Страна {}",
        note="Напомена {}",
        back="Назад на текст, напомена {}",
        about_author="О аутору",
        see_caption="Слика, видети опис испод ње",
        no_description="Слика коју још нико није описао",
        figure="Слика",
    ),
}


_UNNUMBERED = "*"


def mark_of(label: str) -> str:
    """What stands for a note whose printed mark is not known: it must have one to be found by."""
    return label.strip() or _UNNUMBERED


def wording(language: str) -> Words:
    """The words for a BCP 47 tag: "fr-CH" gets French, "sr-Latn" and "sr-Cyrl" differ, bare "sr" is Cyrillic."""
    tag = language.lower()
    if tag.split("-")[0] == "sr":
        return _WORDS["sr" if "latn" in tag else "sr-cyrl"]
    return _WORDS.get(tag.split("-")[0], _ENGLISH)
