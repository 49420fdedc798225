"""Blocks that never passed a form: whatever is stored in them, nothing of it acts, and the rest of the page stands.

The tests are made from the definitions of the blocks: a new block, or a new stream, comes into them by itself.
"""

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.management import call_command
from wagtail import blocks, fields
from wagtail.models import Page

from blog.announcements import Frame, write_announcement
from site_core.fields import StreamField
from tests.hostile.eyes import faults_of_answer, faults_of_page, faults_of_screen
from tests.hostile.values import KEY, WRONG_KINDS, damaged_values, deep, filled, good_leaf, hostile_values, some

pytestmark = [
    pytest.mark.django_db,
    # A text may be an address and nothing else.
    pytest.mark.filterwarnings("ignore:.*looks more like:bs4.MarkupResemblesLocatorWarning"),
]

Stream = tuple[str, str]

FIELDS: dict[Stream, fields.StreamField] = {
    (model._meta.label, field.name): field
    for model in apps.get_models()
    for field in model._meta.local_fields
    if isinstance(field, fields.StreamField)
}
STREAMS = [pytest.param(stream, id=".".join(stream)) for stream in FIELDS]
# Several models have streams of the same blocks: the updates', which stand in feeds too, are read for all of them.
BLOCKS = {
    (repr(type(field.stream_block)), name, type(block)): (stream, name)
    for stream, field in sorted(FIELDS.items(), key=lambda item: item[0] == ("blog.UpdatePage", "body"))
    for name, block in field.stream_block.child_blocks.items()
}.values()
BLOCKS_BY_NAME = [pytest.param(stream, name, id=f"{'.'.join(stream)}.{name}") for stream, name in BLOCKS]
SHARE = 10


def all_blocks(block: blocks.Block) -> list[blocks.Block]:
    children = [*getattr(block, "child_blocks", {}).values(), *filter(None, [getattr(block, "child_block", None)])]
    return [block, *(inner for child in children for inner in all_blocks(child))]


def store(host, field: str, stored) -> None:
    """As an import or an old row would have it: no form, no clean, no save."""
    type(host.instance)._base_manager.filter(pk=host.instance.pk).update(**{field: stored})


def stream_of(name: str, values) -> list[dict]:
    return [{"type": name, "value": value, "id": KEY} for value in values]


def problems_of(client, staff, host) -> list[str]:
    found = []
    for address in host.addresses:
        answer = client.get(address)
        assert answer.status_code == (404 if address == "/not/there/" else 200), address
        found += [f"{address}: {fault}" for fault in faults_of_answer(answer)]
    for address in host.screens:
        answer = staff.get(address)
        assert answer.status_code == 200, address
        found += [f"{address}: {fault}" for fault in faults_of_screen(answer.content.decode())]
    instance = type(host.instance).objects.get(pk=host.instance.pk)
    if hasattr(instance, "announce_to_subscribers"):
        letter = write_announcement(instance, Frame("Site", "", "/leave/", "/choices/"), address="http://localhost/")
        found += [f"the mail: {fault}" for fault in faults_of_page(letter.html, frozenset({"style"}))]
    return sorted(set(found))


def main_of(client, host) -> list[str]:
    """What a reader sees, and where links lead."""
    soup = BeautifulSoup(client.get(host.addresses[0]).content, "html.parser")
    return [*soup.body.stripped_strings, *(link["href"] for link in soup.body.select("a[href]"))]


def test_every_stream_is_tested_and_comes_out_in_the_shape_of_its_blocks(hosts):
    assert set(hosts) == set(FIELDS)
    assert [stream for stream, field in FIELDS.items() if not isinstance(field, StreamField)] == []


def test_no_block_takes_html_as_it_is():
    raw = [
        (stream, block)
        for stream, field in FIELDS.items()
        for block in all_blocks(field.stream_block)
        if isinstance(block, blocks.RawHTMLBlock)
    ]

    assert raw == []


@pytest.mark.parametrize("stream", STREAMS)
def test_every_block_shows_what_an_editor_enters(hosts, world, client, stream):
    """Without this, a block that the tests below fill in a way that is never shown would pass them."""
    host, (_model, field) = hosts[stream], stream
    store(host, field, [])
    without = main_of(client, host)
    for name, block in FIELDS[stream].stream_block.child_blocks.items():
        good = filled(block, good_leaf("words", world.objects))

        store(host, field, stream_of(name, [good]))

        assert main_of(client, host) != without, name


@pytest.mark.parametrize(("stream", "name"), BLOCKS_BY_NAME)
def test_nothing_acts_that_is_stored_in_a_block(hosts, world, client, admin_client, stream, name):
    host, (_model, field) = hosts[stream], stream
    block = FIELDS[stream].stream_block.child_blocks[name]

    store(host, field, stream_of(name, some(hostile_values(block, world.objects))))

    assert problems_of(client, admin_client, host) == []


@pytest.mark.parametrize(("stream", "name"), BLOCKS_BY_NAME)
def test_page_stands_whatever_kind_of_value_is_stored_in_a_block(hosts, world, client, admin_client, stream, name):
    host, (_model, field) = hosts[stream], stream
    block = FIELDS[stream].stream_block.child_blocks[name]
    damaged = stream_of(name, some(damaged_values(block, world.objects)))
    last = {"type": name, "value": filled(block, good_leaf("words", world.objects))}
    store(host, field, [last])
    alone = main_of(client, host)

    store(host, field, [*damaged, last])

    assert problems_of(client, admin_client, host) == []
    shown = main_of(client, host)
    assert "None" not in shown
    assert set(shown) >= set(alone)


@pytest.mark.parametrize("stream", STREAMS)
def test_page_stands_whatever_is_stored_as_its_stream(hosts, world, client, admin_client, stream):
    host, (_model, field) = hosts[stream], stream
    known = FIELDS[stream].stream_block.child_blocks
    name = next(iter(known))
    kinds = [wrong for wrong in WRONG_KINDS if wrong is not None]
    parts = [part for wrong in kinds for part in (wrong, {"type": wrong}, {"type": name, "value": wrong, "id": wrong})]
    hostile = [
        {"type": name, "value": value, "id": value}
        for name, block in known.items()
        for value in some([*hostile_values(block, world.objects), *damaged_values(block, world.objects)])[::SHARE]
    ]

    for stored in (*kinds, deep(900), [{"type": name}, *parts], [*parts, {"type": name}]):
        store(host, field, stored)
        assert {client.get(address).status_code for address in host.addresses[:3]} <= {200, 404}, stored

    store(host, field, [*parts, *hostile])
    assert problems_of(client, admin_client, host) == []


def test_search_finds_words_beside_hostile_ones(hosts, world, client):
    for (_model, field), host in hosts.items():
        values = [
            {"type": name, "value": value}
            for name, block in FIELDS[_model, field].stream_block.child_blocks.items()
            for value in some([*hostile_values(block, world.objects), *damaged_values(block, world.objects)])[::SHARE]
        ]
        store(host, field, values)
    Page.objects.filter(pk=world.update.pk).update(title="Findable")

    call_command("update_index", verbosity=0)

    for words in ("Findable", "pwned", "words"):
        answer = client.get(f"/search/?q={words}")
        assert answer.status_code == 200
        assert faults_of_answer(answer) == []
    assert "Findable" in client.get("/search/?q=Findable").text
