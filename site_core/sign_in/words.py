from django.utils.translation import ngettext


def wait_in_words(seconds: int) -> str:
    """Why the next try has to wait; empty if it need not."""
    if not seconds:
        return ""
    if seconds < 60:
        words = ngettext(
            "Too many wrong tries. Wait %(number)s second and try again.",
            "Too many wrong tries. Wait %(number)s seconds and try again.",
            seconds,
        )
        return words % {"number": seconds}
    minutes = -(-seconds // 60)
    words = ngettext(
        "Too many wrong tries. Wait %(number)s minute and try again.",
        "Too many wrong tries. Wait %(number)s minutes and try again.",
        minutes,
    )
    return words % {"number": minutes}
