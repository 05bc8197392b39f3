"""How somebody comes by what a vendor wants before it lets us in: where to ask, how long that takes, what to write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class WayIn:
    """
    The way to a credential, as a person goes it.

    `steps` are in order, `waiting` says how long the vendor usually takes. `mail_subject` and `mail_text` are a mail
    that the business can send to the vendor as it is; without them none is needed. `other_hosts` are base URLs beside
    the usual one, each with what it is.
    """

    steps: tuple[str, ...]
    waiting: str
    mail_subject: str | None = None
    mail_text: str | None = None
    other_hosts: Mapping[str, str] = field(default_factory=dict)
