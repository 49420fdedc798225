"""Documents on their way to a reader, with the headers that Wagtail's own answer lacks or gets wrong."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from wagtail.documents import get_document_model
from wagtail.documents.models import document_served
from wagtail.documents.views.serve import serve as wagtail_serve
from wagtail.models import CollectionViewRestriction

from site_core.embargo import is_open, may_have, uses_of_document
from site_core.file_responses import PRIVATE, etag_of_state, file_answer, modification_time
from site_core.models import SiteDocument

FILE_POLICY = "default-src 'none'; sandbox"
# No sandbox: Safari then shows an empty page. The browser's viewer may style the frame it puts around the file.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"


class Cleared(HttpResponse):
    """Stands for a document that passed every check; never sent itself (a hook cannot answer with an open file)."""

    def __init__(self, document: SiteDocument):
        super().__init__()
        self.document = document


def clear_document(document: SiteDocument, request: HttpRequest) -> Cleared:
    """The last hook before a document is served."""
    return Cleared(document)


def serve_document(request: HttpRequest, document_id: str, filename: str) -> HttpResponseBase:
    """Leaves it to Wagtail who may have a document of a private collection, and sends the file itself."""
    answer = wagtail_serve(request, document_id, filename)
    if not isinstance(answer, Cleared):
        return answer
    caching = caching_of(request, answer.document)
    if not caching:
        raise Http404("Nothing public uses this document.")
    return send_document(request, answer.document, caching)


def caching_of(request: HttpRequest, document: SiteDocument) -> str:
    """Who may keep this document; nothing where the reader may not have it."""
    if document.collection.get_view_restrictions().exists():
        return PRIVATE
    key = str(document.pk)
    if is_open(uses_of_document, key):
        return "public, max-age=0, must-revalidate"
    documents = SiteDocument.objects.filter(pk=document.pk)
    return PRIVATE if may_have(request, uses_of_document, key, documents) else ""


def in_restricted_collection(collection: str) -> Exists:
    """Whether the collection behind this lookup, or one above it, is not for everybody."""
    path = ExpressionWrapper(OuterRef(f"{collection}__path"), output_field=CharField())
    restrictions = CollectionViewRestriction.objects.alias(path=path)
    return Exists(restrictions.filter(path__startswith=F("collection__path")))


def send_document(request: HttpRequest, document: SiteDocument, caching: str) -> HttpResponseBase:
    storage, name = document.file.storage, document.file.name
    try:
        file = storage.open(name)
        modified = modification_time(storage, name)
        etag = f'"{document.file_hash}"' if document.file_hash else etag_of_state(file.size, modified)
    except OSError as error:
        raise Http404("The file of this document is missing.") from error
    document_served.send(sender=get_document_model(), instance=document, request=request)
    return file_answer(request, file, headers=document_headers(document, caching), etag=etag, modified=modified)


def document_headers(document: SiteDocument, caching: str) -> dict[str, str]:
    is_pdf = document.content_type == "application/pdf"
    return {
        "Content-Type": document.content_type,
        "Content-Disposition": content_disposition_header(not is_pdf, document.filename),
        "Content-Security-Policy": PDF_POLICY if is_pdf else FILE_POLICY,
        "Cache-Control": caching,
    }
