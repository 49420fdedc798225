"""For the style page, on which each thing stands more than once."""

import re

from django import template

register = template.Library()

# Attributes whose words are names of elements on the same page, or places on it.
NAMES = re.compile(r'\b(?P<attribute>id|for|aria-labelledby|aria-describedby|aria-controls)="(?P<names>[^"]+)"')
PLACES = re.compile(r'\bhref="#(?=[^"])')


class OwnNamesNode(template.Node):
    """What stands inside, with names that nothing else on the page has."""

    def __init__(self, nodelist, parts) -> None:
        self.nodelist = nodelist
        self.parts = parts

    def render(self, context):
        prefix = "-".join(str(part.resolve(context)) for part in self.parts)
        return with_own_names(self.nodelist.render(context), prefix)


def with_own_names(html: str, prefix: str) -> str:
    def own(match: re.Match) -> str:
        names = " ".join(f"{prefix}-{name}" for name in match["names"].split())
        return f'{match["attribute"]}="{names}"'

    return PLACES.sub(f'href="#{prefix}-', NAMES.sub(own, html))


@register.tag
def own_names(parser, token):
    """`{% own_names "first" %}...{% endown_names %}`: lets the same HTML stand on a page again."""
    _name, *parts = token.split_contents()
    nodelist = parser.parse(["endown_names"])
    parser.delete_first_token()
    return OwnNamesNode(nodelist, [parser.compile_filter(part) for part in parts])
