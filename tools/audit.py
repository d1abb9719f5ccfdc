"""Which locked packages have known vulnerabilities, by what the package index says of them?

    python tools/audit.py      a line for each advisory, and for each package that cannot be judged

The index's JSON interface (https://docs.pypi.org/api/json/) states for a release the advisories
of the OSV database.  It is what pip-audit asks as well; but some mirrors answer for the newest
release of a package alone, which pip-audit takes for "not found".  Here that answer counts
where the newest release is the locked one.
"""

from __future__ import annotations

import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
INDEX = "https://pypi.org/pypi"
SECONDS = 30
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def main() -> int:
    """Run the command; 1 where there is an advisory or a package that nothing is known of."""
    locked = _LOCKED.findall(LOCK.read_text(encoding="utf-8"))
    with ThreadPoolExecutor(4) as pool:
        findings = [line for lines in pool.map(lambda package: list(audit(*package)), locked) for line in lines]
    print("\n".join([*findings, f"{len(locked)} packages, {len(findings)} findings"]))
    return 1 if findings else 0


def audit(name: str, version: str) -> Iterator[str]:
    """A line for each advisory that concerns a release, or one that says why nobody can tell."""
    about = _ask(f"{name}/{version}") or _ask(name)
    if about is None:
        yield f"{name} {version}: the index does not answer"
    elif about["info"]["version"] != version:
        yield f"{name} {version}: the index answers for {about['info']['version']} only"
    else:
        for advisory in about["vulnerabilities"]:
            if not advisory["withdrawn"]:
                fixed = ", ".join(advisory["fixed_in"]) or "no release"
                yield f"{name} {version}: {advisory['id']}, mended in {fixed}; {advisory['link']}"


def _ask(what: str) -> dict | None:  # type: ignore[type-arg]
    try:
        with urllib.request.urlopen(f"{INDEX}/{what}/json", timeout=SECONDS) as answer:
            found: dict = json.load(answer)  # type: ignore[type-arg]
            return found
    except (urllib.error.URLError, TimeoutError):
        return None


if __name__ == "__main__":
    sys.exit(main())
