from django.db.models.signals import post_save, pre_delete, pre_save
from django.dispatch import receiver

from blog.models import Person, Tag
from blog.people import refuse_deletion_of_credited
from blog.reindexing import reindex_pages_credited, reindex_updates_tagged


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
