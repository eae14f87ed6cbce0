"""The command `ibid`. Thin: parse, call the library, print.

Results go to stdout, progress and errors to stderr. Exit 0: done (silence is an answer too); 1: something
failed, in one line; 2: the command was called wrongly, or `verify` was given something else than a proof.
"""

from __future__ import annotations

import logging
import os
import sys

import typer

from rag.commands import asking, filling, tools
from rag.commands.common import fail
from rag.errors import RagError

app = typer.Typer(
    help="Ask your articles. Every answer is a quotation you can check.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

# In the order of `ibid --help`.
app.command()(filling.add)
app.command()(filling.sync)
app.command()(asking.ask)
app.command("list")(asking.list_articles)
app.command()(asking.show)
app.command()(filling.remove)
app.command()(asking.verify)
app.command()(filling.doctor)
app.command()(tools.serve)
app.command("eval")(tools.evaluate)
app.command()(tools.calibrate)


def main() -> None:
    """Run the command; an error of Ibid becomes one line on stderr and exit 1."""
    logging.basicConfig(level=logging.ERROR, format="ibid: %(message)s")
    try:
        app()
    except RagError as error:
        fail(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        fail("interrupted; what was finished is kept")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


if __name__ == "__main__":
    main()
