from wagtail import hooks

from site_core.documents import clear_document
from site_core.rich_text import PublicPageLinkHandler


@hooks.register("register_rich_text_features", order=100)
def link_to_public_pages_only(features):
    features.register_link_type(PublicPageLinkHandler)


# After every other hook, above all Wagtail's privacy check: what comes this far may be sent.
hooks.register("before_serve_document", clear_document, order=1000)
