"""Where is an article taken up again that broke off on another page, and which one is it?

Evidence: the jump lines (see `jumps`).  What stands below "Continued from page 1" belongs to the
article on page 1 that says "Continued on" this page; where several do, or none, the words of
the title that the line repeats decide.  Where nothing is certain the part stays an article of
its own: whatever it is, it is not the text that stands before it.
"""

from __future__ import annotations

from horizons_convert.recover.draft import Draft, Piece
from horizons_convert.recover.jumps import Jump, read_jump
from horizons_convert.recover.openings import Opening, Survey
from horizons_convert.recover.shares import in_order


def find_continuations(survey: Survey) -> list[Opening]:
    """The places where an article goes on that began on another page, in page order."""
    found: list[Opening] = []
    for piece in survey.draft.of("jump"):
        jump = jump_of(piece)
        if not jump.onward:
            place = in_order(piece.page, survey.draft).index(piece)
            style = piece.style
            found.append(Opening(piece.page, jump.title, style.size, style.font, [], pieces=[piece], place=place))
    return found


def jump_of(piece: Piece) -> Jump:
    """What a jump line says.  The piece must be of the role `jump`."""
    jump = read_jump(piece.text)
    assert jump is not None
    return jump


def origin(part: Opening, articles: list[tuple[Opening, list[Piece]]], draft: Draft) -> Opening | None:
    """The article that a part belongs to, of those with the pieces that they have; None where nothing is certain."""
    jump = jump_of(part.pieces[0])
    sending = [
        opening
        for opening, pieces in articles
        if opening is not part
        and any(_sends(piece, part.page, jump, draft) for piece in pieces if piece.role == "jump")
    ]
    if len(sending) == 1:
        return sending[0]
    named = [
        opening
        for opening, pieces in articles
        if opening is not part and jump.names(opening.title) and any(_is_on(piece, jump, draft) for piece in pieces)
    ]
    both = [opening for opening in named if opening in sending] or named
    return both[0] if len(both) == 1 else None


def _sends(piece: Piece, page: int, jump: Jump, draft: Draft) -> bool:
    """Whether a jump line sends to a page, and stands on the page that the line there names."""
    onward = jump_of(piece)
    return onward.onward and onward.page == _folio(page, draft) and _is_on(piece, jump, draft)


def _is_on(piece: Piece, jump: Jump, draft: Draft) -> bool:
    return _folio(piece.page, draft) == jump.page


def _folio(page: int, draft: Draft) -> str:
    return draft.folios.get(page, str(page)).casefold()
