"""What moves the site to its next generation: all that readers see, and nothing else."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from blog.models import Person, UpdatePage
from scheduling.models import Scheduler
from site_core.changes import SEEN, UNSEEN, UNSEEN_APPS, is_seen, is_seen_table
from site_core.generation import board, current_generation, remember
from site_core.models import SiteRendition, SiteSettings
from subscriptions.models import MailingSettings
from subscriptions.services.signing_up import sign_up
from tests.factories import ImageFactory, PersonFactory, TagFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def update(site_tree):
    return UpdatePageFactory(parent=site_tree.updates, title="Before", authors=[PersonFactory()], tags=[TagFactory()])


def rename_by_hand(update):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = %s WHERE id = %s", ["After", update.pk])


SEEN_BY_READERS = {
    "a page is published": lambda update: update.save_revision().publish(),
    "a page is withdrawn": lambda update: update.unpublish(),
    "a page is deleted": lambda update: update.delete(),
    "a page is moved": lambda update: update.move(update.get_parent().get_parent(), "last-child"),
    "a page is to end": lambda update: UpdatePage.objects.update(expire_at=timezone.now() + timedelta(days=1)),
    "many pages in one statement": lambda update: UpdatePage.objects.update(title="After"),
    "a statement written by hand": rename_by_hand,
    "rows by the thousand": lambda update: Person.objects.bulk_update([PersonFactory(pk=7000)], ["name"]),
    "a person": lambda update: Person.objects.update(name="After"),
    "a tag": lambda update: update.tags.get().delete(),
    "tags of a page": lambda update: update.tags.through.objects.all().delete(),
    "privacy of pages": lambda update: PageViewRestriction.objects.create(page=update, restriction_type="login"),
    "privacy of files": lambda update: CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="login"
    ),
    "settings of the site": lambda update: SiteSettings.for_site(update.get_site()).save(),
    "settings of the mailing list": lambda update: MailingSettings.load().save(),
    "a picture": lambda update: ImageFactory(),
    "pictures of a picture are removed": lambda update: SiteRendition.objects.all().delete(),
}


@pytest.mark.parametrize("act", SEEN_BY_READERS.values(), ids=SEEN_BY_READERS)
def test_what_readers_see_begins_a_generation(update, act):
    ImageFactory().get_rendition("width-20")
    former = current_generation()

    act(update)

    assert current_generation() != former


UNSEEN_BY_READERS = {
    "a draft is saved": lambda update: update.save_revision(),
    "a draft is scheduled to end nowhere": lambda update: update.save_revision(log_action=True),
    "a page is locked": lambda update: UpdatePage.objects.filter(pk=update.pk).update(locked=True),
    "somebody signs up": lambda update: sign_up("ada@reader.example", ""),
    "a scheduler says that it is there": lambda update: Scheduler.objects.update(beat_at=timezone.now()),
    "nothing": lambda update: list(UpdatePage.objects.select_for_update()),
}


@pytest.mark.parametrize("act", UNSEEN_BY_READERS.values(), ids=UNSEEN_BY_READERS)
def test_what_readers_do_not_see_begins_none(update, act):
    former = current_generation()

    act(update)

    assert current_generation() == former


def test_picture_made_for_a_reader_begins_none(update):
    image = ImageFactory()
    former = current_generation()

    image.get_rendition("width-20")

    assert current_generation() == former


def test_every_table_is_known_to_be_seen_or_not():
    """A new table counts as seen; whoever adds one says here, or in `changes.py`, that he has thought of it."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}

    assert {table for table in tables if is_seen_table(table)} == SEEN | {
        "blog_formerpersonslug", "blog_formertagslug", "blog_person", "blog_reportcredit",
        "blog_reportdownload", "blog_reportindexpage", "blog_reportpage", "blog_reportpartner",
        "blog_reportrelatedupdate", "blog_tag",
        "blog_taggedupdate", "blog_updatecredit", "blog_updateindexpage", "blog_updatepage",
        "blog_updaterelatedpage", "django_content_type", "home_homepage", "home_standardpage",
        "site_core_sitedocument", "site_core_siteimage", "site_core_siterendition",
        "site_core_sitesettings", "taggit_tag", "taggit_taggeditem", "wagtail_footnotes_footnote",
        "wagtailcore_collection", "wagtailcore_collectionviewrestriction",
        "wagtailcore_collectionviewrestriction_groups", "wagtailcore_locale", "wagtailcore_page",
        "wagtailcore_pageviewrestriction", "wagtailcore_pageviewrestriction_groups",
        "wagtailcore_referenceindex", "wagtailcore_site", "wagtaildocs_document", "wagtailembeds_embed",
        "wagtailimages_image", "wagtailimages_rendition", "wagtailredirects_redirect",
    }  # fmt: skip
    assert tables >= UNSEEN
    assert {table.partition("_")[0] for table in SEEN} <= UNSEEN_APPS


ADDRESSES = [
    *("/", "/updates/", "/updates/first/", "/updates/first.md", "/reports/", "/subscribe/", "/search/?q=before"),
    *("/updates/feed/", "/sitemap.xml", "/api/v1/updates/", "/llms.txt", "/nothing/"),
]


def test_reading_changes_nothing(client, update):
    update.slug = "first"
    update.save()

    for address in ADDRESSES:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)

        assert [query["sql"] for query in queries if is_seen(query["sql"])] == [], address


@pytest.mark.parametrize(
    ("sql", "is_change"),
    [
        ('(SELECT "title" FROM "wagtailcore_page") UNION (SELECT 1)', False),
        ("  select 1", False),
        ("WITH a AS (SELECT 1) SELECT * FROM a", False),
        ('WITH a AS (DELETE FROM "blog_tag" RETURNING id) SELECT * FROM a', True),
        ('UPDATE "wagtailcore_page" SET "locked" = true WHERE "id" = 1', False),
        ('UPDATE "wagtailcore_page" SET "locked" = (SELECT true WHERE 1 = 1), "title" = %s', True),
        ("UPDATE wagtailcore_page SET draft_title = ' WHERE ', title = 'x'", True),
        ('INSERT OR IGNORE INTO "blog_tag" VALUES (1)', True),
        ('INSERT INTO "django_session" VALUES (1)', False),
        ("TRUNCATE blog_tag", True),
    ],
)
def test_statements_are_read_as_the_database_reads_them(sql, is_change):
    assert is_seen(sql) is is_change


def test_nothing_that_follows_a_commit_comes_before_the_new_generation(update):
    former, seen = board().read(), []
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    kept, connection.run_on_commit = connection.run_on_commit, []

    transaction.on_commit(lambda: seen.append(board().read()))
    UpdatePage.objects.update(title="After")
    hooks, connection.run_on_commit = connection.run_on_commit, kept
    for _savepoints, hook, _is_robust in hooks:
        hook()

    assert seen[0] != former


def test_value_made_within_a_change_that_is_taken_back_is_kept_by_nobody(update):
    class TakenBack(Exception):
        pass

    try:
        with transaction.atomic():
            UpdatePage.objects.update(title="After")
            assert remember("title", lambda: UpdatePage.objects.get().title) == "After"
            raise TakenBack
    except TakenBack:
        connection.run_on_commit = []  # as at the end of a transaction that is not a test's

    assert remember("title", lambda: UpdatePage.objects.get().title) == "Before"
