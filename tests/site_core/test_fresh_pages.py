"""Real readers at real web processes, while another process changes the site at random, in every way there is."""

import http.client
import json
import os
import random
import re
import threading
import time
from bisect import bisect_right

import pytest

from tests.browser.server import RunningSite

CHANGES = 80
READERS = 3

PREPARE = """
from blog.models import UpdateIndexPage
from tests.factories import PersonFactory, TagFactory, UpdatePageFactory
index = UpdateIndexPage.objects.get()
person, tag = PersonFactory(name="Person 0."), TagFactory(name="Tag 0.", slug="tag")
UpdatePageFactory(parent=index, slug="one", title="Title 0.", authors=[person], tags=[tag])
UpdatePageFactory(parent=index, slug="two", title="Two")
"""
# Prints, for each change: what it changed, when it began and was committed, and what is to be seen since.
CHANGE = """
import json, random, time
from django.db import connection, transaction
from blog.models import Person, Tag, UpdatePage
from site_core.models import SiteSettings
chance = random.Random({seed})
one, two = UpdatePage.objects.get(slug="one"), UpdatePage.objects.get(slug="two")

def publish(words):
    page = UpdatePage.objects.get(pk=one.pk)
    page.title = words
    page.save_revision().publish()

def at_once(words):
    UpdatePage.objects.filter(pk=one.pk).update(title=words)

def by_hand(words):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = %s WHERE id = %s", [words, one.pk])

def with_others(words):
    with transaction.atomic():
        at_once(words)
        time.sleep(chance.uniform(0, 0.02))

def given_up_before(words):
    try:
        with transaction.atomic():
            at_once("Title 999999.")
            time.sleep(chance.uniform(0, 0.02))
            raise KeyError
    except KeyError:
        at_once(words)

def person(words):
    Person.objects.filter(name__startswith="Person").update(name=words)

def tag(words):
    tag = Tag.objects.get(slug="tag")
    tag.name = words
    tag.save()

def life(words):
    page = UpdatePage.objects.get(pk=two.pk)
    page.save_revision().publish() if words == "200" else page.unpublish()

def within(words):
    with transaction.atomic():
        page = UpdatePage.objects.get(pk=one.pk)
        page.title = words
        revision = page.save_revision()
        transaction.on_commit(lambda: time.sleep(0.05))
        revision.publish()

titles = [publish, within, at_once, by_hand, with_others, given_up_before]
for number in range(1, {changes} + 1):
    what = chance.choice(["Title", "Title", "Person", "Tag", "life"])
    act = {{"Title": chance.choice(titles), "Person": person, "Tag": tag, "life": life}}[what]
    words = chance.choice(["200", "404"]) if what == "life" else f"{{what}} {{number}}."
    began = time.monotonic()
    act(words)
    print(json.dumps([what, began, time.monotonic(), words]))
    time.sleep(chance.uniform(0, 0.08))
"""
LOOKS = [
    ("/updates/one/", "Title"),
    ("/updates/one/", "Person"),
    ("/updates/one/", "Tag"),
    ("/updates/", "Title"),
    ("/", "Title"),
    ("/updates/feed/", "Title"),
    ("/updates/one.md", "Title"),
    ("/api/v1/updates/", "Person"),
    ("/updates/two/", "life"),
]


class SiteWithSharedCache(RunningSite):
    """With TEST_CACHE_URL, as a site of several machines: its state stands in the cache that all share."""

    @property
    def environment(self) -> dict[str, str]:
        cache = os.environ.get("TEST_CACHE_URL", "")
        return super().environment | ({"CACHE_URL": f"{cache}?key_prefix={self.database_name}"} if cache else {})


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = SiteWithSharedCache(tmp_path_factory.mktemp("fresh"))
    site.start()
    site.manage("create_demo_site")
    site.shell(PREPARE)
    state = site.shell("from site_core.generation import board; print(board().read())").strip()
    assert len(state) == 32, "the cache of TEST_CACHE_URL does not answer"
    yield site
    site.stop()


def read(site: RunningSite, is_over: threading.Event, seen: list) -> None:
    connection, kept = http.client.HTTPConnection("localhost", site.port), {}
    while not is_over.is_set():
        path, what = random.choice(LOOKS)
        asked = time.monotonic()
        connection.request("GET", path, headers={"If-None-Match": kept[path][0]} if path in kept else {})
        answer = connection.getresponse()
        body = answer.read().decode()
        if answer.status == 304:
            status, body = 200, kept[path][1]
        else:
            status = answer.status
            kept[path] = answer.headers["ETag"] or "", body
        words = str(status) if what == "life" else shown(body, what)
        seen.append((path, what, asked, time.monotonic(), words))
    connection.close()


def shown(body: str, what: str) -> str:
    found = re.search(rf"{what} \d+\.", body)
    return found.group() if found else f"no {what} in {body[:200]}"


def test_no_answer_is_older_than_a_commit_it_started_after(site):
    seed = random.randrange(10**6)
    seen: list = []
    is_over = threading.Event()
    readers = [threading.Thread(target=read, args=(site, is_over, seen)) for _number in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        lines = site.shell(CHANGE.format(seed=seed, changes=CHANGES)).splitlines()
    finally:
        is_over.set()
    for reader in readers:
        reader.join()

    changes = [json.loads(line) for line in lines if line.startswith("[")]
    history = {what: history_of(what, changes) for what in ("Title", "Person", "Tag", "life")}
    too_old = [
        (path, words, history[what].allowed(asked, answered))
        for path, what, asked, answered, words in seen
        if words not in history[what].allowed(asked, answered)
    ]
    assert not too_old, f"seed {seed}: {len(too_old)} of {len(seen)} answers, such as {too_old[:3]}"
    assert len(changes) == CHANGES
    assert len(seen) > CHANGES


class History:
    """What was to be seen of one thing, and since when."""

    def __init__(self, first: str):
        self.began, self.committed, self.words = [0.0], [0.0], [first]

    def allowed(self, asked: float, answered: float) -> set[str]:
        """The last state that was committed before somebody asked, and what came until he was answered."""
        return set(self.words[bisect_right(self.committed, asked) - 1 : bisect_right(self.began, answered)])


def history_of(what: str, changes: list) -> History:
    history = History("200" if what == "life" else f"{what} 0.")
    for _what, began, committed, words in (change for change in changes if change[0] == what):
        history.began.append(began)
        history.committed.append(committed)
        history.words.append(words)
    return history
