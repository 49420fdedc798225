"""The most of what can be counted: the same on every machine, so that `make bench QUICK=1` may fail on one more."""

MOST_QUERIES = {
    "home": 9,
    "index of 20 cards": 12,
    "update": 12,
    "report": 12,
    "RSS feed": 3,
    "404": 4,
    "publishing an update": 165,
}
# A first visit to an update without pictures in its text.
MOST_BYTES, MOST_BYTES_WITHOUT_FONTS, MOST_REQUESTS = 60_000, 22_000, 6
