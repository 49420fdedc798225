"""Who made which page: asked of the apps that know, for those that cannot see their tables."""

from collections.abc import Iterable

from wagtail import hooks

# A function that takes keys of pages and gives rows of a page, a person and the person's name.
HOOK = "find_credits_of_pages"
# A function that gives keys and names of all who are credited anywhere.
PEOPLE_HOOK = "find_credited_people"


def credited_people(page_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """For each page, the names of those credited on it, by their keys."""
    found: dict[int, dict[int, str]] = {}
    page_ids = list(page_ids)
    for find in hooks.get_hooks(HOOK):
        for page_id, person_id, name in find(page_ids):
            found.setdefault(page_id, {})[person_id] = name
    return found


def all_credited_people() -> list[tuple[int, str]]:
    """Keys and names of everybody who is credited on a page, by name."""
    people = {person for find in hooks.get_hooks(PEOPLE_HOOK) for person in find()}
    return sorted(people, key=lambda person: (person[1].casefold(), person[0]))
