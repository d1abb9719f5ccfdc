"""The model itself, as JSON: what `convert` reads back, and what a person or program can correct."""

from __future__ import annotations

from horizons_convert.document import Edition, to_json
from horizons_convert.writers import Options


class JsonWriter:
    """Writes `document.to_json`; profiles and line length do not concern it."""

    name = "json"
    suffix = ".json"
    media_type = "application/json"
    description = "The recovered model itself; convert reads it back"

    def render(self, edition: Edition, options: Options) -> bytes:
        """UTF-8 JSON, indented, from which `document.from_json` gives the same edition."""
        return to_json(edition)


writer = JsonWriter()
