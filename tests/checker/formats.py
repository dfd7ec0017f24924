# SPDX-License-Identifier: MIT
"""Tests of the reports' formats and of the baseline."""
import json
import os

from harness import FINDINGS, HERE, check, database, require


def test_json(folder):
    database(folder, [os.path.join(HERE, "01-preempt-inversion-bad.c")])
    report = json.loads(check(folder, "--format", "json").stdout)
    finding, = report["findings"]
    require(finding["rule"] == "preempt-inversion" and finding["subject"] == "table", str(finding))
    require([s["function"] for n in finding["notes"][:2] for s in n["steps"]] ==
            ["reader", "reader", "poller", "poller"], str(finding))
    require(report["files"] == 1 and report["failed_files"] == [], str(report))


def test_output_file(folder):
    database(folder, [os.path.join(HERE, "01-preempt-inversion-bad.c")])
    out = os.path.join(folder, "report")
    done = check(folder, "--output", out)
    require(done.stdout == "" and done.returncode == FINDINGS, done.stdout)
    require("[preempt-inversion]" in open(out).read(), "no finding in the file")


