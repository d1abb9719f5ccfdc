"""Where do documents and editions lie: on this machine's disk, or behind an address such as ``s3://bucket/essay.pdf``?

The rest of the program sees a `Path` either way.  What is remote is a `UPath` of
universal-pathlib, which answers to the same questions and reaches whatever fsspec reaches
(S3, Google, Azure, SFTP ...); it comes with the extra ``cluster`` and is imported only when
an address is met.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from horizons_convert.errors import CannotWriteError, MissingDependencyError, NotFoundError
from horizons_convert.writers import replace

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_OBJECT_STORES = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "memory"})
"""Where a file appears when its last byte has arrived, and renaming would only copy it."""

_CHECKSUMS = ("ETag", "etag", "md5Hash", "content_md5")
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "created")


def is_address(text: str) -> bool:
    """Whether a user's word is an address, not a file name.

    >>> is_address("s3://bucket/essay.pdf"), is_address("C:/essay.pdf")
    (True, False)
    """
    return _ADDRESS.match(text) is not None


def place(text: str) -> Path:
    """The path that a file name or an address stands for.

    Raises `MissingDependencyError` where the address needs something that is not installed.
    """
    if not is_address(text):
        return Path(text)
    if text.startswith("file://"):
        # Late: it would load the whole of HTTP for every run.
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        return Path(url2pathname(urlsplit(text).path))
    try:
        from upath import UPath

        path = UPath(text)
        _ = path.fs  # what the address needs is imported now
    except (ImportError, ValueError) as error:
        raise MissingDependencyError(f"{text} cannot be reached: {error}; install horizons-convert[cluster]") from error
    return cast(Path, path)


def is_remote(path: Path) -> bool:
    """Whether a path needs more than this machine's disk."""
    return not isinstance(path, Path)


def below(folder: Path) -> Iterator[Path]:
    """Every file in a remote folder and below it, sorted."""
    remote = cast(Any, folder)
    for name in sorted(remote.fs.find(remote.path)):
        yield _sibling(remote, name)


def matching(pattern: str) -> Iterator[Path]:
    """The remote files that a pattern matches, sorted."""
    remote = cast(Any, place(pattern))
    for name in sorted(remote.fs.glob(remote.path)):
        yield _sibling(remote, name)


def _sibling(remote: Any, name: str) -> Path:
    # fsspec names files without their protocol.
    return cast(Path, type(remote)(f"{remote.protocol}://{name.lstrip('/')}", **remote.storage_options))


def relative(path: Path, folder: Path) -> Path:
    """The way from a folder to something below it, local or remote, as a plain relative path."""
    return Path(posixpath.relpath(_plain(path), _plain(folder)))


def _plain(path: Path) -> str:
    return cast(Any, path).path if is_remote(path) else path.as_posix()


def stamp(path: Path) -> str:
    """What changes when a file does, without reading it; empty where there is no such file.

    That is the checksum which a store keeps, or else size and time.
    """
    try:
        if not is_remote(path):
            known = path.stat()
            return f"{known.st_size}-{known.st_mtime_ns}"
        remote = cast(Any, path)
        info = remote.fs.info(remote.path)
    except OSError:
        return ""
    return _state(info)


def _state(info: dict[str, Any]) -> str:
    checksum = next((info[key] for key in _CHECKSUMS if info.get(key)), "")
    if checksum:
        return str(checksum).strip('"')
    return f"{info.get('size')}-{next((info[key] for key in _TIMES if info.get(key)), '')}"


def fetch(path: Path) -> bytes:
    """The bytes of a file.  Raises `NotFoundError`; what may pass by itself (a network) stays an `OSError`."""
    try:
        if is_remote(path):
            remote = cast(Any, path)
            return cast(bytes, remote.fs.cat_file(remote.path))
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError("no such file; check the name") from error
    except IsADirectoryError as error:
        raise NotFoundError("a folder without PDF files") from error
    except PermissionError as error:
        raise NotFoundError(f"cannot be read: {error.strerror or error}") from error


def put(path: Path, data: bytes) -> None:
    """Write a file, which appears whole or not at all.  Raises `CannotWriteError`, or `OSError` for a network."""
    if not is_remote(path):
        replace(path, data)
        return
    remote = cast(Any, path)
    try:
        if remote.protocol in _OBJECT_STORES:
            remote.fs.pipe_file(remote.path, data)
        else:
            remote.fs.makedirs(posixpath.dirname(remote.path), exist_ok=True)
            part = posixpath.join(posixpath.dirname(remote.path), f".{remote.name}.part")
            remote.fs.pipe_file(part, data)
            remote.fs.mv(part, remote.path)
    except (PermissionError, FileNotFoundError) as error:
        raise CannotWriteError(f"cannot write {path}: {error.strerror or error}") from error


def check_folder(folder: Path) -> None:
    """Find out whether a remote folder can be reached.  Raises `CannotWriteError`."""
    remote = cast(Any, folder)
    try:
        if remote.protocol in _OBJECT_STORES:
            remote.fs.ls(remote.path.split("/")[0])
        else:
            remote.fs.makedirs(remote.path, exist_ok=True)
    # Each store has errors of its own for a wrong key, a wrong address or no network.
    except Exception as error:
        raise CannotWriteError(f"cannot reach {folder}: {error}") from error


class Listing:
    """What there is, for many questions: a remote folder is listed once, however many of its files are asked for."""

    def __init__(self) -> None:
        self._folders: dict[str, dict[str, dict[str, Any]]] = {}

    def holds(self, path: Path) -> bool:
        """Whether there is such a file."""
        return path.name in self._folder(path) if is_remote(path) else path.exists()

    def stamp(self, path: Path) -> str:
        """See `stamp`."""
        if not is_remote(path):
            return stamp(path)
        info = self._folder(path).get(path.name)
        return _state(info) if info else ""

    def _folder(self, path: Path) -> dict[str, dict[str, Any]]:
        remote = cast(Any, path.parent)
        if str(remote) not in self._folders:
            try:
                found = remote.fs.ls(remote.path, detail=True)
            except FileNotFoundError:
                found = []
            self._folders[str(remote)] = {posixpath.basename(info["name"]): info for info in found}
        return self._folders[str(remote)]
