"""An editor brings a document, looks at what was read, and gets a draft; nobody else sees any of it."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, Page

from blog.importing import waiting
from blog.models import ReportPage, UpdatePage
from site_core.models import SiteImage
from tests.blog.importing.building import FIXTURES, docx, drawing, paragraph, picture
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
START = reverse("import_document")


def upload(name: str = "word-update.docx", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (FIXTURES / name).read_bytes() if data is None else data)


def send(client, **answers):
    return client.post(START, {"kind": "update", **answers})


@pytest.fixture
def review_url(newsroom, site_tree):
    """The second screen, with the update from Word on it."""
    return send(newsroom, file=upload()).url


def pictures(page) -> list:
    return [block.value["image"] for block in page.body if block.block_type == "image"]


def test_editor_imports_a_word_file(newsroom, review_url):
    screen = newsroom.get(review_url).content.decode()
    answers = {"title": "Wells", "alt_0": "A well", "alt_1": "ignored", "decorative_1": "on"}
    response = newsroom.post(review_url, answers)

    page = UpdatePage.objects.get(title="Wells")
    first, second = pictures(page.get_latest_revision_as_object())
    assert "2 headings, 2 footnotes, 2 pictures" in screen
    assert "1 comment was left out." in screen
    assert 'value="Wells and Routers"' in screen
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.live, page.summary) == (False, "What a village well can teach a network")
    assert (first.contextual_alt_text, first.decorative) == ("A well", False)
    assert (second.contextual_alt_text, second.decorative) == ("", True)
    assert [note.text for note in page.get_latest_revision_as_object().footnotes.all()] == [
        "<p>Hemp, in <i>most</i> places.</p>",
        "<p>See Ostrom, <i>Governing the Commons</i>.</p>",
    ]
    assert newsroom.get(response.url).status_code == 200


def test_nothing_is_said_to_be_left_out_where_all_came_along(newsroom, site_tree):
    screen = newsroom.get(send(newsroom, file=upload("plain.docx", docx(paragraph("All of it.")))).url).content.decode()

    assert "Nothing is saved yet." in screen
    assert "Left out or changed" not in screen


def test_nothing_is_saved_before_the_draft_is_made(newsroom, review_url):
    before = Page.objects.count()

    newsroom.get(review_url)
    newsroom.get(f"{review_url}preview/")
    newsroom.get(f"{review_url}pictures/0/")

    assert (Page.objects.count(), SiteImage.objects.count()) == (before, 0)


def test_editor_sees_the_text_as_readers_will(newsroom, review_url):
    preview = newsroom.get(f"{review_url}preview/").content.decode()

    assert re.search(r'<h2 class="heading"[^>]*>Who keeps the rope\?', preview)
    assert 'aria-label="Note 2"' in preview
    assert "Hemp, in <i>most</i> places." in preview
    assert f'src="{review_url}pictures/0/"' in preview
    assert "Figure 1: The new rope" in preview


def test_pictures_are_sent_as_pictures_only(newsroom, review_url):
    response = newsroom.get(f"{review_url}pictures/0/")

    assert response.content == picture(47, 93, 80)
    assert response["Content-Type"] == "image/png"
    assert "sandbox" in response["Content-Security-Policy"]
    assert newsroom.get(f"{review_url}pictures/2/").status_code == 404


def test_nobody_else_opens_what_an_editor_uploaded(newsroom, review_url, client):
    other = UserFactory()
    other.groups.add(Group.objects.get(name="Editors"))
    client.force_login(other)

    assert client.get(review_url).url == START
    assert client.get(f"{review_url}preview/").status_code == 404
    assert client.get(f"{review_url}pictures/0/").status_code == 404
    assert client.post(review_url, {"title": "Stolen"}).url == START
    assert not Page.objects.filter(title="Stolen").exists()


def test_document_is_kept_for_two_hours(newsroom, site_tree, time_machine):
    time_machine.move_to("2026-03-02 09:00Z", tick=False)
    url = send(newsroom, file=upload()).url

    time_machine.shift(waiting.LIFETIME_SECONDS + 1)

    assert "no longer kept" in newsroom.get(url, follow=True).content.decode()


def test_draft_is_made_once(newsroom, review_url):
    newsroom.post(review_url, {"title": "Wells"})
    response = newsroom.post(review_url, {"title": "Wells"}, follow=True)

    assert "no longer kept" in response.content.decode()
    assert UpdatePage.objects.filter(title="Wells").count() == 1


def test_editor_imports_a_report(newsroom, site_tree):
    url = send(newsroom, kind="report", file=upload("word-report.docx")).url
    newsroom.post(url, {"title": "Keeping what is shared"})

    report = ReportPage.objects.get()
    assert report.live is False
    assert [entry.level for entry in report.contents] == [2, 3, 2, 3]


def test_maker_of_the_draft_is_its_author(newsroom, editor, review_url):
    PersonFactory(name="Eva", account=editor)

    newsroom.post(review_url, {"title": "Wells"})

    page = UpdatePage.objects.get(title="Wells")
    assert page.owner == editor
    assert [credit.author.name for credit in page.page_authors.all()] == ["Eva"]


def test_draft_can_be_saved_and_published_like_any_other(newsroom, review_url):
    newsroom.post(review_url, {"title": "Wells", "alt_0": "A well", "decorative_1": "on"})
    page = UpdatePage.objects.get(title="Wells")

    page.get_latest_revision().publish()

    text = newsroom.get(page.get_url()).content.decode()
    assert 'alt="A well"' in text
    assert "Hemp, in <i>most</i> places." in text


def test_picture_without_an_answer_comes_without_a_description(newsroom, review_url):
    newsroom.post(review_url, {"title": "Wells"})

    images = pictures(UpdatePage.objects.get(title="Wells"))
    assert [(image.contextual_alt_text, image.decorative) for image in images] == [("", False)] * 2


def test_picture_keeps_in_the_library_what_was_said_of_it(newsroom, review_url):
    newsroom.post(review_url, {"title": "Wells", "alt_0": "A well at noon", "decorative_1": "on"})

    assert list(SiteImage.objects.order_by("pk").values_list("title", "description")) == [
        ("A well at noon", "A well at noon"),
        ("Wells, picture 2", ""),
    ]


def test_picture_shown_twice_is_kept_once(newsroom, site_tree):
    body = paragraph("Words", drawing("rId1", "One"), drawing("rId1", "Two"))
    data = docx(body, relations={"rId1": ("image", "media/i.png", False)}, media={"i.png": picture(1, 2, 3)})
    url = send(newsroom, file=upload("a.docx", data)).url

    newsroom.post(url, {"title": "Twice", "alt_0": "First", "alt_1": "Second"})

    images = pictures(UpdatePage.objects.get(title="Twice"))
    assert [image.contextual_alt_text for image in images] == ["First", "Second"]
    assert SiteImage.objects.count() == 1


def test_pictures_enter_the_collection_that_was_chosen(newsroom, editor, site_tree):
    wells = Collection.get_first_root_node().add_child(name="Wells")
    url = send(newsroom, file=upload()).url

    newsroom.post(url, {"title": "Wells", "collection": wells.pk})

    assert [image.collection for image in SiteImage.objects.all()] == [wells, wells]
    assert {image.uploaded_by_user for image in SiteImage.objects.all()} == {editor}


def test_who_may_not_add_pictures_gets_the_text(newsroom, site_tree):
    GroupCollectionPermission.objects.all().delete()
    url = send(newsroom, file=upload()).url

    screen = newsroom.get(url).content.decode()
    newsroom.post(url, {"title": "Wells"})

    assert "no permission to add pictures" in screen
    assert pictures(UpdatePage.objects.get(title="Wells")) == []
    assert SiteImage.objects.count() == 0


@pytest.mark.parametrize("address", ["", "?kind=report"])
def test_who_may_not_add_pages_is_turned_away(client, site_tree, address):
    user = UserFactory()
    user.user_permissions.add(*Group.objects.none())
    client.force_login(user)

    assert client.get(START + address).status_code == 302
    assert send(client, pasted="# Words").status_code == 302


def test_stranger_is_asked_to_sign_in(client, site_tree):
    assert "/login/" in client.get(START).url


def test_pasted_text_is_read(newsroom, site_tree):
    url = send(newsroom, pasted="# Wells\n\nWords[^1]\n\n[^1]: A note").url
    newsroom.post(url, {"title": "Wells"})

    assert [note.text for note in UpdatePage.objects.get().footnotes.all()] == ["<p>A note</p>"]


def test_formatting_of_what_was_pasted_is_kept(newsroom, site_tree):
    url = send(newsroom, pasted="Wells", pasted_html="<h1>Wells</h1><p>Words in <b>bold</b></p>").url
    newsroom.post(url, {"title": "Wells"})

    assert UpdatePage.objects.get().body[0].value.source == "<p>Words in <b>bold</b></p>"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "There is nothing here yet"),
        ({"pasted": "  "}, "There is nothing here yet"),
        ({"pasted": "<script>x</script>"}, "There are no words"),
        ({"kind": "book", "pasted": "x"}, "Select a valid choice"),
        ({"file": upload("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "pasted": "x"}, "not both"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(newsroom, site_tree, answers, words):
    response = send(newsroom, **answers)

    assert response.status_code == 200
    assert words in response.content.decode()


def test_refused_file_is_refused_beside_its_field(newsroom, site_tree):
    file = upload("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

    response = send(newsroom, file=file)

    assert "Save it as .docx first" in response.content.decode()
    assert "file" in response.context["form"].errors


def test_refused_paste_is_not_lost(newsroom, site_tree):
    response = send(newsroom, pasted="<b>" * 200 + "My words")

    assert "nested too deeply" in response.content.decode()
    assert "My words" in response.content.decode()


def test_draft_needs_a_title(newsroom, review_url):
    response = newsroom.post(review_url, {"title": " ", "alt_0": "A well"})

    assert "This field is required" in response.content.decode()
    assert "A well" in response.content.decode()
    assert SiteImage.objects.count() == 0


@pytest.mark.parametrize("title", ["日本", "Tags", "!!!", "2024", "x" * 255])
def test_any_title_makes_a_draft(newsroom, review_url, title):
    response = newsroom.post(review_url, {"title": title})

    assert UpdatePage.objects.get().title == title
    assert newsroom.get(response.url).status_code == 200


def test_two_drafts_of_one_document_stand_side_by_side(newsroom, site_tree):
    for _time in range(2):
        newsroom.post(send(newsroom, file=upload()).url, {"title": "Wells"})

    assert UpdatePage.objects.filter(title="Wells").count() == 2


@pytest.mark.parametrize(("address", "kind"), [("update-pages:index", "update"), ("report-pages:index", "report")])
def test_lists_lead_to_the_import(newsroom, site_tree, address, kind):
    content = newsroom.get(reverse(address)).content.decode()

    assert f"{START}?kind={kind}" in content


def test_section_in_the_tree_leads_to_the_import(newsroom, site_tree):
    content = newsroom.get(reverse("wagtailadmin_explore", args=[site_tree.updates.pk])).content.decode()

    assert f"{START}?kind=update" in content


def test_kind_that_was_asked_for_is_chosen(newsroom, site_tree):
    content = newsroom.get(f"{START}?kind=report").content.decode()

    assert re.search(r'value="report"[^>]*checked', content)


def test_writer_imports_a_draft_and_goes_on_writing(client, editor, site_tree):
    writer = UserFactory()
    writer.groups.add(Group.objects.get(name="Writers"))
    client.force_login(writer)
    url = send(client, file=upload()).url

    response = client.post(url, {"title": "Wells"})

    assert UpdatePage.objects.get().owner == writer
    assert client.get(response.url).status_code == 200
