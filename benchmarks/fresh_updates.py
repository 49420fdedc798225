"""Updates with three pictures that nobody has read yet, and what reading them costs; run inside Django."""

import json
import time

from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from blog.models import UpdateIndexPage, UpdatePage
from site_core.models import SiteImage, SiteRendition
from site_core.pictures.making import make_waiting

PICTURES = 3


def print_views(count: int) -> None:
    """Processor seconds and queries of the first and the second view of so many updates.

    Of every other update the first view is the first of the whole site since it was published, too: menus, footer and
    settings are made anew with it.
    """
    reader, views = Client(SERVER_NAME="localhost"), []
    for number in range(count + 1):
        page, seconds = fresh_update()
        made = SiteRendition.objects.count()
        if is_site_known := bool(number % 2):
            reader.get("/updates/")
        first, second = view(reader, page), view(reader, page)
        views.append(
            {
                "is_site_known": is_site_known,
                "first": first,
                "second": second,
                "making": seconds,
                "made": SiteRendition.objects.count() - made,
            }
        )
    print(json.dumps(views[1:]))  # before the first of all no template was read


def view(reader: Client, page: UpdatePage) -> tuple[float, int]:
    started = time.process_time()
    with CaptureQueriesContext(connection) as asked:
        answer = reader.get(f"/updates/{page.slug}/")
    assert answer.status_code == 200
    return time.process_time() - started, len(asked)


def fresh_update() -> tuple[UpdatePage, float]:
    """Published a moment ago, and how long the maker took for its pictures beforehand."""
    index = UpdateIndexPage.objects.get()
    lead, *others = [store_picture() for _number in range(PICTURES)]
    body = [("image", {"image": other, "caption": "", "credit": "", "width": "text"}) for other in others]
    page = UpdatePage(title="Fresh", slug=f"fresh-{lead.pk}", live=False, lead_image=lead, body=body)
    index.add_child(instance=page)
    seconds = work_off()
    page.save_revision().publish()
    return page, seconds


def store_picture() -> SiteImage:
    file = ContentFile(b"", name="fresh.jpg")
    Image.effect_noise((400, 250), 50).resize((2000, 1250)).convert("RGB").save(file, "JPEG")
    return SiteImage.objects.create(title="Fresh", file=file)


def work_off() -> float:
    started = time.monotonic()
    make_waiting()
    return time.monotonic() - started
