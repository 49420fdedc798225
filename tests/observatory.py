"""The points that Mozilla's HTTP Observatory gives to an answer over https, by its published rules (version 6, 2026).

Written from the rules, for what this site says. Where an answer says what the rules know and this does not (a nonce,
several policies, a policy in the page), it fails rather than guesses. Redirection is looked at apart: it is about the
answer over http.
"""

from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

TOP_GRADE = 100
# Whoever has lost more than this gets nothing for what is better than needed.
ENOUGH_FOR_EXTRAS = 90
GRADES = {
    100: "A+",
    90: "A",
    85: "A-",
    80: "B+",
    70: "B",
    65: "B-",
    60: "C+",
    50: "C",
    45: "C-",
    40: "D+",
    30: "D",
    25: "D-",
}
SIX_MONTHS = 15_552_000
EVERYTHING = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
UNSAFE = {"'unsafe-inline'", "data:"}
UNENCRYPTED = ("http:", "ftp:")
PASSIVE = {"img-src", "media-src"}
PRIVATE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


class Answer(NamedTuple):
    """What came over https, whoever gave it."""

    host: str
    status: int
    headers: list[tuple[str, str]]
    body: str = ""

    def all(self, name: str) -> list[str]:
        return [value for header, value in self.headers if header.lower() == name.lower()]

    def get(self, name: str) -> str:
        """In small letters; a header that comes twice counts as one with both values, as browsers take it."""
        return ", ".join(self.all(name)).lower()

    @property
    def is_html(self) -> bool:
        return self.get("Content-Type").startswith(("text/html", "application/xhtml"))


def points(answer: Answer) -> dict[str, int]:
    """What each of the tests adds or takes away."""
    return {
        "content security policy": of_policy(answer),
        "cookies": of_cookies(answer),
        "cross-origin embedder policy": of_choice(answer, "Cross-Origin-Embedder-Policy", {"require-corp": 10}),
        "cross-origin opener policy": of_choice(answer, "Cross-Origin-Opener-Policy", {"same-origin": 10}),
        "cross-origin resource policy": of_choice(
            answer, "Cross-Origin-Resource-Policy", {"same-origin": 10, "same-site": 10, "cross-origin": 0}
        ),
        "cross-origin resource sharing": of_sharing(answer),
        "referrer policy": of_referrer(answer),
        "strict transport security": of_transport(answer),
        "scripts of others": of_scripts(answer),
        "content type options": 0 if answer.get("X-Content-Type-Options") == "nosniff" else -5,
        "framing": of_framing(answer),
    }


def score(answer: Answer) -> int:
    given = points(answer).values()
    without_extras = 100 + sum(number for number in given if number < 0)
    return 100 + sum(given) if without_extras >= ENOUGH_FOR_EXTRAS else max(without_extras, 0)


def grade(answer: Answer) -> str:
    return next((words for least, words in GRADES.items() if score(answer) >= least), "F")


def policy_of(answer: Answer) -> dict[str, set[str]]:
    policies = answer.all("Content-Security-Policy")
    assert len(policies) < 2, "Two policies: whoever adds them up must say how."
    assert "http-equiv" not in answer.body.lower(), "What stands in the page itself is not looked at here."
    directives: dict[str, set[str]] = {}
    for name, *sources in (part.split() for part in "".join(policies).lower().split(";") if part.strip()):
        assert name not in directives, f"{name} stands twice in the policy."
        directives[name] = set(sources)
    return directives


def of_policy(answer: Answer) -> int:
    policy = policy_of(answer)
    if not policy:
        return -25
    scripts, objects, styles = (sources(policy, name) for name in ("script-src", "object-src", "style-src"))
    assert not any(source.startswith(("'nonce", "'sha", "'strict")) for source in scripts | styles)
    passive = set().union(*(sources(policy, name) for name in PASSIVE))
    active = set().union(*(policy[name] for name in policy if name not in PASSIVE))
    if scripts & (EVERYTHING | UNSAFE) or objects & EVERYTHING or any(map(is_unencrypted, active)):
        return -20
    if "'unsafe-eval'" in scripts | styles or any(map(is_unencrypted, passive)):
        return -10
    if styles & (EVERYTHING | UNSAFE):
        return 0
    return 10 if policy.get("default-src") == {"'none'"} else 5


def sources(policy: dict[str, set[str]], name: str) -> set[str]:
    return policy.get(name) or policy.get("default-src") or {"*"}


def is_unencrypted(source: str) -> bool:
    return source.startswith(UNENCRYPTED)


def of_cookies(answer: Answer) -> int:
    found = [cookie for header in answer.all("Set-Cookie") for cookie in SimpleCookie(header).values()]
    if not found:
        return 0
    faults = [fault for cookie in found for fault in faults_of(cookie, of_transport(answer) >= 0)]
    return min(faults, default=5 if all(cookie["samesite"] for cookie in found) else 0)


def faults_of(cookie, is_https_for_good: bool) -> list[int]:
    name, place = cookie.key.lower(), cookie["samesite"].lower()
    is_session = "sess" in name or "login" in name
    faults = {
        -20: place not in {"", "lax", "strict", "none"} or ("csrf" in name and not place),
        -30: is_session and not cookie["httponly"],
    }
    if not cookie["secure"]:
        cost = (-10 if is_session else -5) if is_https_for_good else (-40 if is_session else -20)
        faults[cost] = True
    return [cost for cost, is_so in faults.items() if is_so]


def of_choice(answer: Answer, name: str, good: dict[str, int]) -> int:
    value = answer.get(name)
    return 0 if value in {"", "unsafe-none"} else good.get(value, -5)


def of_sharing(answer: Answer) -> int:
    is_for_who_asks = answer.get("Access-Control-Allow-Origin") not in {"", "*"}
    return -50 if is_for_who_asks and answer.get("Access-Control-Allow-Credentials") == "true" else 0


def of_referrer(answer: Answer) -> int:
    value = answer.get("Referrer-Policy").rpartition(",")[2].strip()
    return 0 if not value else 5 if value in PRIVATE_REFERRERS else -5


def of_transport(answer: Answer) -> int:
    value = answer.get("Strict-Transport-Security")
    ages = [part.strip().removeprefix("max-age=") for part in value.split(";") if part.strip().startswith("max-age=")]
    if "," in value or not ages:
        return -20
    return 0 if int(ages[0]) >= SIX_MONTHS else -10


def of_scripts(answer: Answer) -> int:
    if not answer.is_html:
        return 0
    costs = [0]
    for script in BeautifulSoup(answer.body, "html.parser").select("script[src]"):
        place = urlsplit(str(script["src"]))
        is_of_another = bool(place.netloc) and (not place.scheme or place.netloc != answer.host)
        if is_of_another and place.scheme != "https":
            costs.append(-20 if script.get("integrity") else -50)
        elif is_of_another and not script.get("integrity"):
            costs.append(-5)
    return min(costs)


def of_framing(answer: Answer) -> int:
    is_told = "frame-ancestors" in policy_of(answer) or answer.get("X-Frame-Options") in {"deny", "sameorigin"}
    return 5 if is_told else -20


def lacks(answer: Answer) -> list[str]:
    """What keeps an answer from the top: a page is graded, and a file has what protects its reader."""
    twice = {name.lower() for name, _value in answer.headers if len(answer.all(name)) > 1} - {"set-cookie", "via"}
    found = [f"{name} stands twice" for name in sorted(twice)]
    given = points(answer)
    if answer.is_html:
        if score(answer) < TOP_GRADE:
            found += [f"{grade(answer)}: {name} {number}" for name, number in given.items() if number < 0]
        return found
    found += [f"{name} {number}" for name, number in given.items() if number < 0]
    if not answer.get("Cross-Origin-Resource-Policy"):
        found.append("no Cross-Origin-Resource-Policy")
    return found
