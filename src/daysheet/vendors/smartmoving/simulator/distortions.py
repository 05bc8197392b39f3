"""
Bends true answers: whole bodies, pages and single rows. The record behind an answer is never touched.

What bends a page bends a bare array and a single object alike; answers that fit no rule pass as they are.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec

from daysheet.simulation.asgi import Answer
from daysheet.vendors.smartmoving.simulator import row_distortions
from daysheet.vendors.smartmoving.simulator.profiles import FaultProfile
from daysheet.vendors.smartmoving.simulator.row_distortions import RawTokens, Row

HTML = b"<!doctype html><html><head><title>Scheduled maintenance</title></head><body>Back soon.</body></html>"
# Values that look true: no reader can tell that they are not, so they make a warehouse wrong for good.
PLAUSIBLE = ("same_job_number", "no_job_number", "french_labour", "lost_last_page")

BodyBender = Callable[[Answer, random.Random], Answer]


def switches_of(profile: FaultProfile) -> tuple[str, ...]:
    """Return the distortions that a profile has for good."""
    return tuple(
        name
        for name, is_on in (
            ("floats_for_integers", profile.floats_for_integers),
            ("empty_as_null", profile.empty_as_null),
            ("dates_with_time", profile.dates_with_time),
            ("zoneless_timestamps", profile.timestamps == "zoneless"),
            ("fraction_timestamps", profile.timestamps == "fraction"),
        )
        if is_on
    )


def bend(answer: Answer, names: tuple[str, ...], chance: random.Random) -> Answer:
    """
    Return *answer* bent by the distortions called *names*.

    A name may carry arguments: ``value:<JSON>:<path>`` puts a JSON value at a path of the first row, such as
    ``value:0:jobs.0.jobDate``.
    """
    if answer.status != 200:
        return answer
    # How values are written comes last, so that it does not hide from the others what they look for.
    inner = sorted(
        (name for name in names if name not in _BODY_BENDERS), key=lambda name: name in row_distortions.VALUE_BENDERS
    )
    if inner and (answer.header("content-type") or "").startswith("application/json"):
        answer = _bend_rows(answer, inner, chance)
    for name in names:
        if name in _BODY_BENDERS:
            answer = _BODY_BENDERS[name](answer, chance)
    return answer


def _bend_rows(answer: Answer, names: list[str], chance: random.Random) -> Answer:
    try:
        document = msgspec.json.decode(answer.body)
    except msgspec.DecodeError:
        return answer
    tokens = RawTokens()
    for name in names:
        if name.startswith("value:"):
            value, _, path = name.removeprefix("value:").rpartition(":")
            rows = _rows_of(document)
            if rows:
                _put_at(rows[0], path.split("."), tokens.token(value))
        elif name in row_distortions.ROW_BENDERS:
            rows = _rows_of(document)
            if rows:
                row_distortions.ROW_BENDERS[name](rows, chance, tokens)
        elif name in _DOCUMENT_BENDERS:
            _DOCUMENT_BENDERS[name](document)
        elif name in row_distortions.VALUE_BENDERS:
            document = _with_rows(document, row_distortions.VALUE_BENDERS[name])
        else:
            raise ValueError(f"unknown distortion {name!r}")
    return replace(answer, body=tokens.restored(msgspec.json.encode(document)))


def _rows_of(document: Any) -> list[Row]:
    """Return the rows of a page or an array, or the one object as a row; the list is the document's own."""
    if isinstance(document, dict):
        found = document.get("pageResults", [document])
        return found if isinstance(found, list) else []
    return document if isinstance(document, list) and all(isinstance(row, dict) for row in document) else []


def _with_rows(document: Any, bender: Callable[[Any], Any]) -> Any:
    """Return *document* with its rows bent but the numbers of the envelope left alone."""
    if isinstance(document, dict) and "pageResults" in document:
        return {**document, "pageResults": bender(document["pageResults"])}
    return bender(document)


def _put_at(row: Any, path: list[str], value: Any) -> None:
    for step in path[:-1]:
        row = row[int(step)] if isinstance(row, list) else row[step]
    row[path[-1]] = value


def _lost_last_page(document: Any) -> None:
    """Let a page claim to be the last one before it is."""
    if isinstance(document, dict) and "lastPage" in document:
        document["lastPage"] = True


def _never_last(document: Any) -> None:
    if isinstance(document, dict) and "lastPage" in document:
        document["lastPage"] = False


_DOCUMENT_BENDERS: dict[str, Callable[[Any], None]] = {"lost_last_page": _lost_last_page, "never_last": _never_last}
_BODY_BENDERS: dict[str, BodyBender] = {
    "html": lambda answer, chance: Answer(200, HTML, (("content-type", "text/html; charset=utf-8"),)),
    "html_as_json": lambda answer, chance: Answer(200, HTML, (("content-type", "application/json"),)),
    "byte_order_mark": lambda answer, chance: replace(answer, body=b"\xef\xbb\xbf" + answer.body),
    "no_content_type": lambda answer, chance: answer.with_header("content-type", None),
    "null_body": lambda answer, chance: replace(answer, body=b"null"),
}
DISTORTIONS = (*_DOCUMENT_BENDERS, *row_distortions.ROW_BENDERS, *row_distortions.VALUE_BENDERS, *_BODY_BENDERS)
