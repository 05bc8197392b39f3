"""
Notices a field that the vendor no longer sends.

A field that may be null may also be missing, and is null then: a field that is dropped would null
its column, row by row, without a word. What every record had so far and many of a page have not is
a change at the vendor, and the stream stops before anything is overwritten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from daysheet.core.errors import VendorChanged
from daysheet.core.records import Record

SAMPLES_MIN: Final = 20
LOST_SHARE_MAX: Final = 0.2
LOST_RECORDS_MIN: Final = 5

_decode: Final = msgspec.json.Decoder().decode


@dataclass(kw_only=True)
class Losses:
    """Which declared fields every record had so far, by the samples that were looked at."""

    record: Record
    stream: str
    always: set[str] = field(default_factory=set)
    samples: int = 0

    @classmethod
    def remembered(cls, record: Record, stream: str, position: Mapping[str, Any] | None) -> Losses:
        """Return what the position of a cursor remembers."""
        found = (position or {}).get("fields") or {}
        return cls(record=record, stream=stream, always=set(found.get("always", ())), samples=found.get("samples", 0))

    def to_json(self) -> dict[str, Any]:
        """Return what is to be remembered with the cursor."""
        return {"always": sorted(self.always), "samples": self.samples}

    def look_at(self, records: Sequence[bytes]) -> None:
        """Look at some records of a page before it is stored; raises `VendorChanged` where a field is lost."""
        for number in sorted({0, len(records) // 2, len(records) - 1}) if records else ():
            fields = _Fields.of(self.record, records[number])
            if fields is None:
                continue
            lost = fields.lacking(self.always)
            if lost and self.samples >= SAMPLES_MIN:
                lost = self._often_lacking(lost, records)
            self.always = (self.always or fields.names) - lost
            self.samples += 1

    def _often_lacking(self, lost: set[str], records: Sequence[bytes]) -> set[str]:
        """Return which fields more than one record lacks; raises `VendorChanged` where too many do."""
        every = (_Fields.of(self.record, raw) for raw in records)
        missing = Counter(name for fields in every if fields is not None for name in fields.lacking(lost))
        name, count = missing.most_common(1)[0]
        if count >= LOST_RECORDS_MIN and count > LOST_SHARE_MAX * len(records):
            raise VendorChanged(
                f"{self.stream}: {count} of the {len(records)} records of a page come without {name}, which every "
                "record had so far. Nothing of the page was stored, so nothing was overwritten. "
                "If the vendor dropped the field for good, the declaration has to say so."
            )
        return {name for name, count in missing.items() if count > 1}


@dataclass(frozen=True)
class _Fields:
    """The declared fields of one record and of the first line of each of its lists, and which lists have lines."""

    names: set[str]
    places: set[str]

    @classmethod
    def of(cls, record: Record, raw: bytes) -> _Fields | None:
        try:
            document = _decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        found = cls(set(), set())
        found._collect(record, document, "")
        return found

    def _collect(self, record: Record, document: object, place: str) -> None:
        if not isinstance(document, dict):
            return
        self.places.add(place)
        self.names.update(f"{place}{name}" for name in document.keys() & (record.known_fields - record.ignored))
        for name, child in record.children.items():
            lines = document.get(name)
            if isinstance(lines, list) and lines:
                self._collect(child, lines[0], f"{place}{name}.")

    def lacking(self, names: set[str]) -> set[str]:
        """Return which of some fields are missing; those of a list without lines are not."""
        return {name for name in names - self.names if name[: name.rfind(".") + 1] in self.places}
