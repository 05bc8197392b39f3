"""A source that the vendor does not offer is connected by nobody who did not say so."""

from __future__ import annotations

import io
import json

import pytest

from tests.cli.program import Program, Shop, leaks

SCREENS = "tekmetric_screens"


def connect(program: Program, shop: Shop, *more: str, code: int = 0) -> str:
    """Connect the screens and return what was said."""
    token = shop.simulator.open_session()
    program.secrets.append(token)
    path = program.secret_file({"session_token": token})
    arguments = ("connect", SCREENS, "--base-url", shop.base_url, "--secret-file", str(path), "--no-input", *more)
    return program(*arguments, code=code).err


def test_a_caution_is_told_and_has_to_be_accepted(program: Program, shop: Shop) -> None:
    said = connect(program, shop, code=4)

    assert "may be against their terms" in said
    assert "--accept-unofficial" in said
    assert program("connections", "list", "--json").json == {"connections": []}


def test_an_accepted_source_is_marked_in_the_list(program: Program, shop: Shop) -> None:
    program.connect(shop.base_url, shop.simulator.secret)
    said = connect(program, shop, "--accept-unofficial")

    assert "may be against their terms" in said
    rows = program("connections", "list", "--json").json["connections"]
    assert [(row["vendor"], row["note"]) for row in rows] == [("tekmetric", ""), (SCREENS, "unofficial")]
    listed = program("connections", "list").out
    assert "unofficial" in listed
    assert leaks(program.said, program.secrets) == []


def test_without_such_a_source_the_list_has_no_notes(program: Program, shop: Shop) -> None:
    program.connect(shop.base_url, shop.simulator.secret)

    assert "note" not in program("connections", "list").out


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "code"), [("yes\n", 0), ("y\n", 4), ("\n", 4)])
def test_a_person_may_say_yes(
    program: Program, shop: Shop, answer: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", _Terminal(answer))
    path = program.secret_file({"session_token": shop.simulator.open_session()})

    program("connect", SCREENS, "--base-url", shop.base_url, "--secret-file", str(path), code=code)

    assert len(program("connections", "list", "--json").json["connections"]) == (code == 0)


def test_a_simulator_of_it_prints_a_session(program: Program) -> None:
    from daysheet.bootstrap import find_vendors, simulator_of

    simulator = simulator_of(find_vendors()[SCREENS])(seed=1, orders=5)

    assert json.loads(json.dumps(simulator.secret)).keys() == {"session_token"}
