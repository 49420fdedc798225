"""HEAD: the headers of GET, and no body."""

import pytest
from django.core.handlers.base import BaseHandler
from django.test import RequestFactory

from tests.factories import DocumentFactory, show_on_every_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer():
    """The site without the test client, which takes the bodies away by itself."""
    handler = BaseHandler()
    handler.load_middleware()
    return lambda method, path: handler.get_response(getattr(RequestFactory(), method)(path))


@pytest.mark.parametrize("path", ["/", "/updates/", "/nothing-here/"])
def test_page_is_announced_with_its_headers_and_without_its_body(answer, site_tree, path):
    head, get = answer("head", path), answer("get", path)

    assert get.content and not head.content
    assert head.status_code == get.status_code
    assert set(head.headers) == set(get.headers)
    assert int(head.headers["Content-Length"]) > 1000


def test_file_is_announced_without_being_read(answer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document = DocumentFactory()
    show_on_every_page(document)

    head, get = answer("head", document.url), answer("get", document.url)

    assert b"".join(get.streaming_content) and not b"".join(head.streaming_content)
    assert head.headers["Content-Length"] == get.headers["Content-Length"]
