"""
Signing in through a provider, by OpenID Connect: authorization code, PKCE, state and nonce.

The provider says who somebody is, by a mail address that it has verified; what they may do is said here, so that only
who was invited gets in. What one sign-in needs to know on its way back lies sealed with the browser that began it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from daysheet.core.errors import DaysheetError, NotAllowed, SettingWrong
from daysheet.core.id_tokens import TokenRefused
from daysheet.core.tokens import SECRET_BYTES, secret_text
from daysheet.operations.identity.access import is_number
from daysheet.operations.identity.signing_in import Session, SignInRefused, businesses_of, keyed_digest, sign_in_vouched
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.sign_in_counters import Counter, count_try

if TYPE_CHECKING:
    from daysheet.remote.oidc import OidcProvider, Vouched

SIGN_IN_FOR: Final = timedelta(minutes=10)
RETURN_PATH: Final = "/sign-in/return"
KEPT_CHARACTERS_MAX: Final = 4_000
CODE_CHARACTERS_MAX: Final = 4_000

_WAY: Final = "way to the provider"
_CHOICE: Final = "choice of a business"
_ERROR: Final = re.compile(r"[a-z_]{1,60}")


class NotSignedIn(NotAllowed):
    """Nobody was signed in; the message is for them, and `reason`, where there is one, for the log."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


class WayLost(NotSignedIn):
    """An answer that belongs to no sign-in that this browser has begun, or to one that is over."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(
            "This sign-in was begun in another window or too long ago, or is done already. Begin again here.", reason
        )


class NotVouchedFor(NotSignedIn):
    """The provider does not vouch for a mail address, or nobody who has it may come in."""


class ProviderFailed(NotSignedIn):
    """The provider does not answer, or not as it should; a password may still do."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """Where a person signs in, and what their browser has to bring back."""

    url: str = field(repr=False)
    kept: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Entered:
    """A session that has begun, and the page to go on to."""

    session: Session
    to: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Whoever signed in is invited to several businesses; what their browser has to bring with the one they choose."""

    businesses: Sequence[Tenant]
    kept: str = field(repr=False)


class ProviderDoor:
    """The door that one provider opens; `public_url` is where people reach this server, where that is set."""

    def __init__(self, office: Office, provider: OidcProvider, public_url: str | None = None) -> None:
        self._office = office
        self._provider = provider
        self._public_url = public_url

    @property
    def name(self) -> str:
        """What people call the provider."""
        return self._provider.name

    def return_to(self, seen_url: str) -> str:
        """Return where the provider sends people back to; *seen_url* is where they think that this server is."""
        return (self._public_url or seen_url.rstrip("/")) + RETURN_PATH

    async def begin(self, to: str, return_to: str) -> Begun:
        """Begin a sign-in that goes on to the page *to*; raises `ProviderFailed`."""
        state, nonce, verifier = (secret_text(os.urandom(SECRET_BYTES)) for _ in range(3))
        # RFC 7636, section 4.2.
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        try:
            url = await self._provider.sign_in_url(return_to=return_to, state=state, nonce=nonce, challenge=challenge)
        except DaysheetError as error:
            raise self._failed(error) from None
        way = {"state": state, "nonce": nonce, "verifier": verifier, "return_to": return_to, "to": to}
        return Begun(url=url, kept=self._keep(_WAY, way))

    async def finish(self, kept: str, said: Mapping[str, str], address: str) -> Entered | Choice:
        """
        Let somebody in who comes back with what the provider *said*, from a network address.

        Raises `WayLost`, `NotVouchedFor`, `ProviderFailed`.
        """
        way = self._kept(_WAY, kept)
        if not hmac.compare_digest(said.get("state", "").encode(), way["state"].encode()):
            raise WayLost("the state is another one")
        if said.get("iss", self._provider.issuer) != self._provider.issuer:
            raise WayLost("another provider answers")
        if "code" not in said or "error" in said or len(said["code"]) > CODE_CHARACTERS_MAX:
            raise self._refused(said.get("error", ""))
        vouched = await self._vouched(said["code"], way)
        await self._once(way["nonce"])
        email = self._address_in(vouched)
        businesses = await businesses_of(self._office, email)
        if not businesses:
            raise self._not_invited()
        if len(businesses) > 1:
            chosen = {"email": email, "to": way["to"], "nonce": way["nonce"]}
            return Choice(businesses=businesses, kept=self._keep(_CHOICE, chosen))
        return await self._enter(businesses[0].tenant_id, email, way["to"], address)

    async def choose(self, kept: str, tenant_id: int, address: str) -> Entered:
        """Let somebody in to the one of their businesses that they chose; raises `WayLost`, `NotVouchedFor`."""
        choice = self._kept(_CHOICE, kept)
        if not is_number(tenant_id):
            raise self._not_invited()
        await self._once(f"chosen {choice['nonce']}")
        return await self._enter(tenant_id, choice["email"], choice["to"], address)

    async def _vouched(self, code: str, way: Mapping[str, str]) -> Vouched:
        from daysheet.remote.oidc import CodeRefused

        try:
            return await self._provider.vouched(
                code=code, verifier=way["verifier"], return_to=way["return_to"], nonce=way["nonce"]
            )
        except CodeRefused as error:
            raise WayLost(str(error)) from None
        except TokenRefused as error:
            raise ProviderFailed(
                f"The answer of {self.name} could not be verified, so nobody was signed in. Begin again; where that "
                "does not help, tell whoever runs this server: its log has the reason.",
                str(error),
            ) from None
        except DaysheetError as error:
            raise self._failed(error) from None

    async def _enter(self, tenant_id: int, email: str, to: str, address: str) -> Entered:
        try:
            return Entered(session=await sign_in_vouched(self._office, tenant_id, email, address), to=to)
        except SignInRefused:
            raise self._not_invited() from None

    async def _once(self, what: str) -> None:
        """Raise `WayLost` for what was done before: a code and a choice let in once, whatever the provider thinks."""
        now = self._office.clock()
        counter = Counter(digest=keyed_digest(self._office, "provider", what), tries_max=1)
        # Longer than what it is about is taken.
        if await count_try(self._office.database, [counter], now, now + 2 * SIGN_IN_FOR) is not None:
            raise WayLost("it was used before")

    def _address_in(self, vouched: Vouched) -> str:
        if not vouched.email or not vouched.is_email_verified:
            raise NotVouchedFor(
                f"{self.name} does not confirm that your mail address is yours. Confirm it there and sign in again, "
                "or sign in with your password."
            )
        # Letters that only look alike, or become alike in lower case, make another address.
        if not vouched.email.isascii():
            raise self._not_invited()
        return vouched.email

    def _not_invited(self) -> NotVouchedFor:
        return NotVouchedFor(
            f"{self.name} knows you, but nobody has invited your mail address here, or you were shut out. Ask an "
            "owner of the business: Settings, People."
        )

    def _failed(self, error: DaysheetError) -> ProviderFailed:
        from daysheet.remote.oidc import ProviderAway

        if isinstance(error, ProviderAway):
            what = f"{self.name} does not answer just now. Try again in a few minutes, or sign in with your password."
        else:
            what = (
                f"Signing in with {self.name} is not set up rightly. Sign in with your password, and tell whoever "
                "runs this server: its log has the reason."
            )
        return ProviderFailed(what, str(error))

    def _refused(self, error: str) -> NotVouchedFor:
        # RFC 6749, section 4.1.2.1: a word for the kind of error; whatever else may stand there is not shown.
        reason = error if _ERROR.fullmatch(error) else "no code"
        said = reason.replace("_", " ")
        return NotVouchedFor(
            f"{self.name} did not sign you in ({said}). Begin again, or sign in with your password.", reason
        )

    def _keep(self, what: str, values: Mapping[str, str]) -> str:
        """Seal what the browser keeps for a while, and cannot read or change."""
        ends_at = (self._office.clock() + SIGN_IN_FOR).timestamp()
        sealed = self._office.vault.seal(json.dumps({**values, "ends_at": ends_at}).encode(), what)
        return base64.urlsafe_b64encode(sealed).decode()

    def _kept(self, what: str, text: str) -> dict[str, Any]:
        """Return what the browser kept; raises `WayLost` for what is over, or not sealed here for this."""
        try:
            if len(text) > KEPT_CHARACTERS_MAX:
                raise ValueError
            found: dict[str, Any] = json.loads(self._office.vault.open(base64.urlsafe_b64decode(text), what))
        except (ValueError, SettingWrong):
            raise WayLost("the browser brings back nothing of ours") from None
        if found["ends_at"] <= self._office.clock().timestamp():
            raise WayLost("it took too long")
        return found
