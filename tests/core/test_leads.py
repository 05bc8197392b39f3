"""What a lead has to be, when two are the same, and what a vendor's answers mean."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from daysheet.core.errors import SettingWrong
from daysheet.core.lead_forms import Fate, Sighting
from daysheet.core.leads import Lead, read_lead
from daysheet.vendors.smartmoving.leads import LEADS

NOOR = {"full_name": "Noor Castellane", "phone": "902-555-0188", "email": "noor.c@example.com", "move_on": "2026-09-05"}
AT = datetime(2026, 8, 12, 15, tzinfo=UTC)
OWN_URL = "https://data.example.com/v1"
SEEN = Sighting(
    lead_id="78cb655b",
    name="Noor  Castellane ",
    phone="9025550188",
    email="Noor.C@example.com",
    move_on=date(2026, 9, 5),
    branch_id="B1",
    created_at=AT,
)


def test_a_lead_is_read_under_our_names_and_under_those_of_websites() -> None:
    ours = read_lead({**NOOR, "opt_in": True, "origin_city": "Halifax", "parkingPermit": "yes"})
    theirs = read_lead(
        {
            "fullName": " Noor Castellane ",
            "phoneNumber": "902-555-0188",
            "Email": "noor.c@example.com",
            "moveDate": "20260905",
            "userOptIn": "true",
            "originCity": "Halifax",
            "notes": "  ",
            "lastName": None,
            "parkingPermit": "yes",
        }
    )

    assert ours == theirs
    assert (ours.move_on, ours.opt_in, ours.notes) == (date(2026, 9, 5), True, None)
    assert ours.extra == {"parkingPermit": "yes"}
    assert read_lead(ours.to_json()) == ours


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "one flat JSON object"),
        ({}, "a name is missing"),
        ({"full_name": "  "}, "a name is missing"),
        ({"first_name": "Noor"}, "a name is missing"),
        ({"full_name": "Noor Castellane", "first_name": "Noor"}, "the name is given twice"),
        ({"full_name": "Noor", "fullName": "Noor"}, "full_name is given twice"),
        ({**NOOR, "phone": 9025550188}, "phone has to be a text"),
        ({**NOOR, "email": "noor"}, "email is no mail address"),
        ({**NOOR, "move_on": "9/5/2026"}, "move_on has to be a day such as 2026-09-05"),
        ({**NOOR, "move_on": "2026-02-30"}, "move_on has to be a day such as 2026-09-05"),
        ({**NOOR, "opt_in": "perhaps"}, "opt_in has to be true or false"),
        ({**NOOR, "origin_address": "1 Sample Mews", "originCity": "Halifax"}, "the origin is given twice"),
        ({**NOOR, "stairs": ["two"]}, "'stairs' has to be one text, number, true or false"),
        ({**NOOR, "rooms": float("inf")}, "'rooms' has to be one text"),
        ({**NOOR, "notes": "a\0b"}, "notes holds a character"),
        ({**NOOR, "notes": "\ud800"}, "notes holds a character"),
        ({**NOOR, "move_size": "x" * 2_001}, "move_size is longer than 2,000 characters"),
        ({**NOOR, **{f"field {number}": 1 for number in range(51)}}, "more than 50 fields"),
    ],
)
def test_what_does_not_fit_is_named_and_never_repeated(document: Any, said: str) -> None:
    with pytest.raises(SettingWrong) as wrong:
        read_lead(document)

    assert said in str(wrong.value)
    assert [canary for canary in ("Castellane", "555", "9/5/2026", "perhaps") if canary in str(wrong.value)] == []


def test_all_that_does_not_fit_is_named_at_once() -> None:
    with pytest.raises(SettingWrong, match=r"email is no mail address; .*a name is missing"):
        read_lead({"email": "noor"})


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({"full_name": " noor   castellane"}, True),
        ({"phone": "+1 (902) 555-0188"}, True),
        ({"email": "other@example.com"}, True),
        ({"notes": "Third floor"}, True),
        ({"full_name": "Noor Castellani"}, False),
        ({"phone": "902-555-0189"}, False),
        ({"move_on": "2026-09-06"}, False),
        ({"branch_id": "B1"}, False),
    ],
)
def test_the_same_wish_is_one_whatever_its_notes(change: dict[str, str], is_same: bool) -> None:
    one, other = read_lead(NOOR), read_lead({**NOOR, **change})

    assert (one.dedup_digest == other.dedup_digest) is is_same
    assert one.digest == read_lead(dict(reversed(NOOR.items()))).digest
    assert one.digest != other.digest


def test_without_a_telephone_the_mail_tells_two_of_one_name_apart() -> None:
    here = Lead(full_name="Wes Abara", email="wes@example.com")

    assert here.dedup_digest != replace(here, email="abara@example.com").dedup_digest
    assert here.dedup_digest == replace(here, email="WES@example.com").dedup_digest


def test_a_name_in_parts_is_the_same_name() -> None:
    parts = Lead(first_name="Noor", last_name="Castellane")

    assert parts.name == "Noor Castellane"
    assert parts.dedup_digest == Lead(full_name="Noor Castellane").dedup_digest


def test_the_body_has_the_vendors_names_and_words() -> None:
    lead = read_lead({**NOOR, "phone_type": "MOBILE", "service_type": "MovingAndPacking", "branch_id": "B1", "cats": 2})

    assert json.loads(LEADS.body(lead)) == {
        "fullName": "Noor Castellane",
        "phoneNumber": "902-555-0188",
        "email": "noor.c@example.com",
        "moveDate": "20260905",
        "phoneType": "Mobile",
        "serviceType": "MovingAndPacking",
        "cats": 2,
    }
    assert LEADS.parameters(lead, "canary") == {"providerKey": "canary", "branchId": "B1"}
    assert LEADS.problems(lead) == []


def test_a_word_the_vendor_does_not_know_is_a_problem() -> None:
    wrong = LEADS.problems(read_lead({**NOOR, "phone_type": "fax", "service_type": "sailing"}))

    assert [each.partition(" ")[0] for each in wrong] == ["phone_type", "service_type"]
    assert "mobile, home, office, other" in wrong[0]


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        (OWN_URL, "https://api.smartmoving.com/api/leads/from-provider/v2"),
        (f"{OWN_URL}/", "https://api.smartmoving.com/api/leads/from-provider/v2"),
        ("http://127.0.0.1:8800/v1", "http://127.0.0.1:8800/api/leads/from-provider/v2"),
        ("https://proxy.example.com", "https://proxy.example.com/api/leads/from-provider/v2"),
    ],
)
def test_leads_go_to_the_vendors_host_or_to_where_the_connection_goes(base_url: str, address: str) -> None:
    assert LEADS.address(OWN_URL, base_url) == address


@pytest.mark.parametrize(
    ("status", "body", "fate", "lead_id", "text"),
    [
        (200, '{"leadId": "7-a"}', Fate.ACCEPTED, "7-a", '{"leadId": "7-a"}'),
        (201, '{"id": "7-a"}', Fate.ACCEPTED, "7-a", '{"id": "7-a"}'),
        (200, '"7-a"', Fate.ACCEPTED, "7-a", '"7-a"'),
        (200, "", Fate.ACCEPTED, None, ""),
        (200, '{"leadId": 7}', Fate.ACCEPTED, None, '{"leadId": 7}'),
        (200, "<html>", Fate.UNKNOWN, None, "a web page with HTTP 200"),
        (400, '{"message": "This lead has already been submitted."}', Fate.ALREADY_THERE, None, "This lead has"),
        (400, "This lead has Already been submitted.", Fate.ALREADY_THERE, None, "This lead has"),
        (400, '{"message": "Provider not found."}', Fate.KEY_REFUSED, None, "Provider not found."),
        (400, '{"message": "Branch not found."}', Fate.REFUSED, None, "Branch not found."),
        (422, "No.", Fate.REFUSED, None, "No."),
        (400, "", Fate.REFUSED, None, "HTTP 400"),
        (403, "<html>", Fate.NOT_TAKEN, None, "a web page with HTTP 403"),
        (404, "", Fate.NOT_TAKEN, None, "HTTP 404"),
        (404, "Branch not found", Fate.REFUSED, None, "Branch not found"),
        (302, "", Fate.NOT_TAKEN, None, "HTTP 302"),
        (429, '{"message": "Too fast"}', Fate.NOT_TAKEN, None, "Too fast"),
        (408, "", Fate.UNKNOWN, None, "HTTP 408"),
        (500, '{"message": "Oops"}', Fate.UNKNOWN, None, "Oops"),
        (503, "<html>", Fate.UNKNOWN, None, "a web page with HTTP 503"),
        (500, "it has already been submitted", Fate.UNKNOWN, None, "it has"),
    ],
)
def test_an_answer_says_what_became_of_the_lead(
    status: int, body: str, fate: Fate, lead_id: str | None, text: str
) -> None:
    reply = LEADS.reply(status, body.encode())

    assert (reply.fate, reply.lead_id) == (fate, lead_id)
    assert reply.text.startswith(text)
    assert reply.is_over is (status == 500)


@pytest.mark.parametrize(
    ("change", "is_hers"),
    [
        ({}, True),
        ({"phone": None}, True),
        ({"email": None}, True),
        ({"created_at": None}, True),
        ({"phone": None, "email": None}, False),
        ({"phone": "9025550189"}, False),
        ({"email": "other@example.com"}, False),
        ({"name": "Noor"}, False),
        ({"move_on": None}, False),
        ({"created_at": AT - timedelta(seconds=1)}, False),
        ({"branch_id": "B2"}, True),
    ],
)
def test_a_lead_is_known_again_in_the_vendors_list(change: dict[str, Any], is_hers: bool) -> None:
    assert replace(SEEN, **change).is_of(read_lead(NOOR), AT) is is_hers


def test_a_lead_for_a_branch_is_not_looked_for_in_another() -> None:
    lead = read_lead({**NOOR, "branch_id": "b1"})

    assert SEEN.is_of(lead, AT)
    assert not replace(SEEN, branch_id="B2").is_of(lead, AT)


def test_one_who_left_only_a_name_is_not_one_who_left_more() -> None:
    lead = read_lead({"full_name": "Noor Castellane", "move_on": "2026-09-05"})

    assert not SEEN.is_of(lead, AT)
    assert replace(SEEN, phone=None, email="").is_of(lead, AT)


@pytest.mark.parametrize(
    ("field", "value", "attribute", "expected"),
    [
        ("serviceDate", 20260905, "move_on", date(2026, 9, 5)),
        ("serviceDate", 20260905.0, "move_on", date(2026, 9, 5)),
        ("serviceDate", "2026-09-05T00:00:00", "move_on", date(2026, 9, 5)),
        ("serviceDate", 0, "move_on", None),
        ("serviceDate", None, "move_on", None),
        ("createdAtUtc", "2026-08-12T15:00:00Z", "created_at", AT),
        ("createdAtUtc", "2026-08-12T15:00:00.0000000", "created_at", AT),
        ("createdAtUtc", "yesterday", "created_at", None),
        ("emailAddress", "", "email", None),
    ],
)
def test_a_row_of_the_list_is_read_in_any_dress(field: str, value: object, attribute: str, expected: object) -> None:
    sighting = LEADS.search.sighting({"id": "7-a", field: value})

    assert sighting is not None
    assert getattr(sighting, attribute) == expected


@pytest.mark.parametrize("row", [None, [], {}, {"id": None}, {"id": 7}])
def test_a_row_without_an_id_is_no_sighting(row: object) -> None:
    assert LEADS.search.sighting(row) is None
