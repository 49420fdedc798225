"""What else to search for. Nothing is suggested that finds nothing."""

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlencode

from site_core.excerpts import WORD, plain
from site_core.search_filters import Choice, Narrowed, Narrowing
from site_core.search_matches import UNFINISHED, Matches

SUGGESTED = 5
LONGEST_WORD = 40


def more_begun(matches: Matches, narrowing: Narrowing, so_far: int) -> Choice | None:
    """The search for words that begin with the last one, where that finds more."""
    count = len(narrowing.narrow(matches.begun.keys_in_no_order).left)
    address = narrowing.address(q=matches.words + UNFINISHED)
    return Choice("begun", WORD.findall(matches.words)[-1], count, address=address) if count > so_far else None


def finished_words(matches: Matches, texts: Iterable[str]) -> list[Choice]:
    """The words in these texts that begin as the last of the search does, those of most texts first."""
    start = plain(matches.unfinished_word)
    spellings: dict[str, str] = {}
    in_texts: Counter[str] = Counter()
    for text in texts:
        words = {plain(word): word.lower() for word in WORD.findall(text) if len(word) <= LONGEST_WORD}
        begun = {folded: word for folded, word in words.items() if folded != start and folded.startswith(start)}
        spellings |= begun
        in_texts.update(begun.keys())
    before = matches.words.removesuffix(matches.unfinished_word)
    return found_by(before + spellings[word] for word, _number in in_texts.most_common(SUGGESTED))


def fewer_words(matches: Matches) -> list[Choice]:
    """The words of a search that asked for too much, each alone."""
    words = list(dict.fromkeys(matches.words.split()))
    return found_by(words[:SUGGESTED]) if len(words) > 1 else []


def found_by(searches: Iterable[str]) -> list[Choice]:
    counts = {words: len(Matches(words).keys_in_no_order) for words in searches}
    return [
        Choice(words, words, count, address="?" + urlencode({"q": words})) for words, count in counts.items() if count
    ]


def fewer_filters(narrowing: Narrowing, found: Narrowed) -> list[Choice]:
    """What is found without one of the filters that are set."""
    choices = [
        Choice(each.value, each.label, len(found.but(each.filter.name)), address=each.address)
        for each in narrowing.chosen
    ]
    return [choice for choice in choices if choice.count]
