from __future__ import annotations

import base64
from pathlib import Path

import pytest

from daysheet.core.errors import SettingWrong
from daysheet.warehouse.sealing import read_key


def test_the_first_use_makes_the_key_of_the_home_and_the_next_ones_find_it(tmp_path: Path) -> None:
    key = read_key(tmp_path)

    assert len(key) == 32
    assert read_key(tmp_path) == key
    assert (tmp_path / "sealing.key").stat().st_mode & 0o077 == 0


def test_a_chosen_key_is_taken_and_none_is_made_in_the_home(tmp_path: Path) -> None:
    chosen = tmp_path / "secrets" / "key"
    chosen.parent.mkdir()
    chosen.write_bytes(bytes(range(32)))

    assert read_key(tmp_path, chosen) == bytes(range(32))
    assert not (tmp_path / "sealing.key").exists()


def test_a_chosen_key_that_is_not_there_is_never_made(tmp_path: Path) -> None:
    with pytest.raises(SettingWrong, match="No such file"):
        read_key(tmp_path, tmp_path / "key")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", bytes(31), bytes(33)])
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)

    with pytest.raises(SettingWrong, match="not a sealing key of 32 bytes"):
        read_key(tmp_path, tmp_path / "key")


def test_a_key_may_be_given_as_text(tmp_path: Path) -> None:
    given = base64.b64encode(bytes(range(32))).decode()

    assert read_key(tmp_path, given=given) == bytes(range(32))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", ["canary", "canary!", base64.b64encode(b"canary" * 6).decode()])
def test_a_text_that_is_no_key_is_refused_and_not_repeated(tmp_path: Path, given: str) -> None:
    with pytest.raises(SettingWrong, match="not the base64 of a sealing key") as refusal:
        read_key(tmp_path, given=given)

    assert given not in str(refusal.value)


def test_of_two_keys_none_is_chosen(tmp_path: Path) -> None:
    with pytest.raises(SettingWrong, match="both set"):
        read_key(tmp_path, tmp_path / "key", base64.b64encode(bytes(32)).decode())
