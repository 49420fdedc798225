"""A newsroom at work, as a process of its own: publishes, replaces files, deletes, signs up, without a pause."""

import signal
import threading
from itertools import count, takewhile

from django.core.files.base import ContentFile
from django.db import transaction

from blog.models import UpdateIndexPage
from site_core.models import SiteDocument, SiteImage
from site_core.replacing import delete_after_commit
from subscriptions.services.signing_up import sign_up
from tests.factories import DocumentFactory, ImageFactory, UpdatePageFactory, picture_bytes

WORK = "from tests.site_core.backup.newsroom import work; work()"


def work() -> None:
    """Until told to stop; what is begun then is finished, as by people who go home."""
    told_to_stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *args: told_to_stop.set())
    parent = UpdateIndexPage.objects.get()
    for number in takewhile(lambda number: not told_to_stop.is_set(), count(1)):
        write(parent, number)
        if number % 3 == 0:
            replace_paper(number - 1)
        if number % 5 == 0:
            withdraw(number - 2)
        sign_up(f"reader{number}@reader.example", "")
        print(number, flush=True)


def write(parent: UpdateIndexPage, number: int) -> None:
    """An update with a picture and a document of its own."""
    picture = ContentFile(picture_bytes(200 + number % 50, 120), name=f"picture-{number}.png")
    paper = ContentFile(f"Paper {number}, first version\n".encode() * 500, name=f"paper-{number}.txt")
    image = ImageFactory(title=f"Picture {number}", file=picture)
    document = DocumentFactory(title=f"Paper {number}", file=paper)
    text = f'<p>See <a linktype="document" id="{document.pk}">the paper</a>.</p>'
    page = UpdatePageFactory(parent=parent, title=f"Update {number}", slug=f"update-{number}", lead_image=image)
    page.body = [("text", text)]
    page.save_revision().publish()


@transaction.atomic
def replace_paper(number: int) -> None:
    document = SiteDocument.objects.filter(title=f"Paper {number}").first()
    if document:
        delete_after_commit(document.file.storage, document.file.name)
        document.file.save(f"paper-{number}.txt", ContentFile(f"Paper {number}, second version\n".encode() * 500))


def withdraw(number: int) -> None:
    """With all that was uploaded for it, as somebody who tidies up does."""
    for page in UpdateIndexPage.objects.get().get_children().filter(title=f"Update {number}"):
        page.specific.delete()
    for kept in (
        *SiteImage.objects.filter(title=f"Picture {number}"),
        *SiteDocument.objects.filter(title=f"Paper {number}"),
    ):
        kept.delete()
