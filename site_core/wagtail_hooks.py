from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature

from site_core.documents import clear_document
from site_core.rich_text import PublicPageLinkHandler


@hooks.register("register_rich_text_features", order=100)
def link_to_public_pages_only(features):
    features.register_link_type(PublicPageLinkHandler)


@hooks.register("register_rich_text_features", order=100)
def place_footnotes_behind_the_selection(features):
    control = {"type": "FOOTNOTES", "label": "Fn", "description": _("Footnote")}
    scripts = ["wagtailadmin/js/draftail.js", "footnotes/js/footnotes.js", "js/admin/footnotes.js"]
    styles = {"all": ["footnotes/css/footnotes-admin.css"]}
    features.register_editor_plugin("draftail", "footnotes", EntityFeature(control, js=scripts, css=styles))


# After every other hook, above all Wagtail's privacy check: what comes this far may be sent.
hooks.register("before_serve_document", clear_document, order=1000)
