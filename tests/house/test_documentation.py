import re
from pathlib import Path

import pytest
from cyclopts import App

from daysheet.core.access import SCOPE_MEANINGS, TENANT_SCOPES
from tests.house.documentation import Call, broken_links, calls_in, complaint
from tests.house.repository import ROOT, documents
from tools.reference import Page, outdated, program, write


@pytest.fixture
def small_program() -> App:
    app = App(name="daysheet")
    group = App(name="quarantine")
    app.command(group)

    @group.command(name="list")
    def show(connection: str | None = None, *, json: bool = False) -> None:
        pass

    return app


def test_every_relative_link_leads_somewhere() -> None:
    pages = documents()

    assert ROOT / "README.md" in pages
    assert {page.name: found for page in pages if (found := broken_links(page))} == {}


def test_a_broken_link_or_heading_is_caught(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Here\n[a](#here) [b](gone.md) [c](#nowhere) [d](https://example.com) [e](page.md)\n", "utf-8")

    assert broken_links(page) == ["gone.md", "#nowhere"]


def test_the_guide_says_of_each_scope_what_is_declared() -> None:
    guide = (ROOT / "docs" / "guides" / "use-the-api.md").read_text("utf-8")

    told = dict(re.findall(r"^\| `([a-z]+:[a-z]+)` \| (.+) \|$", guide, re.MULTILINE))

    assert told == {scope: SCOPE_MEANINGS[scope] for scope in TENANT_SCOPES}


def test_every_command_in_the_pages_exists() -> None:
    known = program()
    calls = {(page.name, call) for page in documents() for call in calls_in(page.read_text("utf-8"))}

    assert len(calls) > 10
    assert sorted(f"{name}: {wrong}" for name, call in calls if (wrong := complaint(known, call))) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("`daysheet quarantine list --json`", None),
        ("```console\n.venv/bin/daysheet quarantine list main-street\n```", None),
        ("`daysheet quarantine`", None),
        ('`less "$(daysheet quarantine list)"`', None),
        ("`daysheet quarantine burn`", "daysheet quarantine has no command burn"),
        ("`daysheet lists`", "daysheet has no command lists"),
        ("```\ndaysheet quarantine list \\\n    --jsn | less\n```", "daysheet quarantine list has no option --jsn"),
    ],
)
def test_a_command_that_does_not_exist_is_caught(small_program: App, text: str, wrong: str | None) -> None:
    assert [complaint(small_program, call) for call in calls_in(text)] == [wrong]


def test_prose_and_folders_are_no_commands() -> None:
    text = (
        "daysheet is a program\n```console\ngit clone REPOSITORY daysheet\ncd daysheet\nmake\n```\n`src/daysheet core`"
    )

    assert list(calls_in(text)) == []


def test_options_of_a_call_are_seen() -> None:
    assert Call(("demo", "[--once]", "--port", "1", "--home=x")).options == ["--once", "--port", "--home"]


def test_a_page_that_is_not_current_is_caught(tmp_path: Path) -> None:
    pages = (Page("a.md", lambda: "new\n"), Page("b/c.md", lambda: "missing\n"))
    (tmp_path / "a.md").write_text("old\n", encoding="utf-8")

    assert outdated(pages, tmp_path) == ["a.md", "b/c.md"]

    write(pages, tmp_path)

    assert outdated(pages, tmp_path) == []
