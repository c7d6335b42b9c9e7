"""The demo's estate with fewer accounts and two regions: for tests that run in seconds."""

from dataclasses import replace

from . import demo

ACCOUNTS = {
    demo.MANAGEMENT, demo.SHOP_PROD, demo.PAY_DEV, demo.DATA_PROD, demo.REFUSED, demo.CLOSED,
}  # fmt: skip
REGIONS = ("eu-central-1", "us-east-1")


def _kept(plants):  # type: ignore[no-untyped-def]
    return tuple(
        plant
        for plant in plants
        if plant.account in ACCOUNTS and getattr(plant, "region", REGIONS[0]) in REGIONS
    )


ESTATE = replace(
    demo.ESTATE,
    accounts=tuple(
        replace(account, opted_in=()) for account in demo.ACCOUNTS if account.id in ACCOUNTS
    ),
    buckets=_kept(demo.BUCKETS),
    groups=_kept(demo.GROUPS)
    + (
        replace(
            next(group for group in demo.GROUPS if group.name == "jump-host"),
            account=demo.SHOP_PROD,
            region="eu-central-1",
        ),
    ),
    keys=_kept(demo.KEYS),
    regions=REGIONS,
)
