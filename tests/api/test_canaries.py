"""The watch over all tests of this folder finds what it is there for."""

from __future__ import annotations

import pytest

from daysheet.operations.connections.connection_desk import told as told_of_connection
from daysheet.operations.identity import people
from daysheet.warehouse.connections import ConnectionRow, Tenants
from tests.api.canaries import Canaries
from tests.api.front import Front

pytestmark = pytest.mark.anyio

PASSWORD = "a long invented password"


def found(canaries: Canaries) -> list[str]:
    """Return what was found, so that it does not fail the test."""
    hits, canaries.hits = canaries.hits, []
    return hits


async def test_a_key_in_a_body_is_found(front: Front, canaries: Canaries, monkeypatch: pytest.MonkeyPatch) -> None:
    key = await front.key("read:records")
    assert (await front.get("/v1/me", key)).status_code == 200
    assert found(canaries) == []

    monkeypatch.setattr("daysheet.api.resources.me.sorted", lambda _: [key], raising=False)
    await front.get("/v1/me", key)

    assert any("GET /v1/me 200 body: a secret" in each for each in found(canaries))


async def test_a_sealed_secret_in_a_body_is_found(
    front: Front, canaries: Canaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(office: object, row: ConnectionRow) -> dict[str, object]:
        return {**told_of_connection(front.office, row), "reason": front.simulator.client_secret}

    monkeypatch.setattr("daysheet.operations.connections.connection_desk.told", told)
    await front.get("/v1/connections", await front.key("read:records"))

    assert any("GET /v1/connections 200 body: a secret" in each for each in found(canaries))


async def test_a_secret_in_a_header_or_a_line_is_found(front: Front, canaries: Canaries) -> None:
    key = await front.key("read:records")
    await front.get("/v1/me", key)
    assert found(canaries) == []

    front.serving.note("something", said=f"with {key}")
    await front.get("/v1/me", key, x_request_id=key[:99])

    hits = found(canaries)
    assert any("the line something: a secret" in each for each in hits)
    assert any("GET /v1/me 200 headers: a secret" in each for each in hits)


async def test_a_password_is_learned_where_it_is_used(front: Front, canaries: Canaries) -> None:
    await people.add_person(
        front.office, front.tenant, email="o@example.com", name="O", role="owner", password=PASSWORD, by="a test"
    )
    body = {"business": front.tenant.name, "email": "o@example.com", "password": PASSWORD}
    begun = await front.ask("POST", "/v1/sessions", body=body)
    assert begun.status_code == 201
    assert found(canaries) == []

    front.serving.note("signed_in", word=PASSWORD)
    front.serving.note("signed_in", cookie=begun.headers["set-cookie"])

    assert len(found(canaries)) == 2


async def test_the_name_of_another_business_is_found(
    front: Front, canaries: Canaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    neighbour = await Tenants(front.office.database).ensure("Marsh Lane Motors")
    key = await front.key("read:records")

    monkeypatch.setattr("daysheet.api.resources.me.sorted", lambda _: [f"of {neighbour.name}."], raising=False)
    await front.get("/v1/me", key)

    assert any("the name of another business" in each for each in found(canaries))


async def test_a_business_or_a_secret_in_a_metric_label_is_found(
    front: Front, canaries: Canaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    front.serving.metrics_token = "a-token-for-monitoring"
    key = await front.key("read:records")
    await front.get("/v1/me", key)
    assert (await front.get("/metrics", front.serving.metrics_token)).status_code == 200
    assert found(canaries) == []

    named = {"due": ("daysheet_schedules_due", f"Schedules of {front.tenant.name}, read with {key}.")}
    monkeypatch.setattr("daysheet.api.telemetry.GAUGES", {"readings": named})
    await front.get("/metrics", front.serving.metrics_token)

    hits = found(canaries)
    assert any("GET /metrics 200 body: a secret" in each for each in hits)
    assert any("GET /metrics 200 body: the name of another business" in each for each in hits)
