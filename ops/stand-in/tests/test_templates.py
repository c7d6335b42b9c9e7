"""The CloudFormation templates that Parapet writes are what CloudFormation takes."""

import pathlib
import unittest

from cfnlint.api import lint_all

IAM = pathlib.Path(__file__).resolve().parents[3] / "ops/iam"
#: How the names of rules begin that are more than advice.
MEANT = "EW"


class Templates(unittest.TestCase):
    def test_the_linter_has_nothing_to_say(self):
        templates = sorted(IAM.glob("*.yaml"))
        self.assertIn("events.yaml", [template.name for template in templates])
        for template in templates:
            with self.subTest(template=template.name):
                said = [
                    f"{match.rule.id} {match.message}"
                    for match in lint_all(template.read_text())
                    if match.rule.id[0] in MEANT
                ]
                self.assertEqual(said, [])
