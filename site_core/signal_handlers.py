from urllib.parse import urlsplit

from django.conf import settings
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from site_core.changes import watch_connection
from site_core.document_text import follow_documents
from site_core.generation import next_generation
from site_core.indexes import make_indexes
from site_core.link_checks.collecting import LINKING_MODELS, note_change
from site_core.models import SiteDocument, SiteImage
from site_core.pictures.making import make_first_file

# Whatever becomes of these, links may begin or cease to lead anywhere; of the others, when they go or are changed.
DECIDE_WHERE_LINKS_LEAD = (CollectionViewRestriction, PageViewRestriction, Redirect)
LINKED_FILES = (AbstractDocument, AbstractImage)

connection_created.connect(watch_connection, dispatch_uid="watch_for_changes")


@receiver(post_save, sender=SiteDocument, dispatch_uid="follow_document")
@receiver(post_save, sender=Collection, dispatch_uid="follow_documents_of_collection")
@receiver([post_save, post_delete], sender=CollectionViewRestriction, dispatch_uid="follow_documents_of_privacy")
def follow_document(sender, raw=False, **kwargs):
    if not raw:
        follow_documents.enqueue()


@receiver(post_save, sender=SiteImage, dispatch_uid="make_first_file_of_picture")
def make_first_file_of_picture(sender, instance, raw=False, **kwargs):
    if not raw:
        make_first_file.enqueue(instance.pk)


@receiver([page_published, page_unpublished], dispatch_uid="collect_links_of_page")
def collect_links_of_page(sender, instance, **kwargs):
    note_change(instance)
    note_change()


@receiver(post_save, dispatch_uid="collect_links")
def collect_links(sender, instance, created, raw=False, **kwargs):
    if sender in LINKING_MODELS and not raw:
        note_change(instance)
    elif issubclass(sender, DECIDE_WHERE_LINKS_LEAD) or (issubclass(sender, LINKED_FILES) and not created):
        note_change()


@receiver(post_delete, dispatch_uid="judge_links_on_deletion")
def judge_links_on_deletion(sender, instance, **kwargs):
    if sender in LINKING_MODELS:
        note_change(instance)
    elif issubclass(sender, (*DECIDE_WHERE_LINKS_LEAD, *LINKED_FILES, Page)):
        note_change()


@receiver(post_page_move, dispatch_uid="judge_links_on_move")
def judge_links_on_move(sender, **kwargs):
    note_change()


@receiver(post_migrate, dispatch_uid="make_indexes_of_pages")
def make_indexes_of_pages(sender, using, **kwargs):
    if sender.name == "wagtail":
        make_indexes(using)


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
