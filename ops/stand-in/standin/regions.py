"""Which regions are switched on, account by account. moto gives every account the same answer."""

from copy import copy

from moto.core.responses import ActionResult
from moto.ec2.responses.availability_zones_and_regions import AvailabilityZonesAndRegions

#: On in every account from the start: AWS Account Management, "Regions".
STANDARD = (
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1",
    "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2",
    "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
)  # fmt: skip


class Regions:
    def __init__(self, standard: tuple[str, ...], opted_in: dict[str, list[str]]) -> None:
        self._standard = standard
        self._opted_in = opted_in

    def enabled(self, account: str) -> list[str]:
        return sorted([*self._standard, *self._opted_in.get(account, [])])

    def state(self, account: str, region: str) -> str:
        if region in self._standard:
            return "opt-in-not-required"
        return "opted-in" if region in self._opted_in.get(account, []) else "not-opted-in"

    def install(self) -> None:
        regions = self

        def describe_regions(self):  # type: ignore[no-untyped-def]
            self.error_on_dryrun()
            wants_all = str(self._get_param("AllRegions", False)).lower() == "true"
            states = self._filters_from_querystring().get("opt-in-status", [])
            found = []
            for region in self.ec2_backend.describe_regions(self._get_param("RegionNames", [])):
                told = copy(region)
                told.opt_in_status = regions.state(self.current_account, region.name)
                is_wanted = wants_all or told.opt_in_status != "not-opted-in"
                if is_wanted and (not states or told.opt_in_status in states):
                    found.append(told)
            return ActionResult({"Regions": found})

        AvailabilityZonesAndRegions.describe_regions = describe_regions
