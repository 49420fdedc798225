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
from tests.hostile.values import KEY, WRONG_KINDS, damaged_values, filled, good_leaf, hostile_values

pytestmark = pytest.mark.django_db

STREAMS = [
    (model, field)
    for model in apps.get_models()
    for field in model._meta.local_fields
    if isinstance(field, fields.StreamField)
]
STREAM_NAMES = [f"{model._meta.label}.{field.name}" for model, field in STREAMS]
BLOCKS = [
    pytest.param((model._meta.label, field.name), name, id=f"{model.__name__}.{field.name}.{name}")
    for model, field in STREAMS
    for name in field.stream_block.child_blocks
]


def all_blocks(block: blocks.Block) -> list[blocks.Block]:
    children = [*getattr(block, "child_blocks", {}).values(), *filter(None, [getattr(block, "child_block", None)])]
    return [block, *(inner for child in children for inner in all_blocks(child))]


def store(host, field: str, stored) -> None:
    """As an import or an old row would have it: no form, no clean, no save."""
    type(host.instance)._base_manager.filter(pk=host.instance.pk).update(**{field: stored})


def stream_of(name: str, values) -> list[dict]:
    return [{"type": name, "value": value, "id": KEY} for value in values]


def block_of(host, field: str, name: str) -> blocks.Block:
    return type(host.instance)._meta.get_field(field).stream_block.child_blocks[name]


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


def test_every_stream_is_tested_and_read_as_the_house_reads_them(hosts):
    assert set(hosts) == {(model._meta.label, field.name) for model, field in STREAMS}
    assert [name for name, (_model, field) in zip(STREAM_NAMES, STREAMS, strict=True) if not isinstance(field, StreamField)] == []


def test_no_block_takes_html_as_it_is():
    raw = [
        f"{name}: {block!r}"
        for name, (_model, field) in zip(STREAM_NAMES, STREAMS, strict=True)
        for block in all_blocks(field.stream_block)
        if isinstance(block, blocks.RawHTMLBlock)
    ]

    assert raw == []


@pytest.mark.parametrize(("stream", "name"), BLOCKS)
def test_block_shows_what_an_editor_enters(hosts, world, client, stream, name):
    """Without this, a block that the tests below fill in a way that is never shown would pass them."""
    host, (_model, field) = hosts[stream], stream
    store(host, field, [])
    without = main_of(client, host)
    good = filled(block_of(host, field, name), good_leaf("words", world.objects))
    if isinstance(good, dict) and good.get("page"):
        good["document"] = None

    store(host, field, stream_of(name, [good]))

    assert len(main_of(client, host)) > len(without)


@pytest.mark.parametrize(("stream", "name"), BLOCKS)
def test_nothing_acts_that_is_stored_in_a_block(hosts, world, client, admin_client, stream, name):
    host, (_model, field) = hosts[stream], stream

    store(host, field, stream_of(name, hostile_values(block_of(host, field, name), world.objects)))

    assert problems_of(client, admin_client, host) == []


@pytest.mark.parametrize(("stream", "name"), BLOCKS)
def test_page_stands_whatever_kind_of_value_is_stored_in_a_block(hosts, world, client, admin_client, stream, name):
    host, (_model, field) = hosts[stream], stream
    block = block_of(host, field, name)
    damaged = stream_of(name, damaged_values(block, world.objects))
    last = {"type": name, "value": filled(block, good_leaf("The last word", world.objects))}

    store(host, field, [*damaged, last])

    assert problems_of(client, admin_client, host) == []
    assert "None" not in main_of(client, host)


@pytest.mark.parametrize("stream", [(model._meta.label, field.name) for model, field in STREAMS], ids=STREAM_NAMES)
@pytest.mark.parametrize("place", range(len(WRONG_KINDS)))
def test_page_stands_whatever_kind_of_stream_is_stored(hosts, client, stream, place):
    host, (_model, field) = hosts[stream], stream
    wrong = WRONG_KINDS[place]
    name = next(iter(type(host.instance)._meta.get_field(field).stream_block.child_blocks))

    for stored in (wrong, [wrong, {"type": name}, {"type": wrong}, {"type": name, "value": wrong, "id": wrong}, wrong]):
        if stored is not None:
            store(host, field, stored)
            answers = [client.get(address).status_code for address in host.addresses]
            assert set(answers) <= {200, 404}


def test_search_finds_words_beside_hostile_ones(hosts, world, client):
    for (_model, field), host in hosts.items():
        stream = type(host.instance)._meta.get_field(field).stream_block
        values = [
            {"type": name, "value": value}
            for name, block in stream.child_blocks.items()
            for value in [*hostile_values(block, world.objects), *damaged_values(block, world.objects)][::7]
        ]
        store(host, field, values)
    Page.objects.filter(pk=world.update.pk).update(title="Findable")

    call_command("update_index", verbosity=0)

    for words in ("Findable", "pwned", "words"):
        answer = client.get(f"/search/?q={words}")
        assert answer.status_code == 200
        assert faults_of_answer(answer) == []
    assert "Findable" in client.get("/search/?q=Findable").text
