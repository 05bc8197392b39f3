"""Cuts a file of SQL into its statements, because some servers take only one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_PIECE: Final = re.compile(
    r"""
    (?P<comment> --[^\n]* | /\* )
    | (?P<quoted>
        \b[eE]'(?:[^'\\]|''|\\.)*'
        | '(?:[^']|'')*'
        | "(?:[^"]|"")*"
        | (?P<tag>\$(?:[^\W\d]\w*)?\$).*?(?P=tag)
      )
    | (?P<word> [^\W\d][\w$]* )
    | (?P<end> ; )
    | (?P<other> \d[\w$]* | \s+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)


def statements(sql: str) -> Iterator[str]:
    """
    Yield the statements of *sql* without their semicolons.

    A semicolon inside quotes, dollar quotes, comments, brackets or a `begin atomic` body ends nothing.

    >>> list(statements("select ';'; -- one; two\\nselect 2;"))
    ["select ';'", '-- one; two\\nselect 2']
    """
    begin = position = 0
    brackets = bodies = 0
    has_content = False
    previous = ""
    while position < len(sql):
        match = _PIECE.match(sql, position)
        assert match is not None, "the last alternative takes any character"
        position = match.end()
        piece = match[0]
        if match.lastgroup == "comment":
            position = position if piece != "/*" else _end_of_comment(sql, position)
            continue
        if match["end"] and not brackets and not bodies:
            if has_content:
                yield sql[begin : match.start()].strip()
            begin, has_content, previous = position, False, ""
            continue
        if piece.isspace():
            continue
        has_content = True
        word = piece.lower() if match["word"] else ""
        brackets += {"(": 1, ")": -1}.get(piece, 0)
        bodies += _body_step(word, previous, bodies)
        previous = word
    if has_content:
        yield sql[begin:].strip()


def _body_step(word: str, previous: str, bodies: int) -> int:
    """Return 1 where a body of statements, or a case within one, begins, and -1 where one ends."""
    if word == "atomic" and previous == "begin":
        return 1
    if word == "case" and bodies:
        return 1
    return -1 if word == "end" and bodies else 0


def _end_of_comment(sql: str, position: int) -> int:
    """Return where a block comment that began before *position* ends; they nest."""
    depth = 1
    for mark in re.compile(r"/\*|\*/").finditer(sql, position):
        depth += 1 if mark[0] == "/*" else -1
        if not depth:
            return mark.end()
    return len(sql)
