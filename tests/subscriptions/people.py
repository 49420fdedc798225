"""People who sign up: what they send, and how far they have come."""

from django.utils import timezone

from site_core.models import OutgoingMail
from site_core.public_forms import new_stamp
from subscriptions.addresses import address_hash, read_address
from subscriptions.links import confirmation_url
from subscriptions.models import Subscriber, Suppression
from subscriptions.services.leaving import suppress, suppress_hash
from subscriptions.services.signing_up import handle_sign_ups

ADA = "ada@reader.example"


def filled_in(address: str = ADA, **fields: str) -> dict[str, str]:
    """The form as a reader sends it."""
    return {"email": address, "stamp": new_stamp(), "topic": "", **fields}


def sign_up(client, address: str = ADA, **headers):
    return client.post("/subscribe/", filled_in(address), headers=headers)


def sign_up_and_mail(client, address: str = ADA) -> None:
    """As far as the mail in the outbox."""
    assert sign_up(client, address).status_code == 303
    handle_sign_ups(timezone.now())


def last_mail() -> OutgoingMail:
    return OutgoingMail.objects.order_by("pk").last()


def link_in(mail: OutgoingMail) -> str:
    """The path that a confirmation leads to."""
    (line,) = (line for line in mail.text.splitlines() if "/subscribe/" in line)
    return line.removeprefix(confirmation_url("x" * 20).partition("/subscribe/")[0])


def subscriber(address: str = ADA, state: str = "confirmed", **fields) -> Subscriber:
    address = read_address(address)
    person = Subscriber(address=address, address_hash=address_hash(address), state=state, **fields)
    person.save()
    if state == "suppressed":
        suppress(person, Suppression.Reason.UNKNOWN)
    return person


def suppressed(address: str = ADA) -> None:
    """Erased, so that only a hash is left."""
    suppress_hash(address_hash(read_address(address)), Suppression.Reason.ERASED)
