"""The command line: ``horizons-convert convert | edition | inspect | review | formats | completion``.

It reads the arguments and lets `commands` do what they say.  Results go to stdout,
everything else to stderr; the exit code is one of `errors.ExitCode`.

The parser is argparse and every other import waits until a command needs it: ``--help``
answers in about twice the time of an empty Python, where importing a command-line
framework alone takes four times that.  Completion scripts come from shtab.
"""

from __future__ import annotations

import argparse
import os
import sys

from horizons_convert import __version__
from horizons_convert.errors import ConvertError, ExitCode

TYPE_CHECKING = False  # importing typing for it would cost a tenth of the time of --help
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from typing import Any

    from horizons_convert.jobs import Outcome

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
    words = sys.argv[1:] if arguments is None else list(arguments)
    parser = _parser(words)
    chosen, rest = parser.parse_known_args(words)
    # argparse takes the inputs that stand together; those after an option are left over.
    if chosen.command in ("convert", "edition") and not any(word.startswith("-") for word in rest):
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
    except KeyboardInterrupt as error:  # it may say how to go on
        _complain(f"interrupted; what was finished is kept, and no output is left half written{error}")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of stdout (`| head`) has seen enough; nothing may be flushed into the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK


# --- commands --------------------------------------------------------------------------


def _convert(chosen: argparse.Namespace) -> ExitCode:
    from horizons_convert import commands

    return commands.convert(chosen)


def _edition(chosen: argparse.Namespace) -> ExitCode:
    from horizons_convert import commands

    return commands.edition(chosen)


def _review(chosen: argparse.Namespace) -> ExitCode:
    from horizons_convert import commands

    return commands.review(chosen)


def _inspect(chosen: argparse.Namespace) -> ExitCode:
    from horizons_convert import commands, display, report

    code, details = commands.inspect(chosen)
    if details and chosen.json:
        import json

        _say(json.dumps(details, ensure_ascii=False, indent=2))
    elif details:
        _say("\n".join(map(display.printable, report.describe(details).split("\n"))))
    return code


def _formats(chosen: argparse.Namespace) -> ExitCode:
    from horizons_convert.plugins import registered

    points = registered()
    outcomes: dict[str, Outcome] = {}
    if chosen.check:
        from horizons_convert import commands

        outcomes = commands.try_out(points)
    for name, point in points.items():
        origin = point.origin or "unknown package"
        if chosen.check:
            _say(f"{name:8} {_state(name, outcomes[name])}  [{origin}]")
        else:
            _say(f"{name:8} {origin:24} {point.value}")
    return max((outcome.code for outcome in outcomes.values()), default=ExitCode.OK)


def _state(name: str, outcome: Outcome) -> str:
    from horizons_convert.writers import find

    for failure in outcome.failures:
        return f"{'missing' if failure.code == ExitCode.MISSING_DEPENDENCY else 'broken':8} {failure.message}"
    return f"{'ready':8} {find(name).description}"


def _completion(chosen: argparse.Namespace) -> ExitCode:
    import shtab

    _say(shtab.complete(_parser(ADD, completing=(shtab.FILE, shtab.DIRECTORY)), chosen.shell).rstrip())
    return ExitCode.OK


def _say(text: str) -> None:
    """Print a result.  What stdout's encoding cannot hold becomes a question mark, never an error."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)  # a stream put in its place may have none
    if reconfigure:
        reconfigure(errors="replace")
    print(text, flush=True)  # noqa: T201


def _complain(text: str) -> None:
    print(f"{PROGRAM}: {text}", file=sys.stderr)  # noqa: T201


COMMANDS: dict[str, tuple[str, Callable[[argparse.Namespace], ExitCode], tuple[str, ...]]] = {
    "convert": (
        "write the article of each PDF in the formats asked for",
        _convert,
        (
            f"{PROGRAM} convert essay.pdf                         # dist/essay.epub, .docx, .pdf and .txt",
            f"{PROGRAM} convert essay.pdf --to epub --to docx --out editions",
            f"{PROGRAM} convert archive/ 'more/*.pdf' --jobs 4    # folders and patterns",
            f"{PROGRAM} convert archive/ --resume                 # only what is new, changed or not yet done",
            f"{PROGRAM} convert issue.pdf --split                 # dist/issue/01-….epub, an edition an article",
            f"{PROGRAM} convert s3://bucket/pdfs --out s3://bucket/editions --cluster tcp://host:8786",
            f"{PROGRAM} convert essay.pdf --to json               # the model; edit it, then:",
            f"{PROGRAM} convert dist/essay.json --out corrected",
            f"{PROGRAM} convert essay.pdf --profile large-print",
            f"{PROGRAM} convert essay.pdf --to txt --wrap none    # one line a paragraph",
        ),
    ),
    "edition": (
        "write one edition from the articles of several documents",
        _edition,
        (
            f"{PROGRAM} edition --init source/*.pdf               # edition.toml, to be looked through",
            f"{PROGRAM} edition edition.toml --to epub --to docx",
        ),
    ),
    "inspect": (
        "tell what is found in a document, and what is set aside and why",
        _inspect,
        (
            f"{PROGRAM} inspect essay.pdf",
            f"{PROGRAM} inspect essay.pdf --json | jq .articles[0].title",
        ),
    ),
    "review": (
        "write a page on which to check a recovery, and to correct it",
        _review,
        (
            f"{PROGRAM} review essay.pdf                          # dist/essay.review.html",
            f"{PROGRAM} review essay.pdf --take ~/Downloads/essay.corrections.toml",
            f"{PROGRAM} review essay.pdf --test-case tests/cases",
        ),
    ),
    "formats": (
        "list the formats that can be written, and where each comes from",
        _formats,
        (
            f"{PROGRAM} formats",
            f"{PROGRAM} formats --check",
        ),
    ),
    "completion": (
        "print the completion script for a shell",
        _completion,
        (
            f"{PROGRAM} completion bash > ~/.local/share/bash-completion/completions/{PROGRAM}",
            f"{PROGRAM} completion zsh > ~/.zfunc/_{PROGRAM}",
            f"{PROGRAM} completion fish > ~/.config/fish/completions/{PROGRAM}.fish",
        ),
    ),
}
"""What each command is for, what does it, and examples."""

# --- the parser ------------------------------------------------------------------------


def _parser(words: Collection[str], completing: tuple[Any, Any] = (None, None)) -> argparse.ArgumentParser:
    """The command line: all commands, with the arguments of those that are among `words`.

    Making the arguments of a command takes longer than reading them, and one is asked for.
    `completing`: what shtab completes for a file and for a folder.
    """
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
        formatter_class=_formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND", prog=PROGRAM)
    for name, (what, run, examples) in COMMANDS.items():
        command = _command(commands, name, what, run, *examples)
        if name in words:
            ADD[name](command, *completing)
    return parser


def _add_convert(command: argparse.ArgumentParser, file: Any, folder: Any) -> None:
    inputs = command.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="a PDF, a JSON model, a folder (its PDFs, and those below) or a pattern",
    )
    to, out = _add_output(command)
    command.add_argument("--split", action="store_true", help="of an issue, make each article an edition of its own")
    command.add_argument(
        "--jobs", type=_positive, metavar="N", help="documents worked on at a time (default: one a processor)"
    )
    command.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help='work on a Dask cluster: the address of its scheduler, or "local" for one of --jobs processes here',
    )
    results = command.add_argument(
        "--results",
        metavar="FILE",
        help="add a line of JSON for each document to this file (default: results.jsonl in the output folder, "
        "if there are several documents)",
    )
    command.add_argument(
        "--resume",
        action="store_true",
        help="leave out what the results file says is done, unless the document, its corrections, the options or "
        "this program have changed",
    )
    _add_common(command, file)
    _complete(file, folder, to, out)
    for action in (inputs, results):
        action.complete = file  # type: ignore[attr-defined]  # where shtab looks


def _add_edition(command: argparse.ArgumentParser, file: Any, folder: Any) -> None:
    inputs = command.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="the description of the edition; with --init, the documents"
    )
    command.add_argument("--init", action="store_true", help="write the first draft of a description, no edition")
    draft = command.add_argument(
        "--draft", default="edition.toml", metavar="FILE", help="where --init writes it (default: edition.toml)"
    )
    to, out = _add_output(command)
    command.add_argument(
        "--jobs", type=_positive, metavar="N", help="documents worked on at a time (default: one a processor)"
    )
    _add_common(command, file, corrections=False)
    _complete(file, folder, to, out)
    for action in (inputs, draft):
        action.complete = file  # type: ignore[attr-defined]  # where shtab looks


def _add_output(command: argparse.ArgumentParser) -> tuple[argparse.Action, argparse.Action]:
    """What is written, where, and how; returns the formats and the folder, which can be completed."""
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
    return to, out


def _complete(file: Any, folder: Any, to: argparse.Action, out: argparse.Action) -> None:
    out.complete = folder  # type: ignore[attr-defined]  # where shtab looks
    if file:
        from horizons_convert.plugins import registered

        to.choices = list(registered())


def _add_inspect(command: argparse.ArgumentParser, file: Any, folder: Any) -> None:
    source = command.add_argument("input", metavar="INPUT", help="a PDF or a JSON model")
    source.complete = file  # type: ignore[attr-defined]  # where shtab looks
    command.add_argument("--json", action="store_true", help="as JSON")
    _add_common(command, file)


def _add_review(command: argparse.ArgumentParser, file: Any, folder: Any) -> None:
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


def _add_formats(command: argparse.ArgumentParser, file: Any, folder: Any) -> None:
    command.add_argument("--check", action="store_true", help="try each one, and say what is missing on this machine")


def _add_completion(command: argparse.ArgumentParser, file: Any, folder: Any) -> None:
    command.add_argument("shell", choices=SHELLS, help="which shell")


def _command(
    commands: Commands, name: str, what: str, run: Callable[[argparse.Namespace], ExitCode], *examples: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.",
        epilog=_examples(*examples),
        formatter_class=_formatter,
        allow_abbrev=False,
    )
    command.set_defaults(run=run)
    return command


def _formatter(prog: str) -> argparse.HelpFormatter:
    """As wide as the terminal.  Left to itself argparse asks with a library that loads five others."""
    try:
        columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size(1).columns
    except (AttributeError, ValueError, OSError):  # no terminal, or not a number
        columns = 0
    return argparse.RawDescriptionHelpFormatter(prog, width=(columns if columns > 0 else 80) - 2)


def _add_common(command: argparse.ArgumentParser, file: Any, corrections: bool = True) -> None:
    if corrections:
        path = command.add_argument(
            "--corrections",
            metavar="FILE",
            help="what a person has put right (default: essay.corrections.toml beside essay.pdf, if there is one)",
        )
        path.complete = file  # type: ignore[attr-defined]  # where shtab looks
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


ADD = {
    "convert": _add_convert,
    "edition": _add_edition,
    "inspect": _add_inspect,
    "review": _add_review,
    "formats": _add_formats,
    "completion": _add_completion,
}
"""Gives each command its arguments."""


if __name__ == "__main__":
    sys.exit(main())
