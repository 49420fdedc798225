import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from blog.models import Person, ReportDownload, ReportPage, UpdatePage
from home.groups import seed_groups
from tests.factories import PersonFactory, ReportPageFactory, UpdatePageFactory, UserFactory

AUTOSAVE = {"accept": "application/json"}


@pytest.fixture
def author(editor):
    return PersonFactory(name="Eva Editor", account=editor)


def add_url(parent, model="updatepage"):
    return reverse("wagtailadmin_pages:add", args=["blog", model, parent.pk])


def rows(html: str) -> list[str]:
    """The people in the rows of the form for authors, without the empty one that new rows are made from."""
    fields = BeautifulSoup(html, "html.parser").select("#id_page_authors-FORMS input[name$='-author']")
    return [field.get("value", "") for field in fields]


def update_form(authors=(), **fields):
    data = {
        "title": "Wells",
        "slug": "wells",
        "summary": "",
        "language": "en",
        "body": streamfield([]),
        "page_authors": inline_formset([{"author": person.pk, "role": "author"} for person in authors], initial=0),
        "related_pages": inline_formset([]),
        "footnotes": inline_formset([]),
        "comments": inline_formset([]),
        **fields,
    }
    return nested_form_data(data)


@pytest.mark.parametrize("model", ["updatepage", "reportpage"])
def test_new_page_begins_with_its_maker_as_author(site_tree, newsroom, author, model):
    parent = site_tree.updates if model == "updatepage" else site_tree.reports

    html = newsroom.get(add_url(parent, model)).text

    assert rows(html) == [str(author.pk)]
    assert "Eva Editor" in html


def test_somebody_who_is_no_person_on_the_site_begins_with_no_author(site_tree, newsroom):
    PersonFactory(name="Somebody else")

    assert rows(newsroom.get(add_url(site_tree.updates)).text) == []


def test_maker_survives_the_first_save_and_is_there_once(site_tree, newsroom, author):
    form = update_form(
        [author], page_authors=inline_formset([{"id": "", "author": author.pk, "role": "author"}], initial=1)
    )

    answer = newsroom.post(add_url(site_tree.updates), form, headers=AUTOSAVE)

    page = UpdatePage.objects.get(slug="wells")
    assert answer.json()["success"]
    assert [credit.author for credit in page.get_latest_revision_as_object().page_authors.all()] == [author]
    assert rows(newsroom.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text) == [str(author.pk)]


def test_maker_who_was_removed_does_not_come_back(site_tree, newsroom, author):
    removed = inline_formset([{"id": "", "author": author.pk, "role": "author", "DELETE": "1"}], initial=1)
    newsroom.post(add_url(site_tree.updates), update_form(page_authors=removed), headers=AUTOSAVE)
    page = UpdatePage.objects.get(slug="wells")
    edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])

    assert rows(newsroom.get(edit_url).text) == []
    newsroom.post(edit_url, update_form(title="Wells and ropes"), headers=AUTOSAVE)

    page = UpdatePage.objects.get(slug="wells").get_latest_revision_as_object()
    assert page.title == "Wells and ropes"
    assert list(page.page_authors.all()) == []
    assert rows(newsroom.get(edit_url).text) == []


def test_form_that_was_refused_keeps_who_was_chosen(site_tree, newsroom, author):
    other = PersonFactory(name="Somebody else")

    html = newsroom.post(add_url(site_tree.updates), update_form([other], title="")).text

    assert rows(html) == [str(other.pk)]


def test_maker_who_was_not_asked_is_not_named(site_tree, newsroom, author):
    """A copy keeps its authors: whoever copies a page has not written it."""
    writer = PersonFactory(name="Wanda Writer")
    page = UpdatePageFactory(parent=site_tree.updates, slug="wells", authors=[writer])

    newsroom.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_title": "Wells again", "new_slug": "wells-again", "new_parent_page": site_tree.updates.pk},
    )

    copy = UpdatePage.objects.get(slug="wells-again")
    assert [credit.author for credit in copy.page_authors.all()] == [writer]


def test_opening_the_form_saves_nothing(site_tree, newsroom, author):
    newsroom.get(add_url(site_tree.updates))

    assert not UpdatePage.objects.exists()
    assert not author.updatecredits.exists()


def person_form(**fields):
    data = {"name": "Eva", "kind": "person", "slug": "eva", "biography": rich_text(""), "links": streamfield([])}
    return nested_form_data(data | fields)


def edit_url(person):
    return reverse(Person.snippet_viewset.get_url_name("edit"), args=[person.pk])


def test_editor_cannot_say_whose_account_a_person_is(newsroom, editor):
    person = PersonFactory(name="Eva", slug="eva")

    assert 'name="account"' not in newsroom.get(edit_url(person)).text
    newsroom.post(edit_url(person), person_form(account=editor.pk, name="Eva E."))

    person.refresh_from_db()
    assert person.name == "Eva E."
    assert person.account is None


def test_site_manager_says_whose_account_a_person_is(db, client):
    seed_groups()
    manager = UserFactory()
    manager.groups.add(Group.objects.get(name="Site managers"))
    client.force_login(manager)
    person = PersonFactory(name="Eva", slug="eva")

    client.post(edit_url(person), person_form(account=manager.pk))

    person.refresh_from_db()
    assert person.account == manager


def test_account_stays_when_an_editor_changes_a_person(newsroom, author, editor):
    newsroom.post(edit_url(author), person_form(name="Eva Edited", slug=author.slug))

    author.refresh_from_db()
    assert (author.name, author.account) == ("Eva Edited", editor)


def test_forms_name_the_time_zone_of_whoever_reads_them(site_tree, newsroom, editor, settings):
    settings.TIME_ZONE = "Asia/Dhaka"

    for parent, model in [(site_tree.updates, UpdatePage), (site_tree.reports, ReportPage)]:
        assert "Time zone: Asia/Dhaka" in newsroom.get(add_url(parent, model._meta.model_name)).text


def test_new_download_begins_in_the_language_of_its_report(site_tree, newsroom):
    report = ReportPageFactory(parent=site_tree.reports, language="pt")
    ReportDownload.objects.create(page=report, label="Summary", language="es")

    html = newsroom.get(reverse("wagtailadmin_pages:edit", args=[report.pk])).text

    form = BeautifulSoup(html, "html.parser")
    new = BeautifulSoup(form.select_one("#id_downloads-EMPTY_FORM_TEMPLATE").decode_contents(), "html.parser")
    assert new.select_one("[name$='-language'] option[selected]")["value"] == "pt"
    assert form.select_one("[name='downloads-0-language'] option[selected]")["value"] == "es"


def test_report_can_be_scheduled_like_an_update(site_tree, newsroom):
    for parent, model in [(site_tree.updates, "updatepage"), (site_tree.reports, "reportpage")]:
        assert 'name="go_live_at"' in newsroom.get(add_url(parent, model)).text
