"""The ranking beside a comparison, as tests read it off the page and ask the API for it."""

from __future__ import annotations

import re
from typing import Any, Final

from daysheet.api.resources.ranking_shapes import RankingShape
from tests.api.shaped import fits
from tests.console.house import Guest, House, text_of

ROW: Final = re.compile(r"<tr(?: class=\"unranked\")?><td data-label=\"Rank\">.*?</tr>", re.DOTALL)


def section(page: str) -> str:
    """Return the part of a page that tells of rank."""
    found = page[page.index('id="rank"') :]
    return found[: found.index("</section>")]


async def asked(house: House, path: str, **how: Any) -> dict[str, Any]:
    """Return what the API tells of a ranking."""
    key = await house.front.key("read:metrics", **how)
    answer = await house.front.client.get(f"{house.base_url}{path}", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert fits(RankingShape, found)
    return found


async def opened(guest: Guest, path: str) -> str:
    answer = await guest.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def of_api(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return name, rank and score of each place, as the page writes them."""
    return [
        (
            each["location"]["name"],
            str(each["rank"]) if each["rank"] else f"not ranked: {', '.join(each['not_ranked'][:2])}",
            "" if each["score"] is None else f"{each['score']:.1f}",
        )
        for each in found["data"]
    ]


def of_page(page: str) -> list[tuple[str, str, str]]:
    """Return name, rank and score of each place of a page."""
    found = []
    for row in ROW.findall(section(page)):
        rank, name, score = (each[1] for each in re.findall(r"<(td|th)\b[^>]*>(.*?)</\1>", row, re.DOTALL)[:3])
        called, _, besides = name.partition("</bdi>")
        found.append((text_of(called), text_of(rank) or text_of(besides), text_of(score)))
    return found
