"""The list of all that is shipped, as the programs of auditors read it, and the review of it for people."""

import json
import re
import subprocess
import sys
import tomllib

import pytest
from packaging.licenses import canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.database import ROOT

SBOM = ROOT / "docs" / "sbom.cdx.json"
LOCK = (ROOT / "requirements.txt").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def sbom() -> dict:
    return json.loads(SBOM.read_text())


@pytest.fixture(scope="module")
def packages(sbom) -> list[dict]:
    return [component for component in sbom["components"] if component.get("purl")]


def direct_dependencies() -> list[str]:
    groups = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    return [canonicalize_name(Requirement(line).name) for group in groups for line in group]


def test_the_site_is_named_with_all_that_is_locked_and_every_hash(sbom, packages):
    site = sbom["metadata"]["component"]
    hashes = {entry["content"] for package in packages for entry in package["hashes"]}

    assert (sbom["bomFormat"], sbom["specVersion"]) == ("CycloneDX", "1.6")
    assert (site["name"], site["version"]) == (PROJECT["name"], PROJECT["version"])
    assert {(package["name"], package["version"]) for package in packages} == set(
        re.findall(r"^([\w.-]+)==([\w.]+)", LOCK, flags=re.MULTILINE)
    )
    assert hashes == set(re.findall(r"sha256:(\w{64})", LOCK))
    assert all(package["purl"] == f"pkg:pypi/{package['name']}@{package['version']}" for package in packages)


def test_each_component_has_a_licence_that_programs_know(sbom):
    for component in sbom["components"]:
        (licence,) = component["licenses"]
        expression = licence.get("expression") or licence["license"]["id"]

        assert canonicalize_license_expression(expression) == expression, component["name"]


def test_everything_is_needed_by_something(sbom):
    """Whoever asks why a package is there follows the graph up to the site."""
    graph = {entry["ref"]: entry["dependsOn"] for entry in sbom["dependencies"]}
    root = sbom["metadata"]["component"]["bom-ref"]
    reached, waiting = set(), [root]
    while waiting:
        ref = waiting.pop()
        waiting += set(graph[ref]) - reached
        reached.add(ref)

    assert reached == {root, *(component["bom-ref"] for component in sbom["components"])} == set(graph)
    assert {re.split("[/@]", ref)[1] for ref in graph[root] if ref.startswith("pkg:")} == set(direct_dependencies())


def test_typefaces_are_named_with_each_of_their_files(sbom):
    families = [component for component in sbom["components"] if not component.get("purl")]
    named = {file["name"] for family in families for file in family["components"]}

    assert named == {f"static/fonts/{path.name}" for path in (ROOT / "static" / "fonts").glob("*.woff2")}


def test_no_address_is_one_from_which_packages_are_fetched(sbom):
    addresses = re.findall(r"https?://[^\"\s]+", SBOM.read_text())

    assert [address for address in addresses if not address.startswith("https://github.com/")] == []


def check(folder) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "deploy/sbom.py", "--check"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path):
    """What the list is made of, to be changed."""
    for name in ("deploy/sbom.py", "docs/sbom.cdx.json", "pyproject.toml", "requirements.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    fonts = tmp_path / "static" / "fonts"
    fonts.mkdir(parents=True)
    for font in (ROOT / "static" / "fonts").glob("*.woff2"):
        (fonts / font.name).write_bytes(font.read_bytes())
    return tmp_path


def change(path, former: str, new: str) -> None:
    text = path.read_text()
    assert former in text
    path.write_text(text.replace(former, new, 1))


def test_list_is_the_same_on_every_run(copy):
    finished = check(copy)

    assert (finished.returncode, finished.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "former", "new"),
    [
        ("requirements.txt", "--hash=sha256:", "--hash=sha256:0"),
        ("requirements.txt", "typing-inspection==", "typing-inspection-two=="),
        ("pyproject.toml", '"segno>=', '"six>=1", "segno>='),
        ("docs/sbom.cdx.json", '"MIT"', '"ISC"'),
    ],
)
def test_check_says_when_the_list_is_not_what_the_lock_says(copy, name, former, new):
    change(copy / name, former, new)

    finished = check(copy)

    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr
    assert len(finished.stderr.splitlines()) == 1


def test_font_that_is_changed_or_of_no_known_family_is_noticed(copy):
    font = copy / "static" / "fonts" / "literata.woff2"
    font.write_bytes(font.read_bytes() + b"\0")
    changed = check(copy)
    font.rename(font.with_name("papyrus.woff2"))
    unknown = check(copy)

    assert "docs/sbom.cdx.json is not what requirements.txt and static/fonts/ say: make sbom" in changed.stderr
    assert "No family in deploy/sbom.py has these fonts: papyrus.woff2" in unknown.stderr


def test_review_names_each_direct_dependency_in_the_major_version_that_is_locked(packages):
    """A new dependency, and a new major version of one, is looked at before it is taken."""
    review = (ROOT / "docs" / "dependencies.md").read_text()
    reviewed = dict(re.findall(r"^\| `([\w.-]+)` \| (\d+)\.", review, flags=re.MULTILINE))
    locked = {package["name"]: package["version"].partition(".")[0] for package in packages}

    assert {name: reviewed.get(name) for name in direct_dependencies()} == {
        name: locked[name] for name in direct_dependencies()
    }
    assert set(reviewed) <= set(locked)
