"""Whether a site holds nothing that anybody made: only such a one is restored into."""

from django.apps import apps
from django.db import connection
from django.db.models import Model
from wagtail.models import Page

from site_core.backup.files import stored_files
from site_core.backup.refusals import BackupError

# What migrations make and what processes leave; everything else somebody has made.
MADE_BY_THE_SITE = {
    "auth.Group",
    "auth.Permission",
    "contenttypes.ContentType",
    "scheduling.FirstPublication",
    "scheduling.Scheduler",
    "sessions.Session",
    "site_core.BackgroundWork",
    "site_core.FoundLink",
    "site_core.LinkAddress",
    "site_core.LinkChange",
    "site_core.LinkHost",
    "site_core.LinkRound",
    "wagtailcore.Collection",
    "wagtailcore.GroupApprovalTask",
    "wagtailcore.GroupCollectionPermission",
    "wagtailcore.GroupPagePermission",
    "wagtailcore.Locale",
    "wagtailcore.ReferenceIndex",
    "wagtailcore.Site",
    "wagtailcore.Task",
    "wagtailcore.Workflow",
    "wagtailcore.WorkflowPage",
    "wagtailcore.WorkflowTask",
    "wagtailsearch.IndexEntry",
    "wagtailsearch.SQLiteFTSIndexEntry",
}
SHOWN = 5
HOW_TO_EMPTY = (
    "A restore never replaces anything. Stop the processes and choose an empty DATA_DIR (move the old one away) and, "
    "with PostgreSQL, a new database in DATABASE_URL; then restore again."
)


def refuse_full_site() -> None:
    found = what_is_there()
    if found:
        more = f" and {len(found) - SHOWN} other kinds" if len(found) > SHOWN else ""
        raise BackupError(f"This site is not empty: it has {', '.join(found[:SHOWN])}{more}. {HOW_TO_EMPTY}")


def what_is_there() -> list[str]:
    present = set(connection.introspection.table_names())
    models = [model for model in apps.get_models() if model._meta.db_table in present and model._meta.managed]
    found = [words for model in sorted(models, key=importance) if (words := counted(model))]
    if file := next(stored_files(), None):
        found.append(f"files in its media folder, such as {file}")
    return found


def importance(model: type[Model]) -> tuple[bool, str]:
    """Pages and accounts say most to a person."""
    return model._meta.label not in {"wagtailcore.Page", "users.User"}, model._meta.label


def counted(model: type[Model]) -> str:
    if model._meta.label in MADE_BY_THE_SITE:
        return ""
    rows = model._base_manager.all()
    if model is Page:  # the root, and the welcome page that Wagtail makes
        rows = rows.exclude(content_type__app_label="wagtailcore")
    count = rows.count()
    return f"{count} {model._meta.verbose_name_plural if count > 1 else model._meta.verbose_name}" if count else ""
