"""Draw the sheet of letters with which drop caps that are only pictures are compared.

    .venv/bin/python tools/draw_letters.py

To be run when `recover/letters.py` has other typefaces, letters or measures;
`tests/test_letters.py` says when that has been forgotten.
"""

from __future__ import annotations

from horizons_convert.recover.letters import LETTERS, SHEET, save_sheet

if __name__ == "__main__":
    save_sheet(SHEET)
    print(f"{SHEET}: {len(LETTERS)} letters, {SHEET.stat().st_size // 1024} KiB")
