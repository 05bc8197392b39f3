"""
Carries one lead to its end: claim it, look for it where it may be at the vendor, send it, settle it.

A vendor cannot be asked to take a lead only once. So the outbox says "sending" before the first byte leaves, and
whatever was found in that state is looked for in the vendor's own list before anything is sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from daysheet.core.clock import Clock
from daysheet.core.errors import CredentialsRefused, DaysheetError, LeaseLost, Transient
from daysheet.core.events import Event, Observe
from daysheet.core.lead_forms import Fate, Reply
from daysheet.core.leads import read_lead
from daysheet.operations.outbox.lead_search import LeadList
from daysheet.remote.lead_sender import LeadSender
from daysheet.warehouse.lead_outbox import LeadOutbox, State, Submission

# A request lasts 30 seconds at most, and what was cut off may be at work at the vendor for a while after that.
LATE_BY_MAX: Final = timedelta(seconds=90)
# A lead that somebody has worked on leaves the list, so after some time its absence proves nothing.
ABSENCE_PROVES_FOR: Final = timedelta(hours=2)
# A lead that fails each time is no longer tried after this.
DOUBT_MAX: Final = timedelta(days=1)
ROUNDS_MAX: Final = 3

ENDS: Final[Mapping[Fate, State]] = {
    Fate.ACCEPTED: "accepted",
    Fate.ALREADY_THERE: "already_there",
    Fate.REFUSED: "refused",
}


@dataclass(frozen=True, kw_only=True)
class _InHand:
    """One submission under our lease; `reply` is what the attempt of this round came to, where there was one."""

    row: Submission
    fence: int
    reply: Reply | None = None


@dataclass(kw_only=True)
class LeadDesk:
    """Sends the leads of one connection; `title` is what people call the vendor."""

    connection: str
    title: str
    outbox: LeadOutbox
    sender: LeadSender
    leads: LeadList
    clock: Clock
    observe: Observe

    async def finish(self, number: int) -> Submission:
        """
        Bring a submission as far as it goes now, and return it as it is then.

        One that is settled, or that another process has in hand, is left as it is. Raises `CredentialsRefused`
        where the vendor does not know the key, or does not let us look.
        """
        fence = await self.outbox.claim(number)
        if fence is None:
            return await self.outbox.one(number)
        self._step("claimed")
        held = _InHand(row=await self.outbox.one(number), fence=fence)
        with suppress(LeaseLost):
            await self._rounds(held)
        return await self.outbox.one(number)

    async def _rounds(self, held: _InHand) -> None:
        """Look and send in turns until the end is known, or until looking has to wait."""
        for _ in range(ROUNDS_MAX):
            if held.row.may_be_there and not await self._may_be_sent(held):
                return
            held = await self._attempt(held)
            if held.reply is None or held.reply.fate is not Fate.UNKNOWN:
                return
        if await self._may_be_sent(held):
            await self._leave(held, "unknown", f"{self.title} failed {ROUNDS_MAX} times in a row")

    async def _attempt(self, held: _InHand) -> _InHand:
        """Send once and write down what came of it; with an unknown end it stays in hand."""
        number, fence = held.row.submission_id, held.fence
        until = await self.outbox.begin_sending(number, fence)
        self._step("sending")
        if self.clock() >= until:
            raise LeaseLost("This process was stopped for longer than its lease; the lead goes on elsewhere.")
        reply = await self.sender.send(read_lead(held.row.lead))
        self._step("answered")
        if reply.fate in ENDS:
            error = f"{self.title} refused it" if reply.fate is Fate.REFUSED else None
            await self.outbox.settle(
                number, fence, ENDS[reply.fate], answer=reply.text, lead_id=reply.lead_id, error=error
            )
            self._step("settled")
        elif reply.fate is not Fate.UNKNOWN:
            # An earlier attempt that was looked for in vain may still have been too early to look.
            state: State = "unknown" if held.row.may_be_there else "waiting"
            said = "does not know the provider key" if reply.fate is Fate.KEY_REFUSED else "did not take it"
            await self.outbox.put_back(number, fence, state, error=f"{self.title} {said}", answer=reply.text)
            if reply.fate is Fate.KEY_REFUSED:
                raise self._key_refused(reply.text)
        return _InHand(row=await self.outbox.one(number), fence=fence, reply=reply)

    async def _may_be_sent(self, held: _InHand) -> bool:
        """Look for the lead at the vendor; settle it or leave it, unless it is certain that it is not there."""
        row, now = held.row, self.clock()
        assert row.sent_at is not None
        assert row.tried_at is not None
        is_over = held.reply is not None and held.reply.is_over
        certain_from = row.tried_at if is_over else row.tried_at + LATE_BY_MAX
        try:
            listing = await self.leads.listing(
                row.sent_at, min(certain_from, now), now, has_to_be_new=held.reply is not None
            )
        except DaysheetError as error:
            await self._leave(held, "unknown", f"it may be there, and could not be looked for ({type(error).__name__})")
            if isinstance(error, Transient):
                return False
            raise
        found = listing.alike(read_lead(row.lead), row.sent_at)
        taken = await self.outbox.taken([each.lead_id for each in found])
        mine = next((each.lead_id for each in found if each.lead_id not in taken), None)
        self._step("looked")
        if mine is not None:
            await self.outbox.settle(row.submission_id, held.fence, "accepted", lead_id=mine)
            self._step("settled")
            return False
        if not listing.is_whole or listing.as_of < certain_from:
            at = certain_from.strftime("%H:%M:%S")
            await self._leave(held, "unknown", f"it may be there; whether it is can be told from {at} UTC on")
            return False
        if now - row.tried_at > ABSENCE_PROVES_FOR or now - row.sent_at > DOUBT_MAX:
            given_up = f"{self.title} does not list it, which proves nothing by now: look there, then submit it anew"
            await self.outbox.settle(row.submission_id, held.fence, "given_up", error=given_up)
            return False
        return True

    async def _leave(self, held: _InHand, state: State, error: str) -> None:
        answer = held.reply.text if held.reply else None
        await self.outbox.put_back(held.row.submission_id, held.fence, state, error=error, answer=answer)

    def _key_refused(self, text: str) -> CredentialsRefused:
        return CredentialsRefused(
            f"{self.title} does not know the provider key of connection {self.connection!r}: {text} The lead waits. "
            f"Replace the key (daysheet connections rotate {self.connection}), then: daysheet leads send"
        )

    def _step(self, name: str) -> None:
        self.observe(Event(step=name))
