"""Recover the clean article from a magazine PDF, and write it in any format.

>>> import horizons_convert
>>> edition = horizons_convert.read("essay.pdf")          # doctest: +SKIP
>>> horizons_convert.write(edition, "essay.epub")         # doctest: +SKIP
"""

from horizons_convert.reading import Recovery, read, recover
from horizons_convert.writers import Options, write

__all__ = ["Options", "Recovery", "read", "recover", "write"]
__version__ = "0.1.0"
