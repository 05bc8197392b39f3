"""
How a business comes by the keys of SmartMoving.

Source: the vendor's help pages and several clients: keys are made in the office app by an administrator.
"""

from __future__ import annotations

from typing import Final

from daysheet.core.ways_in import WayIn

_MAIL: Final = """Hello,

we would like to read our own data through the SmartMoving API and cannot find the key in our account.

Please tell us whether our plan includes the API, switch it on for our company if it does, and tell us which plan of
calls we have: basic or premium.

Thank you
"""

WAY_IN: Final = WayIn(
    steps=(
        "In the office app open Settings, Integrations, SmartMoving API. Your plan has to include the API.",
        "Make a key and paste it here; it is for the whole company and sees every branch. The client id beside it is "
        "not needed.",
        "To send leads as well: Settings, Sales, Lead Providers, your website, View Instructions has the provider key.",
    ),
    waiting="At once where the plan includes the API; otherwise the vendor's support has to switch it on.",
    mail_subject="API key for our company",
    mail_text=_MAIL,
)
