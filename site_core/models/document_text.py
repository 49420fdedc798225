from django.db import models

from site_core.models.media import SiteDocument


class DocumentText(models.Model):
    """The words in a document, read once, so that search and its excerpts need not open the file."""

    # No use of the document: it would be kept open to readers, and could not be deleted without a warning.
    wagtail_reference_index_ignore = True

    document = models.OneToOneField(
        SiteDocument, on_delete=models.CASCADE, primary_key=True, related_name="stored_text"
    )
    # Which file was read: a document gets another one when it is replaced.
    file_name = models.CharField(max_length=255)
    file_hash = models.CharField(max_length=40, blank=True)
    attempted_at = models.DateTimeField()
    is_read = models.BooleanField(default=False)
    # Whether the index has these words; unknown while they are new.
    is_indexed = models.BooleanField(null=True, default=None)
    # The last column: SQLite reads the others without it.
    text = models.TextField(blank=True)

    def __str__(self):
        return self.file_name
