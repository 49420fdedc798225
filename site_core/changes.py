"""Sees every change of what readers may see, whoever makes it: an editor, an import, a command, a shell.

Signals would not do: `QuerySet.update`, bulk acts and raw SQL send none. So each statement that writes is looked at on
its way to the database. A table that nobody has thought of counts as seen by readers.
"""

import re
from functools import lru_cache

from site_core.generation import next_generation

READS = (
    "SELECT",
    "DECLARE",
    "FETCH",
    "CLOSE",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "PRAGMA",
    "BEGIN",
    "COMMIT",
    "SET ",
    "SHOW",
)
WRITE = re.compile(
    r'\s*(?P<verb>INSERT|REPLACE|UPDATE|DELETE)(?:\s+OR\s+\w+)?(?:\s+INTO|\s+FROM|\s+ONLY)?\s+"?(?P<table>\w+)"?', re.I
)
WRITE_WITHIN = re.compile(r"\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\b", re.I)
NESTED = re.compile(r"'|\bSELECT\b", re.I)
COLUMN = re.compile(r'(\w+)"?\s*=')

# Of these tables readers see nothing: apps whole, and tables of apps that have others.
UNSEEN_APPS = {
    "auth",
    "axes",
    "otp",
    "scheduling",
    "subscriptions",
    "users",
    "wagtailadmin",
    "wagtailsearch",
    "wagtailsearchpromotions",
    "wagtailusers",
}
UNSEEN = {
    "django_session",
    "site_core_backgroundwork",
    "site_core_cspreport",
    "site_core_documenttext",
    "site_core_foundlink",
    "site_core_linkaddress",
    "site_core_linkchange",
    "site_core_linkhost",
    "site_core_linkround",
    "site_core_mailservertrouble",
    "site_core_outgoingmail",
    "wagtailcore_apitoken",
    "wagtailcore_comment",
    "wagtailcore_commentreply",
    "wagtailcore_groupapprovaltask",
    "wagtailcore_groupapprovaltask_groups",
    "wagtailcore_groupcollectionpermission",
    "wagtailcore_grouppagepermission",
    "wagtailcore_groupsitepermission",
    "wagtailcore_modellogentry",
    "wagtailcore_pagelogentry",
    "wagtailcore_pagesubscription",
    "wagtailcore_revision",
    "wagtailcore_task",
    "wagtailcore_taskstate",
    "wagtailcore_uploadedfile",
    "wagtailcore_workflow",
    "wagtailcore_workflowcontenttype",
    "wagtailcore_workflowpage",
    "wagtailcore_workflowstate",
    "wagtailcore_workflowtask",
    "wagtailforms_formsubmission",
}
SEEN = {"scheduling_firstpublication", "subscriptions_mailingsettings"}
# What a draft, a lock or an editor at work changes in the row of a page.
UNSEEN_COLUMNS = {
    "wagtailcore_page": {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision_created_at",
        "latest_revision_id",
        "locked",
        "locked_at",
        "locked_by_id",
        "owner_id",
    }
}
# Whoever makes one of these shows it himself; that one is gone others must know.
MADE_FOR_READERS = {"site_core_siterendition", "wagtailimages_rendition"}


def watch(execute, sql, params, many, context):
    """Django's execute wrapper: after a statement that changed what readers see, the site has a new generation."""
    result = execute(sql, params, many, context)
    if is_seen(sql if isinstance(sql, str) else str(sql)):
        next_generation()
    return result


def is_seen(sql: str) -> bool:
    # A union of two lists begins with a parenthesis on PostgreSQL.
    is_read = sql[:20].lstrip(" \n\t(").upper().startswith(READS)
    return not is_read and changes_what_is_seen(sql)


@lru_cache(maxsize=256)
def changes_what_is_seen(sql: str) -> bool:
    written = WRITE.match(sql)
    if not written:
        return not sql.lstrip().upper().startswith((*READS, "WITH", "EXPLAIN")) or bool(WRITE_WITHIN.search(sql))
    table, verb = written["table"].lower(), written["verb"].upper()
    if verb == "INSERT" and table in MADE_FOR_READERS:
        return False
    if verb == "UPDATE" and not NESTED.search(sql) and (columns := columns_of(sql)):
        return not columns <= UNSEEN_COLUMNS.get(table, set()) and is_seen_table(table)
    return is_seen_table(table)


def columns_of(update: str) -> set[str]:
    return set(COLUMN.findall(update.partition(" SET ")[2].partition(" WHERE ")[0]))


def is_seen_table(table: str) -> bool:
    return table in SEEN or not (table in UNSEEN or table.partition("_")[0] in UNSEEN_APPS)


def watch_connection(connection, **kwargs) -> None:
    """To be called for each new connection to the database."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, watch)
