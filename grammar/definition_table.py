"""The parse table of definition.lark, written by ``python -m recipec.grammar``.

``PATTERNS`` are the terminals, in the order in which to try them, and ``RULES`` a name and a length each. ``STATES``
say what to do at a symbol: go to that state, or, below zero, reduce the rule ``~action``. The first is where to start.
"""

# fmt: off
# ruff: noqa: E501
PATTERNS: dict[str, str] = {
    "BOOTSTRAP": "(?i:bootstrap):[^\n]*+\n?",
    "SECTION": "[ \t\x0b\x0c\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*+%[^\n]*+\n?",
    "BLANK": "[ \t\x0b\x0c\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*+\n|[ \t\x0b\x0c\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]++\\Z",
    "COMMENT": "[ \t\x0b\x0c\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*+#[^\n]*+\n?",
    "BODY": "(?:(?!(?i:bootstrap):|[ \t\x0b\x0c\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*+%)(?:[^\n]*+\n|[^\n]++\\Z))++",
    "LINE": "[^\n]++\n?",
}
RULES: tuple[tuple[str, int], ...] = (
    ("start", 2),
    ("start", 1),
    ("top", 2),
    ("top", 1),
    ("stage", 3),
    ("stage", 2),
    ("_header", 1),
    ("_header", 0),
    ("section", 2),
    ("section", 1),
    ("__start_star_0", 1),
    ("__start_star_0", 2),
    ("__top_star_1", 1),
    ("__top_star_1", 2),
    ("___header_star_2", 1),
    ("___header_star_2", 1),
    ("___header_star_2", 1),
    ("___header_star_2", 2),
    ("___header_star_2", 2),
    ("___header_star_2", 2),
)
STATES: tuple[dict[str, int], ...] = (
    {"$END": -8, "BLANK": 1, "BOOTSTRAP": -8, "COMMENT": 2, "LINE": 3, "SECTION": -8, "___header_star_2": 4, "_header": 5, "start": 6, "top": 7},
    {"$END": -17, "BLANK": -17, "BOOTSTRAP": -17, "COMMENT": -17, "LINE": -17, "SECTION": -17},
    {"$END": -16, "BLANK": -16, "BOOTSTRAP": -16, "COMMENT": -16, "LINE": -16, "SECTION": -16},
    {"$END": -15, "BLANK": -15, "BOOTSTRAP": -15, "COMMENT": -15, "LINE": -15, "SECTION": -15},
    {"$END": -7, "BLANK": 8, "BOOTSTRAP": -7, "COMMENT": 9, "LINE": 10, "SECTION": -7},
    {"$END": -4, "BOOTSTRAP": -4, "SECTION": 11, "__top_star_1": 12, "section": 13},
    {},
    {"$END": -2, "BOOTSTRAP": 14, "__start_star_0": 15, "stage": 16},
    {"$END": -20, "BLANK": -20, "BOOTSTRAP": -20, "COMMENT": -20, "LINE": -20, "SECTION": -20},
    {"$END": -19, "BLANK": -19, "BOOTSTRAP": -19, "COMMENT": -19, "LINE": -19, "SECTION": -19},
    {"$END": -18, "BLANK": -18, "BOOTSTRAP": -18, "COMMENT": -18, "LINE": -18, "SECTION": -18},
    {"$END": -10, "BODY": 17, "BOOTSTRAP": -10, "SECTION": -10},
    {"$END": -3, "BOOTSTRAP": -3, "SECTION": 11, "section": 18},
    {"$END": -13, "BOOTSTRAP": -13, "SECTION": -13},
    {"$END": -8, "BLANK": 1, "BOOTSTRAP": -8, "COMMENT": 2, "LINE": 3, "SECTION": -8, "___header_star_2": 4, "_header": 19},
    {"$END": -1, "BOOTSTRAP": 14, "stage": 20},
    {"$END": -11, "BOOTSTRAP": -11},
    {"$END": -9, "BOOTSTRAP": -9, "SECTION": -9},
    {"$END": -14, "BOOTSTRAP": -14, "SECTION": -14},
    {"$END": -6, "BOOTSTRAP": -6, "SECTION": 11, "__top_star_1": 21, "section": 13},
    {"$END": -12, "BOOTSTRAP": -12},
    {"$END": -5, "BOOTSTRAP": -5, "SECTION": 11, "section": 18},
)
