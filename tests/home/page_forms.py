"""The forms of pages as a browser sends them."""

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield


def form_of(page, **more):
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": page.summary,
            "language": "en",
            "tags": ", ".join(page.tags.names()),
            "body": streamfield([("text", rich_text("<p>All of it.</p>"))]),
            "page_authors": inline_formset(
                [{"id": credit.pk, "author": credit.author_id, "role": "author"} for credit in page.page_authors.all()],
                initial=page.page_authors.count(),
            ),
            "related_pages": inline_formset([]),
            "footnotes": inline_formset([]),
            "comments": inline_formset([]),
            **more,
        }
    )
