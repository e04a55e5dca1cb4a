"""Pages made of one pattern over and over, at any size: what slows some reader or engine down.

Each is a function from a number of letters to the texts of a book by their paths; the page in question
is `page.md`. Lines end before `LINE`, unless the name says that all is on one line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

Docs = dict[str, str]
LINE = 4_800


def lines(text: str, before: str = "", after: str = "") -> Callable[[int], Docs]:
    """One paragraph of many long lines."""
    line = text * max(LINE // len(text), 1) + "\n"
    return lambda size: {"page.md": before + (line * (size // len(line) + 1))[:size] + after}


def repeated(text: str, before: str = "", after: str = "") -> Callable[[int], Docs]:
    """A text again and again, with whatever ends of lines it has."""
    return lambda size: {"page.md": before + text * (size // len(text)) + after}


def numbered(text: str, head: str = "", tail: str = "") -> Callable[[int], Docs]:
    """A text with a number in it, up and up; `tail` is the same after all of them."""

    def made(size: int) -> Docs:
        each = len(text.format(n=1000)) + len(tail.format(n=1000)) * bool(tail)
        numbers = range(size // each)
        return {"page.md": head + "".join(f.format(n=n) for f in (text, tail) if f for n in numbers)}

    return made


def paired(opening: str, closing: str, depth: int = LINE // 2) -> Callable[[int], Docs]:
    """Lines of so many openings and as many closings."""
    line = opening * (depth // len(opening)) + "x" + closing * (depth // len(opening)) + "\n"
    return lambda size: {"page.md": line * max(size // len(line), 1)}


def growing(sign: str, gap: str = " a ") -> Callable[[int], Docs]:
    """Runs of a sign, each longer than the one before."""

    def runs(size: int) -> Iterator[str]:
        total = 0
        for number in count(1):
            total += number + len(gap)
            if total > size:
                return
            yield sign * number + ("\n" if not number % 60 else gap)

    return lambda size: {"page.md": "".join(runs(size))}


SIGNS = {
    # What reliability.md 2.6 and the tests of other engines name.
    "brackets": "[",
    "closing brackets": "]",
    "pictures": "![",
    "notes": "[^",
    "links without addresses": "[a][",
    "links to nowhere": "[a](",
    "links with half an address": "[a](<",
    "links with half a title": '[a](b "',
    "links with half a title, other quotes": "[a](b '",
    "picture in a link": "[![a](",
    "CDATA": "<![CDATA[",
    "declarations": "<!A ",
    "comments begun": "<!-- ",
    "comments": "<!--a-->",
    "comments of a sort": "<!-->",
    "programs begun": "<?",
    "tags begun": "<a ",
    "tags with half a value": "<a b='",
    "tags with attributes": "<a b c=d ",
    "closing tags begun": "</",
    "closing tags": "</b>",
    "closing tags of blocks": "</div>",
    "opening tags": "<b>",
    "opening tags of blocks": "<div>",
    "raw links": "<a href=x>",
    "less than": "<",
    "less than and a letter": "<x",
    "greater than": ">",
    "addresses begun": "<http://a",
    "addresses in brackets": "<http://a.b> ",
    "mail addresses begun": "<a@",
    "bare addresses": "http://a.b/c ",
    "bare addresses in one": "http://",
    "www": "www.a ",
    "mail addresses": "a@b.c ",
    "at signs": "a@",
    "ampersands": "&",
    "entities": "&amp;",
    "entities by number": "&#65;",
    "entities without end": "&#x",
    "backslashes": "\\",
    "backslash and bracket": "\\[",
    "backslash and star": "\\*",
    "star": "*",
    "stars": "*a ",
    "stars after": "a* ",
    "stars inside words": "a*b",
    "double stars": "**a ",
    "double stars closed": "**a** ",
    "triple stars": "***a ",
    "stars and underlines": "*a_ ",
    "stars and underlines turned": "*_a_* ",
    "stars, single and double": "*a **b ",
    "stars, closing first": "a** b* ",
    "underlines": "_a ",
    "double underlines": "__a ",
    "underline": "_",
    "tildes": "~a ",
    "double tildes": "~~a ",
    "tilde": "~",
    "backtick": "`",
    "backticks": "`a ",
    "backticks closed": "`a` ",
    "double backticks": "``a ` ",
    "braces": "{",
    "attribute lists begun": "{:",
    "attribute lists": "{: .a }",
    "attributes of words": "*a*{: .b } ",
    "closing braces": "}",
    "pipes": "|",
    "pipes and words": "a|b ",
    "hashes": "# ",
    "colons": ": ",
    "exclamation marks": "!",
    "exclamation marks and spaces": "!!! ",
    "question marks": "??? ",
    "quotation marks": '"',
    "brackets round": "(",
    "brackets round and words": "(a) ",
    "dashes": "- ",
    "pluses": "+ ",
    "numbers": "1. ",
    "dots": ". ",
    "equals": "=",
    "dash": "-",
    "spaces": "  ",
    "tabs": "\t",
    "tabs and words": "a\t",
    "long word": "a",
    "capitals": "Aa",
    "words": "some words ",
    "digits": "1",
    "names begun": "[[",
    "names": "[[Other]] ",
    "names with words": "[[Other|a]] ",
    "names of a mark": "![[Other]]",
    "names and code": "[[Other]] `a` ",
    "names closed": "]] ",
    "sources begun": "[@",
    "sources": "[@key] ",
    "sources with pages": "[@key, p. 3; @key] ",
    "sources nobody knows": "[@nokey] ",
    "links": "[a](other.md) ",
    "links with spaces": "[a](b c.md) ",
    "links with titles": '[a](other.md "b") ',
    "links in brackets": "[a [b]](other.md) ",
    "pictures elsewhere": "![a](http://b/c.png) ",
    "raw pictures": '<img src="a.png">',
    "needed": "(source needed) ",
    "needed begun": "(source needed ",
    "labels in a line": "Question: a ",
    "words needed": "a needed ",
    "emoji": "😀",
    "emoji joined": "👩‍👩‍👧",
    "combining marks": "a\u0301",
    "combining marks alone": "\u0301",
    "right to left": "שלום ",
    "wide letters": "漢",
    "no-break spaces": "\u00a0",
    "zero width": "\u200b",
    "sharp s": "ß",
    "terms": "salt ",
    "terms and code": "salt `a` ",
    "terms without spaces": "salt,",
    "terms in bold": "**salt** ",
    "abbreviations": "*[a]: b ",
    "placeholders": "\\\\klzzwxh:0001 ",
    "dashes long": "— a ",
    "sentences": "A b. ",
    "because": "because — ",
}
"""Signs and words, taken in a paragraph of long lines, on one line, and in paragraphs of their own."""

SHAPES: dict[str, Callable[[int], Docs]] = {
    # Lists and quotations
    "list": repeated("- a\n"),
    "list, numbered": repeated("1. a\n"),
    "list, spaced": repeated("- a\n\n"),
    "list, numbered and spaced": repeated("1. a\n\n"),
    "list of tasks": repeated("- [ ] a\n"),
    "list in a list": repeated("- a\n  - b\n"),
    "list with code": repeated("- a\n\n  ```\n  b\n  ```\n"),
    "list with paragraphs": repeated("- a\n\n  b\n\n"),
    "list, marks changing": repeated("- a\n* b\n+ c\n"),
    "list, empty items": repeated("-\n"),
    "list items that go on": repeated("- a\nb\n"),
    "lists 19 deep": repeated("".join("  " * n + "- a\n" for n in range(19))),
    "lists 19 deep, spaced": repeated("".join("  " * n + "- a\n\n" for n in range(19))),
    "lists of quotations 9 deep": repeated("- > " * 9 + "a\n"),
    "quotations 19 deep": repeated("> " * 19 + "a\n"),
    "quotations in and out": repeated("".join("> " * (n % 19 + 1) + "a\n" for n in range(40))),
    "quotation": repeated("> a\n"),
    "quotations": repeated("> a\n\n"),
    "quotations that go on": repeated("> a\nb\n"),
    "quotation of many lists": repeated("> - a\n"),
    "voices": repeated("> a\n> — Ann, 2020\n\n"),
    "alerts": repeated("> [!NOTE]\n> a\n\n"),
    "dashes 500 deep": lambda size: {"page.md": "- " * 500 + "a\n" + "a\n" * (size // 2)},
    "quotations 2,000 deep": lambda size: {"page.md": "> " * 2000 + "a\n" + "a\n" * (size // 2)},
    "indented further and further": lambda size: {
        "page.md": "".join(" " * (n % 4000) + "- a\n" for n in range(0, int((2 * size) ** 0.5), 2))
    },
    # Headings and rules
    "headings": repeated("## a\n"),
    "headings, empty": repeated("#\n"),
    "headings, underlined": repeated("a\n===\n\n"),
    "headings, underlined in one": repeated("a\n---\n"),
    "headings of six signs": repeated("###### a\n"),
    "headings up and down": repeated("# a\n## b\n### c\n#### d\n"),
    "headings with numbers": numbered("## a{n}\n"),
    "headings with numbers as others get": numbered("## a\n## a-{n}\n"),
    "headings with code": repeated("## `a` *b* [c](other.md)\n"),
    "headings with text": repeated("## a\n\nb c.\n\n"),
    "rules": repeated("---\n"),
    "rules of stars": repeated("* * *\n"),
    "rules with text": repeated("a\n\n---\n\n"),
    "underlines without end": lambda size: {"page.md": "a\n" + ("=" * LINE + "\n") * (size // LINE)},
    # Code and raw HTML
    "code": repeated("a\n", before="```\n", after="```\n"),
    "code in Python": repeated("a = 1  # b\n", before="```python\n", after="```\n"),
    "code without end": repeated("a\n", before="```\n"),
    "code blocks": repeated("```\na\n```\n"),
    "code blocks begun": repeated("```a\n\n"),
    "code blocks of tildes": repeated("~~~\na\n~~~\n\n"),
    "code blocks in lists": repeated("- ```\n  a\n  ```\n"),
    "code blocks in quotations": repeated("> ```\n> a\n> ```\n\n"),
    "code blocks, indented": repeated("    a\n\nb\n\n"),
    "code blocks, indented in one": repeated("    a\n"),
    "code with fences inside": repeated("```\n", before="`````\n", after="`````\n"),
    "backticks of growing length": growing("`"),
    "tildes of growing length": growing("~"),
    "stars of growing length": growing("*"),
    "underlines of growing length": growing("_"),
    "raw blocks": repeated("<div>\na\n</div>\n\n"),
    "raw blocks without end": repeated("<div>\n\n"),
    "raw blocks of paragraphs": repeated("<p>a\n\n"),
    "raw block of lines": repeated("a\n", before="<div>\n", after="</div>\n"),
    "raw block without end": repeated("a\n\n", before="<div>\n"),
    "raw tables": repeated("<tr><td>a</td></tr>\n", before="<table>\n", after="</table>\n"),
    "raw blocks within one another": paired("<div>", "</div>"),
    "raw marks within one another": paired("<b>", "</b>"),
    "raw details": repeated("<details>\n<summary>a</summary>\n\nb\n\n</details>\n\n"),
    "raw links in a block": repeated('<a href="other.md">x</a>\n', before="<div>\n", after="</div>\n"),
    "raw links in a sentence": lines('<a href="other.md">x</a>', before="x "),
    "comments, blocks": repeated("<!-- a -->\n\n"),
    "comments without end": repeated("<!--\n\n"),
    "comments that never end, and an address": repeated("<!--\n", after="x@y"),
    "comments that never end": repeated("<!-- a\n", before="<div>\n"),
    "CDATA, blocks": repeated("<![CDATA[\n\n"),
    "programs, blocks": repeated("<?a\n\n"),
    "declarations, blocks": repeated("<!A\n\n"),
    "scripts begun": repeated("<script>\n\n"),
    "styles begun": repeated("<style>\n\n"),
    "text areas begun": repeated("<textarea>\n\n"),
    "pre begun": repeated("<pre>\n\n"),
    "terms in code that never ends": repeated(" salt <b>x</b>\n", before="<code>"),
    # Brackets in one another
    "brackets in one another": paired("[", "]"),
    "pictures in one another": paired("![", "](a)"),
    "links in one another": paired("[a](", ")"),
    "round brackets in one another": paired("[a](" + "(" * 30, ")" * 31),
    "notes in one another": paired("[^", "]"),
    "stars in one another": paired("*a ", " a*"),
    "double stars in one another": paired("**a ", " a**"),
    "tildes in one another": paired("~~a ", " a~~"),
    "names in one another": paired("[[", "]]"),
    "quotation marks in one another": paired('["', '"]'),
    # Definitions
    "references": numbered("[a{n}]: b\n"),
    "references, the same": repeated("[a]: b\n"),
    "references and uses": numbered("[a{n}]\n", tail="\n[a{n}]: other.md\n"),
    "one reference used often": lines("[a] ", after="\n\n[a]: other.md\n"),
    "reference titles": repeated('[a]: b "c\n'),
    "reference titles without end": repeated("[a]:\n"),
    "references, long": lambda size: {"page.md": lines("[a]\n")(size)["page.md"] + f"\n[{'a' * 900}]: b\n"},
    "notes and uses": numbered("a[^{n}]\n", tail="\n\n[^{n}]: b"),
    "note used often": lines("a[^1] ", after="\n\n[^1]: b\n"),
    "note used in paragraphs": repeated("a[^1]\n\n", after="[^1]: b\n"),
    "notes defined": numbered("[^{n}]: b\n\n"),
    "notes defined, one name": repeated("[^1]: b\n\n"),
    "notes with paragraphs": numbered("a[^{n}]\n\n[^{n}]: b\n\n    c\n\n"),
    "notes that name notes": numbered("[^{n}]: b[^{n}]\n\n"),
    "notes that name the next": lambda size: {
        "page.md": "a[^0]\n\n" + "".join(f"[^{n}]: b[^{n + 1}]\n\n" for n in range(size // 18))
    },
    "definitions": repeated("a\n: b\n\n"),
    "attribute lists, blocks": repeated("a\n{: .b }\n\n"),
    "attribute lists, headings": repeated("## a {: #b }\n"),
    "abbreviations, defined": numbered("*[a{n}]: b\n"),
    "admonitions": repeated("!!! note\n    a\n\n"),
    "admonitions as the theme has them": repeated('??? note "a"\n\n    b\n\n'),
    "tabs as the theme has them": repeated('=== "a"\n\n    b\n\n'),
    "snippets": repeated("--8<-- a\n\n"),
    "tables of contents": repeated("[TOC]\n\n"),
    "places of notes": repeated("///Footnotes Go Here///\n\n"),
    # Tables
    "table": repeated("| a | b |\n", before="| a | b |\n|---|---|\n"),
    "table of words": repeated("| some words | *b* `c` |\n", before="| a | b |\n|---|---|\n"),
    "tables": repeated("| a |\n|---|\n| b |\n\n"),
    "table of many columns": lambda size: {
        "page.md": ("|a" * 1200 + "|\n") + ("|-" * 1200 + "|\n") + ("|a" * 1200 + "|\n") * (size // 2401)
    },
    "table of many columns and short rows": lambda size: {
        "page.md": ("|a" * 1200 + "|\n") + ("|-" * 1200 + "|\n") + "|a|\n" * (size // 4)
    },
    "table with rows too long": repeated("| a | b | c |\n", before="| a |\n|---|\n"),
    "table with rows cut short": repeated("| a\n", before="| a | b |\n|---|---|\n"),
    "table of names": repeated("| [[Other]] |\n", before="| a |\n|---|\n"),
    "table of names cut": lines("[[a|b]] ", before="| a |\n|---|\n| ", after=" |\n"),
    "table of terms": repeated("| salt | b |\n", before="| a |\n|---|\n"),
    "table of code": repeated("| `a\\|b` |\n", before="| a |\n|---|\n"),
    "table of backticks": lines("`|", before="| a |\n|---|\n| ", after="|\n"),
    "table heads": repeated("| a |\n|---|\n"),
    "table heads alone": repeated("|---|\n"),
    # Labels
    "labels": repeated("Section needed: x\n\n"),
    "labels in one paragraph": repeated("Question: a\n"),
    "labels in a list": repeated("- Question: a\n"),
    "labels with lists": repeated("Question: a\n- b\n\n"),
    "labels in bold": repeated("**Example needed (since 2020-12-26):** b\n\n"),
    "labels with links": repeated("Question: a [b](other.md)\n\n"),
    "labels nearly": repeated("Secton needed: a\n\n"),
    "labels in words of their own": numbered("Recipe{n} needed: a\n\n"),
    "labels with facts without end": repeated("Question (a, b, c: d\n"),
    "labels of many facts": lambda size: {"page.md": f"Question ({'a, ' * 1500}): b\n\n" * (size // 4520)},
    "comments by somebody": repeated("Comment (Ann, 2020): a\n\n"),
    "comments by many": numbered("Comment (Ann{n}, 2020): a\n\n"),
    "meanings": lambda size: {"glossary/page.md": "# P\n\n" + "Meaning (Ann): a\n\n" * (size // 18)},
    "reviews": repeated("Reviewed (2026-05-01): a\n\n"),
    "see also": repeated("See also: Other\n\n"),
    "see also, one paragraph": repeated("See also: Other\n"),
    "see also, one line": lines("Other, ", before="See also: "),
    "see also, nowhere": numbered("See also: Nowhere{n}\n\n"),
    "unsorted": repeated("- a\n", before="Unsorted:\n"),
    "statuses": repeated("---\nstatus: draft\n---\n"),
    # Names, terms and addresses
    "short names": lambda size: {
        "page.md": "".join(f"[[{chr(0x4E00 + n)}]]{' ' if n % 700 else chr(10)}" for n in range(size // 8))
    },
    "names not written yet": numbered("[[na{n}e]]\n"),
    "names not written yet, long": lambda size: {
        "page.md": "".join(f"[[{'name ' * 18}{n}]]\n" for n in range(size // 100))
    },
    "names of headings": numbered("[[Other#a{n}]]\n"),
    "headings that are not there": numbered("## heading number{n}x\n\n[a](#heading-numb{n}y)\n"),
    "pages that are not there": numbered("[a](nosuch{n}.md)\n"),
    "sources that are not there": numbered("[@key{n}]\n"),
    "addresses in round brackets": lambda size: {
        "page.md": ("https://example.org/a" + ")" * (LINE - 30) + "\n") * (size // LINE)
    },
    "address over many lines": repeated("https://example.org/a\\\n"),
    "terms in sections": repeated("## h\n\nsalt\n\n"),
    "terms in one another": lambda size: {
        "page.md": "big " * (size // 4),
        **{f"glossary/t{n}.md": f"# {'big ' * (n + 1)}\n\nX.\n" for n in range(20)},
    },
    "terms that send on": lambda size: {
        f"glossary/t{n}.md": f"---\nsee: Term{n + 1}x\n---\n# Term{n}x\n" for n in range(size // 40)
    },
    # White space
    "blank lines": repeated("\n"),
    "lines of spaces": repeated("   \n"),
    "lines of tabs": repeated("\t\n"),
    "lines of one letter": repeated("a\n"),
    "paragraphs of one letter": repeated("a\n\n"),
    "paragraphs": repeated("All these words are about care and friends.\n\n"),
    "paragraph": repeated("All these words are about care and friends.\n"),
    "hard ends of lines": repeated("a  \n"),
    "hard ends of lines by backslash": repeated("a\\\n"),
    "indented by tabs": repeated("- a\n\n\tb\n\n"),
    "tabs before words": repeated("\t\t\ta\n"),
    "settings without end": repeated("a: b\n", before="---\n"),
    "settings, many": repeated("a: b\n", before="---\n", after="---\n"),
    "settings, brackets": repeated("[", before="---\ntitle: ", after="\n---\n"),
    "line of all the page": repeated("words "),
    "mixed": repeated(
        "## a *b*\n\nSection needed: x [[Other]] `c` [@key].\n\n- a\n  - [b](other.md)\n\n> q\n> — Ann\n\n"
        "| a | b |\n|---|---|\n| salt | **d** |\n\n"
    ),
}

PATTERNS: dict[str, Callable[[int], Docs]] = {
    **{name: lines(text) for name, text in SIGNS.items()},
    **{f"{name}, paragraphs": repeated(f"{text}a\n\n") for name, text in SIGNS.items()},
    **{f"{name}, one line": repeated(text) for name, text in SIGNS.items()},
    **SHAPES,
}
