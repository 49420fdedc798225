"""Unfinished, not collected: prints what every address of the site answers to six people."""

from collections.abc import Iterator

from django.test import Client, TestCase

from tests.authorisation.addresses import Address, all_addresses
from tests.authorisation.asking import ask
from tests.authorisation.world import WORDS, make_world

ROLES = ("stranger", "reader", "section editor", "writer", "site manager", "administrator")


class WalkTests(TestCase):
    """One site for all walks; what an address does is taken back before the next is asked."""

    @classmethod
    def setUpTestData(cls):
        cls.world = make_world()

    def walk(self, role: str) -> Iterator[tuple[Address, str, str, str]]:
        client = Client(raise_request_exception=False)
        if user := self.world.people[role]:
            client.force_login(user)
        for address in all_addresses(self.world):
            for method in ("get", "post"):
                yield address, method, *ask(client, method, address.path)

    def print_walk(self):
        found = {}
        for role in ROLES:
            for address, method, outcome, words in self.walk(role):
                found.setdefault(address.name, {"get": [], "post": []})[method].append(outcome)
                leaks = {"writer": [WORDS]}.get(role, ["zebrafish", WORDS] if ROLES.index(role) < 3 else [])
                for word in leaks:
                    if word.lower() in words.lower():
                        at = words.lower().index(word.lower())
                        print("LEAK", role, method, address.name, outcome, repr(words[at - 80 : at + 60]))
        for name, o in found.items():
            print(name, *["".join(x if len(x) == 1 else f"[{x}]" for x in o[m]) for m in ("get", "post")])
