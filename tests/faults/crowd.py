"""Editors who save, people who sign up and pages that go live, all at the same time."""

import json
import re
import threading
import time
from dataclasses import dataclass, field

import requests
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tests.faults.working_site import WorkingSite

PASSWORD = "correct horse battery"
PLAN = """
from datetime import timedelta
from django.utils import timezone
from benchmarks.plans import plan_updates
plan_updates({count}, timezone.now() + timedelta(seconds=3), timedelta(0))
"""
EDITORS = """
import json
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from blog.models import UpdateIndexPage
from tests.factories import UpdatePageFactory
index, found = UpdateIndexPage.objects.get(), []
for number in range({count}):
    user = get_user_model().objects.create_user(f"editor{{number}}", f"e{{number}}@fund.example", {password!r})
    user.groups.add(Group.objects.get(name="Editors"))
    found.append(UpdatePageFactory(parent=index, title=f"Draft {{number}}", slug=f"draft-{{number}}", live=False).pk)
print(json.dumps(found))
"""
SAVED = """
import json
from wagtail.models import Revision
contents = Revision.objects.filter(object_id__in={pages!r}).values_list("content", flat=True)
print(json.dumps([content["title"] for content in contents]))
"""
KNOWN = """
import json
from subscriptions.models import SignUp, Subscriber
print(json.dumps([row.address for model in (SignUp, Subscriber) for row in model.objects.all()]))
"""
LEFT = """
from blog.models import UpdatePage
print(UpdatePage.objects.filter(slug__startswith="planned-", live=False).count())
"""
CHECKED = """
from django.db import connection
with connection.cursor() as cursor:
    print(cursor.execute("PRAGMA integrity_check").fetchone()[0] if connection.vendor == "sqlite" else "ok")
"""


@dataclass
class Crowd:
    """What they did, and what they were answered."""

    site: WorkingSite
    seconds: float
    statuses: list[int | str] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    signed_up: list[str] = field(default_factory=list)

    def save_again_and_again(self, number: int, page_id: int) -> None:
        """One editor, who signs in and saves the same draft under a new title each time."""
        session, url = self.sign_in(number), f"{self.site.url}/admin/pages/{page_id}/edit/"
        end, turn = time.monotonic() + self.seconds, 0
        while time.monotonic() < end:
            turn += 1
            title = f"Draft {number}, saved {turn} times"
            data = self.form(session, url, **draft(title, f"draft-{number}"))
            answer = session.post(url, data, headers=self.from_here, allow_redirects=False, timeout=60)
            self.statuses.append(answer.status_code)
            if answer.status_code == 302 and "/edit/" in answer.headers["Location"]:
                self.saved.append(title)

    def sign_in(self, number: int) -> requests.Session:
        session, login = requests.Session(), f"{self.site.url}/admin/login/"
        form = self.form(session, login, username=f"editor{number}", password=PASSWORD)
        session.post(login, form, headers=self.from_here)
        return session

    def form(self, session, url: str, **fields) -> dict:
        page = session.get(url, timeout=60)
        self.statuses.append(page.status_code)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token, f"{url} answered {page.status_code} without a form"
        return {**fields, "csrfmiddlewaretoken": token[1]}

    def sign_up_each_second(self, number: int) -> None:
        """Somebody new each second, from a network of his own."""
        end, turn = time.monotonic() + self.seconds, 0
        stamp = re.search(
            r'name="stamp" value="([^"]+)"', requests.get(f"{self.site.url}/subscribe/", timeout=60).text
        )[1]
        while time.monotonic() < end:
            started, turn = time.monotonic(), turn + 1
            address = f"reader{number}.{turn}@reader.example"
            answer = requests.post(
                f"{self.site.url}/subscribe/",
                {"email": address, "stamp": stamp, "topic": ""},
                headers={**self.from_here, "X-Forwarded-For": f"198.51.{number}.{turn % 250}"},
                allow_redirects=False,
                timeout=60,
            )
            self.statuses.append(answer.status_code)
            if answer.status_code == 303:
                self.signed_up.append(address)
            time.sleep(max(0, 1 - (time.monotonic() - started)))

    def lost_sign_ups(self) -> set[str]:
        """Readers who were told that they have signed up, and of whom nothing is known."""
        return set(self.signed_up) - set(json.loads(self.site.ask(KNOWN)))

    def read(self) -> None:
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            for path in ("/", "/updates/", "/search/?q=planned"):
                self.statuses.append(requests.get(self.site.url + path, timeout=60).status_code)

    @property
    def from_here(self) -> dict[str, str]:
        return {"Origin": self.site.url, "Referer": self.site.url}


def draft(title: str, slug: str) -> dict:
    return nested_form_data(
        {
            "title": title,
            "slug": slug,
            "summary": "What happened.",
            "language": "en",
            "tags": "",
            "body": streamfield([("text", rich_text(f"<p>{title}.</p>"))]),
            **{name: inline_formset([]) for name in ("page_authors", "related_pages", "footnotes", "comments")},
        }
    )


def gather(site: WorkingSite, editors: int, sign_ups: int, pages: int, seconds: float) -> Crowd:
    """Lets them all loose at once, waits until they are done and all pages are public, and says what is wrong."""
    crowd = Crowd(site, seconds)
    page_ids = json.loads(site.ask(EDITORS.format(count=editors, password=PASSWORD)))
    site.shell(PLAN.format(count=pages))
    people = [threading.Thread(target=crowd.save_again_and_again, args=pair) for pair in enumerate(page_ids)]
    people += [threading.Thread(target=crowd.sign_up_each_second, args=(number,)) for number in range(sign_ups)]
    people.append(threading.Thread(target=crowd.read))
    for person in people:
        person.start()
    for person in people:
        person.join()
    wait_until_public(site, patience=60 + pages / 5)
    titles = json.loads(site.ask(SAVED.format(pages=page_ids)))
    assert not [status for status in crowd.statuses if status >= 500], "The site answered with errors."
    assert crowd.saved and crowd.signed_up, "Nobody did anything."
    assert not set(crowd.saved) - set(titles), "Drafts were lost that an editor was told are saved."
    assert not crowd.lost_sign_ups()
    assert "database is locked" not in site.words()
    assert site.ask(CHECKED) == "ok", "The database is damaged."
    return crowd


def wait_until_public(site: WorkingSite, patience: float) -> None:
    deadline = time.monotonic() + patience
    while (left := int(site.ask(LEFT))) and time.monotonic() < deadline:
        time.sleep(1)
    assert not left, f"{left} pages did not go live."
