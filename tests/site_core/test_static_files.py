import gzip
import os
import re
import time
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client

from site_core.style_sheets import expand_imports

SHEETS = {
    "css/site.css": (
        '@charset "utf-8";\n'
        "/* @import url(nowhere.css); it's only a comment */\n"
        "@layer base, components;\n"
        '@import url("base.css") layer(base);\n'
        "@import 'components/card.css' layer(components);\n"
        "@import url(plain.css);\n"
        '@import url("paper.css") print;\n'
    ),
    "css/base.css": '@font-face { src: url("../fonts/text.woff2") format("woff2"); }',
    "css/components/card.css": (
        '@import "parts/mark.css";\n.card { background: url(../../img/dot.svg#x), url(data:,x); }'
    ),
    "css/components/parts/mark.css": ".mark { background: url('../../../img/dot.svg') }",
    "css/plain.css": "p { margin: 0 } q::before { content: '/* no comment */' }",
    "css/other.css": '@import url("plain.css");',
    "css/paper.css": "@page { margin: 2cm }\na::after { content: ' {  ; } ' }",
    "fonts/text.woff2": "font",
    "img/dot.svg": "<svg/>",
    "js/menu.js": "export {};" * 200,
}


@pytest.fixture
def collect(settings, tmp_path):
    """Collects a small set of static files as a deployment does, and says where they are."""
    source, target = tmp_path / "source", tmp_path / "target"

    def run(**files):
        for name, text in (SHEETS | files).items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text(text)
            if name in files:
                os.utime(source / name, (time.time() + 60,) * 2)
        settings.STATICFILES_DIRS = [source]
        settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        settings.STATIC_ROOT = target
        settings.STORAGES = settings.STORAGES | {
            "staticfiles": {"BACKEND": "site_core.static_files.SiteStaticFilesStorage"}
        }
        call_command("collectstatic", interactive=False, verbosity=0)
        return target

    return run


def stored(target: Path, name: str) -> str:
    """The file that pages get under a name."""
    return (target / staticfiles_storage.stored_name(name)).read_text()


def test_the_style_sheet_is_one_file_in_order_and_in_layers(collect):
    sheet = stored(collect(), "css/site.css")

    assert "@charset" not in sheet
    assert sheet.startswith("@layer base, components;@layer base{@font-face{")
    assert "content: '/* no comment */'" in sheet
    assert sheet.index("@layer base{") < sheet.index("@layer components{") < sheet.index("p{margin: 0}")
    assert re.search(r"@layer components\{\.mark\{.*\}\.card\{.*\}\}", sheet)


def test_what_is_for_paper_is_in_the_same_file_and_words_keep_their_spaces(collect):
    sheet = stored(collect(), "css/site.css")

    assert sheet.endswith("@media print{@page{margin: 2cm}a::after{content: ' {  ; } '}}")


def test_addresses_in_the_style_sheet_lead_to_files_that_exist(collect):
    target = collect()

    sheet = stored(target, "css/site.css")

    addresses = re.findall(r'url\(["\']?([^"\')]+)', sheet)
    files = [address.partition("#")[0] for address in addresses if not address.startswith("data:")]
    assert len(files) == 3
    for file in files:
        assert re.search(r"\.[0-9a-f]{12}\.", file)
        assert (target / "css" / file).is_file()
    assert "data:,x" in addresses
    assert any(address.endswith(".svg#x") for address in addresses)


def test_other_style_sheets_stay_as_they_are(collect):
    assert "@import url(" in stored(collect(), "css/other.css")


def test_the_plain_name_leads_to_the_joined_sheet_too(collect):
    assert "@layer base{" in (collect() / "css/site.css").read_text()


def test_collecting_again_after_a_change_takes_the_change(collect):
    first = stored(collect(), "css/site.css")

    second = stored(collect(**{"css/plain.css": "p { margin: 1rem }"}), "css/site.css")

    assert "margin: 0}" in first
    assert "margin: 1rem" in second


def test_an_import_of_a_sheet_that_does_not_exist_stops_the_deployment(collect):
    with pytest.raises(ValueError, match=r"css/nowhere\.css"):
        collect(**{"css/site.css": "@import url(nowhere.css) layer(base);"})


@pytest.mark.parametrize("line", ["@import url(base.css) screen;", "@import url(https://elsewhere.example/base.css);"])
def test_an_import_that_cannot_be_joined_is_named(line):
    with pytest.raises(ValueError, match=r"^css/site\.css imports"):
        expand_imports("css/site.css", {"css/site.css": line, "css/base.css": ""}.__getitem__)


def test_files_are_compressed_for_a_deployment(collect, settings):
    settings.STATIC_COMPRESS = True

    target = collect()

    name = staticfiles_storage.stored_name("js/menu.js")
    assert gzip.decompress((target / f"{name}.gz").read_bytes()).decode() == SHEETS["js/menu.js"]
    assert (target / f"{name}.br").is_file()


def test_files_are_not_compressed_for_a_first_start_and_no_stale_copy_stays(collect, settings):
    settings.STATIC_COMPRESS = True
    collect()
    settings.STATIC_COMPRESS = False

    target = collect(**{"js/menu.js": "changed"})

    compressed = {file.name for file in target.glob("js/*") if file.suffix in {".gz", ".br"}}
    assert not {name for name in compressed if name.startswith("menu.js")}
    assert (target / "js/menu.js").read_text() == "changed"


def test_a_wrong_name_in_a_template_leaves_the_page_standing(collect, caplog):
    collect()

    address = staticfiles_storage.url("css/nowhere.css")

    assert address == "/static/css/nowhere.css"
    assert "There is no static file css/nowhere.css" in caplog.text


def test_every_static_file_named_in_a_template_exists():
    names = {
        (str(template.relative_to(site_settings.BASE_DIR)), name)
        for template in (site_settings.BASE_DIR / "templates").rglob("*.html")
        for name in re.findall(r"""{% static ['"]([^'"]+)['"]""", template.read_text())
    }

    assert names
    assert [pair for pair in sorted(names) if not finders.find(pair[1])] == []


def test_static_files_are_kept_for_ever_only_under_names_with_a_hash(collect):
    target = collect()
    hashed = "/static/" + staticfiles_storage.stored_name("js/menu.js")

    client = Client()

    assert target.is_dir()
    assert "immutable" in client.get(hashed).headers["Cache-Control"]
    assert client.get("/static/js/menu.js").headers["Cache-Control"] == "max-age=60, public"


def test_no_file_of_ours_or_of_wagtail_looks_as_if_its_name_had_a_hash():
    names = [name for finder in finders.get_finders() for name, _storage in finder.list([])]

    assert len(names) > 100
    assert [name for name in names if re.search(site_settings.WHITENOISE_IMMUTABLE_FILE_TEST, name)] == []
