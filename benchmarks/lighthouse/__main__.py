"""`python -m benchmarks.lighthouse [ADDRESS ...]`: Lighthouse for telephones, on a demo site or on the pages named.

`make lighthouse` brings what it needs. The site runs as in production, but for https: browsers trust
`localhost` as they trust https, so nothing is deducted for that. Times are of a slow telephone, which Lighthouse
reckons from what it saw here: on a busy machine they come out longer.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.browser.server import RunningSite

FOLDER = Path(__file__).parent
FIND_PAGES = """
from blog.models import ReportPage, UpdatePage
print(UpdatePage.objects.listed().first().url, ReportPage.objects.listed().first().url)
"""
# Each web process makes its own copy of a page.
ASKED_BEFORE = 8
# Of 0.1 that Lighthouse calls good: what nobody sees.
LARGEST_PAINT_MS, LEAST_PERFORMANCE, MOST_SHIFT = 1300, 0.99, 0.005
HEAD = f"{'perf':>5}{'acc':>5}{'best':>5}{'SEO':>5}{'LCP':>9}{'CLS':>8}{'TBT':>7}{'KB':>7}{'requests':>9}  met  page"


class ProductionSite(RunningSite):
    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"STATIC_COMPRESS": "true"}


def main(addresses: list[str]) -> None:
    if not (FOLDER / "node_modules").is_dir():
        sys.exit("Lighthouse is not there: `make lighthouse` brings it.")
    if addresses:
        report(addresses)
        return
    with tempfile.TemporaryDirectory() as directory:
        site = ProductionSite(Path(directory))
        site.start()
        try:
            site.manage("create_demo_site")
            site.manage("make_renditions")
            report([site.url + path for path in ("/", "/updates/", *site.shell(FIND_PAGES).split()[-2:])])
        finally:
            site.stop()


def report(addresses: list[str]) -> None:
    print(HEAD)
    for address in addresses:
        for _time in range(ASKED_BEFORE):
            urllib.request.urlopen(address).read()
    for result in results(addresses):
        print(line(result))
        for fault in faults(result):
            print(f"      {fault}")


def results(addresses: list[str]) -> Iterator[dict]:
    chromium = shutil.which("chromium") or sys.exit("Chromium is not installed.")
    command = ["node", str(FOLDER / "run.mjs"), chromium, *addresses]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for told in process.stdout or ():
            yield json.loads(told)
    if process.returncode:
        sys.exit("Lighthouse ended with an error; its words are above.")


def line(result: dict) -> str:
    scores = [category["score"] or 0 for category in result["categories"].values()]
    paint, shift, blocked = (
        result["audits"][name].get("numericValue", float("nan"))
        for name in ("largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time")
    )
    requests = result["audits"]["network-requests"]["details"]["items"]
    weight = sum(request.get("transferSize", 0) for request in requests) / 1000
    is_met = (
        scores[0] >= LEAST_PERFORMANCE and min(scores[1:]) == 1 and paint <= LARGEST_PAINT_MS and shift <= MOST_SHIFT
    )
    return (
        "".join(f"{score * 100:5.0f}" for score in scores)
        + f"{paint:6.0f} ms{shift:8.4f}{blocked:4.0f} ms{weight:7.1f}{len(requests):9}"
        + f"  {'yes' if is_met else 'NO':3}  {result['finalDisplayedUrl']}"
    )


def faults(result: dict) -> Iterator[str]:
    """Each audit that is not full, once, with what Lighthouse says of it."""
    audits = {
        part["id"]: category["title"] for category in result["categories"].values() for part in category["auditRefs"]
    }
    for name, category in audits.items():
        audit = result["audits"][name]
        if audit.get("errorMessage"):
            yield f"{category}: {audit['title']}: failed to run: {audit['errorMessage']}"
        elif audit["score"] is not None and audit["score"] < 1:
            yield f"{category}: {audit['title']}: {audit.get('displayValue') or 'no figure'} (score {audit['score']})"


if __name__ == "__main__":
    main(sys.argv[1:])
