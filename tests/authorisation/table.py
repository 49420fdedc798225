"""Who gets in where: table.txt, one address a line, and who is answered when they GET and when they POST."""

from pathlib import Path

from tests.authorisation.roles import ROLES, named

TABLE = Path(__file__).with_name("table.txt")


def read_table() -> dict[str, dict[str, list[str]]]:
    """By name of the address and method, the roles that get in."""
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    table = {}
    for name, get, post in (map(str.strip, line.split("|")) for line in lines):
        table[name] = {"get": named(get), "post": named(post)}
    return table


def unknown_roles() -> list[str]:
    return [
        f"{name}: nobody is called “{role}”"
        for name, methods in read_table().items()
        for roles in methods.values()
        for role in roles
        if role not in ROLES
    ]
