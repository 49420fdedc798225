"""The words in documents: read in the background, and indexed only while strangers may read the file.

The mailer reads what waits (docs/features/search.md). What waits, and what the index must learn or forget, is asked of
the database each time, so that nothing is missed whatever changed it: a file, a collection, or who may see it.
"""

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import Error
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from site_core.documents import in_restricted_collection
from site_core.models import DocumentText, SiteDocument
from site_core.pdf_text import text_of_pdf
from site_core.signals import document_texts_changed

logger = logging.getLogger(__name__)

READ = "pdf"
# For a file that could not be had, or that a reader died of.
NEXT_ATTEMPT = timedelta(hours=1)
PUNCTUATION = ".,;:!?…·•()[]{}<>«»‹›“”„‘’'\"/\\|*_=+-–—"
LONGEST_WORD = 100
# PostgreSQL takes a megabyte of index for all words of a page.
MOST_INDEXED = 150_000


def open_texts() -> QuerySet[DocumentText]:
    """Of the files as they are now, what strangers may read once a public page offers them."""
    texts = DocumentText.objects.filter(is_read=True, file_name=F("document__file"), file_hash=F("document__file_hash"))
    return texts.filter(~in_restricted_collection("document__collection"))


def words_for_index(documents: Iterable[int]) -> str:
    """Each word of these documents once: a long file must not outweigh what stands on pages."""
    texts = open_texts().filter(pk__in=documents).exclude(text="").order_by("pk").values_list("text", flat=True)
    words = {word.strip(PUNCTUATION): None for text in texts for word in text.lower().split()}
    return " ".join(word for word in words if 0 < len(word) <= LONGEST_WORD)[:MOST_INDEXED]


def unread() -> QuerySet[SiteDocument]:
    """Documents whose file nobody has read yet, the newest first."""
    is_recent = Q(is_read=True) | Q(attempted_at__gt=timezone.now() - NEXT_ATTEMPT)
    known = DocumentText.objects.filter(
        is_recent, pk=OuterRef("pk"), file_name=OuterRef("file"), file_hash=OuterRef("file_hash")
    )
    return SiteDocument.objects.filter(~Exists(known), file__iendswith=f".{READ}").order_by("-pk")


def read_documents(is_stopping: Callable[[], bool] = lambda: False, most: int | None = None) -> None:
    """Reads some of what waits, or all of it, and has what uses it indexed anew."""
    index_what_changed()
    for document in unread()[:most]:
        if is_stopping():
            return
        read_document(document)
        index_what_changed()


def read_document(document: SiteDocument) -> None:
    """Notes the attempt first: a file that something dies of is not tried again at once."""
    file = {"file_name": document.file.name, "file_hash": document.file_hash}
    attempt = {**file, "attempted_at": timezone.now(), "is_read": False, "text": ""}
    DocumentText.objects.update_or_create(document=document, defaults=attempt)
    try:
        text = text_of(document)
    except Error:
        raise
    except Exception as error:  # a storage has errors of its own
        logger.warning("Document %s: its text cannot be read: %s", document.pk, error)
        return
    if not text:
        logger.info("Document %s: no text was found in it", document.pk)
    DocumentText.objects.filter(document=document, **file).update(is_read=True, is_indexed=None, text=text)


def text_of(document: SiteDocument) -> str:
    with tempfile.NamedTemporaryFile(suffix=f".{READ}") as copy:
        with document.open_file() as file:
            shutil.copyfileobj(file, copy)
        copy.flush()
        return text_of_pdf(copy.name)


def index_what_changed() -> None:
    """Has pages indexed anew whose files got other words, or became open or closed to strangers."""
    is_open = Q(pk__in=open_texts().values("pk"))
    is_other = Q(is_indexed=None) | Q(is_open, is_indexed=False) | Q(~is_open, is_indexed=True)
    changed = list(DocumentText.objects.filter(is_other).values_list("pk", flat=True))
    if not changed:
        return
    # Asked before: what changes while pages are indexed is another change.
    opened = list(open_texts().filter(pk__in=changed).values_list("pk", flat=True))
    document_texts_changed.send(sender=DocumentText, document_ids=changed)
    DocumentText.objects.filter(pk__in=opened).update(is_indexed=True)
    DocumentText.objects.filter(pk__in=set(changed).difference(opened)).update(is_indexed=False)


@task()
def follow_documents() -> None:
    """After a change to a document or to who may see it."""
    index_what_changed()
