"""Reports as others cite them: in words, in files, and in what programs read from the page."""

import json
from datetime import UTC, datetime

import bibtexparser
import pytest
import rispy
from bs4 import BeautifulSoup
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from blog.citations import Name, citations_of, name_of, work_of
from blog.models import ReportDownload
from tests.factories import DocumentFactory, PersonFactory, ReportPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

FUND = "Digital Infrastructure Fund"


@pytest.fixture
def report(site_tree):
    page = ReportPageFactory(
        parent=site_tree.reports,
        title="Wells & ropes: 100% of {what} we_know",
        subtitle="A #1 study",
        slug="wells",
        abstract="<p>Who keeps <b>wells</b>?</p>",
        doi="10.5281/zenodo.1234567",
        isbn="978-3-16-148410-0",
        publication_date=datetime(2025, 3, 9, 12, tzinfo=UTC),
        authors=[
            PersonFactory(
                name="Narrira Lemos de Souza", sort_name="Souza, Narrira Lemos de", orcid="0000-0002-1825-0097"
            ),
            PersonFactory(name="Márcia Nóbrega"),
            PersonFactory(name="Ferris and Daughters, Ltd", kind="organisation"),
        ],
    )
    ReportDownload.objects.create(page=page, document=DocumentFactory(), label="Full report")
    return page


def text(client, report, name: str) -> str:
    response = client.get(f"{report.url}{name}")
    assert response.status_code == 200
    return response.content.decode()


def tags(client, page) -> list[tuple[str, str]]:
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    return [(tag["name"], tag["content"]) for tag in soup.select("head meta[name^=citation_]")]


def styles_of(report) -> dict[str, str]:
    return {citation.style: str(citation) for citation in citations_of(work_of(report, FUND))}


def credited(site_tree, *names: str, **fields):
    people = [PersonFactory(name=name) for name in names]
    day = fields.pop("publication_date", datetime(2025, 3, 9, tzinfo=UTC))
    return ReportPageFactory(
        parent=site_tree.reports, title="Wells", slug="wells", authors=people, publication_date=day, **fields
    )


ADDRESS = "http://localhost/reports/wells/"


@pytest.mark.parametrize(
    ("names", "apa", "chicago", "mla"),
    [
        (
            ["Ada Example"],
            f"Example, A. (2025). Wells. {FUND}. {ADDRESS}",
            f"Example, Ada. 2025. Wells. {FUND}. {ADDRESS}.",
            f"Example, Ada. Wells. {FUND}, 2025, {ADDRESS}.",
        ),
        (
            ["Ada Example", "Jean-Paul Other"],
            f"Example, A., & Other, J.-P. (2025). Wells. {FUND}. {ADDRESS}",
            f"Example, Ada, and Jean-Paul Other. 2025. Wells. {FUND}. {ADDRESS}.",
            f"Example, Ada, and Jean-Paul Other. Wells. {FUND}, 2025, {ADDRESS}.",
        ),
        (
            ["Ada Example", "Bo Other", "Cy Third"],
            f"Example, A., Other, B., & Third, C. (2025). Wells. {FUND}. {ADDRESS}",
            f"Example, Ada, Bo Other, and Cy Third. 2025. Wells. {FUND}. {ADDRESS}.",
            f"Example, Ada, et al. Wells. {FUND}, 2025, {ADDRESS}.",
        ),
        (
            [],
            f"{FUND} (2025). Wells. {ADDRESS}",
            f"{FUND}. 2025. Wells. {FUND}. {ADDRESS}.",
            f"Wells. {FUND}, 2025, {ADDRESS}.",
        ),
    ],
)
def test_report_is_cited_in_three_styles(site_tree, names, apa, chicago, mla):
    assert styles_of(credited(site_tree, *names)) == {"APA": apa, "Chicago": chicago, "MLA": mla}


def test_of_very_many_authors_each_style_names_as_many_as_it_says(site_tree):
    report = credited(site_tree, *(f"Ada Author{number}" for number in range(1, 24)))

    styles = styles_of(report)

    assert "Author19, A., . . . Author23, A. (2025)" in styles["APA"] and "Author20" not in styles["APA"]
    assert styles["Chicago"].startswith("Author1, Ada, Ada Author2, Ada Author3, et al. 2025.")
    assert styles["MLA"].startswith("Author1, Ada, et al. Wells.")


def test_title_with_a_mark_of_its_own_gets_no_second_one_and_an_undated_report_says_so(site_tree):
    report = credited(site_tree, "Ada Example")
    report.title, report.publication_date = "Who keeps wells?", None

    assert styles_of(report)["APA"] == f"Example, A. (n.d.). Who keeps wells? {FUND}. {ADDRESS}"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"name": "Narrira Lemos de Souza", "sort_name": "Souza, Narrira Lemos de"}, Name("Souza", "Narrira Lemos de")),
        ({"name": "Ada Example", "sort_name": ""}, Name("Example", "Ada")),
        ({"name": "Ada Example", "sort_name": "Ada Example"}, Name("Example", "Ada")),
        ({"name": "Suharto", "sort_name": ""}, Name("Suharto")),
        ({"name": "Institute of Wells", "kind": "organisation"}, Name("Institute of Wells")),
    ],
)
def test_name_is_taken_apart_by_the_name_for_sorting(fields, name):
    assert name_of(PersonFactory.build(**fields)) == name


def test_page_shows_the_styles_and_leads_to_the_files(client, report):
    soup = BeautifulSoup(client.get(report.url).content, "html.parser")

    styles = [term.get_text(strip=True) for term in soup.select(".citations dt")]
    files = [link["href"] for link in soup.select(".citations__files a")]
    assert styles == ["APA", "Chicago", "MLA"]
    assert files == ["cite/bibtex/", "cite/ris/", "cite/csl-json/"]
    assert soup.select_one(".citations cite").text == "Wells & ropes: 100% of {what} we_know: A #1 study"


def test_files_and_tags_say_the_same_in_every_field(client, report):
    (bib,) = bibtexparser.parse_string(
        text(client, report, "cite/bibtex/"),
        append_middleware=[
            bibtexparser.middlewares.SeparateCoAuthors(),
            bibtexparser.middlewares.LatexDecodingMiddleware(),
        ],
    ).entries
    (ris,) = rispy.loads(text(client, report, "cite/ris/"))
    (csl,) = json.loads(text(client, report, "cite/csl-json/"))
    highwire = tags(client, report)
    head = dict(highwire)
    title = "Wells & ropes: 100% of {what} we_know: A #1 study"
    names = ["Souza, Narrira Lemos de", "Nóbrega, Márcia", "Ferris and Daughters, Ltd"]

    assert ris["title"] == csl["title"] == head["citation_title"] == title
    assert bib["title"].replace("{", "").replace("}", "") == title.replace("{", "").replace("}", "")
    assert ris["authors"] == names
    assert [content for name, content in highwire if name == "citation_author"] == names
    assert [name.strip("{}") for name in bib["author"]] == names
    assert [person.get("literal") or f"{person['family']}, {person['given']}" for person in csl["author"]] == names
    assert {bib["institution"], ris["publisher"], csl["publisher"], head["citation_publisher"]} == {FUND}
    assert (bib["date"], ris["date"], csl["issued"]) == ("2025-03-09", "2025/03/09/", {"date-parts": [[2025, 3, 9]]})
    assert head["citation_publication_date"] == "2025/03/09"
    assert {bib["doi"], ris["doi"], csl["DOI"], head["citation_doi"]} == {"10.5281/zenodo.1234567"}
    assert {bib["isbn"], ris["issn"], csl["ISBN"], head["citation_isbn"]} == {"978-3-16-148410-0"}
    assert {bib["url"], ris["urls"][0], csl["URL"], head["citation_abstract_html_url"]} == {ADDRESS}
    assert {bib["abstract"], ris["abstract"], csl["abstract"]} == {"Who keeps wells?"}
    assert head["citation_pdf_url"] == f"http://localhost{report.files[0].document.url}" == ris["file_attachments1"]


def test_report_without_authors_is_by_its_publisher_in_every_form(client, site_tree):
    report = credited(site_tree)

    (bib,) = bibtexparser.parse_string(text(client, report, "cite/bibtex/")).entries
    (ris,) = rispy.loads(text(client, report, "cite/ris/"))
    (csl,) = json.loads(text(client, report, "cite/csl-json/"))

    assert bib["author"] == f"{{{FUND}}}"
    assert (ris["authors"], csl["author"]) == ([FUND], [{"literal": FUND}])
    assert dict(tags(client, report))["citation_author"] == FUND


def test_each_author_has_a_tag_and_their_number_behind_it(client, report):
    names = [tag for tag in tags(client, report) if tag[0].startswith("citation_author")]

    assert names[:3] == [
        ("citation_author", "Souza, Narrira Lemos de"),
        ("citation_author_orcid", "https://orcid.org/0000-0002-1825-0097"),
        ("citation_author", "Nóbrega, Márcia"),
    ]


@pytest.mark.parametrize(
    "title", ["\x1b\x85\u2028\u2029]]>", "A\\b{c", "}{\\end{x}", "“„…—ö漢字", "TY  - BOOK\r\nER  - "]
)
def test_any_title_leaves_the_files_whole(client, report, title):
    type(report).objects.filter(pk=report.pk).update(title=f"Well {title}", subtitle="")

    library = bibtexparser.parse_string(text(client, report, "cite/bibtex/"))
    assert len(library.entries) == 1 and not library.failed_blocks
    assert len(rispy.loads(text(client, report, "cite/ris/"))) == 1
    assert json.loads(text(client, report, "cite/csl-json/"))[0]["title"].startswith("Well")


def test_file_that_strangers_may_not_have_is_not_named(client, report):
    collection = Collection.get_first_root_node().add_child(name="Board only")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    document = report.files[0].document
    document.collection = collection
    document.save()

    assert "citation_pdf_url" not in dict(tags(client, report))
    assert document.url not in text(client, report, "cite/ris/")


def test_updates_are_no_reports_to_programs(client, site_tree):
    update = UpdatePageFactory(parent=site_tree.updates)

    assert not tags(client, update)
    assert client.get(f"{update.url}cite/bibtex/").status_code == 404


@pytest.mark.parametrize("name", ["cite/bibtex/", "cite/ris/", "cite/csl-json/"])
def test_files_of_a_report_that_is_not_public_are_nowhere(client, report, name):
    assert client.get(f"{report.url}{name}more/").status_code == 404
    restriction = PageViewRestriction.objects.create(page=report, restriction_type="login")
    private = client.get(f"{report.url}{name}")
    restriction.delete()
    report.unpublish()

    assert private.status_code == 302 and b"Wells" not in private.content
    assert client.get(f"{report.url}{name}").status_code == 404


def test_files_are_to_be_kept_and_not_to_be_found(client, report):
    response = client.get(f"{report.url}cite/bibtex/")

    assert response.headers["Content-Disposition"] == 'attachment; filename="wells.bib"'
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_organisation_that_publishes_its_own_report_is_named_once_where_the_style_says_so(site_tree):
    report = credited(site_tree)
    report.page_authors.create(author=PersonFactory(name=FUND, kind="organisation"))

    styles = styles_of(type(report).objects.get())

    assert styles["APA"] == f"{FUND} (2025). Wells. {ADDRESS}"
    assert styles["MLA"] == f"Wells. {FUND}, 2025, {ADDRESS}."


def test_whole_report_is_named_and_not_its_summary(client, report):
    whole = DocumentFactory(pages=7)
    ReportDownload.objects.create(page=report, document=whole, label="Full report", language=report.language)
    ReportDownload.objects.create(page=report, document=DocumentFactory(pages=9), label="Auf Deutsch", language="de")

    assert dict(tags(client, report))["citation_pdf_url"] == f"http://localhost{whole.url}"


def test_report_that_nobody_saved_yet_can_be_shown_with_its_citations(site_tree):
    report = ReportPageFactory.build(title="Wells", slug="wells")

    assert report.files == []
    assert styles_of(report)["MLA"].startswith(f"Wells. {FUND},")


def test_address_is_the_sites_own_also_where_wagtail_knows_several_hosts(report):
    Site.objects.create(hostname="other.example", root_page=Page.objects.get(depth=1))

    assert work_of(report, FUND).address == ADDRESS
