"""The objects of the shop screens: rows of the job board, the header of an order, its estimate, and the staff."""

from __future__ import annotations

from typing import Any

from daysheet.vendors.tekmetric.simulator.business import Business
from daysheet.vendors.tekmetric.simulator.money import half_up, hundredths
from daysheet.vendors.tekmetric.simulator.pay import PAY_TYPES, Payroll
from daysheet.vendors.tekmetric.simulator.profits import full_name, parts_cost, parts_retail
from daysheet.vendors.tekmetric.simulator.rows import Record, RepairOrderRow, Row, Table

DECISIONS = {True: "Approved", False: "Declined", None: "Pending"}
HEADER_FIELDS = (
    "id", "repairOrderNumber", "shopId", "repairOrderStatus", "repairOrderLabel", "createdDate", "updatedDate",
    "completedDate", "postedDate", "estimateShareDate", "milesIn", "milesOut", "keytag", "customerTimeOut",
)  # fmt: skip


def board_row(business: Business, row: RepairOrderRow) -> Record:
    """Return an order as the job board shows it: no totals, and names for people to read."""
    order = row.record()
    vehicle = _record(business.vehicles, order["vehicleId"])
    status = {name: order["repairOrderStatus"][name] for name in ("id", "code", "name")}
    label = order["repairOrderLabel"]
    return {
        "id": order["id"],
        "repairOrderNumber": order["repairOrderNumber"],
        "repairOrderStatus": status,
        "repairOrderLabel": label and {name: label[name] for name in ("id", "code", "name")},
        "customerFullName": _name(_record(business.customers, order["customerId"])),
        "vehicleDescription": None
        if vehicle is None
        else " ".join(str(vehicle[name]) for name in ("year", "make", "model") if vehicle[name] is not None),
        **{
            name: order[name]
            for name in (
                "customerId", "vehicleId", "serviceWriterId", "createdDate", "updatedDate", "completedDate",
                "postedDate", "estimateShareDate", "amountPaid",
            )
        },
        "balanceDue": order["totalSales"] - order["amountPaid"],
        "total": None,
        "subtotal": None,
        "authorizedTotal": None,
    }  # fmt: skip


def header(business: Business, order: Record) -> Record:
    """Return an order without its jobs, with the people and the vehicle in it."""
    return {
        **{name: order[name] for name in HEADER_FIELDS},
        "laborRate": business.shops[order["shopId"]].labor_rate_cents,
        **_people(business, order),
        "jobs": None,
    }


def estimate(business: Business, order: Record) -> Record:
    """Return all jobs of an order, decided or not, with every whole number written as a float."""
    shop = business.shops[order["shopId"]]
    authorized = [job for job in order["jobs"] if job["authorized"] is True]
    shown = {
        "id": order["id"],
        **_people(business, order),
        "total": order["totalSales"],
        "subtotal": None,
        "taxes": order["taxes"],
        "taxRate": shop.tax_basis_points / 10_000,
        "authorizedTotal": sum(job["subtotal"] for job in authorized),
        "discountTotal": order["discountTotal"],
        "feesTotal": order["feeTotal"],
        "shopSuppliesTotal": sum(fee["total"] for fee in order["fees"] if fee["name"] == "Shop supplies"),
        "epaTotal": 0,
        "balanceDue": order["totalSales"] - order["amountPaid"],
        "fees": {"data": [_fee(fee) for fee in order["fees"]]},
        "jobs": [_job(business, job) for job in order["jobs"]],
    }
    return {"repairOrderNumber": order["repairOrderNumber"], **as_floats(shown)}


def as_floats(value: Any) -> Any:
    """Return a value with every whole number in it as a float."""
    if isinstance(value, dict):
        return {name: as_floats(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_floats(each) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def lite_employee(employee: Record, *, is_gone: bool) -> Record:
    """Return somebody as the short list shows people; which fields it has is invented."""
    names = ("id", "firstName", "lastName", "employeeRole", "canPerformWork")
    return {**{name: employee[name] for name in names}, "disabled": is_gone}


def employee_detail(payroll: Payroll, employee: Record, *, is_gone: bool) -> Record:
    """Return somebody with pay."""
    pay = payroll.of(employee)
    first, last = employee["firstName"], employee["lastName"] or "x"
    return {
        **{name: employee[name] for name in ("id", "firstName", "lastName", "email", "employeeRole")},
        "hourlyRate": pay.hourly_rate_cents,
        "salary": pay.salary_cents,
        "employeePayType": None if pay.pay_type is None else PAY_TYPES.get(pay.pay_type, {"code": pay.pay_type}),
        "canPerformWork": employee["canPerformWork"],
        "disabled": is_gone,
        "username": f"{first[:1]}{last}".lower().replace(" ", ""),
        "phone": None,
        "canClockIn": True,
        "canSell": employee["employeeRole"]["id"] == 2,
        "canTech": pay.can_tech,
    }


def _people(business: Business, order: Record) -> Record:
    customer = _record(business.customers, order["customerId"])
    vehicle = _record(business.vehicles, order["vehicleId"])
    writer = _record(business.employees, order["serviceWriterId"])
    return {
        "customer": customer and {name: customer[name] for name in ("id", "firstName", "lastName")},
        "vehicle": vehicle and {name: vehicle[name] for name in ("id", "year", "make", "model")},
        "serviceWriter": writer and {"id": writer["id"], "fullName": full_name(writer)},
    }


def _job(business: Business, job: Record) -> Record:
    cost = parts_cost(job["parts"])
    profit = job["subtotal"] - cost
    return {
        "id": job["id"],
        "name": job["name"],
        "status": DECISIONS[job["authorized"]],
        **{name: job[name] for name in ("authorized", "authorizedDate", "selected", "cannedJobId")},
        "jobCategory": None if job["jobCategoryName"] is None else {"id": 41, "name": job["jobCategoryName"]},
        "total": job["subtotal"],
        "subTotal": job["subtotal"],
        "discount": job["discountTotal"],
        "partsPrice": job["partsTotal"],
        "partsCost": cost,
        "laborPrice": job["laborTotal"],
        "laborHours": job["laborHours"],
        "subletPrice": 0,
        "subletCost": 0,
        "feePrice": 0,
        "grossProfitAmount": profit,
        "grossProfitPercentage": "NaN" if job["subtotal"] == 0 else round(profit / job["subtotal"], 4),
        "grossProfitPerHour": "NaN" if job["laborHours"] == 0 else profit / job["laborHours"],
        "sortOrder": job["sort"],
        "parts": [_part(part) for part in job["parts"]],
        "labor": [_labor(business, line) for line in job["labor"]],
        "sublets": [],
        "fees": [_fee(fee) for fee in job["fees"]],
    }


def _part(part: Record) -> Record:
    names = ("id", "name", "brand", "partNumber", "description", "quantity", "retail", "cost")
    return {
        **{name: part[name] for name in names},
        "total": parts_retail([part]),
        "coreCharge": 0,
        "vendorId": None,
        "vendorName": None,
        "ordered": False,
        "received": True,
        "backordered": False,
    }


def _labor(business: Business, line: Record) -> Record:
    technician = None if line["technicianId"] is None else business.anybody(line["technicianId"])
    return {
        **{name: line[name] for name in ("id", "name", "hours", "rate")},
        "total": half_up(line["rate"] * hundredths(line["hours"]), 100),
        "technician": technician
        and {
            **{name: technician[name] for name in ("id", "firstName", "lastName")},
            "fullName": full_name(technician),
        },
    }


def _fee(fee: Record) -> Record:
    return {"name": fee["name"], "percentage": None, "cap": None, "amount": fee["total"], "taxable": False}


def _name(person: Record | None) -> str | None:
    return None if person is None else full_name(person)


def _record(table: Table[Any], row_id: int | None) -> Record | None:
    row: Row | None = None if row_id is None else table.get(row_id)
    return None if row is None else row.record()
