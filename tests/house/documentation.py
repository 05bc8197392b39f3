"""Reads what the pages promise: links to other files, and commands with their options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cyclopts import App

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
CALL = re.compile(r"(?:(?<=bin/)|(?<![\w./-]))daysheet((?: +[^\s`|;&>#]+)+)")


@dataclass(frozen=True)
class Call:
    """One call of the program as a page shows it."""

    words: tuple[str, ...]

    @property
    def options(self) -> list[str]:
        """The long options of the call."""
        return [word.split("=")[0].strip("[]") for word in self.words if word.lstrip("[").startswith("--")]


def broken_links(page: Path) -> list[str]:
    """Return the relative links of a page, and their headings, that lead nowhere."""
    text = FENCE.sub("", page.read_text("utf-8"))
    return [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link) and not _leads_somewhere(page, link)]


def calls_in(text: str) -> Iterator[Call]:
    """Yield the calls of the program in the code of a page, be it a block or a span."""
    blocks = [match.group() for match in FENCE.finditer(text)]
    spans = SPAN.findall(FENCE.sub("", text))
    for code in [*blocks, *spans]:
        for match in CALL.finditer(code.replace("\\\n", " ")):
            if re.match(r"[a-z-]", match[1].split()[0]):
                yield Call(tuple(word.rstrip(')"') for word in match[1].split()))


def complaint(program: App, call: Call) -> str | None:
    """Return what is wrong with a call, or None when the program knows its command and options."""
    command, path = program, ["daysheet"]
    for word in call.words:
        if word.startswith("-") or word not in command:
            break
        command = command[word]
        path.append(word)
    rest = call.words[len(path) - 1 :]
    if command.default_command is None and rest and not rest[0].startswith("-"):
        return f"{' '.join(path)} has no command {rest[0]}"
    known = _options(program) | _options(command) | {"--help", "--version"}
    unknown = [option for option in call.options if option not in known]
    return f"{' '.join(path)} has no option {', '.join(unknown)}" if unknown else None


def _options(command: App) -> set[str]:
    apps = [each for each in (command, command.meta) if each.default_command is not None]
    return {name for app in apps for argument in app.assemble_argument_collection() for name in argument.names}


def _leads_somewhere(page: Path, link: str) -> bool:
    name, _, heading = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists():
        return False
    return not heading or (target.suffix == ".md" and heading in _headings(target))


def _headings(page: Path) -> set[str]:
    text = FENCE.sub("", page.read_text("utf-8"))
    titles = re.findall(r"^#+ +(.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}
