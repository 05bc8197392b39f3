"""
Calls one vendor on behalf of one connection: within its budget, patiently, and never elsewhere.

A redirect is never followed and a credential never leaves the host it was given for. Only reads
are tried again: `get` is the one way to call.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import quote, urlsplit

import httpx2
import msgspec
import stamina

from daysheet.core.answers import WAIT_MAX, Answer, Verdict, asked_wait, excerpt, judge
from daysheet.core.clock import Clock, system_clock
from daysheet.core.errors import (
    AllowanceSpent,
    CredentialsRefused,
    ForbiddenByScope,
    PageFailed,
    RateLimited,
    VendorChanged,
    VendorUnavailable,
)
from daysheet.core.sessions import NoSession, Session, SessionToken
from daysheet.core.vendor import ApiKey, ClientCredentials, Vendor
from daysheet.core.vendor_tokens import VendorTokens
from daysheet.remote.patience import Patience, TryAgain
from daysheet.remote.sessions import KeepSecret, SessionHolder, keep_nothing
from daysheet.remote.wire import bounded_body, checked_base_url, trust_for

ATTEMPTS_MAX: Final = 6
BACKOFF_FIRST_SECONDS: Final = 0.5
BACKOFF_MAX_SECONDS: Final = 60.0
CLOCK_APART_MAX: Final = timedelta(days=3)
CLOCK_STEADY: Final = timedelta(hours=1)
REQUEST_SECONDS_MAX: Final = 60.0
TIMEOUTS: Final = httpx2.Timeout(connect=5.0, read=30.0, write=30.0, pool=None)

Reserve = Callable[[], Awaitable[float]]
Settle = Callable[[], Awaitable[None]]
T = TypeVar("T")


class _Token(msgspec.Struct):
    """What a sign-in bought: a token that fits into a header, and what it is for."""

    access_token: Annotated[str, msgspec.Meta(pattern=r"^[!-~]+\Z")]
    scope: Any = None


@dataclass
class Calls:
    """What was called so far, for the log of the run."""

    requests: int = 0
    retries: int = 0
    rate_limited: int = 0
    bytes: int = 0


async def free_of_charge() -> float:
    """Reserve nothing: for a vendor without a limit, and for tests."""
    return 0.0


async def nothing_to_settle() -> None:
    """Give nothing back."""


class VendorClient:
    """
    One signed-in caller of one vendor.

    `reserve` is asked before each call and answers how many seconds to wait first; all workers of
    a credential share the budget behind it. `settle` is called at the end, when no call follows;
    `keep_secret` with the credential as it is from now on, where signing in has changed it. `tokens` are what
    other callers of the process have bought by signing in.
    """

    def __init__(
        self,
        vendor: Vendor,
        *,
        connection: str,
        base_url: str,
        secret: Mapping[str, str],
        reserve: Reserve = free_of_charge,
        settle: Settle = nothing_to_settle,
        keep_secret: KeepSecret = keep_nothing,
        tokens: VendorTokens | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
        clock: Clock = system_clock,
        chance: random.Random | None = None,
    ) -> None:
        self.vendor = vendor
        self.calls = Calls()
        self.scope: tuple[str, ...] = ()
        self.vendor_ahead: timedelta | None = None
        self._odd: timedelta | None = None
        self.connection = connection
        self._base_url = checked_base_url(base_url)
        self._secret = secret
        sign_in = vendor.sign_in
        self._holder = SessionHolder(sign_in, secret, keep_secret) if isinstance(sign_in, SessionToken) else None
        self._reserve = reserve
        self._settle = settle
        self._clock = clock
        self._chance = chance or random.Random()  # noqa: S311  spreads retries, keeps no secret
        self._tokens = VendorTokens() if tokens is None else tokens
        self._token: _Token | None = None
        self._refusal: CredentialsRefused | None = None
        self._is_accepted = False
        self._signing_in = asyncio.Lock()
        self._http = httpx2.AsyncClient(
            base_url=self._base_url,
            transport=transport,
            timeout=TIMEOUTS,
            follow_redirects=False,
            verify=trust_for(self._base_url),
            limits=httpx2.Limits(max_connections=vendor.calls_at_once, max_keepalive_connections=vendor.calls_at_once),
            headers={"accept": "application/json", "accept-encoding": "gzip", "user-agent": "daysheet"},
        )

    async def __aenter__(self) -> VendorClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await self._http.aclose()
        finally:
            await self._settle()

    def now_at_vendor(self) -> datetime:
        """Return the time by the vendor's clock, as far as its answers have shown it."""
        return self._clock() + (self.vendor_ahead or timedelta(0))

    async def sign_in(self, *, must_be_new: bool = True) -> None:
        """
        Make sure that the credential is accepted; raises `CredentialsRefused` where it is not.

        What was bought by another caller will do where it need not be new: then `scope` is empty, and a credential
        that is accepted no more is found out by the first call.
        """
        if isinstance(self.vendor.sign_in, ClientCredentials):
            if must_be_new or self._remembered() is None:
                await self._token_after(None)
        elif self._holder is not None:
            session = self._session_of(self._holder)
            self.scope = (session.location_id,)
            if self._holder.is_due(session, self.now_at_vendor()):
                # A session that cannot be renewed is good until it ends; who needs it will learn more.
                with contextlib.suppress(VendorChanged, VendorUnavailable, RateLimited, ForbiddenByScope):
                    await self.renew_session()

    @property
    def secret(self) -> Mapping[str, str]:
        """The credential as it is now: a session may have been renewed."""
        return self._secret if self._holder is None else self._holder.secret

    async def renew_session(self) -> None:
        """Have the session renewed, which shows as well that it is good; raises as `get` does, and `VendorChanged`."""
        assert self._holder is not None
        async with self._signing_in:
            session = self._session_of(self._holder)
            answer = await self.get(self._holder.renew_path(session), {}, lambda answer: answer)
            try:
                await self._holder.take(answer, session)
            except NoSession as problem:
                raise VendorChanged(
                    f"{self.vendor.name} did not renew the session of connection {self.connection!r}. {problem}"
                ) from None

    def _session_of(self, holder: SessionHolder) -> Session:
        if self._refusal is not None:
            raise self._refusal
        try:
            # Our own clock may be wrong, so a session is over when the vendor says so, by its clock or its answer.
            return holder.session(None if self.vendor_ahead is None else self.now_at_vendor())
        except NoSession as problem:
            raise self._session_refused(str(problem)) from None

    def _session_refused(self, why: str) -> CredentialsRefused:
        self._refusal = CredentialsRefused(
            f"The session of connection {self.connection!r} at {self.vendor.name} cannot be used. {why} "
            f"Sign in there with a browser and give the new one: daysheet connections rotate {self.connection}"
        )
        return self._refusal

    async def get(
        self, path: str, parameters: Mapping[str, str | int], read: Callable[[Answer], T], *, missing: T | None = None
    ) -> T:
        """
        Ask for one thing and return what *read* makes of the answer.

        *read* raises `PageFailed` where the answer is not what was promised; it is asked for again.
        With *missing*, an answer "not there" returns it. Raises `CredentialsRefused`, `ForbiddenByScope`,
        `RateLimited`, `VendorUnavailable` and `VendorChanged`.
        """
        path, parameters = self._placed(path, parameters)
        try:
            async for attempt in stamina.retry_context(
                on=Patience().next_wait, attempts=ATTEMPTS_MAX, timeout=WAIT_MAX.total_seconds()
            ):
                with attempt:
                    self.calls.retries += attempt.num > 1
                    return await self._attempt(path, parameters, read, missing, attempt.num)
        except TryAgain as given_up:
            raise given_up.last from None
        raise AssertionError("unreachable: an attempt returns or raises")

    def _placed(self, path: str, parameters: Mapping[str, str | int]) -> tuple[str, Mapping[str, str | int]]:
        """Return path and query with the location's id where the vendor wants it."""
        name = self.vendor.location_parameter
        if not self.vendor.location_in_path or name not in parameters:
            return path, parameters
        rest = {each: value for each, value in parameters.items() if each != name}
        return path.replace(f"{{{name}}}", quote(str(parameters[name]), safe="")), rest

    async def _attempt(
        self,
        path: str,
        parameters: Mapping[str, str | int],
        read: Callable[[Answer], T],
        missing: T | None,
        number: int,
    ) -> T:
        answer = await self._signed(path, parameters, number)
        verdict = judge(answer, self.vendor.signs)
        if verdict is Verdict.TAKE:
            try:
                return read(answer)
            except PageFailed as failed:
                raise TryAgain(self._backoff(number), failed) from None
        if verdict is Verdict.NOT_THERE and missing is not None:
            return missing
        raise self._what_now(answer, verdict, path, parameters, number)

    async def _signed(self, path: str, parameters: Mapping[str, str | int], number: int) -> Answer:
        headers, token = await self._credential()
        answer = await self._send("GET", path, parameters, headers, None, number)
        if judge(answer, self.vendor.signs) is not Verdict.SIGN_IN_AGAIN:
            return answer
        if token is not None:
            await self._token_after(token)
            headers, _ = await self._credential()
            answer = await self._send("GET", path, parameters, headers, None, number)
        if judge(answer, self.vendor.signs) is Verdict.SIGN_IN_AGAIN:
            if path.startswith(self.vendor.paid_paths) and await self._is_accepted_elsewhere(headers, number):
                raise ForbiddenByScope(
                    f"{self.vendor.name} refused {path} with HTTP {answer.status}, and takes the key of connection "
                    f"{self.connection!r} elsewhere: its plan does not seem to include this. Ask the vendor for a "
                    "larger plan, or leave the stream out."
                )
            raise self._refused(answer.status)
        self._is_accepted = self._is_accepted or 200 <= answer.status < 300
        return answer

    async def _is_accepted_elsewhere(self, headers: Mapping[str, str], number: int) -> bool:
        """Whether the credential is good for other paths; the first stream is asked for where none was yet."""
        if not self._is_accepted:
            first = self.vendor.streams[0]
            page = first.paging.numbered(0) if first.paging else {}
            answer = await self._send("GET", first.path, {**first.parameters, **page}, headers, None, number)
            self._is_accepted = judge(answer, self.vendor.signs) is Verdict.TAKE
        return self._is_accepted

    async def _credential(self) -> tuple[dict[str, str], _Token | None]:
        if self._refusal is not None:
            raise self._refusal
        if isinstance(self.vendor.sign_in, ApiKey):
            return self.vendor.sign_in.headers(self._secret), None
        if self._holder is not None:
            return self._holder.sign_in.headers(self._session_of(self._holder)), None
        token = self._token or self._remembered() or await self._token_after(None)
        return {"authorization": f"Bearer {token.access_token}"}, token

    def _remembered(self) -> _Token | None:
        token = self._tokens.of(self._base_url, self._secret)
        return None if token is None else _Token(access_token=token)

    async def _token_after(self, stale: _Token | None) -> _Token:
        """Return what was bought after the token that was just refused; many callers ask, one signs in."""
        async with self._signing_in:
            if self._refusal is not None:
                raise self._refusal
            if self._token is not None and self._token is not stale:
                return self._token
            sign_in = self.vendor.sign_in
            assert isinstance(sign_in, ClientCredentials)
            try:
                async for attempt in stamina.retry_context(
                    on=Patience().next_wait, attempts=ATTEMPTS_MAX, timeout=WAIT_MAX.total_seconds()
                ):
                    with attempt:
                        self._token = await self._ask_for_token(sign_in, attempt.num)
                        self._tokens.keep(self._base_url, self._secret, self._token.access_token)
            except TryAgain as given_up:
                raise given_up.last from None
            assert self._token is not None
            return self._token

    async def _ask_for_token(self, sign_in: ClientCredentials, number: int) -> _Token:
        headers = sign_in.token_headers(self._secret)
        answer = await self._send("POST", sign_in.token_path, {}, headers, sign_in.token_body, number)
        return self._token_in(answer, sign_in, number)

    def _token_in(self, answer: Answer, sign_in: ClientCredentials, number: int) -> _Token:
        verdict = judge(answer, self.vendor.signs)
        if answer.status in (400, 401, 403):
            raise self._refused(answer.status)
        if verdict is not Verdict.TAKE:
            raise self._what_now(answer, verdict, sign_in.token_path, {}, number)
        no_token = VendorChanged(
            f"{self.vendor.name} answered the sign-in of connection {self.connection!r} without an access token. "
            f"Check the base URL: {self._base_url}"
        )
        try:
            found = msgspec.json.decode(answer.body, type=_Token)
        except msgspec.ValidationError:
            raise no_token from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            # No JSON at all may be an answer that was cut on its way.
            raise TryAgain(self._backoff(number), no_token) from None
        if sign_in.scope_lists_locations and isinstance(found.scope, str):
            self.scope = tuple(found.scope.split())
        return found

    async def _send(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str | int],
        headers: Mapping[str, str],
        content: bytes | None,
        number: int,
    ) -> Answer:
        wait = await self._reserve()
        if wait > 0:
            await asyncio.sleep(wait)
        self.calls.requests += 1
        try:
            async with (
                asyncio.timeout(REQUEST_SECONDS_MAX),
                self._open(method, path, parameters, headers, content) as got,
            ):
                body = await bounded_body(got)
        except (httpx2.TransportError, TimeoutError) as error:
            problem = VendorUnavailable(
                f"{self.vendor.name} cannot be reached at {self._base_url} ({type(error).__name__}: {error}). "
                "Nothing is lost: the next run goes on from here."
            )
            raise TryAgain(self._backoff(number), problem) from None
        except httpx2.DecodingError:
            problem = VendorUnavailable(f"{self.vendor.name} sent a compressed answer that cannot be unpacked.")
            raise TryAgain(self._backoff(number), problem) from None
        self.calls.bytes += len(body)
        answer = Answer(status=got.status_code, headers=got.headers, body=body, received_at=self._clock())
        self._look_at_clock(answer)
        return answer

    def _look_at_clock(self, answer: Answer) -> None:
        """Learn the vendor's clock; one that is days away from ours is believed when it says so twice."""
        if answer.dated_at is None:
            return
        ahead = answer.dated_at - answer.received_at
        if abs(ahead) <= CLOCK_APART_MAX or (self._odd is not None and abs(ahead - self._odd) < CLOCK_STEADY):
            self.vendor_ahead = ahead
        self._odd = ahead

    @asynccontextmanager
    async def _open(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str | int],
        headers: Mapping[str, str],
        content: bytes | None,
    ) -> AsyncIterator[httpx2.Response]:
        async with self._http.stream(method, path, params=parameters, headers=headers, content=content) as got:
            yield got

    def _what_now(
        self, answer: Answer, verdict: Verdict, path: str, parameters: Mapping[str, object], number: int
    ) -> Exception:
        vendor, connection = self.vendor.name, self.connection
        if verdict is Verdict.WAIT and answer.status == 429:
            self.calls.rate_limited += 1
            wait = asked_wait(answer.headers, answer.dated_at or answer.received_at, answer.body)
            problem = RateLimited(
                f"{vendor} is out of patience with connection {connection!r} (HTTP 429). "
                "Nothing is lost: the next run goes on from here."
            )
            return TryAgain(wait or self._backoff(number), problem)
        if verdict is Verdict.WAIT:
            down = VendorUnavailable(
                f"{vendor} answers {path} with HTTP {answer.status}. Nothing is lost: the next run goes on from here."
            )
            wait = asked_wait(answer.headers, answer.dated_at or answer.received_at, answer.body)
            return TryAgain(wait or self._backoff(number), down)
        if verdict is Verdict.NOT_AN_ANSWER:
            odd = PageFailed(
                f"{vendor} answered {path} with {excerpt(answer.body)} instead of JSON. "
                f"Check the base URL of connection {connection!r}: {self._base_url}"
            )
            return TryAgain(self._backoff(number), odd)
        if verdict is Verdict.OUT_OF_SCOPE:
            return ForbiddenByScope(
                f"{vendor} does not let connection {connection!r} read {path} for {_said(parameters)} (HTTP 403). "
                "Ask the vendor to put it into the scope, or the plan, of this key."
            )
        if verdict is Verdict.ALLOWANCE_SPENT:
            return AllowanceSpent(
                f"{vendor} grants connection {connection!r} no more calls until its next cycle (HTTP {answer.status}). "
                "Nothing is lost: the next run goes on from here."
            )
        if verdict is Verdict.REDIRECTED:
            to = urlsplit(answer.headers.get("location", "")).netloc or "another address"
            return VendorChanged(
                f"{vendor} redirects {path} to {ascii(to)[:80]}. Redirects are never followed with a credential. "
                f"Check the base URL of connection {connection!r}: {self._base_url}"
            )
        if verdict is Verdict.NOT_THERE:
            return VendorChanged(
                f"{vendor} has nothing at {path} (HTTP {answer.status}). "
                f"Check the base URL of connection {connection!r}: {self._base_url}"
            )
        return VendorChanged(f"{vendor} refuses the request {path} with {_said(parameters)} (HTTP {answer.status}).")

    def _refused(self, status: int) -> CredentialsRefused:
        if self._holder is not None:
            ends_at = self._holder.session(None).ends_at
            return self._session_refused(
                f"It was refused (HTTP {status}); by its own word it ends at {ends_at:%Y-%m-%d %H:%M} UTC."
            )
        self._refusal = CredentialsRefused(
            f"{self.vendor.name} refused the credentials of connection {self.connection!r} (HTTP {status}). "
            f"Replace them: daysheet connections rotate {self.connection}"
        )
        return self._refusal

    def _backoff(self, number: int) -> timedelta:
        """Return a random wait up to a bound that doubles (full jitter)."""
        bound = min(BACKOFF_MAX_SECONDS, BACKOFF_FIRST_SECONDS * 2**number)
        return timedelta(seconds=self._chance.uniform(0, bound))


def _said(parameters: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value}" for name, value in parameters.items()) or "nothing"
