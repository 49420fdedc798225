from urllib.parse import urlsplit

from django.conf import settings
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver
from wagtail.models import Collection, CollectionViewRestriction, Site

from site_core.changes import watch_connection
from site_core.document_text import follow_documents
from site_core.generation import next_generation
from site_core.models import SiteDocument

connection_created.connect(watch_connection, dispatch_uid="watch_for_changes")


@receiver(post_save, sender=SiteDocument, dispatch_uid="follow_document")
@receiver(post_save, sender=Collection, dispatch_uid="follow_documents_of_collection")
@receiver([post_save, post_delete], sender=CollectionViewRestriction, dispatch_uid="follow_documents_of_privacy")
def follow_document(sender, raw=False, **kwargs):
    if not raw:
        follow_documents.enqueue()


@receiver(post_migrate, dispatch_uid="give_site_its_address")
def give_site_its_address(sender, **kwargs):
    """SITE_URL is the one fact: the default site of Wagtail follows it at each deployment."""
    if sender.name != "wagtail":
        return
    next_generation()  # what an older version of the code kept may have another shape
    address = urlsplit(settings.SITE_URL)
    where = {"hostname": address.hostname, "port": address.port or (443 if address.scheme == "https" else 80)}
    for site in Site.objects.filter(is_default_site=True).exclude(**where):
        site.hostname, site.port = where["hostname"], where["port"]
        site.save()
