"""What a site must not start with: each is told in one line, before anything listens."""

from collections.abc import Mapping, Sequence
from pathlib import Path

INSECURE_KEY = "django-insecure-"
SHORTEST_KEY, FEWEST_CHARACTERS = 40, 5
# Several machines may have these mounted at once; the locks that SQLite needs do not hold there.
NETWORK_FILE_SYSTEMS = {
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "glusterfs",
    "gfs2",
    "lustre",
    "nfs",
    "nfs4",
    "ocfs2",
    "smb3",
} | {f"fuse.{name}" for name in ("ceph-fuse", "glusterfs", "s3fs", "sshfs")}
MOUNTS = Path("/proc/mounts")


def reason_not_to_start(
    *, secret_key: str, is_local: bool, is_debugging: bool, allowed_hosts: Sequence[str | None], database: Mapping
) -> str:
    """In words, or nothing where all is as it should be."""
    if not is_local and is_guessable(secret_key):
        return (
            "SECRET_KEY is too short or comes from an example: whoever guesses it signs in as anybody. Make one: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    if is_debugging and not is_local:
        return (
            "DJANGO_DEBUG shows strangers how the site is made: it is for localhost alone, and SITE_URL is elsewhere."
        )
    if any(host and not host.strip("*.") for host in allowed_hosts):
        return "ALLOWED_HOSTS must name the hosts of the site; `*` lets strangers choose what its links lead to."
    if database["ENGINE"].endswith("sqlite3") and (kind := network_file_system_of(Path(database["NAME"]))):
        return (
            f"The SQLite database lies on a network file system ({kind}), where it can be damaged: "
            "put DATA_DIR on a disk of this machine, or use PostgreSQL (DATABASE_URL)."
        )
    return ""


def is_guessable(secret_key: str) -> bool:
    return (
        len(secret_key) < SHORTEST_KEY
        or len(set(secret_key)) < FEWEST_CHARACTERS
        or secret_key.startswith(INSECURE_KEY)
    )


def network_file_system_of(file: Path) -> str:
    """The kind of file system that a file lies on, if several machines may share it; empty where nobody can tell."""
    try:
        mounts = [line.split() for line in MOUNTS.read_text().splitlines()]
    except OSError:
        return ""
    places = {Path(fields[1].encode().decode("unicode_escape")): fields[2] for fields in mounts}
    nearest = next((place for place in (file, *file.parents) if place in places), None)
    kind = places[nearest] if nearest else ""
    return kind if kind in NETWORK_FILE_SYSTEMS else ""
