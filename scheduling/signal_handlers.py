from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver
from django.utils import timezone

from scheduling.acts import forget_setback
from scheduling.events import being_set_back, going_live
from scheduling.ledger import enter_pages_that_were_public_before, record
from scheduling.notices import tell
from scheduling.setbacks import try_again_below
from scheduling.signals import set_back, went_live
from site_core.models import BasePage
from site_core.signals import version_replaced


@receiver(post_save, dispatch_uid="record_first_publication")
def record_first_publication(sender, instance, created, raw, **kwargs):
    if not raw and issubclass(sender, BasePage) and instance.live:
        record(instance, is_created=created)
        if instance.numchild:
            try_again_below(instance, timezone.now())


@receiver(post_migrate, dispatch_uid="enter_pages_that_were_public_before")
def enter_pages_of_an_older_site(sender, **kwargs):
    if sender.name == "scheduling":
        enter_pages_that_were_public_before()


@receiver(went_live, dispatch_uid="tell_of_going_live")
def tell_of_going_live(sender, page, planned_at, revision, **kwargs):
    tell(going_live(page, planned_at, revision, timezone.now()))


@receiver(set_back, dispatch_uid="tell_of_setback")
def tell_of_setback(sender, setback, **kwargs):
    tell(being_set_back(setback))


@receiver(version_replaced, dispatch_uid="try_mended_version_at_once")
def try_mended_version_at_once(sender, page, **kwargs):
    forget_setback(page)
