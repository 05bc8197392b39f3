"""Payments and storage accounts: sections 5.9 and 5.10."""

from __future__ import annotations

from tests.vendors.smartmoving.simulator.shapes.enumerations import (
    DISCOUNT_AMOUNT_TYPE,
    PAYMENT_CATEGORY,
    PAYMENT_SOURCE,
    PAYMENT_TYPE,
    STORAGE_ACCOUNT_STATUS,
    STORAGE_BILLING,
    STORAGE_DISCOUNT_TYPE,
    STORAGE_TYPE,
    STORAGE_VALUATION,
)
from tests.vendors.smartmoving.simulator.shapes.kinds import FLAG, GUID, INSTANT, MONEY, NUMBER, TEXT, ListOf, Shape

JOB_PAYMENT = Shape(
    "JobPayment",
    {
        "id": GUID,
        "opportunityId": GUID,
        "jobId": GUID.or_null(),
        "source": PAYMENT_SOURCE,
        "paymentType": PAYMENT_TYPE,
        "amount": MONEY,
        "takenByUserId": GUID,
        "createdAtUtc": INSTANT,
        "customPaymentDescription": TEXT.or_null(),
        "gatewayPaymentId": TEXT.or_null(),
        "refundsJobPaymentId": GUID.or_null(),
        "amountRefunded": MONEY,
        "paymentCategory": PAYMENT_CATEGORY.or_null(),
        "isRefund": FLAG,
    },
)
STORAGE_DISCOUNT = Shape(
    "discount of a storage account",
    {
        "name": TEXT.or_null(),
        "storageDiscountType": STORAGE_DISCOUNT_TYPE,
        "discountAmountType": DISCOUNT_AMOUNT_TYPE,
        "amount": MONEY,
    },
)
STORAGE_ACCOUNT = Shape(
    "StorageAccount",
    {
        "id": GUID,
        "accountNumber": TEXT.or_null(),
        "status": STORAGE_ACCOUNT_STATUS,
        "jobId": GUID.or_null(),
        "storageType": STORAGE_TYPE,
        "storageBillingPreOrPostPay": STORAGE_BILLING,
        "storageAndValuationTotal": MONEY,
        "totalMonthlyCharges": MONEY,
        "storageValuationMethod": STORAGE_VALUATION.or_null(),
        "nextInvoiceAt": INSTANT.or_null(),
        "discounts": ListOf(STORAGE_DISCOUNT).or_null(),
        "warehouseSalesTaxRate": NUMBER,
        "warehouseName": TEXT.or_null(),
    },
)
STORAGE_PAYMENT = Shape(
    "StoragePayment",
    {
        "id": GUID,
        "storageAccountId": GUID,
        "source": PAYMENT_SOURCE,
        "paymentType": PAYMENT_TYPE,
        "createdAtUtc": INSTANT,
        "amount": MONEY,
        "balance": MONEY,
        "takenByUserId": GUID,
        "description": TEXT.or_null(),
        "gatewayPaymentId": TEXT.or_null(),
        "refundsPaymentId": GUID.or_null(),
        "amountRefunded": MONEY,
        "isRefund": FLAG,
    },
)
