"""What the commands about keys and people share: who does it, where it holds, and how a password is given."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from cyclopts import Parameter

from daysheet.cli.wording import plain
from daysheet.core.errors import SettingMissing, SettingWrong

if TYPE_CHECKING:
    from daysheet.operations.office import Office
    from daysheet.warehouse.connections import Tenant

HERE: Final = "the command line"

By = Annotated[str, Parameter(help="Who does it, for the audit log.")]
Where = Annotated[
    list[str] | None,
    Parameter(name="--location", help="Only this location, by its name or the vendor's id; may be repeated."),
]
PasswordFile = Annotated[
    Path | None, Parameter(help="File with the password; - reads standard input.", allow_leading_hyphen=True)
]
NoInput = Annotated[bool, Parameter(help="Ask nothing.")]


async def numbers_of(office: Office, tenant: Tenant, where: list[str] | None) -> list[int] | None:
    """Return the numbers of the locations that are meant; None for all of them."""
    from daysheet.operations.identity.access import locations_named

    return await locations_named(office, tenant, where) if where else None


def password_of(path: Path | None, *, no_input: bool) -> str:
    """Return a password from a file, or as somebody types it; raises `SettingMissing`, `SettingWrong`."""
    if path is not None:
        return _text_of(path).rstrip("\r\n")
    if no_input or not sys.stdin.isatty():
        raise SettingMissing("The password is missing. Give it in a file: --password-file FILE")
    import getpass

    said, again = (getpass.getpass(f"{words} (hidden): ", stream=sys.stderr) for words in ("Password", "Once more"))
    if said != again:
        raise SettingWrong("These were two different passwords; nothing was stored.")
    return said


def moment(at: Any) -> str:
    """Return an instant to the second, and nothing for none."""
    return "" if at is None else str(plain(at.replace(microsecond=0)))


def places(numbers: list[int] | None) -> str:
    """Return locations by their numbers."""
    return "all" if numbers is None else ", ".join(str(number) for number in numbers)


def _text_of(path: Path) -> str:
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise SettingWrong(f"The password file {path} cannot be read ({reason}).") from None
