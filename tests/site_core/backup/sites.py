"""Sites of their own for backups: one that is copied, and empty ones that become what it was."""

import json
import os
import re
import urllib.error
import urllib.request
from pathlib import Path

from tests.browser.server import RunningSite

COUNT = "import json; from site_core.backup.databases import database; print(json.dumps(database().tables()))"
STARTS = ["/", "/updates/", "/reports/", "/search/?q=update", "/updates/feed/", "/updates/feed/atom/", "/sitemap.xml"]
EMPTY_DATABASE_BYTES = 4096
ADDRESS = re.compile(rb"""(?:href|src|srcset|url|<loc>)\W{1,2}(?:http://localhost:\d+)?(/[^"'\s<>)]*)""")


class EmptySite(RunningSite):
    """A site of which nothing is there yet, not even a table."""

    def make_database(self) -> None:
        if os.environ.get("TEST_DATABASE_URL"):
            self.on_postgres_server(f"CREATE DATABASE {self.database_name}")

    @property
    def marker(self) -> Path:
        return self.data_dir / "restoring"


def files_of(site: RunningSite) -> dict[str, bytes]:
    media = site.data_dir / "media"
    return {str(path.relative_to(media)): path.read_bytes() for path in media.rglob("*") if path.is_file()}


def rows_of(site: RunningSite) -> dict[str, int]:
    """How many each table has."""
    return json.loads(site.shell(COUNT).splitlines()[-1])


def answer(site: RunningSite, address: str) -> tuple[int, bytes]:
    """What a stranger gets; the port, which is another one at each site, is left out."""
    try:
        with urllib.request.urlopen(site.url + address, timeout=60) as response:
            status, body = response.status, response.read()
    except urllib.error.HTTPError as error:
        status, body = error.code, error.read()
    return status, body.replace(f":{site.port}".encode(), b"")


def crawl(site: RunningSite) -> dict[str, tuple[int, bytes]]:
    """Every public page, picture and file that one comes to from the front page, the feeds and the sitemap."""
    answers: dict[str, tuple[int, bytes]] = {}
    waiting = list(STARTS)
    while waiting:
        address = waiting.pop()
        if address in answers or address.startswith(("/static/", "/admin/")):
            continue
        answers[address] = answer(site, address)
        if not address.startswith(("/media/", "/documents/")):
            found = (
                match.decode().partition("#")[0].replace("&amp;", "&") for match in ADDRESS.findall(answers[address][1])
            )
            waiting += [address for address in found if "//" not in address]
    return answers


def everything_in(folder: Path) -> list[str]:
    """All files in a folder, but for what any command leaves: its cache, and a database without a table."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size > EMPTY_DATABASE_BYTES]
    return sorted(str(path.relative_to(folder)) for path in paths if "cache" not in path.parts)
