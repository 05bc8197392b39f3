"""Keys, people, businesses and the audit log from the command line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.program import Program

PASSWORD = "four invented words here"


@pytest.fixture
def word(program: Program, tmp_path: Path) -> str:
    """A file with a password, which may never be printed."""
    program.secrets.append(PASSWORD)
    path = tmp_path / "word.txt"
    path.write_text(f"{PASSWORD}\n", encoding="utf-8")
    return str(path)


def test_a_key_is_shown_once(program: Program) -> None:
    made = program("keys", "create", "dashboard", "--scope", "read:metrics", "--expires", "2999-01-31")
    text = made.out.strip()
    number = text.split("_")[3]

    listed = program("keys", "list")

    assert text.startswith("ds_live_1_")
    assert "not shown again" in made.err
    assert text not in listed.out + listed.err
    assert listed.out.splitlines()[1].split()[:5] == [number, "dashboard", "live", "read:metrics", "all"]
    program("keys", "revoke", number)
    assert "taken back before" in program("keys", "revoke", number).err
    assert program("keys", "list", "--json").json["keys"][0]["state"] == "revoked"


def test_a_key_as_json_holds_its_text_and_no_digest(program: Program) -> None:
    made = program("keys", "create", "x", "--scope", "read:metrics", "--scope", "read:records", "--test", "--json").json

    assert made["key"].startswith("ds_test_")
    assert made["scopes"] == ["read:metrics", "read:records"]
    assert "key_digest" not in made


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["keys", "create", "x"], 2, "Say what it may do: --scope SCOPE. There are: admin:tenant, "),
        (["keys", "create", "x", "--scope", "admin:host"], 2, "A key has one or more of these scopes"),
        (["keys", "create", "x", "--scope", "read:metrics", "--host"], 2, "A key of the host has one scope"),
        (["keys", "create", "x", "--scope", "read:metrics", "--expires", "2001-01-01"], 2, "at a moment to come"),
        (["keys", "create", "x", "--scope", "read:metrics", "--location", "Mars"], 3, "There is no location 'Mars'"),
        (["keys", "create", " ", "--scope", "read:metrics"], 2, "A name has from 1 to 200 characters"),
        (["keys", "revoke", "7"], 3, "There is no key 7"),
        (["keys", "revoke", "99999999999999999999"], 3, "There is no key 99999999999999999999"),
        (["keys", "revoke", "7", "--host"], 3, "There is no host key 7"),
        (["people", "add", "ana@example.com", "--name", "A", "--role", "owner"], 1, "The password is missing"),
        (["people", "add", "ana", "--name", "A", "--role", "owner", "--no-password"], 2, "A mail address is such as"),
        (["people", "add", "a@b", "--name", "A", "--role", "king", "--no-password"], 2, "There is no role 'king'"),
        (["people", "change", "ana@example.com", "--role", "owner"], 3, "There is nobody 'ana@example.com'"),
        (["people", "change", "7"], 2, "Say what is to change"),
        (["people", "change", "7", "--shut-out", "--let-in"], 2, "the opposite of each other"),
        (["people", "password", "7", "--no-input"], 1, "The password is missing"),
        (["people", "sign-out", "7"], 3, "There is nobody '7'"),
        (["tenants", "suspend", "Atlantis"], 3, "There is no tenant 'Atlantis'"),
        (["tenants", "create", "default"], 2, "There is a tenant 'default' already"),
        (["audit", "list", "--limit", "0"], 2, "A list has from 1 to 1,000 entries"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    program: Program, words: list[str], code: int, message: str
) -> None:
    program("keys", "list")

    assert message in program(*words, code=code).err


def test_people_are_added_changed_and_shut_out(program: Program, word: str) -> None:
    added = program(
        *("people", "add", "Ana@example.com", "--name", "Ana Vogel", "--role", "owner"),
        "--password-file",
        word,
        "--json",
    ).json
    program("people", "add", "ben@example.com", "--name", "Ben Okafor", "--role", "advisor", "--no-password")
    program("people", "change", "ben@example.com", "--role", "manager", "--shut-out")
    program("people", "password", "ben@example.com", "--password-file", word)

    rows = program("people", "list", "--json").json["people"]

    assert [(row["email"], row["role"], row["is_active"], row["has_password"]) for row in rows] == [
        ("ana@example.com", "owner", True, True),
        ("ben@example.com", "manager", False, True),
    ]
    assert not any("hash" in column for row in rows for column in row)
    assert "0 sessions ended" in program("people", "sign-out", str(added["person_id"])).err
    assert "last owner" in program("people", "change", "ana@example.com", "--role", "auditor", code=4).err


def test_a_password_may_come_on_standard_input(program: Program, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(Path(word).read_text(encoding="utf-8")))

    added = program(
        *("people", "add", "ana@example.com", "--name", "Ana Vogel", "--role", "owner", "--password-file", "-"),
        "--json",
    )

    assert added.json["has_password"]


def test_a_bad_password_is_refused_and_not_repeated(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "short.txt"
    path.write_text("hunter22", encoding="utf-8")
    program.secrets.append("hunter22")

    said = program(
        *("people", "add", "ana@example.com", "--name", "Ana", "--role", "owner", "--password-file", str(path)), code=2
    )

    assert "from 12 to 256 characters" in said.err


def test_businesses_are_made_suspended_and_resumed(program: Program) -> None:
    program("tenants", "create", "Harbour Movers")
    program("keys", "create", "x", "--scope", "read:metrics", "--tenant", "Harbour Movers")
    program("tenants", "suspend", "Harbour Movers")

    found = program("tenants", "list", "--json").json["tenants"]

    assert [(row["name"], row["status"], row["keys"]) for row in found] == [("Harbour Movers", "suspended", 1)]
    assert "was suspended before" in program("tenants", "suspend", "Harbour Movers").err
    assert "is served again" in program("tenants", "resume", "Harbour Movers").err


def test_the_audit_log_says_who_changed_what(program: Program) -> None:
    program("tenants", "create", "Harbour Movers", "--by", "Eva")
    program("keys", "create", "billing", "--host")
    number = program("keys", "create", "x", "--scope", "read:metrics", "--by", "Eva", "--json").json["key_id"]
    program("keys", "revoke", str(number))

    entries = program("audit", "list", "--json").json["entries"]
    earlier = program("audit", "list", "--before", str(entries[0]["entry_id"]), "--limit", "1")
    host = program("audit", "list", "--host", "--json").json["entries"]

    assert [(row["actor"], row["action"]) for row in entries] == [
        ("the command line", "key.revoked"),
        ("Eva", "key.made"),
        ("Eva", "tenant.made"),
    ]
    assert f"key {number}: read:metrics" in earlier.out
    assert [row["action"] for row in host] == ["host_key.made", "tenant.made"]
    assert program("keys", "list", "--host", "--json").json["keys"][0]["name"] == "billing"
