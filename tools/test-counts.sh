#!/usr/bin/env bash
# Adds up Surefire's reports of all modules and prints them in its own form; lists what failed, what passed only when it
# was run again, and what was skipped and why. Fails when a test did.
# With --no-skips it fails when a test was skipped, except for those that .ci/may-skip names (a pattern a line).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python3 - "$@" <<'P'
import glob, re, sys, xml.etree.ElementTree as tree
run = failures = errors = 0
skipped = []
broken = []
flaky = []
for path in sorted(glob.glob("**/target/surefire-reports/TEST-*.xml", recursive=True)):
    suite = tree.parse(path).getroot()
    for case in suite.iter("testcase"):
        run += 1
        failures += case.find("failure") is not None
        errors += case.find("error") is not None
        if case.find("failure") is not None or case.find("error") is not None:
            broken.append(f'{case.get("classname")}.{case.get("name")}')
        for first in (case.find("flakyFailure"), case.find("flakyError")):
            if first is not None:
                lines = (first.get("message") or "no message").splitlines() or [""]
                flaky.append(f'{case.get("classname")}.{case.get("name")}: {lines[0][:300]}')
        skip = case.find("skipped")
        if skip is not None:
            skipped.append((f'{case.get("classname")}.{case.get("name")}', " ".join((skip.get("message") or skip.text or "no reason given").split())[:300]))
for name, reason in skipped:
    print(f"skipped: {name}: {reason}")
for name in flaky:
    print(f"flaky, mend it: {name}")
for name in broken:
    print(f"failed: {name}")
status = 1 if broken else 0
if "--no-skips" in sys.argv:
    allowed = [line.strip() for line in open(".ci/may-skip") if line.strip() and not line.startswith("#")]
    for name, reason in skipped:
        if not any(re.search(pattern, f"{name}: {reason}") for pattern in allowed):
            print(f"not allowed to be skipped here: {name}: {reason}")
            status = 1
    if run == 0:
        print("no test ran")
        status = 1
print(f"Tests run: {run}, Failures: {failures}, Errors: {errors}, Skipped: {len(skipped)}")
sys.exit(status)
P
