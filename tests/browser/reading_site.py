"""The pages that readers' tests look at: the demo and a few more, the same in every run and never changed."""

import io
import json
import time
from datetime import UTC, datetime

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.blocks import StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import PageViewRestriction, Site
from wagtail.users.models import UserProfile

from blog.admin_lists import ReportsListing, UpdatesListing
from blog.blocks import BodyStreamBlock
from blog.models import Person, ReportPage, Tag, UpdateCredit, UpdateIndexPage, UpdatePage
from blog.viewsets import PersonViewSet, TagViewSet
from home.models import StandardPage
from scheduling.models import Notice
from site_core.background_work import hold
from site_core.models import CspReport, Fault, LinkAddress, LinkState, SiteDocument, SiteImage, SiteSettings
from site_core.sign_in.second_question import SURE_AT
from tests.browser.mailing_screens import mailing_screens
from tests.scheduling.noticing import beat, notice

# Where the kinds of pages of `site_core.accessibility` are found.
ADDRESSES = {
    "home": "/",
    "updates": "/updates/",
    "update": "/updates/tech-for-forests-website/",
    "every-block": "/updates/every-block/",
    "hostile": "/updates/hostile/",
    "right-to-left": "/updates/right-to-left/",
    "reports": "/reports/",
    "report": "/reports/a-cooperative-model-for-digital-infrastructure/",
    "tag": "/updates/tags/communities/",
    "author": "/updates/authors/marcia-nobrega/",
    "year": "/updates/2022/",
    "standard": "/accessibility/",
    "found": "/search/?q=Dhaka",
    "nothing-found": "/search/?q=zeppelin",
    "subscribe": "/subscribe/",
    "missing": "/nothing-here/",
    "password": "/closed/",
}
STYLE_PAGE = "/admin/style/"
# Half past two in Berlin, for the second time that night.
TWICE = datetime(2099, 10, 25, 1, 30, tzinfo=UTC)

# A year that has not come: the foot of the pages shall not change with the calendar.
COPYRIGHT_YEAR = 2099
PLANNED_AT = datetime(COPYRIGHT_YEAR, 3, 10, 9, tzinfo=UTC)
LONG_WORD = "Infrastructure" * 15
LONG_NAMES = ("Wolfeschlegelsteinhausenbergerdorff" * 2, "Maria do Carmo de Souza e Silva Albuquerque", "Li", "𝔘𝔫𝔦")
LONG_TEXT = f"<p>{LONG_WORD} and <a href='https://example.org/{LONG_WORD}'>https://example.org/{LONG_WORD}</a></p>"
ARABIC_TITLE = "البنية التحتية الرقمية شأن مشترك"
ARABIC_TEXT = (
    "<p>البنية التحتية هي ما يقع <b>بين</b> الأشياء ويجعلها تلتقي. يحافظ عليها عدد قليل من الناس، ويستعملها الجميع.</p>"
    "<ul><li>قل ما الذي تم.</li><li>قل من قام به.</li></ul>"
)
MIXED_TEXT = "<p>In Cairo they say سلام, and the word goes on: السلام عليكم to all, then on again in English.</p>"


def build() -> None:
    """Runs inside the site, with `manage.py shell`; prints what the tests need to know, as JSON."""
    call_command("create_demo_site", verbosity=0)
    site = Site.objects.get(is_default_site=True)
    SiteSettings.objects.filter(site=site).update(copyright_start_year=COPYRIGHT_YEAR)
    people = [Person.objects.create(name=name, slug=f"long-{place}") for place, name in enumerate(LONG_NAMES)]
    Person.objects.update(affiliation="Institute for Shared Things")
    blocks = every_block()
    add_update("every-block", "Every block", blocks)
    add_update("right-to-left", ARABIC_TITLE, [("text", ARABIC_TEXT), *blocks], language="ar")
    add_update("unfinished", "An update that nobody has finished", [], live=False)
    schedule_update("planned", "An update with a date", live=False)
    add_update("hostile", f"So much to say of {LONG_WORD}", hostile_blocks(), people, summary=LONG_WORD)
    closed = site.root_page.add_child(instance=StandardPage(title="Closed", slug="closed"))
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.PASSWORD, password="open")
    call_command("make_renditions", stdout=io.StringIO())
    rosa = get_user_model().objects.create_superuser("rosa", "rosa@fund.example", "correct horse battery")
    tell_of_schedules(rosa)
    UserProfile.objects.create(user=rosa, current_time_zone="Europe/Berlin")
    screens = admin_screens()
    hold(datetime(2026, 3, 1, tzinfo=UTC))
    print(json.dumps({"session": session_of(rosa), "screens": screens}))


def tell_of_schedules(user) -> None:
    """A notice of each kind, and a scheduler that holds."""
    page = UpdatePage.objects.get(slug="unfinished")
    for kind in Notice.Kind.values:
        notice(user, page, kind, reason="Its address is taken by another page beside it.", approved_by=user)
    Notice.objects.filter(kind=Notice.Kind.WAITING).update(read_at=timezone.now())
    beat(held_since=timezone.now(), leap_seconds=259_200.0)


def add_update(slug: str, title: str, body: list, people=(), **fields) -> UpdatePage:
    """An update that is older than those of the demo, so that the front page does not show it."""
    page = UpdatePage(
        title=title,
        slug=slug,
        body=body,
        publication_date=datetime(2020, 5, 17, 12, tzinfo=UTC),
        page_authors=[UpdateCredit(author=person, sort_order=place) for place, person in enumerate(people)],
        **fields,
    )
    UpdateIndexPage.objects.get().add_child(instance=page)
    page.save_revision()
    return page


def schedule_update(slug: str, title: str, **fields) -> None:
    """An update that goes live long after every test."""
    page = add_update(slug, title, [], go_live_at=PLANNED_AT, **fields)
    page.get_latest_revision().publish()


def every_block() -> list[tuple]:
    """Each block of a body as its preview shows it, with pictures, files, people and pages of this site."""
    blocks = BodyStreamBlock().child_blocks.items()
    return [(name, kept(block.get_preview_value())) for name, block in blocks if block.is_previewable]


def kept(value):
    """The same value with things of this site in place of the samples, which nobody can store."""
    if isinstance(value, StructValue):
        value.update({name: kept(part) for name, part in value.items()})
    elif isinstance(value, ListValue):
        return ListValue(value.list_block, [kept(part) for part in value])
    elif isinstance(value, SiteImage):
        value = SiteImage.objects.get(title="River delta")
        value.contextual_alt_text, value.decorative = value.description, False
    elif isinstance(value, SiteDocument | Person | UpdatePage | ReportPage):
        return type(value).objects.order_by("pk").first()
    return value


def hostile_blocks() -> list[tuple]:
    heading = {"text": LONG_WORD, "level": "2"}
    return [("text", LONG_TEXT), ("heading", heading), ("text", MIXED_TEXT), ("quote", {"quote": LONG_WORD})]


def admin_screens() -> dict[str, str]:
    """Addresses of what editors see that is ours, by what it is."""
    call_command("check_links")
    LinkAddress.objects.update(state=LinkState.BROKEN, fault=Fault.NOT_FOUND, status=404)
    update, report = UpdatePage.objects.get(slug="every-block"), ReportPage.objects.get()
    person, other = Person.objects.order_by("pk")[:2]
    people, tags = PersonViewSet(), TagViewSet()
    tag, other_tag = (Tag.objects.get_or_create(name=name)[0] for name in ("Wells", "Water"))
    draft, planned = UpdatePage.objects.get(slug="unfinished"), UpdatePage.objects.get(slug="planned")
    calendar = f"{reverse('calendar')}?date={PLANNED_AT:%Y-%m-%d}"
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return {
        "dashboard": reverse("wagtailadmin_home"),
        "account": reverse("wagtailadmin_account"),
        "notices": reverse("schedule_notices"),
        "following a page": reverse("schedule_follow", args=[update.pk]),
        "list of updates": reverse(UpdatesListing("update-pages").get_url_name("index")),
        "list of reports": reverse(ReportsListing("report-pages").get_url_name("index")),
        "updates in the tree": reverse("wagtailadmin_explore", args=[update.get_parent().pk]),
        "update": reverse("wagtailadmin_pages:edit", args=[update.pk]),
        "report": reverse("wagtailadmin_pages:edit", args=[report.pk]),
        "new update": reverse("wagtailadmin_pages:add", args=["blog", "updatepage", update.get_parent().pk]),
        "people": reverse(people.get_url_name("list")),
        "person": reverse(people.get_url_name("edit"), args=[person.pk]),
        "merging people": reverse(people.get_url_name("merge"), args=[person.pk]),
        "merging two people": f"{reverse(people.get_url_name('merge'), args=[person.pk])}?kept={other.pk}",
        "merging two tags": f"{reverse(tags.get_url_name('merge'), args=[tag.pk])}?kept={other_tag.pk}",
        "deleting a credited person": reverse(people.get_url_name("delete"), args=[person.pk]),
        "site settings": reverse("wagtailsettings:edit", args=["site_core", "sitesettings"]),
        "publishing many": f"{bulk}?id={draft.pk}&id={update.pk}&next=/admin/",
        "publishing anyway": reverse("readiness_publish", args=[draft.pk]),
        "unfinished update": reverse("wagtailadmin_pages:edit", args=[draft.pk]),
        "scheduled update": reverse("wagtailadmin_pages:edit", args=[scheduled_update(update.get_parent()).pk]),
        "patterns": reverse("new_from_pattern"),
        "handbook": reverse("handbook"),
        "importing a document": reverse("import_document"),
        "promoted results": reverse("wagtailsearchpromotions:index"),
        "promoting a page": f"{reverse('wagtailsearchpromotions:add')}?words=money",
        "searches without results": searches_without_results(),
        "images": reverse("wagtailimages:index"),
        "documents": reverse("wagtaildocs:index"),
        "blocked content": blocked_content(),
        "broken links": reverse("broken_links"),
        "site health": reverse("site_health"),
        "switching on a restored site": reverse("resume_background_work"),
        "month": f"{calendar}&view=month",
        "week": f"{calendar}&view=week",
        "agenda": f"{calendar}&view=agenda",
        "board": reverse("calendar_board"),
        "moving a schedule": reverse("calendar_move", args=[planned.pk]),
        "publishing now": reverse("calendar_publish", args=[planned.pk]),
        "cancelling a schedule": reverse("calendar_cancel", args=[planned.pk]),
        "calendar subscription": reverse("calendar_subscription"),
        **mailing_screens(update),
    }


def blocked_content() -> str:
    """What browsers told in both ways, of long and short addresses."""
    now = timezone.now()
    for blocked, page in (
        ("inline", "/updates/every-block/"),
        (f"https://{LONG_WORD}.example"[:200], f"/{LONG_WORD}/"),
    ):
        CspReport.objects.create(
            directive="script-src-elem", blocked=blocked, page=page, source=page, first_seen_at=now, last_seen_at=now
        )
    return reverse("blocked_content")


def searches_without_results() -> str:
    """One of two searches has a page promoted by now."""
    for words in ("money for wells", LONG_WORD):
        Query.get(words).add_hit()
    SearchPromotion.objects.create(query=Query.get(LONG_WORD), page=ReportPage.objects.get().page_ptr)
    return reverse("wagtailsearchpromotions:search_terms")


def scheduled_update(index) -> UpdatePage:
    """Approved for an hour that the clocks have twice, and with a draft that differs."""
    update = UpdatePage(title="Scheduled", slug="scheduled", summary="What will happen.", live=False)
    index.add_child(instance=update)
    update.go_live_at = TWICE
    update.save_revision().publish()
    update.title = "Scheduled, and mended"
    update.save_revision()
    return update


def session_of(user) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SURE_AT] = time.time() + 86_400  # for as long as the tests may take, it is known who is there
    session.create()
    return session.session_key
