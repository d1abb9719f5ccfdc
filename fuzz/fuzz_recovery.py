"""A coverage-guided fuzz target: any bytes are recovered, or refused with an error that a user can understand.

    python fuzz/fuzz_recovery.py -max_total_time=60 build/fuzz/corpus    (what `make fuzz` does; libFuzzer's options)
    python fuzz/fuzz_recovery.py FILE                             (try one finding again)

The fuzzer changes small PDFs (those of ../shared/hostile, where they are, and a page made here)
and watches which lines of this program a change reaches.  What it finds is an exception that is
no `ConvertError`, an account that does not balance, a hang or a flood; each finding is kept as a
test in tests/test_hostile_content.py or tests/test_hostile_files.py once it is mended.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["horizons_convert"]):
    # All of it, that which the program imports late too: only what is imported here is watched.
    import horizons_convert.pdf.source
    import horizons_convert.recover.editions
    import horizons_convert.writers.html
    import horizons_convert.writers.jats
    import horizons_convert.writers.txt  # noqa: F401
    from horizons_convert.document import from_json, to_json
    from horizons_convert.errors import ConvertError
    from horizons_convert.reading import recover
    from horizons_convert.writers import Options, find

FORMATS = ("txt", "html", "jats")
LARGEST = 200_000
"""Bytes; larger inputs only make the fuzzer slow."""
_SEEDS = Path(__file__).resolve().parents[2] / "shared" / "hostile"


def try_one(data: bytes) -> None:
    """Recover some bytes as a PDF, and write what came of them in the formats that need no other program."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        try:
            recovery = recover(file.name)
        except ConvertError:
            return
    assert recovery.ledger.balanced, "kept + set aside = read"
    assert from_json(to_json(recovery.edition)) == recovery.edition
    for name in FORMATS:
        find(name).render(recovery.edition, Options())


def fill(corpus: Path) -> None:
    """Put small PDFs into an empty corpus for the fuzzer to start from."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, (300, 400), pageCompression=0, invariant=1)
    for number, line in enumerate(("A Loan of Seeds", "I had been there be-", "fore the harvest.", "12")):
        canvas.drawString(40, 350 - 20 * number, line)
    canvas.save()
    (corpus / "page.pdf").write_bytes(out.getvalue())
    for seed in sorted(_SEEDS.glob("*.pdf")):
        if seed.stat().st_size < LARGEST:
            (corpus / seed.name).write_bytes(seed.read_bytes())


def main() -> None:
    """Run libFuzzer with its own options; folders among them are corpora, filled where they are empty."""
    for argument in sys.argv[1:]:
        corpus = Path(argument)
        if not argument.startswith("-") and not corpus.is_file():
            corpus.mkdir(parents=True, exist_ok=True)
            if not any(corpus.iterdir()):
                fill(corpus)
    atheris.Setup([*sys.argv, f"-max_len={LARGEST}", "-timeout=20", "-rss_limit_mb=1536"], try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
