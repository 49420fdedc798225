"""What starts the site elsewhere: systemd's units, containers and the Procfile, as far as they can be tried here."""

import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch

import pytest
import yaml

from tests.browser.server import RunningSite
from tests.database import ROOT

UNITS = ROOT / "deploy" / "systemd"
# Of 10, by systemd's own count; a service without any hardening has 9.6.
MOST_EXPOSED = 2.0
COMMANDS = {"run_scheduler", "run_mailer", "migrate", "collectstatic"}


@pytest.fixture
def units(tmp_path):
    """The units as on a machine on which the code is where this code is."""
    for unit in UNITS.iterdir():
        words = unit.read_text().replace("/opt/fund", str(ROOT))
        (tmp_path / unit.name).write_text(words)
    return sorted(tmp_path.iterdir())


def test_systemd_understands_every_unit(units):
    verified = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)

    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.parametrize("name", ["fund-web.service", "fund-scheduler.service", "fund-mailer.service"])
def test_services_can_reach_little(units, name):
    unit = next(unit for unit in units if unit.name == name)

    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", unit], capture_output=True, text=True
    )

    exposure = float(re.search(r"exposure level for \S+: ([\d.]+)", judged.stdout)[1])
    assert exposure < MOST_EXPOSED


def test_every_process_of_the_site_has_a_unit_a_container_and_a_line_in_the_procfile():
    services = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"]
    procfile = yaml.safe_load((ROOT / "deploy" / "Procfile").read_text())

    assert {"fund-web.service", "fund-scheduler.service", "fund-mailer.service"} <= {
        unit.name for unit in UNITS.iterdir()
    }
    assert {"web", "scheduler", "mailer"} <= services.keys()
    assert {"web", "scheduler", "mailer"} <= procfile.keys()


@pytest.mark.parametrize(
    "place", ["compose.yaml", "Procfile", "systemd/fund-scheduler.service", "systemd/fund-mailer.service"]
)
def test_commands_that_are_named_exist(place):
    named = set(re.findall(r"manage\.py (\w+)", (ROOT / "deploy" / place).read_text()))

    assert named & COMMANDS
    for command in named:
        subprocess.run(
            [sys.executable, "manage.py", "help", command], cwd=ROOT, check=True, capture_output=True, env=SETTINGS
        )


SETTINGS = {"SECRET_KEY": "only-for-tests", "ENV_FILE": "/dev/null", "PATH": "/usr/bin:/bin"}


def test_containers_of_the_site_can_write_their_data_and_nothing_else():
    services = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"]

    for name in ("prepare", "web", "scheduler", "mailer"):
        service = services[name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["volumes"] == ["data:/var/lib/fund"], name
        assert "ports" not in service, name
    assert re.search(r"^USER fund$", (ROOT / "deploy" / "Dockerfile").read_text(), re.MULTILINE)


def test_the_site_starts_from_what_the_image_is_made_of(tmp_path):
    for path in image_files():
        copy = tmp_path / "code" / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, copy)
    site = RunningSite(tmp_path / "data")
    environment = site.environment | {
        "SITE_URL": "https://fund.example",
        "HSTS_PRELOAD": "true",
        "DATABASE_URL": "sqlite:///:memory:",
    }
    ask = "from site_core.handbook import HANDBOOK, PICTURES; assert HANDBOOK.is_file() and any(PICTURES.iterdir())"

    for command in (
        ["check", "--deploy", "--fail-level", "WARNING"],
        ["collectstatic", "--noinput"],
        ["shell", "-c", ask],
    ):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=tmp_path / "code",
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr


def image_files() -> list[str]:
    """What git has and `.dockerignore` lets in."""
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    let_in = [rule[1:] for rule in rules if rule.startswith("!")]
    kept_out = [rule.removeprefix("**/") for rule in rules if rule.startswith("**/")]
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [
        path
        for path in listed
        if any(path == rule or path.startswith(f"{rule}/") for rule in let_in)
        and not any(fnmatch(part, rule) for part in path.split("/") for rule in kept_out)
    ]


def test_no_secret_gets_into_the_image():
    assert not [path for path in image_files() if ".env" in path or path.startswith(("tests/", "var/"))]
