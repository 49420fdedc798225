from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from site_core.highlighting import marked_code

LANGUAGES = [
    ("text", _("Plain text")),
    ("bash", "Shell"),
    ("c", "C"),
    ("cpp", "C++"),
    ("css", "CSS"),
    ("diff", "Diff"),
    ("go", "Go"),
    ("html", "HTML"),
    ("java", "Java"),
    ("javascript", "JavaScript"),
    ("json", "JSON"),
    ("php", "PHP"),
    ("python", "Python"),
    ("ruby", "Ruby"),
    ("rust", "Rust"),
    ("sql", "SQL"),
    ("toml", "TOML"),
    ("typescript", "TypeScript"),
    ("xml", "XML"),
    ("yaml", "YAML"),
]


class CodeValue(blocks.StructValue):
    @property
    def coloured(self) -> SafeString:
        return marked_code(self.get("code") or "", self.get("language") or "text")

    @property
    def language_name(self) -> str:
        """What the language is called; nothing for plain text."""
        language = self.get("language")
        return str(dict(LANGUAGES).get(language, "")) if language != "text" else ""


class CodeBlock(blocks.StructBlock):
    """Lines of a program or a file, coloured by language."""

    language = blocks.ChoiceBlock(search_index=False, label=_("Language"), choices=LANGUAGES, default="text")
    code = blocks.TextBlock(label=_("Code"), rows=8, max_length=20_000)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "code"
        label = _("Code")
        group = _("Text")
        description = _("Lines of a program, a command or a file, as they are: for what readers copy or study.")
        template = "blocks/code.html"
        value_class = CodeValue
        form_layout = blocks.BlockGroup(children=["code", "caption"], settings=["language"])
        preview_value = {
            "language": "python",
            "code": 'def greet(name: str) -> str:\n    """Say hello."""\n    return f"Hello, {name}!"\n',
            "caption": "A function that greets.",
        }
