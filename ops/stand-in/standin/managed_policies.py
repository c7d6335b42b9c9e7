"""Keeps moto from loading all of AWS's managed policies into every account: 27 MB and a second each."""

import json

from moto.iam import models

KEPT = {
    "AdministratorAccess", "IAMFullAccess", "PowerUserAccess", "ReadOnlyAccess", "SecurityAudit",
    "ViewOnlyAccess",
}  # fmt: skip


def trim() -> None:
    policies = json.loads(models.aws_managed_policies_data)
    kept = {name: policy for name, policy in policies.items() if name in KEPT}
    models.aws_managed_policies_data = json.dumps(kept)
