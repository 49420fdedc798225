import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template import Context, Template
from django.urls import reverse
from wagtail.images.exceptions import InvalidFilterSpecError

from site_core.models import SiteImage, SiteRendition
from tests.factories import ImageFactory, UserFactory, picture_bytes, show_on_every_page

PLACEHOLDER = "<svg"


@pytest.fixture(autouse=True)
def own_media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def store(db):
    """Puts a file into the media folder and says its name."""
    return lambda name, contents: default_storage.save(name, ContentFile(contents))


@pytest.fixture
def store_rendition(store):
    """Puts a file into the media folder as a rendition of a picture that everyone may see, and says its name."""

    def store_rendition(name, contents):
        image = ImageFactory()
        show_on_every_page(image)
        name = store(name, contents)
        SiteRendition.objects.create(image=image, file=name, filter_spec="width-640", width=640, height=400)
        return name

    return store_rendition


@pytest.fixture(params=["cut off", "empty", "not a picture", "missing"])
def damaged_image(request, db):
    """A picture whose original was lost or damaged on disk after it was uploaded."""
    cache.clear()
    image = ImageFactory(file=ContentFile(picture_bytes(), name="damaged.png"))
    path = default_storage.path(image.file.name)
    contents = {"cut off": picture_bytes()[:200], "empty": b"", "not a picture": b"<script>alert(1)</script>"}
    default_storage.delete(image.file.name)
    if request.param in contents:
        with open(path, "wb") as file:
            file.write(contents[request.param])
    return SiteImage.objects.get(pk=image.pk)


@pytest.mark.parametrize(
    ("extension", "format", "content_type"),
    [
        ("png", "PNG", "image/png"),
        ("jpg", "JPEG", "image/jpeg"),
        ("gif", "GIF", "image/gif"),
        ("webp", "WEBP", "image/webp"),
        ("avif", "AVIF", "image/avif"),
    ],
)
def test_a_rendition_is_served_for_the_browser_to_keep(client, store_rendition, extension, format, content_type):
    contents = picture_bytes(format=format)
    name = store_rendition(f"images/picture.{extension}", contents)

    response = client.get(f"/media/{name}")

    assert response.status_code == 200
    assert response.getvalue() == contents
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Content-Length"] == str(len(contents))
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable, s-maxage=2"


def test_a_signed_in_editor_keeps_renditions_too(client, store_rendition, db):
    client.force_login(UserFactory())
    name = store_rendition("images/picture.png", picture_bytes())

    assert client.get(f"/media/{name}").headers["Cache-Control"] == "public, max-age=31536000, immutable, s-maxage=2"


def test_a_browser_that_has_a_rendition_is_told_so(client, store_rendition):
    address = "/media/" + store_rendition("images/picture.png", picture_bytes())
    first = client.get(address)

    by_tag = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    changed = client.get(address, headers={"If-None-Match": '"something else"'})

    assert (by_tag.status_code, by_date.status_code, changed.status_code) == (304, 304, 200)
    assert by_tag.content == b""


def test_a_rendition_can_be_asked_about(client, store_rendition):
    contents = picture_bytes()

    response = client.head("/media/" + store_rendition("images/picture.png", contents))

    assert response.status_code == 200
    assert response.headers["Content-Length"] == str(len(contents))


@pytest.mark.parametrize(
    "name",
    [
        "documents/report.pdf",
        "original_images/picture.png",
        "images/picture.svg",
        "images/page.html",
        "images/picture.png/",
        "images/deeper/picture.png",
        "images/../original_images/picture.png",
        "images/..%2foriginal_images/picture.png",
        "images/%2e%2e/original_images/picture.png",
        "%2fetc/passwd",
        "images//etc/passwd.png",
        "images/picture.png%00.png",
        "images/%00.png",
        "images\\..\\original_images\\picture.png",
        "images/" + "x" * 300 + ".png",
        "not-found",
        "images/nothing.png",
        "",
    ],
)
def test_nothing_but_renditions_is_served(client, store, name):
    store("documents/report.pdf", b"%PDF-1.7 secret")
    store("original_images/picture.png", picture_bytes())
    store("images/page.html", b"<script>alert(1)</script>")
    store("images/picture.svg", b"<svg><script>alert(1)</script></svg>")

    response = client.get("/media/" + name)

    assert response.status_code == 404
    assert "secret" not in response.text
    assert "alert" not in response.text


@pytest.mark.parametrize("contents", [b"", b"\x89PN", b"<script>alert(1)</script>"])
def test_a_damaged_rendition_shows_a_drawing_that_nobody_keeps(client, store_rendition, contents):
    name = store_rendition("images/picture.png", contents)

    response = client.get(f"/media/{name}")

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.text.startswith(PLACEHOLDER)


@pytest.mark.parametrize(
    "tag",
    [
        "{% image picture width-200 %}",
        "{% image picture width-200 as made %}{{ made.img_tag }}",
        "{% srcset_image picture width-{100,200} %}",
        '{% picture picture format-{avif,webp,jpeg} width-{100,200} sizes="100vw" %}',
    ],
)
def test_a_page_with_a_damaged_picture_shows_the_placeholder_in_its_size(damaged_image, tag):
    html = Template("{% load wagtailimages_tags %}" + tag).render(Context({"picture": damaged_image}))

    assert "/media/not-found" in html
    assert 'width="200"' in html or 'width="100"' in html
    assert 'height="125"' in html or 'height="62"' in html


def test_the_placeholder_can_be_told_from_a_picture(damaged_image):
    sound_image = ImageFactory()

    assert damaged_image.get_rendition("width-200").is_placeholder
    assert not sound_image.get_rendition("width-200").is_placeholder


@pytest.mark.parametrize(
    "spec", ["fill-300x200", "fill-300x200-c50", "max-100x100", "min-50x50", "original", "scale-50"]
)
def test_the_placeholder_has_the_size_of_the_picture_it_stands_for(damaged_image, spec):
    sound_image = ImageFactory()

    placeholder, picture = damaged_image.get_rendition(spec), sound_image.get_rendition(spec)

    assert (placeholder.width, placeholder.height) == (picture.width, picture.height)


def test_a_mistake_in_a_template_is_not_taken_for_a_damaged_picture(db):
    with pytest.raises(InvalidFilterSpecError):
        ImageFactory().get_rendition("widht-200")


def test_the_admin_works_on_with_a_damaged_picture(client, damaged_image):
    client.force_login(UserFactory(is_superuser=True))
    addresses = [
        reverse("wagtailimages:index"),
        reverse("wagtailimages:index") + "?layout=list",
        reverse("wagtailimages:edit", args=[damaged_image.pk]),
        reverse("wagtailimages:delete", args=[damaged_image.pk]),
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtailimages_chooser:chosen", args=[damaged_image.pk]),
        reverse("wagtailimages_chooser:chosen_multiple") + f"?id={damaged_image.pk}",
        reverse("wagtailimages_chooser:select_format", args=[damaged_image.pk]),
        "/admin/api/main/images/",
        f"/admin/api/main/images/{damaged_image.pk}/",
    ]

    codes = {address: client.get(address).status_code for address in addresses}

    assert codes == dict.fromkeys(addresses, 200)


def test_the_title_of_a_damaged_picture_can_still_be_changed(client, damaged_image):
    client.force_login(UserFactory(is_superuser=True))
    data = {"title": "Mended later", "collection": damaged_image.collection_id, "tags": "", "description": ""}

    response = client.post(reverse("wagtailimages:edit", args=[damaged_image.pk]), data)

    assert response.status_code == 302
    assert SiteImage.objects.get(pk=damaged_image.pk).title == "Mended later"


def test_a_picture_that_was_mended_is_shown_again(damaged_image):
    assert damaged_image.get_rendition("width-200").is_placeholder
    with open(default_storage.path(damaged_image.file.name), "wb") as file:
        file.write(picture_bytes())

    rendition = SiteImage.objects.get(pk=damaged_image.pk).get_rendition("width-200")

    assert not rendition.is_placeholder


def test_another_picture_of_the_same_name_gets_another_address(db, django_capture_on_commit_callbacks):
    first = ImageFactory(file=ContentFile(picture_bytes(colour="#ffffff"), name="chart.png"))
    address = first.get_rendition("width-100").url
    with django_capture_on_commit_callbacks(execute=True):
        first.delete()

    second = ImageFactory(file=ContentFile(picture_bytes(colour="#000000"), name="chart.png"))

    assert second.file.name == "original_images/chart.png"
    assert second.get_rendition("width-100").url != address


def test_a_page_stands_when_the_disk_takes_no_new_files(db, settings):
    image = ImageFactory()
    (settings.MEDIA_ROOT / "images").write_text("a file where the folder should be")
    cache.clear()

    html = Template("{% load wagtailimages_tags %}{% picture picture format-{webp,jpeg} width-200 %}").render(
        Context({"picture": image})
    )

    assert "/media/not-found" in html


def test_renditions_are_served_from_any_storage(client, db, settings):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    image = ImageFactory()
    show_on_every_page(image)
    address = image.get_rendition("width-100").url

    response = client.get(address)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    assert client.get("/media/images/nothing.png").status_code == 404


def test_form_of_a_picture_asks_what_it_shows_and_whose_it_is_before_where_it_is_kept(admin_client):
    image = ImageFactory()

    html = admin_client.get(reverse("wagtailimages:edit", args=[image.pk])).text

    assert "What it shows, for those who cannot see it." in html
    places = [html.index(f'id="id_{name}"') for name in ["title", "description", "credit", "tags"]]
    assert places == sorted(places)
