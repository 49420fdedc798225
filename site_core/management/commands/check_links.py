import time
from datetime import timedelta

from django.conf import settings
from django.core.management import BaseCommand
from django.utils import timezone

from site_core.background_work import is_held
from site_core.link_checks.background import step
from site_core.link_checks.collecting import note_all
from site_core.link_checks.network import is_anybody_s_turn_before

WAITS_FOR = timedelta(minutes=1)


class Command(BaseCommand):
    help = "Collects all links of the site, checks those that are due and ends; beside the mailer nobody needs it."

    def handle(self, *args, **options):
        note_all()
        while step() or is_more_to_come():
            pass


def is_more_to_come() -> bool:
    """Waits a moment where a server is only given its rest."""
    if not settings.CHECK_LINKS or is_held() or not is_anybody_s_turn_before(timezone.now() + WAITS_FOR):
        return False
    time.sleep(0.2)
    return True
