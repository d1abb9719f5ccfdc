"""What can go wrong for a user, and the exit code that says so.

Each error is one clear line: what happened, and what to do about it.
"""

from __future__ import annotations

import enum


class ExitCode(enum.IntEnum):
    """Documented exit codes of the command line.  Several failures in one run give the highest code."""

    OK = 0
    INTERNAL = 1
    """A fault of the program itself; please report it."""
    USAGE = 2
    """The command line was not understood."""
    NOT_FOUND = 3
    """An input does not exist or cannot be read."""
    BAD_INPUT = 4
    """An input is not a PDF (or JSON model), is empty, or is damaged beyond reading."""
    PASSWORD = 5
    """An input is encrypted and the password is missing or wrong."""
    NO_TEXT = 6
    """A PDF without text: a scan that needs OCR first."""
    CANNOT_WRITE = 7
    """The output folder or file cannot be written."""
    MISSING_DEPENDENCY = 8
    """A format needs something that is not installed."""
    INTERRUPTED = 130


class ConvertError(Exception):
    """An error that a user can understand.  `str(error)` is one line without the file's name."""

    code = ExitCode.INTERNAL


class NotFoundError(ConvertError):
    code = ExitCode.NOT_FOUND


class BadInputError(ConvertError):
    code = ExitCode.BAD_INPUT


class PasswordError(ConvertError):
    code = ExitCode.PASSWORD


class NoTextError(ConvertError):
    code = ExitCode.NO_TEXT


class CannotWriteError(ConvertError):
    code = ExitCode.CANNOT_WRITE


class MissingDependencyError(ConvertError):
    code = ExitCode.MISSING_DEPENDENCY


class UsageError(ConvertError):
    code = ExitCode.USAGE
