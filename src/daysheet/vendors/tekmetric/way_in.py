"""
How a business comes by a credential of Tekmetric's partner API.

Source: the vendor's partner documentation, and reports of developers about how long an application takes.
"""

from __future__ import annotations

from typing import Final

from daysheet.core.ways_in import WayIn

_MAIL: Final = """Hello,

we own one or more shops that use Tekmetric and would like to read our own data through your public API: repair
orders, customers, vehicles, appointments, jobs, inventory and employees of our shops. We only read; nothing is
written back.

Please let us know how to apply for API access, and put all of our shops into the scope of the credential. We need
the client id and the client secret, first for the sandbox if that is your rule.

Thank you
"""

WAY_IN: Final = WayIn(
    steps=(
        "Apply for API access with the vendor's application form for partners, or send the mail below.",
        "The vendor answers with a client id and a client secret, usually for its sandbox first.",
        "Ask for every shop of yours to be in the scope: a credential sees the shops in it and no others.",
    ),
    waiting="Applications are looked through by hand; two to three weeks are usual.",
    mail_subject="API access for our shops",
    mail_text=_MAIL,
    other_hosts={"https://sandbox.tekmetric.com": "the vendor's sandbox, with data of its own and half the pace"},
)
