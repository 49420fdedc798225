"""Builds the demo site: pictures, files, people, pages and settings."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale, Page, Site
from wagtail_footnotes.models import Footnote

from blog.models import (
    Person,
    ReportCredit,
    ReportDownload,
    ReportIndexPage,
    ReportPage,
    ReportPartner,
    ReportRelatedUpdate,
    UpdateCredit,
    UpdateIndexPage,
    UpdatePage,
)
from home.demo import content
from home.demo.markup import TextReader, identity, read_html
from home.models import HomePage, StandardPage
from site_core.models import BasePage, SiteDocument, SiteImage, SiteSettings

FILES = Path(__file__).parent
DEMO_KEY = identity("demo site")
WAGTAIL_WELCOME = {"depth": 2, "slug": "home", "title": "Welcome to your new Wagtail site!", "numchild": 0}


def is_demo_there() -> bool:
    """Whether the demo's front page is on this site, whatever was made of it since."""
    return Page.objects.filter(translation_key=DEMO_KEY).exists()


def welcome_pages():
    """The page that a new Wagtail site begins with, as long as nobody has edited it."""
    return Page.objects.filter(
        **WAGTAIL_WELCOME,
        latest_revision=None,
        content_type__app_label="wagtailcore",
        content_type__model="page",
    )


def has_other_content() -> bool:
    return Page.objects.filter(depth__gt=1).exclude(pk__in=welcome_pages().values("pk")).exists()


def stream(model: type, field_name: str, raw: list[dict]):
    """A stream value from raw blocks, checked as the editor's form would check it."""
    block = model._meta.get_field(field_name).stream_block
    named = [{"id": identity(f"{model.__name__}/{field_name}/{place}"), **child} for place, child in enumerate(raw)]
    return block.clean(block.to_python(named))


def file_content(folder: str, name: str) -> ContentFile:
    return ContentFile((FILES / folder / name).read_bytes(), name=name)


class DemoSite:
    """The demo site while it is being built; pages are kept by address, pictures and files by file name."""

    def __init__(self) -> None:
        self.site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
        self.pages: dict[str, BasePage] = {}
        self.images: dict[str, SiteImage] = {}
        self.documents: dict[str, SiteDocument] = {}

    @transaction.atomic
    def build(self) -> None:
        self.add_images()
        self.add_documents()
        home = self.add_home()
        self.add_indexes(home)
        self.add_standard_pages(home)
        self.add_updates()
        self.add_report()
        self.fill_settings()
        self.publish_home(home)
        # Once more after the commit: meanwhile a reader may have filled this cache with the old front page.
        transaction.on_commit(Site.clear_site_root_paths_cache)

    # Files

    def add_images(self) -> None:
        for picture in content.PICTURES:
            image = SiteImage(
                title=picture.title,
                description=picture.description,
                credit=content.CREDIT,
                file=file_content("pictures", picture.file_name),
            )
            image._set_image_file_metadata()
            image.save()
            self.images[picture.file_name] = image

    def add_documents(self) -> None:
        for file_name, label in content.REPORT_FILES.items():
            document = SiteDocument(title=f"{content.REPORT_TITLE}: {label}", file=file_content("documents", file_name))
            document._set_document_file_metadata()
            document.save()
            self.documents[file_name] = document

    # Pages

    def publish(self, parent: Page, page: BasePage) -> None:
        """Adds a page and publishes it as an editor would, so that it has a history."""
        page.live = False
        parent.add_child(instance=page)
        page.save_revision().publish()
        self.pages[page.url_path.removeprefix("/home")] = page

    def read(self, model: type, name: str) -> dict:
        """A text of the demo as the body and the footnotes of a page."""
        page_ids = {address: page.pk for address, page in self.pages.items()}
        image_ids = {file_name: image.pk for file_name, image in self.images.items()}
        blocks, notes = TextReader(page_ids, image_ids).read(name)
        locale = Locale.get_default()
        footnotes = [
            Footnote(uuid=note_id, text=text, locale=locale, sort_order=place)
            for place, (note_id, text) in enumerate(notes.items())
        ]
        return {"body": stream(model, "body", blocks), "footnotes": footnotes}

    def add_home(self) -> HomePage:
        """The front page, as a draft: it is published last, when all it shows is there."""
        root = Page.get_first_root_node()
        self.remove_welcome_page(root)
        home = HomePage(
            title=content.FUND,
            slug="home",
            translation_key=DEMO_KEY,
            search_description=content.DESCRIPTION,
            publication_date=content.noon(content.UPDATES[0].day),
            live=False,
        )
        root.add_child(instance=home)
        self.point_site_to(home)
        self.pages["/"] = home
        return home

    def remove_welcome_page(self, root: Page) -> None:
        """Wagtail's own first page goes; the site, which would go with it, rests on the root meanwhile."""
        Site.objects.filter(root_page__in=welcome_pages()).update(root_page=root)
        for page in welcome_pages():
            page.delete()
        root.refresh_from_db()

    def point_site_to(self, home: HomePage) -> None:
        address = urlsplit(settings.SITE_URL)
        self.site.root_page = home
        self.site.hostname = address.hostname
        self.site.port = address.port or (443 if address.scheme == "https" else 80)
        self.site.site_name = content.FUND
        self.site.save()

    def add_indexes(self, home: HomePage) -> None:
        introduction = content.UPDATES_INTRODUCTION
        self.publish(home, UpdateIndexPage(title="Updates", slug="updates", introduction=introduction))
        introduction = content.REPORTS_INTRODUCTION
        self.publish(home, ReportIndexPage(title="Reports", slug="reports", introduction=introduction))

    def add_standard_pages(self, home: HomePage) -> None:
        for page in content.STANDARD_PAGES:
            parts = self.read(StandardPage, page.text)
            standard_page = StandardPage(title=page.title, slug=page.text, introduction=page.introduction, **parts)
            self.publish(home, standard_page)

    def add_updates(self) -> None:
        for demo_update in content.UPDATES:
            image = self.images.get(demo_update.lead_image)
            update = UpdatePage(
                title=demo_update.title,
                slug=slugify(demo_update.title),
                publication_date=content.noon(demo_update.day),
                announce_to_subscribers=False,
                lead_image=image,
                lead_image_alt=image.description if image else "",
                lead_image_caption=demo_update.lead_image_caption,
                page_authors=[
                    UpdateCredit(author=add_person(name), sort_order=place)
                    for place, name in enumerate(demo_update.authors)
                ],
                **self.read(UpdatePage, demo_update.text),
            )
            update.tags.add(*demo_update.tags)
            self.publish(self.pages["/updates/"], update)

    def add_report(self) -> None:
        related_update = self.pages[f"/updates/{slugify(content.UPDATES[1].title)}/"]
        report = ReportPage(
            title=content.REPORT_TITLE,
            slug=slugify(content.REPORT_TITLE),
            subtitle=content.REPORT_SUBTITLE,
            abstract=read_html("report-abstract"),
            cover=self.images["cover.webp"],
            publication_date=content.noon(content.REPORT_DAY),
            announce_to_subscribers=False,
            recommendations=stream(ReportPage, "recommendations", TextReader().read_recommendations("recommendations")),
            licence=ReportPage.Licence.CC_BY,
            page_authors=[ReportCredit(author=add_person(content.FUND, Person.Kind.ORGANISATION))],
            downloads=[
                ReportDownload(document=self.documents[file_name], label=label, language="en", sort_order=place)
                for place, (file_name, label) in enumerate(content.REPORT_FILES.items())
            ],
            partners=[
                ReportPartner(**partner, sort_order=place) for place, partner in enumerate(content.REPORT_PARTNERS)
            ],
            related_updates=[ReportRelatedUpdate(update=related_update)],
            **self.read(ReportPage, "report"),
        )
        self.publish(self.pages["/reports/"], report)

    def publish_home(self, home: HomePage) -> None:
        report = self.pages[f"/reports/{slugify(content.REPORT_TITLE)}/"]
        lead = {
            "title": content.REPORT_TITLE,
            "standfirst": read_html("standfirst"),
            "links_introduction": content.LEAD_LINKS_INTRODUCTION,
            "links": [
                {"label": "Summary", "document": self.documents["summary.pdf"].pk},
                {"label": "Full report", "page": report.pk},
                {"label": "Recommendations", "page": report.pk, "fragment": "recommendations"},
            ],
            "closing": content.LEAD_CLOSING,
        }
        bridge = self.images["bridge.webp"]
        about = {
            "heading": content.ABOUT_HEADING,
            "text": content.ABOUT_TEXT,
            "image": {"image": bridge.pk, "alt_text": bridge.description, "decorative": False},
            "links": [{"label": "About the fund", "page": self.pages["/about/"].pk}],
        }
        home.body = stream(
            HomePage,
            "body",
            [
                {"type": "lead", "value": lead},
                {"type": "latest_updates", "value": {"count": 3, "link_label": "view all updates"}},
                {"type": "featured_report", "value": {"heading": "Reports", "report": report.pk}},
                {"type": "text_image", "value": about},
                {"type": "subscribe", "value": {}},
            ],
        )
        home.save_revision().publish()

    # Settings

    def fill_settings(self) -> None:
        site_settings = SiteSettings.for_site(self.site)
        site_settings.brand = content.BRAND
        site_settings.tagline = content.TAGLINE
        site_settings.description = content.DESCRIPTION
        site_settings.main_menu = self.menu("main_menu", "/updates/", "/reports/", "/about/", "/subscribe/")
        site_settings.footer_menu = self.menu("footer_menu", "/about/", "/terms/", "/privacy/", "/accessibility/")
        site_settings.social_links = links("social_links", content.SOCIAL_LINKS)
        site_settings.design_link = links("design_link", content.DESIGN_LINK)
        site_settings.copyright_start_year = content.UPDATES[0].day.year
        site_settings.copyright_notice = "All rights reserved"
        site_settings.powered_by = stream(SiteSettings, "powered_by", [self.powered_by()])
        site_settings.subscribe_heading = "Subscribe for Updates"
        site_settings.subscribe_text = "Enter your email to be the first to know about our latest updates"
        site_settings.subscribe_button = "Subscribe"
        site_settings.subscribe_terms = content.TERMS.format(page_id=self.pages["/terms/"].pk)
        site_settings.full_clean()
        site_settings.save()

    def menu(self, field_name: str, *addresses: str):
        entries = []
        for address in addresses:
            page = self.pages.get(address)
            entries.append({"page": page.pk} if page else {"label": "Subscribe", "url": address})
        return links(field_name, entries)

    def powered_by(self) -> dict:
        logo = {
            "name": "Open Collective",
            "url": "https://opencollective.com/",
            "logo": self.images["open-collective-light.png"].pk,
            "logo_dark": self.images["open-collective-dark.png"].pk,
        }
        return {"type": "logo", "value": logo}


def links(field_name: str, entries: list[dict]):
    return stream(SiteSettings, field_name, [{"type": "link", "value": entry} for entry in entries])


def add_person(name: str, kind: str = Person.Kind.PERSON) -> Person:
    """The person of this name; one who is there from before stays as they are."""
    slug = slugify(name)
    person = Person.objects.filter(slug=slug).first()
    if person is None:
        person = Person(name=name, slug=slug, sort_name=content.SORT_NAMES.get(name, name), kind=kind)
        person.full_clean()
        person.save()
    return person
