"""The command line: ``horizons-convert convert | inspect | review | formats | completion``.

It reads the arguments, asks `batch` for the work, and tells what became of it.  Results
go to stdout, everything else to stderr; the exit code is one of `errors.ExitCode`.

The parser is argparse and every other import waits until a command needs it: ``--help``
answers in about twice the time of an empty Python, where importing a command-line
framework alone takes four times that.  Completion scripts come from shtab.
"""

from __future__ import annotations

import argparse
import os
import sys

from horizons_convert import __version__
from horizons_convert.errors import ConvertError, ExitCode, NotFoundError

TYPE_CHECKING = False  # importing typing for it would cost a tenth of the time of --help
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from horizons_convert.display import Screen
    from horizons_convert.jobs import Job, Outcome
    from horizons_convert.worker import Limits

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

PROGRAM = "horizons-convert"
DEFAULT_FORMATS = ("epub", "docx", "pdf", "txt")
PROFILES = ("standard", "large-print", "dyslexia")
SHELLS = ("bash", "zsh", "fish", "tcsh")

EXIT_CODES = """\
exit codes (of several failures in one run, the highest):
  0  everything was written        5  the password is missing or wrong
  1  a fault of the program        6  a PDF without text: it needs OCR first
  2  wrong command line            7  an output cannot be written
  3  an input cannot be found      8  a format needs something not installed
  4  an input is damaged         130  interrupted (Ctrl-C)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code.  `arguments` default to those of the process."""
    parser = _parser()
    chosen, rest = parser.parse_known_args(arguments)
    # argparse takes the inputs that stand together; those after an option are left over.
    if chosen.command == "convert" and not any(word.startswith("-") for word in rest):
        chosen.inputs += rest
    elif rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if chosen.command is None:
        parser.print_help(sys.stderr)
        return ExitCode.USAGE
    try:
        code: ExitCode = chosen.run(chosen)
        return code
    except ConvertError as error:
        _complain(str(error))
        return error.code
    except KeyboardInterrupt:
        _complain("interrupted; what was finished is kept, and no output is left half written")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of stdout (`| head`) has seen enough; nothing may be flushed into the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK


# --- the parser ------------------------------------------------------------------------


def _parser(completing: tuple[Any, Any] = (None, None)) -> argparse.ArgumentParser:
    """The whole command line.  `completing`: what shtab completes for a file and for a folder."""
    file, folder = completing
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Recover the clean article from a magazine PDF, and write it in any format.",
        epilog=_examples(
            f"{PROGRAM} convert essay.pdf",
            f"{PROGRAM} convert archive/ --to epub --out editions",
            f"{PROGRAM} inspect essay.pdf",
            f"{PROGRAM} COMMAND --help",
        )
        + "\n"
        + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND")
    _add_convert(commands, file, folder)
    _add_inspect(commands, file)
    _add_review(commands, file, folder)
    _add_formats(commands)
    _add_completion(commands)
    return parser


def _add_convert(commands: Commands, file: Any, folder: Any) -> None:
    command = _command(
        commands,
        "convert",
        "write the article of each PDF in the formats asked for",
        _convert,
        f"{PROGRAM} convert essay.pdf                         # dist/essay.epub, .docx, .pdf and .txt",
        f"{PROGRAM} convert essay.pdf --to epub --to docx --out editions",
        f"{PROGRAM} convert archive/ 'more/*.pdf' --jobs 4    # folders and patterns",
        f"{PROGRAM} convert essay.pdf --to json               # the model; edit it, then:",
        f"{PROGRAM} convert dist/essay.json --out corrected",
        f"{PROGRAM} convert essay.pdf --profile large-print",
        f"{PROGRAM} convert essay.pdf --to txt --wrap none    # one line a paragraph",
    )
    inputs = command.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="a PDF, a JSON model, a folder (its PDFs, and those below) or a pattern",
    )
    to = command.add_argument(
        "--to",
        action="append",
        metavar="FORMAT",
        help=f"a format, or several with commas; may be repeated (default: {', '.join(DEFAULT_FORMATS)}; "
        f"`{PROGRAM} formats` lists all)",
    )
    out = command.add_argument("--out", default="dist", metavar="DIR", help="the folder to write into (default: dist)")
    command.add_argument(
        "--profile",
        choices=PROFILES,
        default="standard",
        help="for whom it is set, where a format can (default: standard)",
    )
    command.add_argument(
        "--wrap", type=_wrap, default=72, metavar="N|none", help="line length of plain text (default: 72 characters)"
    )
    command.add_argument(
        "--jobs", type=_positive, metavar="N", help="documents worked on at a time (default: one a processor)"
    )
    _add_common(command, file)
    for action, complete in ((inputs, file), (out, folder)):
        action.complete = complete  # type: ignore[attr-defined]  # where shtab looks
    if file:
        from horizons_convert.writers import available

        to.choices = list(available())


def _add_inspect(commands: Commands, file: Any) -> None:
    command = _command(
        commands,
        "inspect",
        "tell what is found in a document, and what is set aside and why",
        _inspect,
        f"{PROGRAM} inspect essay.pdf",
        f"{PROGRAM} inspect essay.pdf --json | jq .articles[0].title",
    )
    source = command.add_argument("input", metavar="INPUT", help="a PDF or a JSON model")
    source.complete = file  # type: ignore[attr-defined]  # where shtab looks
    command.add_argument("--json", action="store_true", help="as JSON")
    _add_common(command, file)


def _add_review(commands: Commands, file: Any, folder: Any) -> None:
    command = _command(
        commands,
        "review",
        "write a page on which to check a recovery, and to correct it",
        _review,
        f"{PROGRAM} review essay.pdf                          # dist/essay.review.html",
        f"{PROGRAM} review essay.pdf --take ~/Downloads/essay.corrections.toml",
        f"{PROGRAM} review essay.pdf --test-case tests/cases",
    )
    source = command.add_argument("input", metavar="INPUT", help="a PDF")
    out = command.add_argument("--out", default="dist", metavar="DIR", help="the folder for the page (default: dist)")
    take = command.add_argument(
        "--take",
        metavar="FILE",
        help="first take over the corrections of this file into those of the document; what stands there stays",
    )
    case = command.add_argument(
        "--test-case",
        metavar="DIR",
        help="instead of the page write a test case below this folder: the document and what it should become",
    )
    command.add_argument("--open", action="store_true", help="open the page without asking")
    _add_common(command, file)
    for action, complete in ((source, file), (take, file), (out, folder), (case, folder)):
        action.complete = complete  # type: ignore[attr-defined]  # where shtab looks


def _add_formats(commands: Commands) -> None:
    command = _command(
        commands,
        "formats",
        "list the formats that can be written, and where each comes from",
        _formats,
        f"{PROGRAM} formats",
        f"{PROGRAM} formats --check",
    )
    command.add_argument("--check", action="store_true", help="try each one, and say what is missing on this machine")


def _add_completion(commands: Commands) -> None:
    command = _command(
        commands,
        "completion",
        "print the completion script for a shell",
        _completion,
        f"{PROGRAM} completion bash > ~/.local/share/bash-completion/completions/{PROGRAM}",
        f"{PROGRAM} completion zsh > ~/.zfunc/_{PROGRAM}",
        f"{PROGRAM} completion fish > ~/.config/fish/completions/{PROGRAM}.fish",
    )
    command.add_argument("shell", choices=SHELLS, help="which shell")


def _command(
    commands: Commands, name: str, what: str, run: Callable[[argparse.Namespace], ExitCode], *examples: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.",
        epilog=_examples(*examples),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.set_defaults(run=run)
    return command


def _add_common(command: argparse.ArgumentParser, file: Any) -> None:
    corrections = command.add_argument(
        "--corrections",
        metavar="FILE",
        help="what a person has put right (default: essay.corrections.toml beside essay.pdf, if there is one)",
    )
    corrections.complete = file  # type: ignore[attr-defined]  # where shtab looks
    secret = command.add_mutually_exclusive_group()
    secret.add_argument("--password", metavar="TEXT", help="for encrypted PDFs; others on this machine may see it")
    path = secret.add_argument("--password-file", metavar="FILE", help="a file whose first line is the password")
    path.complete = file  # type: ignore[attr-defined]  # where shtab looks
    command.add_argument(
        "--time-limit", type=_positive, metavar="SECONDS", help="for one document (default: 20, and 5 more a page)"
    )
    command.add_argument(
        "--memory-limit",
        type=_positive,
        metavar="MIB",
        help="for one document, beyond the program's own (default: 1024)",
    )
    loudness = command.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="say nothing but errors")
    loudness.add_argument("-v", "--verbose", action="store_true", help="every stage, every warning, and tracebacks")


def _examples(*lines: str) -> str:
    return "examples:\n" + "".join(f"  {line}\n" for line in lines)


def _positive(text: str) -> int:
    """A whole number above zero."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number above zero")
    return number


def _wrap(text: str) -> int | None:
    """A line length, or None for "none"."""
    return None if text == "none" else _positive(text)


if __name__ == "__main__":
    sys.exit(main())
