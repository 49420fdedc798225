"""Writes docs/sbom.cdx.json, the list of all that is shipped with the site, as CycloneDX has it; --check compares it.

Names, versions and hashes are those of requirements.txt; licences, and who needs whom, are those of the installed
packages. The same lock gives the same file on every machine, so nobody has to wonder at a difference.
"""

import hashlib
import json
import re
import sys
import tomllib
import uuid
from importlib.metadata import PackageNotFoundError, metadata
from itertools import chain
from pathlib import Path

from packaging.licenses import canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "sbom.cdx.json"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
# Where the site may run: the oldest and a new Python on each system, so that the list is no matter of this machine's.
PLACES = [
    {
        "python_version": full.rpartition(".")[0],
        "python_full_version": full,
        "sys_platform": short,
        "platform_system": name,
        "os_name": "nt" if short == "win32" else "posix",
    }
    for full in ("3.11.0", "3.14.0")
    for short, name in (("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows"))
]
CLASSIFIERS = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
}
# Read in the packages' licence files, where the metadata say less ("BSD"), something else, or are not installed here.
LICENCES = {
    "async-timeout": "Apache-2.0",
    "cobble": "BSD-2-Clause",
    "defusedxml": "PSF-2.0",
    "django-filter": "BSD-3-Clause",
    "django-permissionedforms": "BSD-3-Clause",
    "django-taggit": "BSD-3-Clause",
    "laces": "BSD-3-Clause",
    "pillow-heif": "BSD-3-Clause AND LGPL-3.0-only AND GPL-2.0-only",  # with libheif, libde265 and x265 in it
    "segno": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
    "telepath": "BSD-3-Clause",
    "tzdata": "Apache-2.0",
    "willow": "BSD-3-Clause",
}
# The families in static/fonts/ and their versions, which the files name.
FONTS = {
    "literata": ("Literata", "3.103", "https://github.com/googlefonts/literata"),
    "schibsted-grotesk": ("Schibsted Grotesk", "1.100", "https://github.com/schibsted/schibsted-grotesk"),
}


class Package:
    """A line of the lock, and what the package says of itself."""

    def __init__(self, line: str) -> None:
        requirement, *hashes = re.split(r"\s*\\?\s*--hash=sha256:", line)
        self.locked = Requirement(requirement)
        self.name = canonicalize_name(self.locked.name)
        self.version = str(self.locked.specifier).removeprefix("==")
        self.hashes = sorted(hashes)
        self.ref = f"pkg:pypi/{self.name}@{self.version}"
        try:
            self.metadata = metadata(self.name)
        except PackageNotFoundError:
            self.metadata = None

    @property
    def licence(self) -> str:
        if self.name in LICENCES:
            return LICENCES[self.name]
        if self.metadata is None:
            sys.exit(f"{self.name} is not installed here: read its licence, and name it in deploy/sbom.py.")
        known = [CLASSIFIERS[name] for name in self.metadata.get_all("Classifier", []) if name in CLASSIFIERS]
        found = self.metadata.get("License-Expression") or (known[0] if known else self.metadata.get("License"))
        return canonicalize_license_expression(found or "")

    def needs(self, extras: set[str]) -> list[Requirement]:
        """What it needs anywhere, with these extras."""
        texts = self.metadata.get_all("Requires-Dist", []) if self.metadata else []
        return [needed for needed in map(Requirement, texts) if is_needed(needed, extras)]

    def as_component(self) -> dict:
        component = {
            "type": "library",
            "bom-ref": self.ref,
            "name": self.name,
            "version": self.version,
            "purl": self.ref,
            "licenses": licences(self.licence),
            "hashes": [{"alg": "SHA-256", "content": content} for content in self.hashes],
        }
        if self.locked.marker:
            component["properties"] = [{"name": f"{PROJECT['name']}:only-where", "value": str(self.locked.marker)}]
        return component


def is_needed(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return not marker or any(marker.evaluate({**place, "extra": extra}) for place in PLACES for extra in extras)


def licences(expression: str) -> list[dict]:
    return [{"expression": expression}] if " " in expression else [{"license": {"id": expression}}]


def locked_packages() -> list[Package]:
    lines = (ROOT / "requirements.txt").read_text().replace("\\\n", " ").splitlines()
    packages = [Package(line) for line in lines if line.strip() and not line.startswith("#")]
    for name in {package.name for package in packages if package.metadata}:
        if metadata(name)["Version"] not in {package.version for package in packages if package.name == name}:
            sys.exit(f"{name} is installed in another version than the lock's: make install")
    return sorted(packages, key=lambda package: package.ref)


def dependencies(packages: list[Package], root: str) -> list[dict]:
    """Who needs whom. All extras of the site are installed, and of the others those that somebody asks for."""
    direct = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]
    waiting = [(root, needed) for needed in map(Requirement, direct)]
    extras: dict[str, set[str]] = {package.name: {""} for package in packages}
    edges: dict[str, set[str]] = {root: set(), **{package.ref: set() for package in packages}}
    seen = set()
    while waiting:
        needing, needed = waiting.pop()
        name = canonicalize_name(needed.name)
        for package in packages:
            if package.name == name:
                edges[needing].add(package.ref)
                extras[name] |= needed.extras
                if (state := (package.ref, *sorted(extras[name]))) not in seen:
                    seen.add(state)
                    waiting += [(package.ref, more) for more in package.needs(extras[name])]
    return [{"ref": ref, "dependsOn": sorted(refs)} for ref, refs in sorted(edges.items())]


def fonts() -> list[dict]:
    """Each family, with its files: the typefaces are the one thing in static/ that others have made."""
    files = sorted((ROOT / "static" / "fonts").glob("*.woff2"))
    if strangers := [file.name for file in files if not file.name.startswith(tuple(FONTS))]:
        sys.exit(f"No family in deploy/sbom.py has these fonts: {', '.join(strangers)}")
    return [
        {
            "type": "library",
            "bom-ref": f"static/fonts/{prefix}",
            "name": name,
            "version": version,
            "licenses": licences("OFL-1.1"),
            "externalReferences": [{"type": "vcs", "url": address}],
            "components": [as_file(file) for file in files if file.name.startswith(prefix)],
        }
        for prefix, (name, version, address) in FONTS.items()
    ]


def as_file(file: Path) -> dict:
    name = str(file.relative_to(ROOT))
    content = hashlib.sha256(file.read_bytes()).hexdigest()
    return {"type": "file", "bom-ref": name, "name": name, "hashes": [{"alg": "SHA-256", "content": content}]}


def document() -> str:
    packages = locked_packages()
    root = f"{PROJECT['name']}@{PROJECT['version']}"
    site = {
        "type": "application",
        "bom-ref": root,
        "name": PROJECT["name"],
        "version": PROJECT["version"],
        "description": PROJECT["description"],
        "licenses": licences(PROJECT["license"]),
    }
    typefaces = fonts()
    graph = dependencies(packages, root)
    for entry in graph:
        if entry["ref"] == root:
            entry["dependsOn"] += [typeface["bom-ref"] for typeface in typefaces]
    graph += [{"ref": typeface["bom-ref"], "dependsOn": []} for typeface in typefaces]
    content = {
        "metadata": {"component": site},
        "components": [*(package.as_component() for package in packages), *typefaces],
        "dependencies": graph,
    }
    # Another list has another number, and the same list has the same.
    number = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(content))
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{number}", "version": 1}
    return json.dumps(head | content, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    made = document()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(made)
    elif not TARGET.exists() or TARGET.read_text() != made:
        sys.exit("docs/sbom.cdx.json is not what requirements.txt and static/fonts/ say: make sbom")


if __name__ == "__main__":
    main()
