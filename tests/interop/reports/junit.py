"""python3 junit.py gates.junit.xml: what junitparser reads in it, as JSON."""
import json
import sys

from junitparser import Failure, JUnitXml, Skipped

tests = [
    {
        "name": case.name,
        "status": "FAIL" if any(isinstance(result, Failure) for result in case.result) else "SKIP" if any(isinstance(result, Skipped) for result in case.result) else "PASS",
        "message": case.result[0].message if case.result else "",
    }
    for suite in JUnitXml.fromfile(sys.argv[1])
    for case in suite
]
print(json.dumps(tests))
