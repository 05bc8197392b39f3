"""The session of one caller: what it says of itself, and whether it is time to have it renewed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from daysheet.core.answers import Answer
from daysheet.core.sessions import NoSession, Session, SessionToken

KeepSecret = Callable[[Mapping[str, str]], Awaitable[None]]


async def keep_nothing(_: Mapping[str, str]) -> None:
    """Let go of a renewed session."""


class SessionHolder:
    """Holds the token of a session, the one that was given or the newest that it was renewed to."""

    def __init__(self, sign_in: SessionToken, secret: Mapping[str, str], keep: KeepSecret) -> None:
        self.sign_in = sign_in
        self.secret: Mapping[str, str] = secret
        self._keep = keep
        self._session: Session | None = None

    def session(self, now: datetime | None) -> Session:
        """Return the session; raises `NoSession` where it is none, or over by the vendor's clock, if that is known."""
        if self._session is None:
            self._session = self.sign_in.read(self.secret[self.sign_in.secret_fields[0]])
        if now is not None and self._session.ends_at <= now:
            raise NoSession(f"It was over at {self._session.ends_at:%Y-%m-%d %H:%M} UTC.")
        return self._session

    def renew_path(self, session: Session) -> str:
        """Return where a new token is given for a good one."""
        return self.sign_in.renew_path.format(location=session.location_id)

    def is_due(self, session: Session, now: datetime) -> bool:
        """Whether a session ends so soon that it is time for a new one."""
        return session.ends_at - now < self.sign_in.renew_within

    async def take(self, answer: Answer, before: Session) -> Session:
        """Take the session in an answer and have it kept; raises `NoSession` where there is none of the same place."""
        try:
            found: Any = msgspec.json.decode(answer.body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise NoSession("The answer is not JSON.") from None
        token = found.get(self.sign_in.renewed_field) if isinstance(found, dict) else None
        if not isinstance(token, str):
            raise NoSession("The answer holds no token.")
        session = self.sign_in.read(token)
        if session.location_id != before.location_id:
            raise NoSession("The answer holds a session of another location.")
        self._session = session
        self.secret = {**self.secret, self.sign_in.secret_fields[0]: token}
        await self._keep(self.secret)
        return session
