"""Makes .venv/ and installs the locked requirements; does nothing when both are as they should be.

Runs on any Python 3, so that one which is too old can say so.
"""

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def main():
    names = ["requirements.txt", "requirements-dev.txt"] if "--dev" in sys.argv[1:] else ["requirements.txt"]
    if all(is_installed(name) for name in names):
        return
    if sys.version_info < OLDEST:
        ours, oldest = (".".join(str(part) for part in version[:2]) for version in (sys.version_info, OLDEST))
        sys.exit(
            f"The site needs Python {oldest} or newer, and this is {ours}. Name another: make PYTHON=python3.12 ..."
        )
    make_venv()
    install(names[-1])
    for name in names:
        stamp(name).write_text(fingerprint(name))


def is_installed(name):
    return PYTHON.exists() and stamp(name).exists() and stamp(name).read_text() == fingerprint(name)


def stamp(name):
    return VENV / (name + ".sha256")


def fingerprint(name):
    """Of what is to be installed, and of the Python it is installed for."""
    return hashlib.sha256((ROOT / name).read_bytes() + repr(sys.version_info[:2]).encode()).hexdigest()


def make_venv():
    if (
        PYTHON.exists()
        and subprocess.run([str(PYTHON), "-m", "pip", "--version"], stdout=subprocess.DEVNULL).returncode == 0
    ):
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "This Python has no venv module. Install it (Debian, Ubuntu: apt-get install python3-venv) and try again."
        )
    say("Making a virtual environment in .venv/")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode:
        sys.exit("The virtual environment could not be made; the reason is above.")


def install(name):
    """Shows one line that counts; pip's own words only if it fails."""
    total = sum(1 for line in (ROOT / name).read_text().splitlines() if "==" in line.partition(";")[0])
    # Without compiling everything: what is used is compiled on first use, and half of the time is saved.
    pip = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-compile"]
    options = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    say(f"Installing {total} packages")
    process = subprocess.Popen(
        [*pip, *options, "-r", str(ROOT / name)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    words = []
    seen = 0
    for line in process.stdout:
        words.append(line)
        if line.startswith(("Collecting ", "Requirement already satisfied", "Ignoring ")):
            seen += 1
            if seen % 10 == 0:
                say(f"  {seen} of {total}")
        elif line.startswith("Installing collected packages"):
            say(f"  all {total} here, putting them in place")
    if process.wait():
        sys.stdout.writelines(words[-30:])
        sys.exit("The packages could not be installed; pip's last words are above.")


def say(words):
    print(words, flush=True)


if __name__ == "__main__":
    main()
