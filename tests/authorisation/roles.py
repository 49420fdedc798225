"""The six people who walk the addresses, and the words by which the table names several of them."""

ROLES = ("stranger", "reader", "section editor", "writer", "site manager", "administrator")
# A reader is signed in and may open private pages of a group, but never the admin.
GROUPS = {
    "nobody": (),
    "everyone": ROLES,
    "signed in": ROLES[1:],
    "staff": ROLES[2:],
    "whole site": ROLES[3:],
    "editors": ("section editor", "site manager", "administrator"),
    "managers": ROLES[4:],
    "administrator": ROLES[5:],
}


def in_words(roles: list[str]) -> str:
    """The shortest that says who; as it stands in the table."""
    for words, group in GROUPS.items():
        if list(group) == roles:
            return words
    return ", ".join(roles)


def named(words: str) -> list[str]:
    return list(GROUPS[words]) if words in GROUPS else words.split(", ")
