"""Links elsewhere, asked for at real servers, and what is believed of their answers."""

import datetime
import shutil
import socket
import ssl
import subprocess
import time

import pytest
import time_machine
from django.utils import timezone

from site_core.link_checks import asking, network
from site_core.link_checks.asking import Answer
from site_core.link_checks.checking import check_next, claim, note
from site_core.models import Fault, LinkAddress, LinkHost, LinkState
from tests.factories import UpdatePageFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def impatience(monkeypatch):
    """No rest between requests, unless a test is about it."""
    monkeypatch.setattr(network, "BETWEEN_REQUESTS", datetime.timedelta(0))


@pytest.fixture
def check(site_tree, collect, servers):
    """Checks what the address is, until there is nothing more to ask."""

    def check_all(*urls):
        if urls:
            text = "".join(f'<p><a href="{url}">A link</a></p>' for url in urls)
            UpdatePageFactory(parent=site_tree.updates, body=[("text", text)])
            collect()
        while check_next():
            pass
        return LinkAddress.objects.order_by("pk").first()

    return check_all


@pytest.fixture
def witness(check, servers):
    """Another site that answers, so that the network is known to be there."""

    def answer_now():
        LinkHost.objects.update_or_create(
            name="witness.example", defaults={"answered_at": timezone.now(), "next_request_at": timezone.now()}
        )

    answer_now()
    return answer_now


def test_page_that_answers_works_and_is_asked_for_its_head_once_a_week(check, servers, settings):
    settings.WAGTAIL_SITE_NAME = "The Fund"

    address = check(servers.url("/page"), servers.url("/page#part"))

    assert address.state == LinkState.GOOD
    assert servers.asked == [("HEAD", "elsewhere.example", "/page")]
    assert servers.server.agents == ["Mozilla/5.0 (compatible; The Fund link checker; +http://localhost)"]
    assert 7 * DAY <= address.next_check_at - timezone.now() + datetime.timedelta(minutes=1) <= 8 * DAY


def test_server_that_refuses_to_tell_the_head_is_asked_for_the_page(check, servers):
    servers.answer("/page", 405, method="HEAD")

    address = check(servers.url("/page"))

    assert address.state == LinkState.GOOD
    assert [method for method, _host, _path in servers.asked] == ["HEAD", "GET"]


@pytest.mark.parametrize("status", [404, 410])
def test_page_that_is_gone_is_broken_at_once(check, servers, status):
    servers.answer("/page", status)

    address = check(servers.url("/page"))

    assert (address.state, address.fault, address.status) == (LinkState.BROKEN, Fault.NOT_FOUND, status)
    assert address.since


@pytest.mark.parametrize("status", [400, 401, 403, 418, 429, 451, 999])
def test_server_that_declines_says_nothing_of_the_page(check, servers, status):
    servers.answer("/page", status)

    address = check(servers.url("/page"))

    assert (address.state, address.status) == (LinkState.UNKNOWN, status)


def test_page_that_has_moved_for_good_is_told_of(check, servers):
    servers.answer("/old", 301, Location="/newer")
    servers.answer("/newer", 308, Location=servers.url("/newest", host="other.example"))

    address = check(servers.url("/old"))

    assert (address.state, address.moved_to) == (LinkState.MOVED, servers.url("/newest", host="other.example"))
    assert address.host == "elsewhere.example"


def test_page_that_sends_on_for_now_works_where_it_is(check, servers):
    servers.answer("/old", 302, Location="/new")

    address = check(servers.url("/old"))

    assert (address.state, address.moved_to) == (LinkState.GOOD, "")


def test_page_that_sends_on_to_nothing_is_broken(check, servers):
    servers.answer("/old", 301, Location="/new")
    servers.answer("/new", 404)

    assert check(servers.url("/old")).state == LinkState.BROKEN


def test_nobody_is_sent_on_for_ever(check, servers, witness):
    servers.answer("/old", 302, Location="/old")

    address = check(servers.url("/old"))

    assert (address.state, address.fault) == (LinkState.FAILING, Fault.REDIRECTS)
    assert len(servers.asked) == 4


def test_failure_that_may_pass_is_believed_the_third_time_after_two_days(check, servers, witness):
    servers.answer("/page", 503)
    states = []

    with time_machine.travel(timezone.now(), tick=True) as clock:
        check(servers.url("/page"))
        for _day in range(3):
            states.append(LinkAddress.objects.get().state)
            clock.shift(DAY + datetime.timedelta(minutes=1))
            check()

    assert states == [LinkState.FAILING, LinkState.FAILING, LinkState.BROKEN]


def test_server_that_is_well_again_is_forgiven(check, servers, witness):
    servers.answer("/page", 500)
    with time_machine.travel(timezone.now(), tick=True) as clock:
        check(servers.url("/page"))
        servers.answer("/page", 200)
        clock.shift(DAY + datetime.timedelta(minutes=1))

        address = check()

    assert (address.state, address.failures, address.fault) == (LinkState.GOOD, 0, "")


@pytest.mark.parametrize(
    ("places", "fault"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), Fault.NAME),
        (["127.0.0.2"], Fault.INTERNAL),
        (["10.1.2.3"], Fault.INTERNAL),
        (["93.184.216.34", "192.168.0.1"], Fault.INTERNAL),
        (["169.254.169.254"], Fault.INTERNAL),
        (["100.64.0.1"], Fault.INTERNAL),
        (["224.0.0.1"], Fault.INTERNAL),
        (["0.0.0.0"], Fault.INTERNAL),
        (["::1"], Fault.INTERNAL),
        (["fe80::1"], Fault.INTERNAL),
        (["fd00::1"], Fault.INTERNAL),
        (["::ffff:127.0.0.1"], Fault.INTERNAL),
        (["2002:7f00:1::"], Fault.INTERNAL),
        (["64:ff9b::7f00:1"], Fault.INTERNAL),
    ],
)
def test_nobody_within_a_private_network_is_asked(check, servers, witness, monkeypatch, places, fault):
    servers.names["elsewhere.example"] = places
    connected = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, place: connected.append(place))

    address = check("http://elsewhere.example/")

    assert address.fault == fault
    assert connected == []


@pytest.mark.parametrize("port", [22, 25, 8080])
def test_no_port_but_the_two_of_the_web_is_asked(check, servers, port):
    servers.names["elsewhere.example"] = ["93.184.216.34"]

    address = check(f"http://elsewhere.example:{port}/")

    assert (address.state, address.fault) == (LinkState.UNKNOWN, Fault.INTERNAL)


def test_nobody_is_sent_on_into_a_private_network(check, servers):
    servers.names["inside.example"] = ["10.0.0.1"]
    servers.answer("/page", 302, Location="http://inside.example/secret")

    address = check(servers.url("/page"))

    assert (address.state, address.fault) == (LinkState.UNKNOWN, Fault.INTERNAL)


def test_a_name_is_looked_up_once_for_a_request(check, servers):
    """A second answer could name another computer than the one that was looked at."""
    check(servers.url("/page"))

    assert servers.looked_up == ["elsewhere.example"]


def test_server_that_drips_is_left_when_the_time_is_over(check, servers, witness, monkeypatch):
    monkeypatch.setattr(asking, "TIMEOUT_SECONDS", 0.5)

    def drip(handler):
        for _second in range(40):
            try:
                handler.wfile.write(b"H")
            except OSError:
                return
            time.sleep(0.1)

    servers.server.answers["/page"] = (drip, {})
    began = time.monotonic()

    address = check(servers.url("/page"))

    assert (address.state, address.fault) == (LinkState.FAILING, Fault.TIMEOUT)
    assert time.monotonic() - began < 3


def test_name_that_nobody_answers_for_holds_nobody_up(check, servers, witness, monkeypatch):
    monkeypatch.setattr(asking, "TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(2))

    assert check("http://elsewhere.example/").fault == Fault.TIMEOUT


def test_closed_port_is_a_server_that_cannot_be_reached(check, servers, witness, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        settings.LINK_CHECKS_ALSO_AT = [f"127.0.0.1:{port}"]

        assert check(f"http://elsewhere.example:{port}/").fault == Fault.REFUSED


def test_no_sense_in_an_answer_is_no_fault_of_ours(check, servers, witness):
    servers.server.answers["/page"] = (lambda handler: handler.wfile.write(b"\x00\x01\x02\r\n\r\n"), {})

    assert check(servers.url("/page")).fault == Fault.PROTOCOL


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http://a.example:99999/", "https://?"])
def test_what_is_no_address_is_broken(check, url):
    assert (check(url).state, LinkAddress.objects.get().fault) == (LinkState.BROKEN, Fault.MALFORMED)


def test_one_host_has_its_rest_between_requests_and_others_have_their_turn(check, servers, monkeypatch):
    monkeypatch.setattr(network, "BETWEEN_REQUESTS", datetime.timedelta(seconds=5))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        check(servers.url("/1"), servers.url("/2"), servers.url("/3", host="other.example"))
        first = [path for _method, _host, path in servers.asked]
        clock.shift(datetime.timedelta(seconds=4))
        check()
        second = len(servers.asked)
        clock.shift(datetime.timedelta(seconds=2))
        check()

    assert first == ["/1", "/3"]
    assert second == 2
    assert servers.asked[2:] == [("HEAD", "elsewhere.example", "/2")]


def test_server_that_asks_for_time_gets_it_for_all_its_pages(check, servers):
    servers.answer("/1", 429, Retry_After="7200")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        check(servers.url("/1"), servers.url("/2"))
        clock.shift(datetime.timedelta(minutes=119))
        check()
        before = len(servers.asked)
        clock.shift(datetime.timedelta(minutes=2))
        check()

    assert before == 1
    assert servers.asked[1:] == [("HEAD", "elsewhere.example", "/2")]


def test_without_a_network_nothing_is_called_broken(check, servers):
    urls = [f"http://host{number}.example/" for number in range(10)]
    for number in range(10):
        servers.names[f"host{number}.example"] = socket.gaierror(socket.EAI_AGAIN, "no network")

    with time_machine.travel(timezone.now(), tick=False) as clock:
        check(*urls)
        asked = len(servers.looked_up)
        for _hour in range(24 * 4):
            clock.shift(datetime.timedelta(hours=1))
            check()

    states = set(LinkAddress.objects.values_list("state", flat=True))
    assert states <= {LinkState.UNKNOWN, LinkState.WAITING}
    assert asked == network.AWAY_AFTER_HOSTS


def test_what_is_known_is_kept_while_the_network_is_away_and_a_witness_tells_when_it_is_back(check, servers):
    servers.answer("/gone", 404)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        check(servers.url("/gone"), servers.url("/fine", host="good.example"))
        for name in ("elsewhere.example", "good.example"):
            servers.names[name] = socket.gaierror(socket.EAI_AGAIN, "no network")
        clock.shift(2 * DAY)
        check()
        away = dict(LinkAddress.objects.values_list("host", "state"))
        servers.names.clear()
        clock.shift(datetime.timedelta(hours=2))
        check()

    assert away == {"elsewhere.example": LinkState.BROKEN, "good.example": LinkState.UNKNOWN}
    assert dict(LinkAddress.objects.values_list("host", "state")) == {
        "elsewhere.example": LinkState.BROKEN,
        "good.example": LinkState.GOOD,
    }


def test_address_that_was_forgotten_meanwhile_does_not_come_back(check, collect, servers, site_tree):
    UpdatePageFactory(parent=site_tree.updates, body=[("text", f'<p><a href="{servers.url()}">A link</a></p>')])
    collect()
    address = claim(timezone.now())
    LinkAddress.objects.all().delete()

    note(address, Answer(status=404), timezone.now())

    assert not LinkAddress.objects.exists()


@pytest.mark.skipif(not shutil.which("openssl"), reason="makes a certificate with openssl")
def test_certificate_that_browsers_warn_of_is_a_fault(check, servers, witness, settings, tmp_path):
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=else.example"]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "certificate.pem")]
    subprocess.run([*made, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    servers.server.socket = context.wrap_socket(servers.server.socket, server_side=True)

    address = check(f"https://elsewhere.example:{servers.port}/")

    assert (address.state, address.fault) == (LinkState.FAILING, Fault.CERTIFICATE)
    assert servers.asked == []
