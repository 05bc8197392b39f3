"""
Sends a message to a mail or chat service, by an address in the form of the apprise library.

Whoever may add a channel makes this machine speak to a host of their choice, one inside its own network too: a mail
server there is what many want. So the operator of the host decides who may add one. What an address can never do is
run something, read or write a file, or be led elsewhere by a redirect: only network services of a fixed list are
taken, and none with an option that names a file. Addresses hold tokens, so that no error and no log line holds one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import threading
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from daysheet.core.errors import SettingWrong

if TYPE_CHECKING:
    from apprise import NotifyBase

# Less than the lease of a message.
SEND_SECONDS_MAX: Final = 30.0
URL_CHARACTERS_MAX: Final = 4_000

# Of apprise 2.2: each sends over the network to one service and does nothing else.
SERVICES: Final = frozenset(
    {
        *("apprise", "apprises", "betterstack", "brevo", "clicksend", "discord", "flock", "form", "forms", "gchat"),
        *("gotify", "gotifys", "ilert", "incidentio", "infobip", "json", "jsons", "line", "mailersend", "mailgun"),
        *("mailto", "mailtos", "matrix", "matrixs", "mmost", "mmosts", "msgbird", "nctalk", "nctalks", "nexmo"),
        *("ntfy", "ntfys", "opsgenie", "pagerduty", "pagertree", "pbul", "plivo", "postmark", "pover", "pushed"),
        *("resend", "ringc", "rocket", "rockets", "ryver", "sendgrid", "ses", "signal", "signals", "signl4"),
        *("simplepush", "sinch", "slack", "smtp2go", "sns", "sparkpost", "splunk", "squadcast", "tgram", "threema"),
        *("twilio", "twist", "victorops", "vonage", "webex", "whatsapp", "workflow", "workflows", "wxteams"),
        *("xml", "xmls", "zoom", "zulip"),
    }
)
# Options that read a file or fetch one, make keys, follow a redirect, or make one sending last long.
_REFUSED_OPTION: Final = re.compile(
    r"[?&]\s*(template|keyfile|subfile|pgp\w*|wkd|attach\w*|config|store|redirects?|retry|wait|cto|rto)\s*=",
    re.IGNORECASE,
)
_STATUS: Final = re.compile(r"\berror=(\d{3})\b")
_LIBRARY_LOGS: Final = ("apprise", "requests", "urllib3", "oauthlib", "requests_oauthlib")


class _Reasons(logging.Handler):
    """Keeps what the library warns of in a thread, as far as it is a status code: the rest may hold a token."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._found = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        found = _STATUS.search(record.getMessage())
        if found is not None:
            self._found.status = found[1]

    def forget(self) -> None:
        self._found.status = None

    def status(self) -> str | None:
        found: str | None = getattr(self._found, "status", None)
        return found


_REASONS: Final = _Reasons()


def service_of(url: str) -> str:
    """Return the service of an address; raises `SettingWrong`, which does not repeat the address."""
    word, found, _ = url.partition("://")
    service = word.strip().lower()
    if not found or not service.isalnum():
        raise SettingWrong(
            "That is no address of a channel. Example: mailtos://user:password@example.com?to=owner@example.com"
        )
    if service not in SERVICES:
        known = ", ".join(sorted(SERVICES))
        raise SettingWrong(f"Alerts are not sent by {service!r}. Services: {known}.")
    if len(url) > URL_CHARACTERS_MAX or any(not each.isprintable() for each in url):
        raise SettingWrong(f"The address of a channel is one line of up to {URL_CHARACTERS_MAX:,} characters.")
    refused = _REFUSED_OPTION.search(url) or _REFUSED_OPTION.search(unquote(url))
    if refused is not None:
        raise SettingWrong(f"The option {refused[1].lower()!r} is not taken in the address of a channel.")
    return service


async def checked_service(url: str) -> str:
    """Return the service of an address that the library understands; raises `SettingWrong`."""
    service = service_of(url)
    if await _in_a_thread(_is_understood, url) is not True:
        raise SettingWrong(
            f"The address is not in the form that {service} takes. See the page of that service at appriseit.com."
        )
    return service


async def send(url: str, title: str, body: str) -> str | None:
    """Send one message; return None once the service took it, else why not, in words without the address."""
    try:
        service_of(url)
        async with asyncio.timeout(SEND_SECONDS_MAX):
            reason: str | None = await _in_a_thread(_send, url, title, body)
            return reason
    except SettingWrong as error:
        return str(error)
    except TimeoutError:
        return f"no answer within {SEND_SECONDS_MAX:.0f} seconds"


def _send(url: str, title: str, body: str) -> str | None:
    target = _target(url)
    if target is None:
        return "its address is not understood"
    _REASONS.forget()
    try:
        if target.notify(title=title, body=body, body_format="text"):
            return None
    except Exception as error:  # Whatever a plug-in of the library raises, the message is sent again later.
        return f"the library failed ({type(error).__name__})"
    status = _REASONS.status()
    return f"it answered with HTTP {status}" if status else "it cannot be reached, or does not take the message"


def _is_understood(url: str) -> bool:
    return _target(url) is not None


def _target(url: str) -> NotifyBase | None:
    """Return what sends to an address; the library and its plug-ins are loaded with the first one."""
    import apprise

    _silence()
    asset = apprise.AppriseAsset(
        app_id="Daysheet",
        app_desc="Daysheet",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        http_redirects=False,
        storage_mode="memory",
        pgp_autogen=False,
        pem_autogen=False,
        allow_templates=False,
    )
    target: Any = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if not isinstance(target, apprise.NotifyBase):
        return None
    # Some services refuse what is longer than they like; several parts arrive.
    target.overflow_mode = apprise.OverflowMode.SPLIT
    return target


def _silence() -> None:
    """Let the libraries write no line of their own: at some levels they write whole addresses."""
    for name in _LIBRARY_LOGS:
        log = logging.getLogger(name)
        log.propagate = False
        log.setLevel(logging.WARNING)
        if _REASONS not in log.handlers:
            log.handlers[:] = [_REASONS]


async def _in_a_thread(work: Any, *values: str) -> Any:
    """
    Return what a blocking call returns, from a thread that keeps nobody waiting.

    The usual threads of the event loop are waited for when the process ends, however long a service is silent.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Any] = loop.create_future()

    def settle(result: Any, error: BaseException | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(result)
        else:
            done.set_exception(error)

    def run() -> None:
        result, failed = None, None
        try:
            result = work(*values)
        except Exception as error:  # It belongs to whoever waits, in another thread.
            failed = error
        # The loop is closed when the process ends meanwhile; then nobody waits any more.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, result, failed)

    threading.Thread(target=run, name="notice", daemon=True).start()
    return await done
