import re
from html import unescape
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.test import Client, TestCase
from django.utils.html import strip_tags
from pypdf import PdfReader
from wagtail.models import Page, PageLogEntry

from blog.models import Person, ReportPage, UpdatePage
from home.models import HomePage, StandardPage
from site_core.models import SiteDocument, SiteImage

REPORT = "/reports/a-cooperative-model-for-digital-infrastructure/"
STANDFIRST_BEGINNING = "Cooperatives are business owned and controlled by their members and workers. Historically,"
STANDFIRST_END = "consider cooperativism as an option to help them sustain their digital infrastructure projects."


def create_demo_site(**options) -> str:
    out = StringIO()
    call_command("create_demo_site", stdout=out, **options)
    return out.getvalue()


def words_of(markup: object) -> str:
    """What a reader reads, without markup."""
    visible = re.sub(r"<(script|style|svg).*?</\1>", "", str(markup), flags=re.DOTALL)
    return " ".join(unescape(strip_tags(visible.replace("<", " <"))).split())


class DemoSiteTest(TestCase):
    """The demo as its readers find it; made once, and each page asked for once."""

    @classmethod
    def setUpTestData(cls):
        with cls.captureOnCommitCallbacks(execute=True):
            create_demo_site()
        answers = {page.url: Client().get(page.url) for page in Page.objects.filter(depth__gt=1)}
        cls.statuses = {address: answer.status_code for address, answer in answers.items()}
        cls.markup = {address: answer.content.decode() for address, answer in answers.items()}

    def page_at(self, address: str) -> BeautifulSoup:
        return BeautifulSoup(self.markup[address], "html.parser")

    def test_strangers_get_every_file_that_the_pages_show(self):
        files = set(re.findall(r"(?:/media|/documents)/[^\s\"<,]+", " ".join(self.markup.values())))

        statuses = {file: self.client.get(file).status_code for file in files}

        assert any(file.endswith(".pdf") for file in files)
        assert statuses == dict.fromkeys(files, 200)

    def test_front_page_has_every_element_of_the_funds_own_page(self):
        words = words_of(self.page_at("/"))

        in_order = [
            "Digital • Infrastructure • Fund",
            "A Cooperative Model for Digital Infrastructure",
            STANDFIRST_BEGINNING,
            STANDFIRST_END,
            "You can check out a more complete summary, the full report and the recommendations here:",
            "We hope you find it useful.",
            "view all updates",
            "January 26th 2023",
            "By Narrira Lemos de Souza, Luciana Ferreira, Márcia Nóbrega, and Bruno Rigonato",
            "Tech For Forests Update In the period between the beginning of 2021 and",
            "Read more",
            "March 30th 2022",
            "By Anushah Hossain",
            "Regional Open Source Software Communities: The View From Dhaka, Bangladesh",
            "January 29th 2021",
            "By Richard Littauer",
            "Welcome to the new home of the Digital Infrastructure Fund In 2014 the",
            "view all updates",
            "Subscribe for Updates",
            "Enter your email to be the first to know about our latest updates",
            "By clicking the Subscribe Button you are confirming that you agree with our terms and conditions",
            "Digital • Infrastructure • Fund",
            "Creating a sustainable future for the technology that powers our world.",
            "Powered by:",
            "All rights reserved",
            "Design available",
        ]
        place = 0
        for element in in_order:
            assert element in words[place:], element
            place = words.index(element, place) + len(element)

    def test_lead_leads_to_summary_full_report_and_recommendations(self):
        links = {link.get_text(strip=True): link["href"] for link in self.page_at("/").select(".lead a")}

        report = self.page_at(REPORT)
        summary = self.client.get(links["Summary"])

        assert links["Full report"] == REPORT
        assert links["Recommendations"] == f"{REPORT}#recommendations"
        assert report.find(id="recommendations")
        assert summary["Content-Type"] == "application/pdf"

    def test_terms_sentence_links_to_the_terms(self):
        front_page = self.page_at("/")

        link = front_page.find("a", string="terms and conditions")

        assert link["href"] == "/terms/"

    def test_powered_by_logo_is_named_and_fits_light_and_dark_pages(self):
        footer = self.page_at("/").footer

        logo = footer.find("img", alt="Open Collective")

        assert self.client.get(logo["src"]).status_code == 200
        assert "dark" in str(logo.find_parent("picture").source)

    def test_every_page_answers_and_none_is_left_as_a_draft(self):
        pages = Page.objects.filter(depth__gt=1)

        assert len(self.statuses) == 11
        assert set(self.statuses.values()) == {200}
        assert not pages.filter(live=False).exists()
        assert not pages.filter(has_unpublished_changes=True).exists()

    def test_every_page_has_a_history(self):
        pages = Page.objects.filter(depth__gt=1)

        published = PageLogEntry.objects.filter(action="wagtail.publish").values_list("page_id", flat=True)

        assert set(published) == set(pages.values_list("pk", flat=True))
        assert not pages.filter(live_revision=None).exists()

    def test_links_between_pages_of_the_demo_all_lead_somewhere(self):
        mains = [self.page_at(address).main for address in self.markup]

        links = {link["href"].split("#")[0] for main in mains for link in main.select("a[href^='/']")}

        assert "/about/" in links
        assert {link for link in links if self.client.get(link).status_code != 200} == set()

    def test_report_page_shows_recommendations_and_downloads_with_their_pages(self):
        report = self.page_at(REPORT)
        words = words_of(report)

        downloads = [words_of(item) for item in report.select(".report__aside .downloads__item")]

        assert len(report.select("#recommendations ~ ol > li")) == 5
        assert [re.sub(r" \S+ KB", "", item.replace("\xa0", " ")) for item in downloads] == [
            "Summary English PDF 1 page",
            "Full report English PDF 6 pages",
            "Recommendations English PDF 2 pages",
        ]
        assert "By Digital Infrastructure Fund" in words
        assert "Creative Commons Attribution 4.0" in words
        assert "Elinor Ostrom, Governing the Commons" in words

    def test_report_and_updates_show_what_else_a_text_can_hold(self):
        report = self.page_at(REPORT)
        classes = ("timeline", "table", "chart", "callout")

        assert all(len(report.select(f".{name}")) == 1 for name in classes)
        assert self.page_at("/updates/tech-for-forests-website/").select_one(".callout")
        assert "Demo figures" in report.select_one(".chart__source").get_text()

        for address in self.markup:
            article = self.page_at(address).select_one(".article__body, .report__body")
            for pull_quote in article.select(".pull-quote") if article else []:
                assert pull_quote.get_text() in " ".join(text.get_text() for text in article.select(".text"))

    def test_printed_report_says_what_the_page_says(self):
        report = ReportPage.objects.get()
        reader = PdfReader(SiteDocument.objects.get(title__endswith="Full report").file)
        printed = " ".join(" ".join(page.extract_text() for page in reader.pages).split())

        headings = [entry.text for entry in report.contents]
        recommendations = [block.value["title"] for block in report.recommendations]

        assert [text for text in headings + recommendations if text not in printed] == []
        assert reader.metadata.title == report.title
        assert reader.trailer["/Root"]["/Lang"] == "en"

    def test_files_and_pictures_are_small_and_known_to_the_library(self):
        files = [*SiteImage.objects.all(), *SiteDocument.objects.all()]

        sizes = [file.file_size for file in files]

        assert max(sizes) < 150_000
        assert all(file.file_hash for file in files)
        assert all(image.description for image in SiteImage.objects.all())

    def test_texts_say_that_they_are_for_the_demo(self):
        works = [*UpdatePage.objects.all(), *ReportPage.objects.all()]
        standard_pages = StandardPage.objects.all()

        assert len(works) == 4
        assert all("Demo text:" in words_of(self.page_at(work.url).main) for work in works)
        assert len(standard_pages) == 4
        assert all(page.introduction.startswith("Starter text: replace it with your own.") for page in standard_pages)


def test_second_run_changes_nothing(db):
    create_demo_site()
    home = HomePage.objects.get()
    home.title = "Our own title"
    home.save()
    before = list(Page.objects.order_by("pk").values_list("pk", "title", "last_published_at"))

    said = create_demo_site()

    assert said == "The demo site is there already; nothing was changed.\n"
    assert list(Page.objects.order_by("pk").values_list("pk", "title", "last_published_at")) == before
    assert SiteImage.objects.count() == 6


def test_demo_can_be_made_again_when_all_its_pages_are_gone(client, db):
    create_demo_site()
    HomePage.objects.get().delete()

    create_demo_site()

    assert "A Cooperative Model" in words_of(client.get("/").content.decode())
    assert Person.objects.count() == 7


def test_a_site_with_pages_of_its_own_is_refused(site_tree):
    before = Page.objects.count()

    with pytest.raises(CommandError, match=r"This site has pages of its own\."):
        create_demo_site()

    assert Page.objects.count() == before
    assert not SiteImage.objects.exists()


def test_a_site_with_pages_of_its_own_may_be_passed_over(site_tree):
    before = Page.objects.count()

    said = create_demo_site(if_empty=True)

    assert said == "This site has pages of its own; no demo was added.\n"
    assert Page.objects.count() == before


def test_the_first_page_of_a_new_wagtail_counts_as_content_once_it_was_edited(db):
    welcome = Page.objects.get(depth=2)
    welcome.save_revision()

    with pytest.raises(CommandError):
        create_demo_site()

    assert Page.objects.filter(pk=welcome.pk).exists()
