"""What a first `make run` says on a machine that lacks something."""

import shutil
import subprocess
import sys

import pytest

from tests.database import ROOT

RUN = "import runpy, sys; {}; runpy.run_path('deploy/install.py', run_name='__main__')"


@pytest.fixture
def clone(tmp_path):
    """As much of a fresh clone as the installation looks at."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "install.py", tmp_path / "deploy")
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    return tmp_path


def install(clone, pretend: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", RUN.format(pretend)]
    return subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("pretend", "expected"),
    [
        ("sys.version_info = (3, 9, 2)", "The site needs Python 3.11 or newer, and this is 3.9."),
        ("sys.modules['ensurepip'] = None", "This Python has no venv module. Install it"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(clone, pretend, expected):
    result = install(clone, pretend)

    assert result.returncode == 1
    assert result.stderr.startswith(expected)
    assert result.stderr.count("\n") == 1
    assert not (clone / ".venv").exists()


def test_nothing_is_done_when_nothing_changed(clone):
    python = clone / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    install(clone, "import pathlib; pathlib.Path('requirements.txt').write_text('')")
    stamp = clone / ".venv" / "requirements.txt.sha256"
    first_stamp = stamp.stat().st_mtime_ns

    result = install(clone, "pass")

    assert (result.returncode, result.stdout) == (0, "")
    assert stamp.stat().st_mtime_ns == first_stamp
