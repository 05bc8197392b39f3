"""Fetches pages of one stream at one location: the wanted page first, the next ones already on their way."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import quote

from daysheet.core.answers import Answer
from daysheet.core.errors import PageFailed
from daysheet.core.paging import Ask, what_is_wrong
from daysheet.core.vendor import Stream, Vendor
from daysheet.engine.pages import Page, PageReader
from daysheet.remote import VendorClient

PAGE_ATTEMPTS_MAX: Final = 3
PAGES_AHEAD: Final = 2
CLOCK_UNKNOWN_MARGIN: Final = timedelta(minutes=15)
GONE: Final = Page(body=b"", records=(), total=0, pages=0, is_last=True, fetched_at=datetime.min.replace(tzinfo=UTC))


def written(at: datetime) -> str:
    """Write an instant as vendors want it, whole seconds, cut down."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Fetcher:
    """
    Fetches the pages that a reading asks for, some of them ahead.

    Pages are asked for in order and given in order; how many calls are under way at once is the vendor's
    `calls_at_once`. Twice as many pages may be there or on their way, so that the line is not idle
    while a batch is stored.
    """

    def __init__(
        self, client: VendorClient, vendor: Vendor, stream: Stream, location_key: int | str | None, reader: PageReader
    ) -> None:
        self._client = client
        self._vendor = vendor
        self._stream = stream
        self._location_key = location_key
        self._reader = reader
        self.days: tuple[date, date] | None = None
        self._under_way: dict[Ask, asyncio.Task[Page]] = {}
        self._ahead = PAGES_AHEAD * vendor.calls_at_once
        self._lines = asyncio.Semaphore(vendor.calls_at_once)

    async def page(self, ask: Ask, pages: int | None, before: Page | None) -> Page:
        """
        Return the page asked for.

        *pages* is how many the list was last said to have. A page that contradicts what was promised
        is asked for again; raises `PageFailed` where it stays like that.
        """
        self._look_ahead(ask, pages)
        page = await self._under_way.pop(ask)
        for _ in range(PAGE_ATTEMPTS_MAX - 1):
            wrong = self._wrong(page, ask, before)
            if wrong is None:
                return page
            page = await self._fetch(ask)
        wrong = self._wrong(page, ask, before)
        if wrong is not None:
            raise PageFailed(
                f"{self._vendor.name} does not serve {self._stream.name} as promised: {wrong}. "
                "What came before it is stored; the cursor was not moved."
            )
        return page

    @staticmethod
    def _wrong(page: Page, ask: Ask, before: Page | None) -> str | None:
        is_repeated = before is not None and before.records == page.records
        return what_is_wrong(ask, count=len(page.records), is_repeated=is_repeated, total=page.total, pages=page.pages)

    def _look_ahead(self, ask: Ask, pages: int | None) -> None:
        self._under_way = {each: task for each, task in self._under_way.items() if self._is_useful(each, task, ask)}
        last = ask.page + 1 if pages is None else max(ask.page + 1, min(pages, ask.page + self._ahead))
        wanted = [Ask(ask.list, ask.since, number) for number in range(ask.page, last)]
        for each in wanted if ask.beside is None else [*wanted, ask.beside]:
            if each not in self._under_way:
                self._under_way[each] = asyncio.create_task(self._fetch_in_turn(each))

    async def _fetch_in_turn(self, ask: Ask) -> Page:
        async with self._lines:
            return await self._fetch(ask)

    @staticmethod
    def _is_useful(each: Ask, task: asyncio.Task[Page], ask: Ask) -> bool:
        if each == ask.beside or (each.list == ask.list and each.since == ask.since and each.page >= ask.page):
            return True
        task.cancel()
        return False

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._under_way.values():
            task.cancel()
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)
        self._under_way.clear()

    def _parameters(self) -> dict[str, str | int]:
        parameters: dict[str, str | int] = dict(self._stream.parameters)
        if self._location_key is not None and self._stream.per_location:
            parameters[self._vendor.location_parameter] = self._location_key
        if self._stream.days is not None and self.days is not None:
            first_on, last_on = self.days
            parameters[self._stream.days.from_parameter] = f"{first_on:%Y%m%d}"
            parameters[self._stream.days.to_parameter] = f"{last_on:%Y%m%d}"
        return parameters

    async def _fetch(self, ask: Ask) -> Page:
        parameters = self._parameters()
        paging = self._stream.paging
        if paging is not None:
            parameters |= paging.numbered(ask.page)
        filter_name = self._stream.deleted_since if ask.list == "deleted" else self._stream.changed_since
        if ask.since is not None and filter_name is not None:
            parameters[filter_name] = written(ask.since)
        return await self._client.get(self._stream.path, parameters, self._reader.page_of)

    async def one(self, source_id: str, **more: str) -> Page:
        """Return one record by its id, and whatever else stands in its path, or `GONE`."""
        assert self._stream.one_path is not None
        words = {name: quote(value, safe="") for name, value in {"id": source_id, **more}.items()}

        def read(answer: Answer) -> Page:
            return self._reader.one_of(answer, source_id)

        path = self._stream.one_path.format(**words)
        return await self._client.get(path, self._parameters_of_one(), read, missing=GONE)

    def _parameters_of_one(self) -> Mapping[str, str | int]:
        parameters: dict[str, str | int] = dict(self._stream.one_parameters)
        if self._location_key is not None and self._stream.per_location:
            parameters[self._vendor.location_parameter] = self._location_key
        return parameters

    def answered_at(self, page: Page) -> datetime:
        """Return the vendor's time of an answer; well before ours where the vendor never tells its own."""
        if self._client.vendor_ahead is None:
            return page.fetched_at - CLOCK_UNKNOWN_MARGIN
        return page.fetched_at + self._client.vendor_ahead
