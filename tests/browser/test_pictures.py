"""Browsers fetch pictures of the size that they show, in a format they know, and the one at the top first."""

import pytest
from playwright.sync_api import Route

from tests.browser.reading_site import ADDRESSES

WITH_PICTURES = ["home", "updates", "update", "every-block", "reports", "report", "author", "missing"]
# Of what is shown: sharper than any eye sees is a waste, and less is a blur.
MOST, LEAST = 1.6, 0.75

SEEN = """async () => {
    const seen = [];
    // Once its place is known, another file may take the place of the one that was waited for.
    const isThere = (image, tries) => image.decode().catch((error) => {
        if (tries === 1) throw error;
        return isThere(image, tries - 1);
    });
    for (const image of document.querySelectorAll("picture img[srcset]")) {
        if (!image.checkVisibility()) continue;
        image.scrollIntoView({ block: "center" });
        await isThere(image, 3);
        const box = image.getBoundingClientRect();
        const shape = image.naturalWidth / image.naturalHeight;
        const isCut = getComputedStyle(image).objectFit === "cover";
        const path = new URL(image.currentSrc).pathname;
        const set = [...image.parentElement.querySelectorAll("[srcset]")].map((each) => each.srcset)
            .find((words) => words.includes(path));
        const widths = set.split(", ").map((each) => each.split(" ")).map(([url, width]) => [url, parseInt(width)]);
        seen.push({
            path,
            shown: (isCut ? Math.max(box.width, box.height * shape) : box.width) * devicePixelRatio,
            fetched: widths.find(([url]) => url === path)[1],
            widths: widths.map(([, width]) => width),
        });
    }
    return seen;
}"""


def without_auto(route: Route) -> None:
    """The page for browsers that do not know how wide a picture lies before they fetch it."""
    response = route.fetch()
    body = response.text().replace('sizes="auto, ', 'sizes="').replace('loading="lazy"', "")
    route.fulfill(response=response, body=body)


def unfit(picture: dict, others: list[dict]) -> bool:
    """Whether another width would have been nearer. A larger file that another place of the page needs is taken."""
    if is_too_large(picture):
        return not any(other["path"] == picture["path"] and not is_too_large(other) for other in others)
    return picture["fetched"] < min(LEAST * picture["shown"], max(picture["widths"]))


def is_too_large(picture: dict) -> bool:
    return picture["fetched"] > max(MOST * picture["shown"], min(picture["widths"]))


@pytest.fixture
def see(open_context):
    """Looks at a page with a browser that has no larger picture in its memory: it would take that."""

    def see_one(kind: str, knows_auto: bool, **options) -> list[dict]:
        page = open_context(**options).new_page()
        if not knows_auto:
            page.route(lambda url: "/media/" not in url and "/static/" not in url, without_auto)
        page.goto(ADDRESSES[kind])
        return page.evaluate(SEEN)

    return see_one


@pytest.mark.parametrize("knows_auto", [True, False], ids=["sizes known", "sizes told"])
@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_pictures_are_fetched_in_the_size_they_are_shown(see, width, scale, knows_auto):
    seen = {kind: see(kind, knows_auto, width=width, device_scale_factor=scale) for kind in WITH_PICTURES}

    assert sum(len(pictures) for pictures in seen.values()) > 8
    faults = [
        f"{kind}: {picture['path']} is shown {picture['shown']:.0f} pixels wide, of {picture['widths']}"
        for kind, pictures in seen.items()
        for picture in pictures
        if unfit(picture, pictures)
    ]
    assert faults == [], "\n".join(faults)
    assert {picture["path"].rpartition(".")[2] for pictures in seen.values() for picture in pictures} == {"avif"}


@pytest.mark.parametrize("kind", WITH_PICTURES)
def test_pictures_have_their_room_before_they_come(open_context, kind):
    page = open_context().new_page()
    page.route("**/media/**", lambda route: route.abort())
    page.goto(ADDRESSES[kind])

    heights = page.eval_on_selector_all(
        "main picture img", "(all) => all.filter((each) => each.checkVisibility()).map((each) => each.offsetHeight)"
    )

    assert all(height > 40 for height in heights), heights
