"""How each CDN is told to forget the pages of the site: by key, and with failures that are told."""

from urllib.parse import urlsplit
from uuid import uuid4

import requests
from django.conf import settings
from wagtail.contrib.frontend_cache.backends import CloudflareBackend, CloudfrontBackend, HTTPBackend
from wagtail.contrib.frontend_cache.backends.base import BaseBackend
from wagtail.contrib.frontend_cache.utils import get_backends

from site_core.cdn import surrogate_key

TIMEOUT_SECONDS = 10


class PurgeRefused(Exception):
    """The CDN did not forget, in words for the log."""


class CachingProxy(HTTPBackend):
    """Varnish, or another cache that is told `PURGE` with the key of what to forget."""

    def forget(self, key: str) -> None:
        address = f"{self.cache_scheme}://{self.cache_netloc}/"
        send("PURGE", address, {"Host": urlsplit(settings.SITE_URL).netloc, "Surrogate-Key": key})


class Cloudflare(CloudflareBackend):
    def forget(self, key: str) -> None:
        signed = {"Authorization": f"Bearer {self.cloudflare_token}"}
        send("POST", self.cloudflare_purge_endpoint_url, signed, {"tags": [key]})


class CloudFront(CloudfrontBackend):
    """Knows no keys: everything is forgotten, files too. Takes what it needs to sign in from boto3's own places."""

    def forget(self, key: str) -> None:
        self.purge("/*")

    def _create_invalidation(self, distribution_id, paths):
        """As Wagtail's, but a failure is raised and not only logged, so that it is tried again."""
        batch = {"Paths": {"Quantity": len(paths), "Items": paths}, "CallerReference": uuid4().hex}
        self.client.create_invalidation(DistributionId=distribution_id, InvalidationBatch=batch)


class Fastly(BaseBackend):
    def __init__(self, params):
        super().__init__(params)
        self.service, self.token = params["SERVICE_ID"], params["TOKEN"]

    def forget(self, key: str) -> None:
        address = f"https://api.fastly.com/service/{self.service}/purge/{key}"
        send("POST", address, {"Fastly-Key": self.token, "Accept": "application/json"})


def send(method: str, address: str, headers: dict[str, str], body: dict | None = None) -> None:
    try:
        answer = requests.request(
            method, address, headers=headers, json=body, timeout=TIMEOUT_SECONDS, allow_redirects=False
        )
    except requests.RequestException as error:
        raise PurgeRefused(f"it does not answer ({type(error).__name__})") from None
    if answer.status_code >= 300:
        raise PurgeRefused(f"it answered {answer.status_code} {answer.reason}")


def forget_pages() -> None:
    """Raises `PurgeRefused` where the CDN may still have them."""
    for backend in get_backends().values():
        backend.forget(surrogate_key())
