from typing import Any

import pytest

from daysheet.core.yaml_text import yaml_text
from tests.core.yaml_reading import read_yaml


@pytest.mark.parametrize(
    "value",
    [
        {"a": 1, "b": "text", "c": None, "d": True, "e": [], "f": {}},
        {"a": {"b": {"c": ["x", "y"]}}, "d": [{"e": 1, "f": [{"g": 2}, {"h": 3}]}, {"i": 4}]},
        {"a": ["yes", "no", "on", "null", "true", "12", "1.5", "", " ", "a: b", "- a", "# a", "a\nb", 'q"q', "é"]},
        [{"a": "b"}, {"c": "d"}],
        {"A name: with colon": "x"},
    ],
)
def test_what_is_written_is_read_as_it_was(value: Any) -> None:
    assert read_yaml(yaml_text(value)) == value


def test_words_that_mean_something_else_are_quoted() -> None:
    assert yaml_text({"a": ["yes", "null", "12", "plain"]}) == 'a:\n  - "yes"\n  - "null"\n  - "12"\n  - plain\n'


@pytest.mark.parametrize("text", ["a: b: c\n", "a: 1\na: 2\n", "a: 1\n   b: 2\n", "a: [1,\n", "- a\nb: 1\n"])
def test_the_reader_refuses_what_is_no_yaml_of_ours(text: str) -> None:
    with pytest.raises(ValueError, match=r"not read|twice|neither|Expecting|Extra data"):
        read_yaml(text)
