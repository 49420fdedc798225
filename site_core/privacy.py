"""What this site keeps about people, in sentences that stand on the page at /privacy/."""

from wagtail import hooks

# A function that returns sentences about what its app keeps, and for how long.
HOOK = "describe_privacy"


def privacy_facts() -> list[str]:
    return [sentence for describe in hooks.get_hooks(HOOK) for sentence in describe()]
