import gc
import io
import logging
import os
import secrets
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from functools import partial
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import (
    BaseCommand,
    CommandError,
    call_command,
    execute_from_command_line,
    get_commands,
    load_command_class,
)
from django.db import OperationalError, connections
from gunicorn.app.wsgiapp import WSGIApplication
from wagtail.models import Page

from site_core.backup.marker import WORDS, is_begun
from site_core.health import unapplied_migrations
from site_core.static_collection import collect_static_files
from site_core.supervisor import Supervisor

BACKGROUND_COMMANDS = ["run_scheduler", "run_mailer"]
ANSWERS_WITHIN_SECONDS = 60
ADMIN_NAME = "admin"


class Command(BaseCommand):
    help = "Brings the site up, from whatever state it is in, and runs all of its processes until told to stop."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--prepared", action="store_true", help="Do not bring database, demo and static files up to date first."
        )

    def handle(self, *args, prepared: bool, **options):
        # Ended by a service manager or by a closed terminal is the same as Ctrl-C.
        for signal_number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(signal_number, signal.default_int_handler)
        try:
            refuse_half_restored_site()
            refuse_taken_port()
            if not prepared and self.prepare():
                begin_anew()
            self.run()
        except OperationalError as error:
            raise CommandError(f"The database cannot be used: {error}".strip()) from error
        except KeyboardInterrupt:
            self.say("Stopped.")

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def prepare(self) -> bool:
        """Whether there was anything to do."""
        was_new = False
        if migrations := unapplied_migrations():
            self.say(f"Database: {len(migrations)} migrations")
            call_command("migrate", interactive=False, verbosity=0)
            was_new = True
        if "create_demo_site" in get_commands() and not has_content():
            self.say("Demo site: people, pages and files")
            logging.getLogger("wagtail").setLevel(logging.WARNING)  # it names every page that is made
            call_command("create_demo_site", if_empty=True, stdout=io.StringIO())
            was_new = True
        if collect_static_files():
            self.say("Static files: collected")
            was_new = True
        return was_new

    def run(self) -> None:
        self.say("Starting")
        load_all_code()
        close_connections()
        with Supervisor() as supervisor:
            supervisor.start("web server", serve)
            for command in BACKGROUND_COMMANDS:
                if command in get_commands():
                    supervisor.start(command, partial(manage, command, "--skip-checks"))
            self.wait_until_it_answers(supervisor)
            self.announce()
            ended = supervisor.wait()
        raise CommandError(f"The {ended} ended by itself, so everything was stopped; the reason is above.")

    def wait_until_it_answers(self, supervisor: Supervisor) -> None:
        deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
        while not site_answers():
            if ended := supervisor.first_to_end():
                raise CommandError(f"The {ended} ended while starting; the reason is above.")
            if time.monotonic() > deadline:
                raise CommandError(f"The site did not answer within {ANSWERS_WITHIN_SECONDS} seconds.")
            time.sleep(0.05)

    def announce(self) -> None:
        password = make_first_admin()
        self.say(f"\nThe site runs at {settings.SITE_URL}/ and its admin at {settings.SITE_URL}/admin/")
        if password:
            self.say(f"Sign in as {ADMIN_NAME} with the password {password} (it is shown this once).")
        self.say("Press Ctrl-C to stop.\n")


def refuse_half_restored_site() -> None:
    """It looks like a new one, which would be filled with the demo."""
    if is_begun():
        raise CommandError(WORDS)


def refuse_taken_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", settings.PORT))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise CommandError(
                f"Port {settings.PORT} cannot be used ({reason.lower()}). "
                "Stop what runs there, or choose another: make run PORT=8001"
            ) from error


def has_content() -> bool:
    """Whether there is any page but the root and the welcome page that Wagtail itself makes."""
    return Page.objects.exclude(content_type__app_label="wagtailcore").exists()


def begin_anew() -> None:
    """In the place of this process comes one that knows the new static files and has none of the memory this took."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:], "--prepared"])


def load_all_code() -> None:
    """Before the processes are forked, which then share it."""
    import_module("site_core.wsgi")
    for command, app in get_commands().items():
        if command in BACKGROUND_COMMANDS:
            load_command_class(app, command)
    gc.freeze()


def close_connections() -> None:
    """Of two processes with one connection each would get the other's answers."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if close_pool := getattr(connection, "close_pool", None):  # PostgreSQL has one
            close_pool()


def manage(*arguments: str) -> None:
    execute_from_command_line([sys.argv[0], *arguments])


def serve() -> None:
    """gunicorn as in production, but the code is loaded once for all workers: they start sooner."""
    os.environ["PORT"] = str(settings.PORT)
    configuration = settings.BASE_DIR / "deploy" / "gunicorn.conf.py"
    arguments = ["--config", str(configuration), "--chdir", str(settings.BASE_DIR)]
    sys.argv = ["gunicorn", *arguments, "--preload", "--log-level", "warning", "site_core.wsgi"]
    WSGIApplication().run()


def site_answers() -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{settings.PORT}/", timeout=ANSWERS_WITHIN_SECONDS)
    except urllib.error.HTTPError:
        return True  # an answer all the same, such as a redirect to https
    except OSError:
        return False
    return True


def make_first_admin() -> str:
    """A password for the first administrator; empty if there is one already."""
    User = get_user_model()
    if User.objects.filter(is_superuser=True).exists():
        return ""
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser(username=ADMIN_NAME, password=password)
    return password
