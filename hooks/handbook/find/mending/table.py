"""Every mending there is. A new one is a function and a line in one of these lists."""

from __future__ import annotations

import re
from collections.abc import Callable

from handbook.find.mending import near, settings, text
from handbook.find.mending.spot import Mending, Splices, Spot

Row = tuple[str, str, Callable[[Spot], Splices]]
"""What was done, what the message says, and the function.

In a message WORD stands for what it names and MEANT for what it says was meant.
"""

READABLE: tuple[Row, ...] = (
    (
        "deleted what stood before the first ---",
        "an invisible sign .* stands before the ---",
        settings.fences,
    ),
    ("put the --- into line 1", "the settings are not at the very beginning", settings.fences),
    ("wrote the lines of dashes as ---", "these look like settings, but line 1 is", settings.fences),
    ("ended the settings with a line ---", "the settings begin here and never end", settings.closing_fence),
    ("put spaces for tabs", "a tab stands at the beginning of this line", settings.spaces),
    ("put quotes round the value", "this value has a colon in it", settings.quotes),
    ("put quotes round the value", r"'&' and '\*' have a special meaning here", settings.quotes),
    ("put quotes round the value", "'!' at the beginning of a value", settings.quotes),
    ("put quotes round the value", "a value cannot begin with", settings.quotes),
    ("put other quotes round the value", "words stand after the closing quotation mark", settings.quotes),
    ("put other quotes round the value", "an apostrophe ends the value here", settings.other_quotes),
    ("closed the quotes", r"a quotation mark \(.\) is opened here and not", settings.closed_quote),
    ("put straight quotes", "^. is a curly quotation mark", settings.straight_quotes),
    ("put in the missing space", "a space is missing after the colon", settings.space),
    ("took out a comma", "two commas stand here", settings.commas),
    ("closed the bracket", r"'\[' is opened here and not closed", settings.bracket),
    ("put quotes round what has a #", "everything after '#' would be lost here", settings.number_sign),
)
"""For settings that cannot be read: other problems in them may come to light."""

PUNCTUATION: tuple[Row, ...] = (
    ("put quotes round the item", "an item of '.+?' has a colon in it", settings.colon_in_item),
    ("made it a list", r"'.+?' is a list\. Write it as", settings.brackets),
    ("deleted an invisible sign", "an invisible control character", text.unseen),
    ("deleted an invisible sign", r"an invisible sign \(U\+(?P<sign>\w+)\) stands in", settings.unseen),
    ("made the second title a heading", "is a second title", text.second_title),
    ("took out the space before the bracket", "because of the space before the bracket", text.no_space),
    ("put a backslash before the upright line", r"'\|' ends a cell here, so 'WORD' is cut", text.whole_name),
    ("completed the address", r"'WORD' is no whole address\. Did you mean 'MEANT'\?$", text.https),
    ("wrote the address as a link", r"'WORD' is an address, not .*\. Write MEANT\.$", text.bare_address),
    ("took out the lines of dashes", "lines of dashes make settings of your title", settings.no_settings),
    (
        "put a space after the number signs",
        r"' lacks a space after #+, so it is no heading",
        text.heading_space,
    ),
    ("put in an empty line", r"\. Put an empty line before it\.$", text.empty_line),
)
"""For signs, which leave every word as it is."""

SPELLING: tuple[Row, ...] = (
    ("took out the second of two equal lines", r"\(first in line (?P<first>\d+)\)", settings.one_of_two),
    ("corrected the word", r"is not .+? we know\. Did you mean 'MEANT'\?$", near.key),
    ("corrected the status", r"'WORD' is not a status we know\. Did you mean 'MEANT'\?$", near.status),
    ("corrected the word", r"'WORD' is not a value of '.+?'\. Use (?P<known>.+)\.$", near.choice),
    (
        "corrected the capitals",
        r"'WORD'[^']* is no (?:\w+ we know|item)\b[^']*\. Did you mean 'MEANT'\?$",
        near.capitals,
    ),
    ("corrected the length of time", "'WORD' is not a length of time", near.length),
    ("wrote the date as year-month-day", "'WORD' is (?:no|not a) date", near.day),
    ("counted the address from docs/", r"'WORD' is counted from docs/ already\. Write 'MEANT'", near.named),
    ("wrote where the page is now", r"'docs/WORD' is now 'docs/MEANT'\. Write that", near.named),
    ("wrote the address without spaces", "because of the space in its address", text.hyphens),
    (
        "took off what came along from another web page",
        r"^'WORD' (?:is not used|may only be) .+, so it is taken off '<(?P<tag>\w+)>'",
        text.pasted,
    ),
    ("corrected the address", r"there is no \w+ at '.+?'\. Did you mean 'MEANT'\?", text.address),
    ("wrote where the page is now", r"has moved\. Write 'MEANT';", text.moved),
    ("wrote the file of the page", r"is the address of a page on the site\. Write 'MEANT',", text.moved),
    ("wrote the heading as it is now", r"is a former heading; it is 'MEANT' now", text.heading),
)
"""For words that can mean one thing only."""


def _said(pattern: str) -> re.Pattern[str]:
    named = pattern.replace("WORD", "(?P<word>.+?)").replace("MEANT", "(?P<meant>.+?)")
    return re.compile(named, re.S)


MENDINGS = tuple(
    Mending(did, _said(pattern), mend, rows is READABLE, rows is SPELLING)
    for rows in (READABLE, PUNCTUATION, SPELLING)
    for did, pattern, mend in rows
)
"""What can be mended, by what a problem says; all that fit are tried in their order.

A mending counts only if the book read again has that problem no more, none in its place, and is otherwise
the same.
"""
