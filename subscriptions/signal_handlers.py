from django.dispatch import receiver

from site_core.signals import first_published
from subscriptions.services.announcing import announce
from subscriptions.works import KINDS


@receiver(first_published, dispatch_uid="announce_first_publication")
def announce_first_publication(sender, page, publication, **kwargs):
    if sender in KINDS:
        announce(page, publication)
