"""The few signs that pages use beside words, drawn here; each is only ever an addition to a word."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

_PATHS: Final = {
    "today": '<path d="M4 5h16v15H4zM4 10h16M9 3v4M15 3v4"></path>',
    "board": '<path d="M4 4h4v16H4zM10 4h4v10h-4zM16 4h4v13h-4z"></path>',
    "truck": (
        '<path d="M2 7h12v9H2zM14 10h4l3 3v3h-7z"></path>'
        '<circle cx="7" cy="18" r="2"></circle><circle cx="17" cy="18" r="2"></circle>'
    ),
    "metric": '<path d="M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6"></path>',
    "compare": '<path d="M6 20V9M12 20V4M18 20v-7M3 20h18"></path>',
    "records": '<path d="M4 5h16M4 10h16M4 15h16M4 20h16M9 5v15"></path>',
    "connection": '<path d="M9 15l6-6M8 12l-2 2a3.5 3.5 0 0 0 5 5l2-2M16 12l2-2a3.5 3.5 0 0 0-5-5l-2 2"></path>',
    "reconcile": '<path d="M12 4v16M5 8l14-2M5 8l-3 6h6zM19 6l-3 6h6z"></path>',
    "fix": '<path d="M4 7l2 2 3-4M4 17l2 2 3-4M13 7h7M13 17h7"></path>',
    "settings": (
        '<path d="M4 7h10M18 7h2M4 17h2M10 17h10"></path>'
        '<circle cx="16" cy="7" r="2"></circle><circle cx="8" cy="17" r="2"></circle>'
    ),
    "good": '<path d="M5 12l5 5L20 7"></path>',
    "warn": '<path d="M12 4L2 20h20zM12 10v4M12 17v.5"></path>',
    "bad": '<path d="M6 6l12 12M18 6L6 18"></path>',
    "clock": '<circle cx="12" cy="12" r="9"></circle><path d="M12 7v5l3 3"></path>',
    "unknown": (
        '<circle cx="12" cy="12" r="9"></circle>'
        '<path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .8-1 1.7M12 16.5v.5"></path>'
    ),
    "up": '<path d="M12 19V5M6 11l6-6 6 6"></path>',
    "down": '<path d="M12 5v14M6 13l6 6 6-6"></path>',
    "paused": '<path d="M8 5v14M16 5v14"></path>',
    "theme": '<circle cx="12" cy="12" r="8"></circle><path d="M12 4v16M12 8h6.5M12 12h8M12 16h6.5"></path>',
    "follow": '<path d="M5 21V4h13l-3 4.500 3 4.500H5"></path>',
    "brand": '<path d="M5 3h14v18H5z"></path><path d="M9 8h6M9 12h6M9 16h3"></path>',
    "person": '<circle cx="12" cy="8" r="4"></circle><path d="M4 21c1-5 4-7 8-7s7 2 8 7"></path>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"></circle><path d="M15.500 15.500L21 21"></path>',
    "more": '<path d="M5 12h.5M12 12h.5M19 12h.5"></path>',
}


def sign(name: str) -> Markup:
    """Return a sign; it is not read aloud, for a word stands beside it."""
    return Markup(f'<svg class="sign" viewBox="0 0 24 24" aria-hidden="true">{_PATHS[name]}</svg>')  # noqa: S704  # only our own paths
