"""What may the recovery ask of an open file besides its pages?"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PIL import Image

from horizons_convert.document import Asset, Box
from horizons_convert.pdf.container import Container


class PageSource(Protocol):
    """What the recovery may ask of an open file besides its pages."""

    path: Path
    container: Container

    def picture(self, page: int, index: int) -> Asset | None: ...

    def region(self, page: int, box: Box) -> Asset: ...

    def look(self, page: int, box: Box) -> Image.Image: ...

    def repeated_pictures(self) -> set[tuple[int, int]]: ...
