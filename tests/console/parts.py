"""Parts of pages by themselves, without a house around them."""

from __future__ import annotations

from collections.abc import Callable

from daysheet.console import templating


def macro(template: str, name: str) -> Callable[..., str]:
    """Return one part of a template, to be called with what it is about."""
    found: Callable[..., str] = getattr(templating._templates().get_template(template).module, name)
    return found
