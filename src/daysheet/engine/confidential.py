"""
Keeps what is confidential out of everything but its own tables: no payload, no value and no word of it is told.

A record that cannot be read still goes to quarantine, so that somebody learns of it; but of it there stands
only which field was odd.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from daysheet.core.fields import Problem
from daysheet.core.nouns import counted
from daysheet.engine.intake import TooManyProblems
from daysheet.warehouse.batches import Batch, SetAside

NOT_TOLD: Final = "something that is not told"
NO_PAYLOAD: Final = b"{}"


def hush(batch: Batch) -> None:
    """Take payloads and values out of everything of a batch that is kept beside its rows."""
    batch.set_aside = [_hushed(each) for each in batch.set_aside]
    batch.texts = dict.fromkeys(batch.texts, NO_PAYLOAD)
    batch.unknown_words = Counter()


def hushed_problem(problem: TooManyProblems, stream: str) -> TooManyProblems:
    """Return the same, with a message that tells no value."""
    hush(problem.batch)
    return TooManyProblems(
        f"{stream}: {counted(problem.batch.quarantined, 'record')} of a page cannot be read. "
        "Nothing of the page was stored, so nothing was overwritten. Its values are confidential and were not kept. "
        "See which fields are odd: daysheet quarantine list",
        problem.batch,
    )


def _hushed(aside: SetAside) -> SetAside:
    problems = tuple(Problem(field=each.field, found=NOT_TOLD, expected=each.expected) for each in aside.problems)
    return replace(aside, problems=problems, payload=NO_PAYLOAD)
