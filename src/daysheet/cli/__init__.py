"""The command line: nouns, then verbs; data on standard output, talk on standard error."""

from daysheet.cli.main import app, run

__all__ = ["app", "run"]
