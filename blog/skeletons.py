"""The patterns that come with the site. What stands in square brackets is for the writer to replace."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from blog.models import ReportPage, UpdatePage


def paragraphs(*texts: str) -> tuple[str, str]:
    return "text", format_html_join("", "<p>{}</p>", ((text,) for text in texts))


def points(*texts: str) -> tuple[str, str]:
    return "text", format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((text,) for text in texts)))


def heading(text: str) -> tuple[str, dict]:
    return "heading", {"text": text, "level": "2"}


def quote(text: str, person: str) -> tuple[str, dict]:
    return "quote", {"quote": text, "person": person, "source": "", "url": ""}


def update() -> UpdatePage:
    return UpdatePage(
        title=_("Untitled update"),
        summary=_("[What happened, in one or two sentences that stand alone]"),
        body=[
            paragraphs(
                _("[The news first: what happened, who did it and when]"),
                _("[Why it matters, and to whom]"),
            ),
            heading(_("[What lies behind it]")),
            paragraphs(_("[How it came about, and what is still open]")),
            heading(_("[What happens next]")),
            paragraphs(_("[The next step, its date, and where readers can take part]")),
        ],
    )


def interview() -> UpdatePage:
    return UpdatePage(
        title=_("Untitled interview"),
        summary=_("[Who speaks, and the one thing they say that readers should remember]"),
        body=[
            paragraphs(_("[Who this is, what they work on, and why we talked to them now: two or three sentences]")),
            heading(_("[First question: how did you come to this work?]")),
            paragraphs(_("[The answer, in their words]")),
            quote(_("[The sentence of this interview that one would read aloud]"), _("[Name of the person]")),
            heading(_("[Second question: what is hardest about it?]")),
            paragraphs(_("[The answer, in their words]")),
            heading(_("[Last question: what should change?]")),
            paragraphs(_("[The answer, in their words]")),
            paragraphs(_("[When and where you talked, who shortened it, and where to find out more]")),
        ],
    )


def call() -> UpdatePage:
    return UpdatePage(
        title=_("Untitled call"),
        summary=_("[What we are looking for, for whom, and the closing date]"),
        body=[
            paragraphs(_("[What this call is for, and what we hope comes of it: two or three sentences]")),
            heading(_("Dates")),
            points(
                _("[Opens: day, month and year]"),
                _("[Closes: day, month and year, hour and time zone]"),
                _("[Answers: when everybody hears from us]"),
            ),
            heading(_("Who can apply")),
            points(_("[Who may apply, and from where]"), _("[What we do not fund]")),
            heading(_("What we offer")),
            paragraphs(_("[How much for each project, for how long, and what help beside the money]")),
            heading(_("How to apply")),
            paragraphs(
                _("[What to send, in how many pages, in which languages and formats]"),
                _("[Where to send it, and how we choose]"),
            ),
            heading(_("Questions")),
            paragraphs(_("[Name and address of somebody who answers, and until when]")),
        ],
    )


def report() -> ReportPage:
    return ReportPage(
        title=_("Untitled report"),
        subtitle=_("[What it is about, in one line]"),
        abstract=format_html("<p>{}</p>", _("[What was asked, what was found and what follows, in one paragraph]")),
        body=[
            heading(_("Introduction")),
            paragraphs(_("[The question, why it is asked now, and for whom]")),
            heading(_("How we worked")),
            paragraphs(_("[Whom we asked, what we read, when, and what we could not do]")),
            heading(_("[First finding, said as a sentence]")),
            paragraphs(_("[What supports it]")),
            heading(_("[Second finding, said as a sentence]")),
            paragraphs(_("[What supports it]")),
            heading(_("What follows")),
            paragraphs(_("[What the findings mean together; the recommendations come after this text]")),
        ],
        recommendations=[
            ("recommendation", recommendation(_("[Who should do what: first recommendation]"))),
            ("recommendation", recommendation(_("[Who should do what: second recommendation]"))),
        ],
    )


def recommendation(title: str) -> dict:
    text = format_html("<p>{}</p>", _("[Why, and how one would notice that it was done]"))
    return {"title": title, "text": text, "audience": _("[For whom this is]")}
