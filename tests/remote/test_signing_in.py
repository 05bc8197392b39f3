"""A credential buys a token once, a refused token is renewed once, and a refused credential ends it."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from daysheet.core.errors import CredentialsRefused, PageFailed, VendorChanged, VendorUnavailable
from daysheet.core.vendor_tokens import VendorTokens
from tests.remote.scripted import BASE_URL, KEY, SECRET, Scripted, bare, caller, content, page


async def test_the_token_is_bought_once_and_goes_along_with_every_call() -> None:
    vendor = Scripted()

    async with caller(vendor) as client:
        await client.sign_in()
        for _ in range(3):
            await client.get("/orders", {"page": 0}, content)

    assert vendor.tokens == 1
    assert {call.headers["authorization"] for call in vendor.calls} == {"Bearer token-1"}
    assert client.scope == ("7", "8")


async def test_what_one_caller_bought_the_next_one_uses_where_it_need_not_be_new() -> None:
    vendor, tokens = Scripted(), VendorTokens()
    scopes = []

    for must_be_new in (False, False, True):
        async with caller(vendor, tokens=tokens) as client:
            await client.sign_in(must_be_new=must_be_new)
            await client.get("/orders", {}, content)
            scopes.append(client.scope)

    assert [call.headers["authorization"][-1] for call in vendor.calls] == ["1", "1", "2"]
    assert scopes == [("7", "8"), (), ("7", "8")]
    assert SECRET["client_secret"] not in repr(tokens)
    assert "token-2" not in repr(tokens)


async def test_a_remembered_token_that_is_good_no_more_is_bought_anew_for_all() -> None:
    vendor, tokens = Scripted(answers=[page(), bare(401), page()]), VendorTokens()

    for _ in range(3):
        async with caller(vendor, tokens=tokens) as client:
            await client.sign_in(must_be_new=False)
            await client.get("/orders", {}, content)

    assert [call.headers["authorization"][-1] for call in vendor.calls] == ["1", "1", "2", "2"]


async def test_a_remembered_token_is_of_one_credential_at_one_address() -> None:
    tokens = VendorTokens()
    tokens.keep(BASE_URL, SECRET, "good")

    assert tokens.of(BASE_URL, dict(reversed(SECRET.items()))) == "good"
    assert tokens.of("https://other.example.com", SECRET) is None
    assert tokens.of(BASE_URL, {**SECRET, "client_secret": "rotated"}) is None


async def test_the_credential_is_sent_for_the_token_alone() -> None:
    vendor = Scripted()

    async with caller(vendor) as client:
        await client.get("/orders", {}, content)

    sign_in, call = vendor.requests
    assert sign_in.headers["authorization"] == "Basic c2hvcDpjYW5hcnktc2VjcmV0"
    assert (sign_in.method, sign_in.content) == ("POST", b"grant_type=client_credentials")
    assert call.headers["authorization"] == "Bearer token-1"


async def test_an_api_key_goes_along_with_every_call() -> None:
    vendor = Scripted()

    async with caller(vendor, KEY) as client:
        await client.sign_in()
        await client.get("/orders", {}, content)

    assert [call.headers["x-api-key"] for call in vendor.requests] == ["canary-key"]


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_wrong_secret_is_told_with_the_connection_and_what_to_do(status: int, waits: list[float]) -> None:
    vendor = Scripted(sign_ins=[bare(status, b'{"error": "invalid_client"}')])

    async with caller(vendor) as client:
        with pytest.raises(CredentialsRefused, match=rf"'main-street' \(HTTP {status}\).*rotate main-street"):
            await client.sign_in()

    assert (vendor.tokens, waits) == (1, [])


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b'{"access_token": null}',
        b'{"access_token": ""}',
        b'{"access_token": 5}',
        b'{"access_token": {}}',
        b'{"access_token": "a\\r\\nx-evil: 1"}',
        b'{"access_token": "caf\\u00e9"}',
        b'{"access_token": "a b"}',
        b'{"access_token": "x\\n"}',
        b'{"access_token": "x"',
        b'{"access_token": "\xff"}',
        b'{"access_token": "x", "tree": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    ],
    ids=lambda body: ascii(body)[:40],
)
async def test_a_sign_in_without_a_usable_token_points_to_the_base_url(body: bytes) -> None:
    async with caller(Scripted(sign_ins=[bare(200, body)])) as client:
        with pytest.raises(VendorChanged, match=r"without an access token.*https://shop\.example\.com"):
            await client.sign_in()


async def test_a_sign_in_that_was_cut_on_its_way_is_tried_again(waits: list[float]) -> None:
    vendor = Scripted(sign_ins=[bare(200, b'{"access_tok'), page({"access_token": "t"})])

    async with caller(vendor) as client:
        await client.get("/orders", {}, content)

    assert len(waits) == 1
    assert vendor.calls[0].headers["authorization"] == "Bearer t"


async def test_a_sign_in_that_is_json_without_a_token_is_not_tried_again(waits: list[float]) -> None:
    vendor = Scripted(sign_ins=[page({"error": "none"}), page({"access_token": "t"})])

    async with caller(vendor) as client:
        with pytest.raises(VendorChanged, match="without an access token"):
            await client.sign_in()

    assert (vendor.tokens, waits) == (1, [])


async def test_a_sign_in_page_in_html_is_no_sign_in() -> None:
    vendor = Scripted(sign_ins=[bare(200, b"<html>Sign in</html>", content_type="text/html")])

    async with caller(vendor) as client:
        with pytest.raises(PageFailed, match="<html>Sign in</html>' instead of JSON"):
            await client.sign_in()

    assert vendor.tokens == 6


async def test_a_redirect_at_the_sign_in_is_not_followed() -> None:
    vendor = Scripted(sign_ins=[bare(302, location="https://evil.example.org/token")])

    async with caller(vendor) as client:
        with pytest.raises(VendorChanged, match=r"redirects /token to 'evil\.example\.org'"):
            await client.sign_in()

    assert {request.url.host for request in vendor.requests} == {"shop.example.com"}


async def test_a_sign_in_that_is_down_for_a_moment_is_tried_again(waits: list[float]) -> None:
    vendor = Scripted(sign_ins=[bare(503), httpx2.ConnectError("refused"), page({"access_token": "t"})])

    async with caller(vendor) as client:
        await client.get("/orders", {}, content)

    assert len(waits) == 2
    assert vendor.calls[0].headers["authorization"] == "Bearer t"


async def test_a_sign_in_that_stays_down_is_told_after_six_attempts() -> None:
    vendor = Scripted(sign_ins=[bare(500)])

    async with caller(vendor) as client:
        with pytest.raises(VendorUnavailable, match="/token with HTTP 500"):
            await client.sign_in()

    assert vendor.tokens == 6


@pytest.mark.parametrize("is_new", [True, False], ids=["another token", "the same token"])
async def test_a_token_that_died_is_renewed_once_by_however_many_callers(is_new: bool) -> None:
    """Every caller finds out before any of them renews, so that all of them would want to."""
    callers = 8
    refused: list[httpx2.Request] = []
    tokens: list[str] = []
    all_were_refused = asyncio.Event()

    async def vendor(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/token":
            tokens.append(f"token-{len(tokens) if is_new else 0}")
            return page({"access_token": tokens[-1]})
        if len(refused) < callers:
            refused.append(request)
            if len(refused) == callers:
                all_were_refused.set()
            await all_were_refused.wait()
            return bare(401)
        return page({"id": 1})

    async with caller(vendor) as client:
        found = await asyncio.gather(*(client.get("/orders", {"page": n}, content) for n in range(callers)))

    assert found == [{"id": 1}] * callers
    assert len(refused) == callers
    assert len(tokens) == 2


async def test_a_key_that_was_revoked_is_refused_and_not_tried_again() -> None:
    vendor = Scripted(answers=[page(), bare(401)])

    async with caller(vendor) as client:
        await client.get("/orders", {}, content)
        for _ in range(3):
            with pytest.raises(CredentialsRefused, match="HTTP 401"):
                await client.get("/orders", {}, content)

    assert vendor.tokens == 2
    assert len(vendor.calls) == 3


async def test_a_renewal_that_is_refused_ends_it_for_all_callers_with_one_attempt() -> None:
    vendor = Scripted(answers=[bare(401)], sign_ins=[page({"access_token": "t"}), bare(401)])

    async with caller(vendor) as client:
        found = await asyncio.gather(
            *(client.get("/orders", {"page": n}, content) for n in range(8)), return_exceptions=True
        )

    assert all(isinstance(each, CredentialsRefused) for each in found)
    assert vendor.tokens == 2


async def test_an_api_key_that_is_refused_is_refused_at_once() -> None:
    vendor = Scripted(answers=[bare(401)])

    async with caller(vendor, KEY) as client:
        for _ in range(2):
            with pytest.raises(CredentialsRefused, match="HTTP 401"):
                await client.get("/orders", {}, content)

    assert len(vendor.requests) == 1
