"""The JSON writer: the model, whole."""

from __future__ import annotations

import json

import editions
from horizons_convert.document import from_json
from horizons_convert.writers import Options, Writer
from horizons_convert.writers.json import writer


def test_it_is_a_writer() -> None:
    assert isinstance(writer, Writer)


def test_nothing_is_lost() -> None:
    assert from_json(writer.render(editions.rich(), Options())) == editions.rich()


def test_other_programs_can_read_it() -> None:
    read = json.loads(writer.render(editions.rich(), Options()))
    assert read["articles"][1]["title"] == "Мостови и њихови људи"
    assert read["articles"][0]["blocks"][0]["role"] == "standfirst"
