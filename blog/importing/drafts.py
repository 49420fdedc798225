"""Makes a draft of a document that somebody has looked at. Nothing before it writes to the site."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection, Page, PageSubscription
from wagtail_footnotes.models import Footnote

from blog.authorship import credit_maker
from blog.importing.kinds import Kind
from blog.importing.pictures import Picture, fingerprint
from blog.importing.reading import Document

MAX_SUBTITLE = 255


@transaction.atomic
def make_draft(
    document: Document, kind: Kind, user, title: str, collection: Collection | None, answer: Callable[[int], dict]
) -> Page:
    """The new draft; without a collection for its pictures they stay away."""
    parent = kind.parent_for(user)
    if parent is None:
        raise PermissionDenied
    page = empty_page(document, kind, user, title)
    images = add_images(document, user, title, collection, answer) if collection else {}
    raw = [block for each in document.blocks if (block := with_image(each, images, answer))]
    page.body = page._meta.get_field("body").stream_block.to_python(raw)
    credit_maker(page, user)
    page.locale = parent.locale
    page.footnotes = footnotes_of(document, page.locale)
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action=True, clean=False)
    PageSubscription.objects.create(page=page, user=user, comment_notifications=True)
    return page


def empty_page(document: Document, kind: Kind, user, title: str) -> Page:
    page = kind.model(title=title, owner=user, live=False)
    if hasattr(page, "summary"):
        page.summary = document.summary
    else:
        page.subtitle = document.summary[:MAX_SUBTITLE]
    return page


def footnotes_of(document: Document, locale) -> list[Footnote]:
    return [
        Footnote(uuid=note_id, text=text, locale=locale, sort_order=place)
        for place, (note_id, text) in enumerate(document.notes.items())
    ]


def with_image(block: dict, images: dict[int, int], answer: Callable[[int], dict]) -> dict | None:
    """A block as pages store it: a picture's number becomes the image in the library."""
    if block["type"] != "image":
        return block
    number = block["value"]["picture"]
    if number not in images:
        return None
    image = {"image": images[number], **answer(number)}
    return {**block, "value": {"image": image, "caption": block["value"]["caption"], "credit": "", "width": "text"}}


def add_images(
    document: Document, user, title: str, collection: Collection, answer: Callable[[int], dict]
) -> dict[int, int]:
    """The images in the library by their numbers in the document; a picture shown twice is kept once."""
    kept: dict[str, int] = {}
    images: dict[int, int] = {}
    for number, picture in enumerate(document.pictures):
        key = fingerprint(picture.data)
        if key not in kept:
            name = _("%(title)s, picture %(number)s") % {"title": title[:200], "number": number + 1}
            kept[key] = add_image(picture, user, collection, name, answer(number)["alt_text"])
        images[number] = kept[key]
    return images


def add_image(picture: Picture, user, collection: Collection, name: str, description: str) -> int:
    """The same form and the same checks as for any upload."""
    image_model = get_image_model()
    file = SimpleUploadedFile(f"picture.{picture.extension}", picture.data, picture.content_type)
    title = description[:200] or name
    data = {"title": title, "description": description[:255], "collection": collection.pk}
    form = get_image_form(image_model)(data, {"file": file}, instance=image_model(uploaded_by_user=user), user=user)
    if not form.is_valid():
        raise ValidationError([message for messages in form.errors.values() for message in messages])
    return form.save().pk
