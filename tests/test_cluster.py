"""Archives on a cluster of Dask workers that share no disk: on a real store, with workers that are lost.

The cluster, the S3 server and the command line are real; the documents are short.  The
thousand documents of the big test take minutes: ``make archive`` runs it.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pikepdf
import pytest
import upath
from moto.server import ThreadedMotoServer

from conftest import COMMAND, ROOT, SECONDS, Run
from horizons_convert import cluster as cluster_module
from horizons_convert.document import from_json
from horizons_convert.errors import ExitCode, NotFoundError
from horizons_convert.worker import Limits

BUCKET = "archive"
SENTENCE = "A river is a road that walks, and whoever follows it comes to the sea in the end. "


def essay(number: int) -> bytes:
    """A PDF of one page that differs from all others by a word."""
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    styles = getSampleStyleSheet()
    out = io.BytesIO()
    SimpleDocTemplate(out, invariant=1).build(
        [
            Paragraph("On Rivers", styles["Title"]),
            Paragraph(f"The river {number} is long. {SENTENCE * 3}", styles["BodyText"]),
            Paragraph(SENTENCE * 4, styles["BodyText"]),
        ]
    )
    return out.getvalue()


def broken() -> Iterator[bytes]:
    """Ten documents that are broken, each in its own way."""
    good = essay(0)
    yield b""
    yield b"only some words"
    yield b"<!DOCTYPE html><title>404</title><p>Not found"
    yield b"\x89PNG\r\n\x1a\n" + bytes(2000)
    yield bytes(4096)
    yield good[:100]
    yield b"%PDF-1.7\n" + bytes(range(256)) * 8
    yield b"%PDF-1.7\ntrailer << /Root 1 0 R >>\n%%EOF\n"
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(good)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="swordfish", user="swordfish"))
    yield out.getvalue()
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    yield out.getvalue()


@pytest.fixture(scope="module")
def s3() -> Iterator[None]:
    """An S3 server of this test's own, which this process and all its children use."""
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "river",
        "AWS_SECRET_ACCESS_KEY": "sea",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in keys.items():
            patch.setenv(name, value)
        upath.UPath(f"s3://{BUCKET}").fs.mkdir(BUCKET)
        yield
        server.stop()


@pytest.fixture(scope="module")
def cluster(s3: None) -> Iterator[Any]:
    """Two workers with one thread each."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, memory_limit=0, dashboard_address="127.0.0.1:0", silence_logs="CRITICAL"
    ) as cluster:
        yield cluster


@pytest.fixture
def store(request: pytest.FixtureRequest, s3: None, tmp_path: Path) -> Any:
    """A folder of its own for the test: in a bucket, or on the disk where the test says so."""
    if getattr(request, "param", "s3") == "disk":
        return tmp_path
    return upath.UPath(f"s3://{BUCKET}/{request.node.name.split('[')[0]}")


def fill(store: Any, good: int, bad: list[bytes]) -> None:
    """Put the documents there, in folders of a hundred."""
    for number in range(good):
        put(store / f"in/{number // 100:02}/essay-{number:04}.pdf", essay(number))
    for number, data in enumerate(bad):
        put(store / f"in/bad/{number}.pdf", data)


def put(path: Any, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def get(path: Any) -> bytes:
    """The file as it is now, whatever this process knows of an earlier one."""
    return bytes(upath.UPath(path).fs.cat_file(upath.UPath(path).path))


def names(folder: Any) -> list[str]:
    """Every file below a folder, as its store lists it now."""
    # Not `rglob`: what this process has listed before may have changed since.
    fs = upath.UPath(folder).fs
    fs.invalidate_cache()
    return sorted(Path(name).name for name in fs.find(upath.UPath(folder).path))


def arguments(store: Any, cluster: Any, *more: str) -> list[str]:
    address = cluster.scheduler_address
    results = ("--results", "results.jsonl")
    return [
        "convert",
        str(store / "in"),
        "--to",
        "json",
        "--out",
        str(store / "out"),
        "--cluster",
        address,
        *results,
        *more,
    ]


def entries() -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path("results.jsonl").read_text().splitlines()]


def run_and_lose_a_worker(store: Any, cluster: Any, after: int) -> tuple[int, str]:
    """Convert everything; once `after` documents are done, kill a worker that is at work."""
    process = subprocess.Popen([COMMAND, *arguments(store, cluster)], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said = []
    with distributed.Client(cluster, set_as_default=False) as client:
        (victim, *_) = client.run(os.getpid).values()
        for line in process.stderr:
            said.append(line)
            if sum(": wrote " in line for line in said) == after and victim:
                assert any(client.processing().values())
                os.kill(victim, signal.SIGKILL)
                victim = None
    assert victim is None, "".join(said)
    return process.wait(), "".join(said)


def an_archive_outlives_a_worker(run: Run, store: Any, cluster: Any, good: int) -> None:
    """The whole story: a run that loses a worker, one with nothing to do, one with a changed document."""
    bad = list(broken())
    fill(store, good, bad)
    code, said = run_and_lose_a_worker(store, cluster, good // 4)
    assert code == ExitCode.NO_TEXT
    assert said.splitlines()[-1] == f"{good + len(bad):,} documents, {len(bad)} with errors"

    # Each document has one line and one edition, or one line and a reason.
    told = entries()
    assert set(Counter(entry["input"] for entry in told).values()) == {1}
    assert sum(entry["error"] == "" for entry in told) == good
    assert sum(entry["error"] != "" for entry in told) == len(bad)
    assert {entry["code"] for entry in told if "/bad/" in entry["input"]} == {
        ExitCode.BAD_INPUT,
        ExitCode.PASSWORD,
        ExitCode.NO_TEXT,
    }
    # None is missing, none is twice, none is half there, none is another's.
    assert names(store / "out") == [f"essay-{number:04}.json" for number in range(good)]
    for number in range(good):
        edition = from_json(get(store / f"out/{number // 100:02}/essay-{number:04}.json"))
        assert f"The river {number} is long." in str(edition.articles[0].blocks)

    began = time.monotonic()
    again = run(*arguments(store, cluster, "--resume"), timeout=SECONDS)
    took = time.monotonic() - began
    assert len(entries()) == len(told)
    assert f"done before  {good:,}  unchanged since" in again.stderr
    assert again.returncode == ExitCode.NO_TEXT
    assert took < 30  # "a few seconds", on a machine that has other work too

    put(store / f"in/00/essay-{7:04}.pdf", essay(7007))
    run(*arguments(store, cluster, "--resume"))
    assert [Path(entry["input"]).name for entry in entries()[len(told) :]] == ["essay-0007.pdf"]
    assert b"The river 7007 is long." in get(store / "out/00/essay-0007.json")


def test_an_archive_outlives_a_worker(run: Run, store: Any, cluster: Any) -> None:
    an_archive_outlives_a_worker(run, store, cluster, good=20)


@pytest.mark.archive
@pytest.mark.parametrize("store", ["disk", "s3"], indirect=True)
def test_a_thousand_documents(run: Run, store: Any, cluster: Any) -> None:
    an_archive_outlives_a_worker(run, store, cluster, good=990)


@pytest.mark.archive
def test_two_processes_are_nearly_twice_as_fast(run: Run) -> None:
    """On a machine that has two processors for it and nothing else to do."""
    specimens = sorted((ROOT / "source").glob("*.pdf"))
    for number in range(40):
        put(Path(f"in/{number}.pdf"), specimens[number % len(specimens)].read_bytes())
    took = {}
    for jobs in ("1", "2"):
        began = time.monotonic()
        result = run("convert", "in", "--to", "json", "--out", jobs, "--jobs", jobs, "-q", timeout=10 * SECONDS)
        took[jobs] = time.monotonic() - began
        assert result.returncode == ExitCode.OK, result.stderr
    assert took["1"] / took["2"] >= 1.7, took


def test_corrections_travel_with_their_document(run: Run, cluster: Any) -> None:
    store = upath.UPath(f"s3://{BUCKET}/corrected")
    put(store / "in/one.pdf", essay(1))
    put(store / "in/two.pdf", essay(2))
    run(*arguments(store, cluster))
    put(store / "in/two.corrections.toml", b'[[correction]]\nkind = "article"\ntitle = "On Brooks"\n')
    run(*arguments(store, cluster, "--resume"))
    assert [Path(entry["input"]).name for entry in entries()][2:] == ["two.pdf"]
    assert from_json(get(store / "out/two.json")).title == "On Brooks"


def test_a_cluster_writes_what_one_machine_writes(run: Run, page: bytes) -> None:
    """With a cluster of its own, started for the run; relative names stay as they were given."""
    Path("in").mkdir()
    for name in ("a", "b"):
        Path(f"in/{name}.pdf").write_bytes(page)
    here = run("convert", "in", "--to", "txt,json", "--out", "here")
    there = run("convert", "in", "--to", "txt,json", "--out", "there", "--cluster", "local", "--jobs", "1")
    assert there.returncode == ExitCode.OK, there.stderr
    assert "in/a.pdf: wrote there/a.txt, there/a.json (" in there.stderr
    assert here.stderr.splitlines()[-1] == there.stderr.splitlines()[-1]
    for name in ("a.txt", "a.json", "b.txt", "b.json"):
        assert Path("here", name).read_bytes() == Path("there", name).read_bytes()


def test_ctrl_c_stops_a_cluster_and_says_how_to_go_on(run: Run) -> None:
    """It reaches every process of the terminal: the workers and their helpers have nothing to say to it."""
    for number in range(8):
        put(Path(f"in/{number}.pdf"), essay(number))
    convert = ["convert", "in", "--to", "json", "--cluster", "local", "--jobs", "2"]
    process = subprocess.Popen([COMMAND, *convert], stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stderr is not None
    for line in process.stderr:
        if ": wrote " in line:
            os.killpg(process.pid, signal.SIGINT)
            break
    # The workers and their helpers hold stderr too: it ends when the last of them has.
    _, rest = process.communicate(timeout=SECONDS)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "Traceback" not in rest
    assert rest.rstrip().endswith(f"; go on with: horizons-convert {' '.join(convert)} --resume")
    written = list(Path("dist").glob("*.json"))
    assert 1 <= len(written) < 8
    for path in written:
        from_json(path.read_bytes())
    again = run(*convert, "--resume")
    assert again.returncode == ExitCode.OK, again.stderr
    assert "done before" in again.stderr
    assert len(list(Path("dist").iterdir())) == 8 + 1


@pytest.mark.usefixtures("s3")
def test_a_store_needs_a_cluster(run: Run) -> None:
    result = run("convert", f"s3://{BUCKET}/nothing.pdf")
    assert result.returncode == ExitCode.USAGE
    assert "--cluster local" in result.stderr


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("x.pdf", "--out", "s3://no-such-bucket/x", "--cluster", "local"), ExitCode.CANNOT_WRITE, "cannot reach s3"),
        (("nowhere://a/x.pdf", "--cluster", "local"), ExitCode.MISSING_DEPENDENCY, "cannot be reached"),
    ],
)
def test_what_cannot_be_reached_is_told_in_one_line(
    run: Run, arguments: tuple[str, ...], code: ExitCode, words: str
) -> None:
    result = run("convert", *arguments)
    assert result.returncode == code
    (line,) = result.stderr.splitlines()
    assert words in line


def test_a_scheduler_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(NotFoundError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        list(cluster_module.run([], "tcp://127.0.0.1:9", 1, Limits()))
