from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from blog.models import Person, ReportDownload, Tag
from blog.people import refuse_deletion_of_credited
from blog.reindexing import (
    reindex_pages_credited,
    reindex_report,
    reindex_reports_with,
    reindex_updates_tagged,
)
from site_core.signals import document_texts_changed


@receiver(pre_delete, sender=Person, dispatch_uid="refuse_deletion_of_credited")
def guard_credited_person(instance, **kwargs):
    refuse_deletion_of_credited(instance)


@receiver(pre_save, sender=Person, dispatch_uid="notice_new_name_of_person")
@receiver(pre_save, sender=Tag, dispatch_uid="notice_new_name_of_tag")
def notice_new_name(sender, instance, **kwargs):
    others = sender.objects.exclude(name=instance.name)
    instance.has_new_name = bool(instance.pk) and others.filter(pk=instance.pk).exists()


@receiver(post_save, sender=Person, dispatch_uid="reindex_pages_of_renamed_person")
def reindex_pages_of_renamed_person(instance, **kwargs):
    if instance.has_new_name:
        reindex_pages_credited.enqueue(instance.pk)


@receiver(post_save, sender=Tag, dispatch_uid="reindex_updates_of_renamed_tag")
def reindex_updates_of_renamed_tag(instance, **kwargs):
    if instance.has_new_name:
        reindex_updates_tagged.enqueue(instance.pk)


@receiver(document_texts_changed, dispatch_uid="reindex_reports_with_documents")
def reindex_reports_with_documents(document_ids, **kwargs):
    reindex_reports_with(document_ids)


@receiver(post_delete, sender=ReportDownload, dispatch_uid="reindex_report_that_lost_a_file")
def reindex_report_that_lost_a_file(instance, **kwargs):
    reindex_report.enqueue(instance.page_id)
