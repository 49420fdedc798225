"""How large a document may be. A book of three hundred pages fits; a bomb does not."""

MEGABYTE = 1024 * 1024

MAX_FILE_BYTES = 25 * MEGABYTE
# A page may carry its pictures in itself.
MAX_TEXT_CHARACTERS = 40_000_000
# Of words alone: ten books. What a text becomes on its way into blocks takes many times its own memory.
MAX_WORD_CHARACTERS = 5_000_000
MAX_MARKDOWN_CHARACTERS = 600_000
MAX_DEPTH = 100
MAX_TAGS = 200_000

MAX_MEMBERS = 2_000
MAX_MEMBER_BYTES = 40 * MEGABYTE
MAX_UNPACKED_BYTES = 150 * MEGABYTE
MAX_XML_BYTES = 16 * MEGABYTE
MAX_XML_ELEMENTS = 250_000
# How many times smaller a packed file may be than what is in it. Text of an office file seldom exceeds 30.
MAX_RATIO = 150
RATIO_MATTERS_FROM_BYTES = MEGABYTE

MAX_PICTURES = 40
MAX_PICTURE_BYTES = 30 * MEGABYTE
MAX_PIXELS = 150_000_000

MAX_NOTES = 2_000
MAX_TABLE_COLUMNS = 30
MAX_TABLE_ROWS = 500
MAX_TABLE_CELLS = 50_000
MAX_SPAN = 30
