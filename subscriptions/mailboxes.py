"""Where reports come from: a mailbox that is asked over IMAP, files, or folders of them."""

import imaplib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from subscriptions.reports import MOST_BYTES

SECONDS_TO_ANSWER = 30
IMAPS_PORT = 993


def mails_in_files(paths: list[Path]) -> Iterator[bytes]:
    """Of a folder, all files below it, as a Maildir has them."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                with file.open("rb") as opened:
                    yield opened.read(MOST_BYTES)


def mails_in_mailbox(url: str) -> Iterator[bytes]:
    """Those not seen yet; each is marked as seen when the next one is asked for, and none is deleted."""
    parts = urlsplit(url)
    with imaplib.IMAP4_SSL(parts.hostname or "", parts.port or IMAPS_PORT, timeout=SECONDS_TO_ANSWER) as server:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        state, _answer = server.select(f'"{unquote(parts.path.strip("/")) or "INBOX"}"')
        if state != "OK":
            raise imaplib.IMAP4.error("The mailbox cannot be opened")
        for number in server.uid("SEARCH", "UNSEEN")[1][0].split():
            found = server.uid("FETCH", number.decode(), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")[1]
            yield from (item[1] for item in found if isinstance(item, tuple))
            server.uid("STORE", number.decode(), "+FLAGS", r"(\Seen)")
