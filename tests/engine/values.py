"""Raw JSON values by kind of field: healthy ones, healthy ones in odd dress, and hostile ones."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random

NESTED = "[" * 20 + "]" * 20
DEEPER_THAN_ALLOWED = "[" * 70 + "]" * 70
TWICE = '{"a": 1, "a": 2}'
NEVER_A_NUMBER = (
    "NaN",
    "Infinity",
    "-Infinity",
    "true",
    "false",
    "[]",
    "[5]",
    "{}",
    NESTED,
    TWICE,
    '"1,234.50"',
    '" 123 "',
    '"$12"',
    '"1_000"',
    '"1e3"',
    '"+5"',
    '"NaN"',
    '"sNaN"',
    '"Infinity"',
    '""',
    '"\\u0661"',
    '"5\\n"',
    "1e400",
    "1e99999999999999999999",
    "1e-99999999999999999999",
    "9" * 5_000,
    "0." + "9" * 5_000,
)
HOSTILE = {
    "whole_number": (
        *NEVER_A_NUMBER,
        "8907.5",
        "17950.4999",
        "8906.9999999999999999",
        "8907.0000000000000000000000001",
        "9007199254740993.5",
        "9223372036854775808",
        "-9223372036854775809",
        "9223372036854775808.0",
        "1e19",
        "1e-1",
        '"8907.5"',
    ),
    "decimal": (
        *NEVER_A_NUMBER,
        "1e15",
        "-1e15",
        "0.00000000001",
        "5.500000000000001",
        "5.500000000000000000000",
        "0e-20000",
        "0e20000",
    ),
    "text": (
        '"a\\u0000b"',
        '"\\ud800"',
        '"x\\udc00y"',
        '"\\udc00\\ud800"',
        "5",
        "5.0",
        "true",
        "[]",
        '["a"]',
        "{}",
        TWICE,
    ),
    "flag": ("0", "1", "1.0", '"true"', '"Y"', '""', "[]", "{}", "NaN"),
    "instant": (
        '"2026-03-05"',
        '"2026-03-05T24:00:00Z"',
        '"2026-12-31T23:59:60Z"',
        '"2026-02-30T00:00:00Z"',
        '"2026-03-05T01:12:08+00:99"',
        '"2026-03-05T01:12:08+25:00"',
        '"2026-03-05T01:12Z"',
        '"0001-01-01T00:00:00+14:00"',
        '"9999-12-31T23:59:59-14:00"',
        '"1899-12-31T23:59:59Z"',
        '"1900-01-01T00:00:00+14:00"',
        '"2199-12-31T23:59:59-14:00"',
        '"soon"',
        '""',
        "20260305",
        "1772673128000",
        "true",
        "{}",
    ),
    "texts": ("5", "[5]", '["a", null]', '"a\\u0000"', '["a", "\\ud800"]', '[["a"]]', "{}", "true"),
}
HOSTILE["uuid"] = (
    *HOSTILE["text"],
    '""',
    '"0d98db16-111e-44e7-bd20-ad0200dbc6e"',
    '"0d98db16-111e44e7-bd20-ad0200dbc6e4"',
    '"{0d98db16-111e-44e7-bd20-ad0200dbc6e4}"',
    '"urn:uuid:0d98db16-111e-44e7-bd20-ad0200dbc6e4"',
    '"0d98db16-111e-44e7-bd20-ad0200dbc6g4"',
    '" 0d98db16-111e-44e7-bd20-ad0200dbc6e4"',
)
HOSTILE["dollars"] = (
    *HOSTILE["decimal"],
    "0.125",
    "1074.4999999999998",
    "1074.50000000001",
    "-0.001",
    '"$12.00"',
    '"12,50"',
    "99999999999999999",
)
HOSTILE["day"] = (
    *(each for each in HOSTILE["instant"] if each not in ('"2026-03-05"', "20260305")),
    "0",
    "-20260305",
    "20260230",
    "20261301",
    "2026031",
    "202603050",
    "20260305.5",
    '"2026-02-30"',
    '"05/03/2026"',
    '"2026-03-05T00:00:00-06:00"',
    '"2026-3-5"',
    "18991231",
    "22000101",
)
HOSTILE["day_or_zero"] = tuple(each for each in HOSTILE["day"] if each != "0")
HOSTILE["cents"] = HOSTILE["whole_number"]
HOSTILE["local_day"] = HOSTILE["instant"]

TEXTS = (
    "",
    " ",
    "Brakes",
    "Łukasz Żółć",
    "e\u0301",
    "\u0430dmin",
    "🔧🚗",
    "\u202eabc",
    "\u0001\u001f\u007f\t\n",
    "</script>",
    "=cmd()",
    "%00",
    "'; drop table x; --",
    'a "quoted" \\ word',
    "[{]},:",
    "\ufeff\uffff",
    "5",
    "null",
    "2026-03-05",
    "\\N",
)
ODD_TEXTS = (".999999", "\\u0000", "\\u0022", '\\"', '"id":', "x" * 5_000)
ZONES = ("Z", "z", "+00:00", "-06:00", "+0530", "", "-00:00")


class Values:
    """Draws raw JSON values."""

    def __init__(self, chance: Random, oddness: float) -> None:
        self.chance = chance
        self._oddness = oddness
        self.odd = 0

    def is_odd(self) -> bool:
        """Draw whether the next value is written in a way that the vendor does not use every day."""
        is_odd = self.chance.random() < self._oddness
        self.odd += is_odd
        return is_odd

    def healthy(self, kind: str) -> str:
        """Return a value that a field of that kind takes."""
        if kind in ("whole_number", "cents"):
            return self.whole(self._any_whole())
        if kind == "decimal":
            return self._decimal()
        if kind == "flag":
            return self.chance.choice(("true", "false"))
        if kind in ("instant", "local_day"):
            return self._instant()
        if kind == "texts":
            return self._texts()
        if kind == "uuid":
            return self.uuid(self.chance.getrandbits(128))
        if kind == "dollars":
            return self._dollars()
        if kind in ("day", "day_or_zero"):
            return self.whole(0) if kind == "day_or_zero" and self.chance.random() < 0.2 else self._day()
        return self._text()

    def hostile(self, kind: str) -> str:
        """Return a value that a field of that kind must not take."""
        if kind in ("whole_number", "cents") and self.chance.random() < 0.5:
            places = self.chance.randint(1, 30)
            return f"{self.chance.randint(-(10**18), 10**18)}.{self.chance.randint(1, 10**places - 1):0{places}d}"
        return self.chance.choice(HOSTILE[kind])

    def _any_whole(self) -> int:
        size = self.chance.choice((10, 10**6, 2**31, 2**53 + 5, 2**63 - 1))
        return self.chance.choice((0, size, -size)) if self.is_odd() else self.chance.randint(-size, size) // 2**11

    def whole(self, number: int) -> str:
        """Write a whole number in any dress."""
        if not self.is_odd():
            return str(number)
        exponent = f"{number}e0" if number % 10 else f"{number // 10}e1"
        return self.chance.choice((f"{number}.0", f"{number}.000", f'"{number}"', f'"{number}.0"', exponent))

    def _decimal(self) -> str:
        places = self.chance.randint(0, 10)
        digits = str(self.chance.randint(10**9, 10**10))[:places]
        number = f"{self.chance.randint(-(10**9), 10**9)}" + (f".{digits}" if digits else "")
        odd = (f'"{number}"', "55e-1", "1e3", "1E-3", "-0.0", "0.00000000001e1", '"5.50"')
        return self.chance.choice(odd if self.is_odd() else (number, "5.5", "0.25", "5.50", "2"))

    def uuid(self, number: int) -> str:
        """Write a UUID in any dress."""
        digits = f"{number:032x}"
        plain = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        return f'"{self.chance.choice((plain.upper(), digits)) if self.is_odd() else plain}"'

    def _dollars(self) -> str:
        amount = Decimal(self.chance.randint(-(10**7), 10**8)).scaleb(-2)
        odd = (f'"{amount}"', f"{amount}00", f"{amount:.3e}" if not amount % 1000 else f"{amount}", "-0.0", "1e3")
        return self.chance.choice(odd) if self.is_odd() else f"{float(amount)}"

    def _day(self) -> str:
        year, month, day = self.chance.randint(1900, 2199), self.chance.randint(1, 12), self.chance.randint(1, 28)
        number, text = f"{year}{month:02d}{day:02d}", f"{year}-{month:02d}-{day:02d}"
        odd = (f"{number}.0", f'"{number}"', f'"{text}T00:00:00.000Z"', f'"{text}T23:59:59Z"')
        return self.chance.choice(odd if self.is_odd() else (number, f'"{text}"', f'"{text}T00:00:00"'))

    def _instant(self) -> str:
        date = f"{self.chance.randint(1902, 2197)}-{self.chance.randint(1, 12):02d}-{self.chance.randint(1, 28):02d}"
        hour, minute, second = self.chance.randint(0, 23), self.chance.randint(0, 59), self.chance.randint(0, 59)
        clock = f"{hour:02d}:{minute:02d}:{second:02d}"
        if not self.is_odd():
            return f'"{date}T{clock}Z"'
        places = self.chance.choice((0, 1, 3, 6, 7, 9, 12))
        digits = self.chance.choice(
            ("9" * places, "0" * places, str(self.chance.random())[2:].ljust(places, "0")[:places])
        )
        fraction = f".{digits}" if digits else ""
        return f'"{date}{self.chance.choice("Tt ")}{clock}{fraction}{self.chance.choice(ZONES)}"'

    def _texts(self) -> str:
        if self.chance.random() < 0.3:
            return self._text()
        some = [self._text() for _ in range(self.chance.randint(0, 3))]
        return f"[{', '.join(some)}]"

    def _text(self) -> str:
        return self.string(self.chance.choice(ODD_TEXTS if self.is_odd() else TEXTS))

    def string(self, value: str) -> str:
        """Write a text with whatever escapes."""
        written = json.dumps(value, ensure_ascii=self.chance.random() < 0.5 or "\ud800" in value)
        if not self.is_odd():
            return written
        if "\\" not in value:
            written = written.replace("/", "\\/").replace('\\"', "\\u0022")
        if value and value.isascii() and value.isprintable():
            written = '"' + "".join(f"\\u{ord(each):04x}" for each in value) + '"'
        return written
