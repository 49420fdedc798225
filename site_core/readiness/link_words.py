"""Words of links that do not say where they lead, in the languages that pages of the site are likely to be in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup

from site_core.targets import stored_key

EMPTY_WORDS = {
    "ar": "هنا|اضغط هنا|اقرأ المزيد|المزيد",
    "bn": "এখানে|এখানে ক্লিক করুন|আরও পড়ুন|আরও",
    "de": "hier|hier klicken|mehr|mehr lesen|weiterlesen|weiter|link|dieser link|siehe hier",
    "en": "here|click here|see here|read more|more|learn more|find out more|this|this link|link|this page|read here",
    "es": "aquí|haga clic aquí|haz clic aquí|clic aquí|leer más|más|ver más|este enlace|enlace",
    "fr": "ici|cliquez ici|cliquer ici|en savoir plus|lire la suite|lire plus|plus|ce lien|lien",
    "hi": "यहाँ|यहां|यहाँ क्लिक करें|और पढ़ें",
    "it": "qui|clicca qui|leggi di più|leggi tutto|di più|continua|questo link|link",
    "nl": "hier|klik hier|lees meer|lees verder|meer|deze link|link",
    "pl": "tutaj|tu|kliknij tutaj|czytaj więcej|więcej|ten link|link",
    "pt": "aqui|clique aqui|leia mais|ler mais|saiba mais|mais|este link|link",
    "sv": "här|klicka här|läs mer|mer|den här länken|länk",
}
BARE_ADDRESS = re.compile(r"(https?://|www\.)\S+$", re.IGNORECASE)


@dataclass(frozen=True)
class TextLink:
    """A link in a formatted text: its words, and the page it leads to, if it is one of this site."""

    words: str
    page_id: int | None


def links_in(source: str) -> Iterator[TextLink]:
    for tag in BeautifulSoup(source, "html.parser").find_all("a"):
        page_id = stored_key(tag.get("id")) if tag.get("linktype") == "page" else None
        yield TextLink(" ".join(tag.get_text().split()), page_id)


def says_nothing(words: str, language: str) -> bool:
    """Whether these words would mean nothing in a list of the page's links; English ones are known on every page."""
    plain = words.strip(" .:;!?…›»→>()[]\u00a0").casefold()
    known = {word for code in ("en", language.partition("-")[0]) for word in EMPTY_WORDS.get(code, "").split("|")}
    return plain in known


def is_bare_address(words: str) -> bool:
    return bool(BARE_ADDRESS.match(words.strip()))
