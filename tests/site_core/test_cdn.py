"""A CDN in front of the site: it keeps public pages for long, and shows no page that is no longer so."""

import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse

from site_core import cdn, cdn_backends, cdn_purging
from site_core.cdn_purging import CdnPurger
from site_core.settings import read_cdn
from tests.browser.server import RunningSite
from tests.caching_proxy import CachingProxy
from tests.database import ROOT

PREPARE = """
from blog.models import UpdateIndexPage
from tests.factories import UpdatePageFactory
index = UpdateIndexPage.objects.get()
UpdatePageFactory(parent=index, slug="first", title="First words")
UpdatePageFactory(parent=index, slug="draft", title="Draft", live=False)
"""
RENAME = """
from blog.models import UpdatePage
page = UpdatePage.objects.get(slug="first")
page.title = "Second words"
page.save_revision().publish()
"""
WITHDRAW = 'from blog.models import UpdatePage; UpdatePage.objects.get(slug="first").unpublish()'


class SiteBehindCdn(RunningSite):
    def __init__(self, data_dir, proxy: CachingProxy):
        super().__init__(data_dir)
        proxy.site_port = self.port
        self.proxy = proxy

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"CDN_URL": f"http://127.0.0.1:{self.proxy.port}"}

    def start_mailer(self) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "manage.py", "run_mailer"], cwd=ROOT, env=self.environment)

    def read(self, path: str, cookie: str = "") -> tuple[int, dict, str]:
        """What a reader gets from the CDN."""
        asked = urllib.request.Request(f"http://127.0.0.1:{self.proxy.port}{path}", headers={"Cookie": cookie})
        try:
            answer = urllib.request.urlopen(asked, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        return answer.status, dict(answer.headers), answer.read().decode()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with CachingProxy() as proxy:
        site = SiteBehindCdn(tmp_path_factory.mktemp("cdn"), proxy)
        site.start()
        site.manage("create_demo_site", "--verbosity", "0")
        site.shell(PREPARE)
        yield site
        site.stop()


def wait_until(condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def shared_life(headers: dict) -> int:
    return int(re.search(r"s-maxage=(\d+)", headers["Cache-Control"])[1])


def test_readers_get_pages_from_the_cdn_until_they_change(site):
    assert shared_life(site.read("/")[1]) == 2, "nobody would tell the CDN of a change"

    mailer = site.start_mailer()
    try:
        wait_until(lambda: site.proxy.purges)
        # Pages that were made before anybody told the CDN of changes are kept for a minute.
        site.shell("from site_core.generation import next_generation; next_generation()")
        wait_until(lambda: len(site.proxy.purges) > 1)
        for path in ("/updates/first/", "/updates/", "/", "/updates/feed/"):
            wait_until(lambda path=path: site.read(path)[1].get("X-Cache") == "HIT")
            status, headers, words = site.read(path)
            assert (status, shared_life(headers)) == (200, 86_400), path
            assert headers["Surrogate-Key"] == headers["Cache-Tag"] == "pages-localhost"
            assert "First words" in words

        site.proxy.refusals_left = 1
        site.shell(RENAME)

        for path in ("/updates/first/", "/updates/", "/", "/updates/feed/"):
            wait_until(lambda path=path: "Second words" in site.read(path)[2])
        assert site.proxy.refusals_left == 0

        site.shell(WITHDRAW)

        wait_until(lambda: site.read("/updates/first/")[0] == 404)
        assert "Second words" not in site.read("/updates/")[2]

        never_kept = ["/updates/draft/", "/admin/login/", "/search/?q=words", "/health/ready", "/updates/?other=1"]
        for path in never_kept:
            site.read(path)
        kept_for_long = [path for path, (until, *_rest) in site.proxy.kept.items() if until > time.time() + 60]
        assert not set(never_kept) & set(kept_for_long)
        assert "private" in site.read("/", cookie="sessionid=somebody")[1]["Cache-Control"]
        assert "cdn: told of changes" in site.read("/health/ready")[2]
    finally:
        mailer.send_signal(signal.SIGTERM)
        mailer.wait(timeout=30)


@pytest.fixture
def purger(monkeypatch):
    """A purger whose CDN and site do as the test says, and what the CDN was told of."""
    purger = CdnPurger(threading.Event())
    purger.state, purger.sent, purger.refuses, purger.watched = "one", [], False, []

    def forget():
        if purger.refuses:
            raise cdn_backends.PurgeRefused("it answered 503")
        purger.sent.append(purger.state)

    monkeypatch.setattr(cdn_purging, "forget_pages", forget)
    monkeypatch.setattr(cdn_purging, "note_watch", lambda: purger.watched.append(True))
    monkeypatch.setattr(cdn_purging, "board", lambda: type("Board", (), {"read": lambda self: purger.state})())
    return purger


def look_for(purger: CdnPurger, start: float, end: float) -> None:
    for tick in range(int(start * 4), int(end * 4)):
        purger.look(tick / 4)


def test_cdn_is_told_when_the_purger_starts_and_once_more_when_all_has_arrived(purger):
    look_for(purger, 0, 300)

    assert purger.sent == ["one", "one"]


def test_many_changes_are_few_requests(purger):
    look_for(purger, 0, 60)
    purger.sent.clear()

    for second in range(60, 120):
        purger.state = f"state {second}"
        look_for(purger, second, second + 1)
    look_for(purger, 120, 200)

    assert 8 <= len(purger.sent) <= 14
    assert purger.sent[-1] == "state 119"


def test_change_is_told_again_and_again_until_the_cdn_takes_it(purger, caplog):
    look_for(purger, 0, 60)
    purger.sent.clear()
    purger.refuses, purger.state = True, "two"

    look_for(purger, 60, 200)
    watched = len(purger.watched)
    look_for(purger, 200, 260)
    assert len(purger.watched) == watched, "pages must not stay in a CDN that takes no word"
    purger.refuses = False
    look_for(purger, 260, 400)

    assert purger.sent == ["two", "two"]
    assert "The CDN may show what was there before: it answered 503" in caplog.text


def test_nothing_is_told_while_the_state_has_no_name(purger):
    purger.state = ""

    look_for(purger, 0, 60)

    assert (purger.sent, purger.watched) == ([], [])


@pytest.mark.parametrize(("ends_in", "life"), [(float("inf"), 86_400), (4_260, 3_600), (663, 3), (661, 2), (1, 2)])
def test_no_page_stays_beyond_the_moment_at_which_one_ends(settings, ends_in, life):
    settings.CDN_URL = "http://cdn.example"
    cdn.note_watch()
    response = HttpResponse(headers={"Cache-Control": "public, max-age=0, s-maxage=2"})

    cdn.let_cdn_keep(response, ends_at=1_000 + ends_in, now=1_000)

    assert shared_life(response.headers) == life


def test_private_answers_stay_private(settings):
    settings.CDN_URL = "http://cdn.example"
    cdn.note_watch()
    response = HttpResponse(headers={"Cache-Control": "private, no-store"})

    cdn.let_cdn_keep(response, ends_at=float("inf"), now=0)

    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Surrogate-Key" not in response.headers


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://proxy:6081/", {"LOCATION": "https://proxy:6081"}),
        ("cloudflare://Token@Zone", {"BEARER_TOKEN": "Token", "ZONEID": "Zone"}),
        ("cloudfront://E2ABC", {"DISTRIBUTION_ID": "E2ABC"}),
        ("fastly://Token@Service", {"TOKEN": "Token", "SERVICE_ID": "Service"}),
    ],
)
def test_one_variable_names_the_cdn(address, told):
    assert read_cdn(address).items() >= told.items()


@pytest.mark.parametrize("address", ["cloudflare://Zone", "fastly://Service", "akamai://x@y", "proxy:6081"])
def test_cdn_that_cannot_be_told_stops_the_start(address):
    with pytest.raises(SystemExit, match="CDN_URL must be"):
        read_cdn(address)


@pytest.mark.parametrize(
    ("address", "method", "where", "what"),
    [
        ("http://proxy:6081", "PURGE", "http://proxy:6081/", ("Surrogate-Key", "key")),
        ("fastly://Token@Service", "POST", "https://api.fastly.com/service/Service/purge/key", ("Fastly-Key", "Token")),
        (
            "cloudflare://Token@Zone",
            "POST",
            "https://api.cloudflare.com/client/v4/zones/Zone/purge_cache",
            ("Authorization", "Bearer Token"),
        ),
    ],
)
def test_each_cdn_is_told_in_its_own_way(settings, monkeypatch, address, method, where, what):
    sent = []
    monkeypatch.setattr(cdn_backends, "surrogate_key", lambda: "key")
    monkeypatch.setattr(cdn_backends, "send", lambda *arguments: sent.append(arguments))
    settings.WAGTAILFRONTENDCACHE = {"cdn": read_cdn(address)}

    cdn_backends.forget_pages()

    assert sent[0][:2] == (method, where)
    assert what in sent[0][2].items()
    assert list(sent[0][3:]) == ([{"tags": ["key"]}] if address.startswith("cloudflare") else [])


@pytest.mark.django_db
def test_operator_makes_the_cdn_forget_and_is_told_if_it_does_not(settings, capsys):
    with CachingProxy() as proxy:
        settings.CDN_URL = f"http://127.0.0.1:{proxy.port}"
        settings.WAGTAILFRONTENDCACHE = {"cdn": read_cdn(settings.CDN_URL)}

        call_command("purge_cdn")
        proxy.refusals_left = 1
        with pytest.raises(CommandError, match="still has its pages: it answered 503"):
            call_command("purge_cdn")

    assert proxy.purges == [cdn.surrogate_key()]
    assert "has forgotten" in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"it does not answer \(ConnectionError\)"):
        call_command("purge_cdn")
