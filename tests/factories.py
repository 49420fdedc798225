"""Ready-made people, pages, pictures and files for tests."""

import io

import factory
import wagtail_factories
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from factory.django import DjangoModelFactory
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject
from wagtail.models import ReferenceIndex, Site

from blog.models import Person, ReportCredit, ReportPage, Tag, UpdateCredit, UpdatePage
from home.groups import seed_groups
from home.models import StandardPage
from site_core.models import SiteDocument, SiteImage, SiteSettings
from site_core.pictures.making import make_files


def picture_bytes(width: int = 640, height: int = 400, colour: str = "#2f5d50", format: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, format)
    return buffer.getvalue()


def pdf_bytes(pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=595, height=842)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def pdf_saying(*pages: str) -> bytes:
    """A PDF with a line of words on each page, and nothing else."""
    writer = PdfWriter()
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    for words in pages:
        page = writer.add_blank_page(width=595, height=842)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(b"BT /F1 12 Tf 40 800 Td (" + words.encode("cp1252") + b") Tj ET")
        page[NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person{number}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@fund.example")
    password = factory.django.Password("correct horse battery")


class ImageFactory(DjangoModelFactory):
    """A picture; `files` are those made of it, which after a commit is at least the first."""

    class Meta:
        model = SiteImage
        skip_postgeneration_save = True

    title = factory.Sequence(lambda number: f"Picture {number}")
    file = factory.LazyFunction(lambda: ContentFile(picture_bytes(), name="picture.png"))
    collection = factory.LazyFunction(lambda: root_collection())

    @factory.post_generation
    def files(self, create, extracted, **kwargs):
        if extracted:
            assert make_files(self, extracted)


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = SiteDocument
        skip_postgeneration_save = True

    class Params:
        pages = 1

    title = factory.Sequence(lambda number: f"Document {number}")
    file = factory.LazyAttribute(lambda document: ContentFile(pdf_bytes(document.pages), name="document.pdf"))
    collection = factory.LazyFunction(lambda: root_collection())

    @factory.post_generation
    def metadata(self, create, extracted, **kwargs):
        self._set_document_file_metadata()
        if create:
            self.save()


def root_collection():
    return wagtail_factories.CollectionFactory._meta.model.get_first_root_node()


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda number: f"Author {number}")
    slug = factory.Sequence(lambda number: f"author-{number}")


class TagFactory(DjangoModelFactory):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda number: f"Tag {number}")
    slug = factory.Sequence(lambda number: f"tag-{number}")


class UpdatePageFactory(wagtail_factories.PageFactory):
    """An update, live unless told otherwise; `authors` and `tags` are lists, in order."""

    class Meta:
        model = UpdatePage
        skip_postgeneration_save = True

    title = factory.Sequence(lambda number: f"Update {number}")
    summary = "What happened, in a sentence."
    body = factory.LazyFunction(lambda: [("text", "<p>The whole text of the update.</p>")])

    @factory.post_generation
    def authors(self, create, extracted, **kwargs):
        if extracted:
            self.page_authors = [
                UpdateCredit(author=person, sort_order=place) for place, person in enumerate(extracted)
            ]
            self.save()

    @factory.post_generation
    def tags(self, create, extracted, **kwargs):
        if extracted:
            self.tags.set(extracted)
            self.save()


class ReportPageFactory(wagtail_factories.PageFactory):
    """A report, live unless told otherwise; `authors` is a list, in order."""

    class Meta:
        model = ReportPage
        skip_postgeneration_save = True

    title = factory.Sequence(lambda number: f"Report {number}")
    abstract = "<p>What the report found.</p>"
    body = factory.LazyFunction(lambda: [("text", "<p>The whole text of the report.</p>")])

    @factory.post_generation
    def authors(self, create, extracted, **kwargs):
        if extracted:
            self.page_authors = [
                ReportCredit(author=person, sort_order=place) for place, person in enumerate(extracted)
            ]
            self.save()


class StandardPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = StandardPage

    title = factory.Sequence(lambda number: f"Page {number}")
    introduction = "What this page is about."


def show_on_every_page(file: SiteDocument | SiteImage) -> None:
    """Opens a file to strangers: it becomes a link or a logo at the foot of the site."""
    shown = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    if isinstance(file, SiteImage):
        shown.powered_by.append(("logo", {"name": file.title, "logo": file}))
    else:
        shown.footer_menu.append(("link", {"label": file.title, "document": file}))
    shown.save()
    note_references(shown)


def note_references(*users) -> None:
    """What Wagtail does when a transaction ends, which a test never sees."""
    with transaction.atomic():
        for user in users:
            ReferenceIndex.create_or_update_for_object(type(user).objects.get(pk=user.pk))


def member_of(group: str):
    """Someone who signs in as a member of one of the groups that a new site starts with."""
    seed_groups()
    username = group.lower().replace(" ", "-")
    user = get_user_model().objects.filter(username=username).first() or UserFactory(username=username)
    user.groups.add(Group.objects.get(name=group))
    return user
