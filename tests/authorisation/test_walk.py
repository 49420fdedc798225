"""Every address of the site, asked by six people for things that are not theirs: who gets in, and what is told."""

from collections.abc import Iterator

import pytest

from tests.authorisation.addresses import Address, all_addresses
from tests.authorisation.asking import Answer, Visitor
from tests.authorisation.known import FAULTS, LEAKS
from tests.authorisation.roles import ROLES
from tests.authorisation.table import TABLE, read_table, unknown_roles
from tests.authorisation.walking import WalkTestCase
from tests.authorisation.world import OWNER, TITLE_MARK, WORDS

# What must not be told to whom: writers see the titles of the whole site, and no more of what is not theirs.
SECRETS = dict.fromkeys(ROLES[:3], (TITLE_MARK, WORDS, OWNER)) | {"writer": (WORDS,)}
METHODS = ("get", "post")


class WalkTests(WalkTestCase):
    """What an address does is taken back before the next is asked."""

    def test_every_address_is_in_the_table(self):
        names = [address.name for address in all_addresses(self.world)]
        table = read_table()

        assert not unknown_roles()
        assert names == list(dict.fromkeys(names))
        assert not set(names) - set(table), f"Say in {TABLE.name} who gets in at these."
        assert not set(table) - set(names), f"Take these out of {TABLE.name}: there is no such address."

    def test_a_stranger(self):
        self.walk("stranger")

    def test_a_reader(self):
        self.walk("reader")

    def test_a_section_editor(self):
        self.walk("section editor")

    def test_a_writer(self):
        self.walk("writer")

    def test_a_site_manager(self):
        self.walk("site manager")

    def test_an_administrator(self):
        self.walk("administrator")

    def walk(self, role: str) -> None:
        table, leaks = read_table(), set()
        complaints = []
        for address, method, answer in self.answers(role):
            is_meant = role in table.get(address.name, {}).get(method, [])
            told = {secret for secret in SECRETS.get(role, ()) if secret.lower() in answer.said.lower()}
            leaks |= {(role, address.name, secret) for secret in told}
            for fault in faults_of(role, address, answer, is_meant, told):
                complaints.append(f"{role}, {method.upper()} {address.name} ({address.path}): {fault}")
        for role_, name, secret in set(LEAKS) - leaks:
            if role_ == role:
                complaints.append(f"{name} no longer tells {role} of “{secret}”: take it out of the known leaks.")
        if complaints:
            pytest.fail("\n".join(complaints), pytrace=False)

    def answers(self, role: str) -> Iterator[tuple[Address, str, Answer]]:
        visitor = Visitor(self.world.people[role])
        for address in all_addresses(self.world):
            for method in METHODS:
                yield address, method, visitor.ask(method, address.path)


def faults_of(role: str, address: Address, answer: Answer, is_meant: bool, told: set[str]) -> Iterator[str]:
    if answer.is_refusal == is_meant:
        yield f"refused ({answer.status}), and should get in" if is_meant else f"gets in ({answer.status})"
    if answer.is_refusal and answer.written:
        yield f"refused ({answer.status}), and yet written to {', '.join(sorted(answer.written))}"
    if answer.status >= 500 and address.name not in FAULTS:
        yield f"an error of the site ({answer.status})"
    for secret in sorted(told):
        if (role, address.name, secret) not in LEAKS:
            yield f"tells of “{secret}”"
