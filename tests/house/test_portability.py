import re
from collections.abc import Iterator

import pytest

from tests.house.repository import kept_texts

MACHINE_PATH = re.compile(
    r"(?<![\w.~$}*-])/(?:work/|root/|home/\w|Users/\w|opt/(?:pypi|wheels)|tmp/(?:brief|scratch|frame))"
)
REGISTRY_HOST = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org|archive\.ubuntu\.com|proxy\.golang\.org)\b"
)


def bound_to_one_machine(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the words of everything in a text that holds on one machine or network only."""
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern in (MACHINE_PATH, REGISTRY_HOST):
            for match in pattern.finditer(line):
                yield number, match.group()


def test_no_file_names_a_path_of_one_machine_or_a_registry() -> None:
    found = [f"{name}:{line}: {words}" for name, text in kept_texts() for line, words in bound_to_one_machine(text)]

    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        "--find-links " + "/opt" + "/wheels",
        "cd " + "/home" + "/someone/daysheet",
        "--index-url https://" + "pypi" + ".org/simple",
    ],
)
def test_a_planted_path_or_host_is_found(planted: str) -> None:
    assert [line for line, _ in bound_to_one_machine(f"\n{planted}\n")] == [2]


def test_addresses_of_an_api_are_no_paths_of_a_machine() -> None:
    assert list(bound_to_one_machine("GET /api/v1/shops and /v1/work-orders, ~/.pgpass, src/home/x")) == []
