"""Which links are found, where they stand, and what is wrong with those within the site."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction, PageViewRestriction
from wagtail_footnotes.models import Footnote

from blog.models import ReportDownload, ReportPartner
from site_core.link_checks import collecting
from site_core.link_checks.background import step
from site_core.models import Fault, FoundLink, LinkAddress, LinkRound, SiteSettings
from tests.factories import DocumentFactory, ImageFactory, PersonFactory, ReportPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


def update(site_tree, *body, **fields):
    return UpdatePageFactory(parent=site_tree.updates, body=list(body), **fields)


def link(**value):
    return {"label": "Read on", "page": None, "document": None, "url": "", "fragment": "", **value}


def links(**fields):
    return ("links", {"links": [link(**fields)]})


def faults():
    return {(found.text, found.fault) for found in FoundLink.objects.exclude(fault="")}


def test_links_of_texts_blocks_rows_and_fields_are_found_with_their_places(site_tree, collect):
    page = ReportPageFactory(
        parent=site_tree.reports,
        abstract='<p><a href="https://abstract.example/">The abstract</a></p>',
        doi="10.5281/zenodo.1234567",
        body=[
            ("text", '<p>See <a href="https://text.example/a">the <b>text</b></a>.</p>'),
            links(url="https://button.example/"),
            ("embed", {"url": "https://film.example/1", "title": "A talk", "poster": None, "caption": ""}),
        ],
    )
    ReportPartner.objects.create(page=page, name="A partner", url="https://partner.example")
    Footnote.objects.create(
        page=page, uuid="8e5f3f0a-0000-4000-8000-000000000000", text='<a href="https://note.example">A note</a>'
    )

    collect()

    found = {(each.place, each.text, each.href) for each in FoundLink.objects.filter(page=page)}
    assert found == {
        ("Abstract", "The abstract", "https://abstract.example/"),
        ("Text", "the text", "https://text.example/a"),
        ("Text › Links › Link", "Read on", "https://button.example/"),
        ("Text › Video or audio › Address", "https://film.example/1", "https://film.example/1"),
        ("Funder or partner › Address", "https://partner.example", "https://partner.example"),
        ("Footnote › Text", "A note", "https://note.example"),
        ("DOI", "https://doi.org/10.5281/zenodo.1234567", "https://doi.org/10.5281/zenodo.1234567"),
    }


def test_menus_and_people_have_links_too(site_tree, collect):
    settings = SiteSettings.for_site(site_tree.site)
    settings.footer_menu = [("link", link(url="https://footer.example/"))]
    settings.save()
    PersonFactory(name="Ada", orcid="0000-0002-1825-0097", links=[("link", link(url="https://ada.example/"))])

    collect()

    found = {each.href: each.place for each in FoundLink.objects.all()}
    assert found == {
        "https://footer.example/": "Footer links › Link",
        "https://ada.example/": "Links › Link",
        "https://orcid.org/0000-0002-1825-0097": "ORCID",
    }


def test_one_address_is_kept_once_however_many_pages_lead_to_it(site_tree, collect):
    update(site_tree, ("text", '<p><a href="HTTPS://Café.example/x#part">One</a></p>'))
    update(site_tree, links(url="https://café.example/x"))

    collect()

    assert [address.url for address in LinkAddress.objects.all()] == ["https://xn--caf-dma.example/x"]
    assert FoundLink.objects.count() == 2


def test_what_cannot_be_checked_is_no_link(site_tree, collect):
    update(site_tree, ("text", '<p><a href="mailto:a@b.example">Mail</a> <a href="#part">Below</a></p>'))

    collect()

    assert not FoundLink.objects.exists()


def test_links_to_what_is_not_public_are_broken(site_tree, collect):
    hidden = update(site_tree, title="Draft", live=False)
    private = update(site_tree, title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    fine = update(site_tree, title="Fine")
    update(
        site_tree,
        links(page=hidden, label="hidden"),
        links(page=private, label="private"),
        links(page=fine, label="fine"),
        ("text", f'<p><a linktype="page" id="{fine.pk}">fine</a> <a linktype="page" id="999999">gone</a></p>'),
    )

    collect()

    assert faults() == {("hidden", Fault.PAGE_HIDDEN), ("private", Fault.PAGE_PRIVATE), ("gone", Fault.PAGE_GONE)}


def test_links_to_documents_and_images_that_are_gone_or_private_are_broken(site_tree, collect):
    document, private, picture = DocumentFactory(), DocumentFactory(), ImageFactory()
    private.collection = private.collection.add_child(name="Private")
    private.save()
    CollectionViewRestriction.objects.create(
        collection=private.collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    update(
        site_tree,
        links(document=document, label="gone"),
        ("text", f'<p><a linktype="document" id="{private.pk}">private</a></p>'),
        ("image", {"image": {"image": picture, "alt_text": "", "decorative": True}, "caption": ""}),
    )
    type(document).objects.filter(pk=document.pk).delete()
    type(picture).objects.filter(pk=picture.pk).delete()

    collect()

    found = {fault for _text, fault in faults()}
    assert found == {Fault.DOCUMENT_GONE, Fault.DOCUMENT_PRIVATE, Fault.IMAGE_GONE}


def test_download_in_a_private_collection_is_a_broken_link(site_tree, collect):
    document = DocumentFactory()
    report = ReportPageFactory(parent=site_tree.reports)
    ReportDownload.objects.create(page=report, document=document, label="Full report")
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type=CollectionViewRestriction.LOGIN
    )

    collect()

    found = FoundLink.objects.get(page=report)
    assert (found.place, found.row, found.field, found.fault) == (
        "Download › File",
        0,
        "document",
        Fault.DOCUMENT_PRIVATE,
    )


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("/updates/there/", ""),
        ("/updates/there", ""),
        ("http://localhost/updates/there/#part", ""),
        ("/updates/nowhere/", Fault.PATH_GONE),
        ("/updates/hidden/", Fault.PAGE_HIDDEN),
        ("/updates/feed/", ""),
        ("/search/?q=a", ""),
        ("/sent-on/", ""),
        ("/documents/999999/a.pdf", Fault.DOCUMENT_GONE),
        ("/static/css/site.css", ""),
        ("/%2e%2e/%00/", Fault.PATH_GONE),
    ],
)
def test_addresses_of_this_site_written_by_hand_are_followed(site_tree, collect, address, fault):
    update(site_tree, slug="there")
    update(site_tree, slug="hidden", live=False)
    Redirect.objects.create(old_path="/sent-on", redirect_link="/updates/there/")
    page = update(site_tree, links(url=address))

    collect()

    assert FoundLink.objects.get(page=page).fault == fault


def test_links_go_with_the_page_and_come_back_with_it(site_tree, collect):
    page = update(site_tree, links(url="https://elsewhere.example/"))
    collect()
    page.unpublish()

    collect()

    assert not FoundLink.objects.exists()


def test_publishing_alone_brings_the_list_up_to_date(site_tree, collect):
    page = update(site_tree, links(url="https://old.example/"))
    collect()
    LinkRound.objects.create(pk=1, next_at="2999-01-01T00:00Z")
    page.body = [links(url="https://new.example/")]
    page.save_revision().publish()

    while step():
        pass

    assert [found.href for found in FoundLink.objects.all()] == ["https://new.example/"]


def test_what_is_taken_back_breaks_the_links_to_it_at_once(site_tree, collect):
    target = update(site_tree, slug="target")
    update(site_tree, links(page=target))
    collect()
    LinkRound.objects.create(pk=1, next_at="2999-01-01T00:00Z")
    target.unpublish()

    while step():
        pass

    assert faults() == {("Read on", Fault.PAGE_HIDDEN)}


def test_draft_changes_are_nobodys_links(site_tree, collect):
    page = update(site_tree, links(url="https://public.example/"))
    page.body = [links(url="https://draft.example/")]
    page.save_revision()

    collect()

    assert [found.href for found in FoundLink.objects.all()] == ["https://public.example/"]


def test_what_is_ignored_stays_ignored_until_it_leads_elsewhere(site_tree, collect):
    page = update(site_tree, ("text", '<p><a href="/a/">A</a></p>'))
    collect()
    FoundLink.objects.update(is_ignored=True)
    collect()
    assert FoundLink.objects.get().is_ignored
    page.body = [("text", '<p><a href="/b/">A</a></p>')]
    page.save_revision().publish()

    collect()

    assert not FoundLink.objects.get().is_ignored


def test_one_odd_page_keeps_no_other_from_being_read(site_tree, collect, monkeypatch, caplog):
    odd = update(site_tree, links(url="https://odd.example/"))
    update(site_tree, links(url="https://fine.example/"))
    real = collecting.links_of

    def links_of(instance):
        if instance == odd:
            raise ValueError("odd")
        return real(instance)

    monkeypatch.setattr(collecting, "links_of", links_of)

    collect()

    assert [found.href for found in FoundLink.objects.all()] == ["https://fine.example/"]
    assert "could not be collected" in caplog.text
