from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from site_core.sign_in.acts import reset_second_factor
from users.second_factor import has_second_factor


class Command(BaseCommand):
    help = "Takes the second factor of an account away, when nobody else can: from then on the password is enough."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, username, **options):
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account named {username}.")
        if not has_second_factor(user):
            self.stdout.write(f"{username} has no second factor.")
            return
        reset_second_factor(user, None, _("Whoever runs the site"))
        self.stdout.write(f"{username} signs in with the password alone now, and is signed out everywhere.")
