"""What is known to be wrong, in Wagtail or elsewhere, each with its reason: these lists may only grow shorter."""

from tests.authorisation.world import OWNER, TITLE_MARK

SECTION = "section editor"
HALF_A_FORM = "Wagtail answers so to half a form, and only to those who may send a whole one."

# Addresses that answer 500.
FAULTS = {
    "wagtailadmin_error_test": "Made by Wagtail to fail, so that error messages can be tried.",
    **dict.fromkeys(
        (
            "wagtailadmin_choose_page_external_link",
            "wagtailadmin_pages:add",
            "wagtailadmin_pages:copy",
            "wagtailadmin_pages:copy (private page)",
            "wagtailadmin_pages:edit",
            "wagtailadmin_pages:edit (private page)",
            "wagtailadmin_pages:revisions_revert",
            "wagtailredirects:process_import",
            "wagtailsettings:edit (2)",
            "wagtailsnippetchoosers_blog_tag:create",
            "wagtailsnippets_blog_person:add",
            "wagtailsnippets_blog_person:edit",
        ),
        HALF_A_FORM,
    ),
}

# Who is told of what by which address.
LEAKS = {
    (SECTION, "wagtailadmin_reports:workflow", OWNER): "Wagtail's filter names all who asked for an approval.",
    (SECTION, "wagtailadmin_reports:site_history", OWNER): "Wagtail's filter names all who did something.",
    (SECTION, "wagtailforms:index", OWNER): "Wagtail's filter names the owners of all pages.",
    (SECTION, "wagtailforms:index (sought)", OWNER): "As above.",
    (SECTION, "wagtaildocs:index", TITLE_MARK): "Wagtail's filter lists the tags of all documents.",
    (SECTION, "wagtaildocs:index (sought)", TITLE_MARK): "As above.",
}
