"""CloudFront distributions that are listed with what they are, and changed by who knows their version.

Amazon CloudFront API Reference, DistributionSummary: the members that are required. UpdateDistribution:
"PreconditionFailed: The precondition in one or more of the request fields evaluated to false" where
If-Match is another version's, and each update has a version of its own. Service Authorization
Reference: the ARN of a distribution names no region.
"""

from collections.abc import Callable
from typing import Any

from moto.cloudfront.exceptions import CloudFrontException
from moto.cloudfront.models import CloudFrontBackend, Distribution
from moto.moto_api._internal import mock_random

#: Members of a summary that moto keeps in the configuration alone.
SUMMARY = (
    "Aliases", "CacheBehaviors", "Comment", "CustomErrorResponses", "DefaultCacheBehavior", "Enabled",
    "HttpVersion", "IsIPV6Enabled", "Origins", "PriceClass", "Restrictions", "ViewerCertificate", "WebACLId",
)  # fmt: skip


class PreconditionFailed(CloudFrontException):
    def __init__(self) -> None:
        super().__init__(
            "PreconditionFailed",
            "The precondition in one or more of the request fields evaluated to false.",
        )


def install() -> None:
    for name in SUMMARY:
        setattr(Distribution, name, property(_of_configuration(name)))
    Distribution.__init__ = _named(Distribution.__init__)
    CloudFrontBackend.update_distribution = _versioned(CloudFrontBackend.update_distribution)


def _of_configuration(name: str) -> Callable[[Any], Any]:
    return lambda distribution: getattr(distribution.distribution_config, name)


def _named(init: Callable[..., None]) -> Callable[..., None]:
    def making(self: Distribution, *rest: Any, **more: Any) -> None:
        init(self, *rest, **more)
        self.arn = self.arn.replace(":cloudfront:", ":cloudfront::", 1)

    return making


def _versioned(update: Callable[..., Any]) -> Callable[..., Any]:
    def updating(self: CloudFrontBackend, dist_config: Any, _id: str, if_match: Any) -> Any:
        found = self.distributions.get(_id)
        if found is not None and if_match and if_match != found.etag:
            raise PreconditionFailed
        changed, location, _ = update(self, dist_config, _id, if_match)
        changed.etag = "E" + mock_random.get_random_hex(12).upper()
        return changed, location, changed.etag

    return updating
