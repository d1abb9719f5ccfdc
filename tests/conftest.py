"""What the tests share: the command line as a process, essays to work on, and programs that may be missing.

Locally a test whose program is missing is skipped; in CI, where everything is installed
first, that would be a test that silently tests nothing, so it fails.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from horizons_convert.document import Article, Author, Edition, Heading, Paragraph, Text, to_json

ROOT = Path(__file__).resolve().parent.parent
COMMAND = Path(sys.executable).with_name("horizons-convert")
SECONDS = 60
"""After which a process that a test has started counts as hanging, on a machine that has other work too."""

Run = Callable[..., subprocess.CompletedProcess[str]]


def pytest_configure() -> None:
    # What runs in the background (`make test &`, some CI) ignores Ctrl-C, and so would the commands that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs_program"):
        need_programs(*marker.args)


def need_programs(*names: str) -> None:
    """Skip the test where a program is missing; fail in CI (``CI=true``)."""
    missing = [name for name in names if shutil.which(name) is None]
    if missing:
        lacking(f"{', '.join(missing)} is not installed")


def lacking(what: str) -> None:
    """Skip, or fail in CI, because of `what`."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}: in CI nothing may be missing (see tools/system-packages)")
    pytest.skip(what)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test material beside the checkout, where there is one."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no ../shared beside the checkout")
    return folder


@pytest.fixture
def validate(shared: Path) -> Callable[..., None]:
    """``validate("check_pdf", file, "--strict")``: the independent checkers, where they are installed."""

    def validate(checker: str, *arguments: object) -> None:
        command = [shared / "validators" / checker, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 3 or not done.stdout:
            pytest.skip("the validators are not installed")
        assert done.returncode == 0, done.stdout

    return validate


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``run("convert", "essay.json", ...)``: the command line as a process in `tmp_path`."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            [COMMAND, *map(str, arguments)],
            **{"capture_output": True, "text": True, "timeout": SECONDS, "stdin": subprocess.DEVNULL, **options},
        )

    return run


@pytest.fixture
def essay() -> Edition:
    """A short essay with a little of what the figures count."""
    article = Article(
        id="rivers",
        title="On Rivers",
        authors=(Author("Ada Pine"),),
        blocks=(
            Heading(1, (Text("The source"),)),
            Paragraph((Text("Water finds its way, "), Text("slowly", ("italic",)), Text("."))),
            Paragraph((Text("And again."),)),
        ),
        first_page=1,
        last_page=2,
        first_folio="70",
        last_folio="71",
    )
    return Edition(articles=(article,), title="On Rivers", journal="Horizons", date="2024")


@pytest.fixture
def model(tmp_path: Path, essay: Edition) -> Callable[[str], Path]:
    """``model("a/essay.json")`` puts the essay's JSON model there, below `tmp_path`."""

    def model(name: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_json(essay))
        return path

    return model


@pytest.fixture(scope="session")
def page() -> bytes:
    """A PDF of one page with a title and two plain paragraphs."""
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph as Flowable
    from reportlab.platypus import SimpleDocTemplate

    styles = getSampleStyleSheet()
    out = io.BytesIO()
    sentence = "A river is a road that walks, and whoever follows it comes to the sea in the end. "
    SimpleDocTemplate(out, invariant=1, title="On Rivers").build(
        [
            Flowable("On Rivers", styles["Title"]),
            Flowable(sentence * 6, styles["BodyText"]),
            Flowable(sentence * 5, styles["BodyText"]),
        ]
    )
    return out.getvalue()


PLUGIN = """
import ctypes, os, sys
from horizons_convert.errors import MissingDependencyError


class Writer:
    media_type = "text/plain"

    def __init__(self, name):
        self.name, self.suffix, self.description = name, f".{name}", f"a writer that does {name}"

    def render(self, edition, options):
        return getattr(self, "do_" + self.name)(edition)

    def do_fine(self, edition):
        return edition.title.encode()

    def do_broken(self, edition):
        raise ZeroDivisionError("one over none")

    def do_lacking(self, edition):
        raise MissingDependencyError("needs the moon; install it")

    def do_crash(self, edition):
        ctypes.string_at(0)

    def do_hungry(self, edition):
        return bytes(1 << 40)

    def do_noisy(self, edition):
        os.write(2, b"libnoise: I have an opinion\\\\n")
        return b"quiet"

    def do_endless(self, edition):
        while True:
            pass


for name in ("fine", "broken", "lacking", "crash", "hungry", "noisy", "endless"):
    globals()[name] = Writer(name)
"""


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's package of writers, installed: ``fine``, and others that go wrong each in its way."""
    folder = tmp_path / "site"
    info = folder / "odd_writers-1.5.dist-info"
    info.mkdir(parents=True)
    names = ("fine", "broken", "lacking", "crash", "hungry", "noisy", "endless")
    (folder / "odd_writers.py").write_text(PLUGIN)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odd-writers\nVersion: 1.5\n")
    points = "".join(f"{name} = odd_writers:{name}\n" for name in names)
    (info / "entry_points.txt").write_text(
        f"[horizons_convert.writers]\n{points}absent = odd_writers.nowhere:writer\nwrong = odd_writers:sys\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.syspath_prepend(str(folder))
