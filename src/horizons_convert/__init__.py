"""Recover the clean article from a magazine PDF, and write it in any format.

>>> import horizons_convert
>>> edition = horizons_convert.read("essay.pdf")          # doctest: +SKIP
>>> horizons_convert.write(edition, "essay.epub")         # doctest: +SKIP

What stands in `__all__` is the public interface; the model itself is
`horizons_convert.document`, and `horizons_convert.reading.recover` gives the account of a
recovery with its edition.  Names are imported when they are first asked for, so that
the command line answers ``--help`` without loading a single library.
"""

TYPE_CHECKING = False  # importing typing for it would cost a tenth of the time of --help
if TYPE_CHECKING:
    from horizons_convert.document import Edition, from_json, to_json
    from horizons_convert.errors import ConvertError, ExitCode
    from horizons_convert.ledger import Ledger
    from horizons_convert.reading import Recovery, read
    from horizons_convert.writers import Options, write

__version__ = "0.1.0"

__all__ = [
    "ConvertError",
    "Edition",
    "ExitCode",
    "Ledger",
    "Options",
    "Recovery",
    "from_json",
    "read",
    "to_json",
    "write",
]

_HOMES = {
    "ConvertError": "errors",
    "Edition": "document",
    "ExitCode": "errors",
    "Ledger": "ledger",
    "Options": "writers",
    "Recovery": "reading",
    "from_json": "document",
    "read": "reading",
    "to_json": "document",
    "write": "writers",
}


def __getattr__(name: str) -> object:
    """Import a public name from the room where it lives (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    # Kept in the module, so that the next look-up does not come here again.
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
