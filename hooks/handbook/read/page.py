"""A page's text to its headings, labels, links, voices and citations, read once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import accumulate
from urllib.parse import unquote

from handbook.model import (
    Block,
    Citation,
    Facts,
    Heading,
    Label,
    Page,
    PagePath,
    Place,
    Problem,
    SectionId,
    Sentence,
    Voice,
    WrittenLink,
    slug,
)
from handbook.read import front_matter, labels
from handbook.read.blocks import DEEPEST, Token, TooDeep, outline

_WIKI = re.compile(r"(?<!\\)\[\[([^\[\]|\n]+?)(?:\\?\|([^\[\]\n]+?))?\]\]")
_CITE = re.compile(r"(?<!\\)\[@([\w:.-]+)\](?!\()")
_BARE = re.compile(r"(?<![\w/.:@-])(?:https?://|www\.)[^\s<>\"'`\]]+", re.I)
_COMMENT = re.compile(r"\s*(?:<!--.*?-->\s*)+", re.S).fullmatch
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPACES = re.compile(r"\s+")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:|^//", re.I)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[^\W_a-zß-ÿ])")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|Dr|Prof|Mrs?|Ms|St|vs|cf)\.$")
_CODE = frozenset(("codespan", "inline html"))
_LINKING = frozenset(("link", "image", "wiki", "url", "cite"))
_DASH = re.compile(r"^\s*(?:[—–―]|--|-(?=\s))\s*")
_REASON = re.compile(r"(?:^|(?<=\s)|(?<=,))because\s|(?:^|(?<=\s))[–—-]{1,2}\s", re.I)
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_NAMELESS = {"unknown", "anonymous", "nameless", "source unknown", "an unknown source"}

_INDENT = re.compile(r"^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*[ \t]*", re.M)

LONGEST_SENTENCE = 280


def read(path: PagePath, text: str, grammar: labels.Grammar) -> tuple[Page, list[Problem]]:
    """The page and everything worth saying about how it is written."""
    settings, problems = front_matter.read(text, f"docs/{path}")
    if "\t" in settings.text:
        settings = replace(settings, text=_INDENT.sub(lambda m: m[0].expandtabs(4), settings.text))
    try:
        reader = _Reader(path, settings.text, settings.line, grammar)
    except TooDeep as deep:
        line = settings.line + settings.text.count("\n", 0, deep.start)
        message = f"this is nested more than {DEEPEST} deep. Make it simpler."
        problems = [*problems, Problem(Place(f"docs/{path}", line), message)]
        settings = replace(settings, text="", unread=text.rstrip("\n"))
        reader = _Reader(path, "", settings.line, grammar)
    reader.block(reader.outline, quoted=False)
    page = reader.page(settings)
    return page, sorted({*problems, *reader.problems})


class _Reader:
    """One walk over the blocks of a page, in the order of the text."""

    def __init__(self, path: PagePath, text: str, line: int, grammar: labels.Grammar) -> None:
        self.path, self.text, self.first_line, self.grammar = path, text, line, grammar
        self.outline = outline(text)
        self.lines = list(accumulate(map(len, text.splitlines(keepends=True))))
        self.section = SectionId(path)
        self.ids: dict[str, int] = {}
        self.headings: list[Heading] = []
        self.counts: list[int] = [0]
        self.filled: list[bool] = [False]
        self.labels: list[Label] = []
        self.links: list[WrittenLink] = []
        self.voices: list[Voice] = []
        self.citations: list[Citation] = []
        self.problems: list[Problem] = []
        self.label = -1

    def page(self, settings: front_matter.Settings) -> Page:
        title = self.headings[0].text if self.headings and self.headings[0].level == 1 else ""
        fallback = self.path.removesuffix(".md").removesuffix("/index").rpartition("/")[2]
        headings = [
            Heading(h.level, h.text, h.id, h.section, h.line, h.start, words, filled)
            for h, words, filled in zip(self.headings, self.counts[1:], self.filled[1:], strict=True)
        ]
        return Page(
            path=self.path,
            title=title or settings.front.title or fallback.replace("-", " ").capitalize(),
            front=settings.front,
            key_lines=settings.key_lines,
            text=self.text,
            line=self.first_line,
            outline=self.outline,
            headings=tuple(headings),
            labels=tuple(sorted(self.labels, key=lambda label: label.start)),
            links=tuple(sorted(self.links, key=lambda link: link.start)),
            voices=tuple(self.voices),
            citations=tuple(self.citations),
            words=sum(self.counts),
            unread=settings.unread,
            over={heading.section: heading.text for heading in headings},
        )

    def line_of(self, offset: int) -> int:
        return self.first_line + bisect_right(self.lines, offset)

    def column_of(self, offset: int) -> int:
        row = bisect_right(self.lines, offset)
        return offset - (self.lines[row - 1] if row else 0) + 1

    def say(self, offset: int, message: str, level: str = "problem") -> None:
        place = Place(f"docs/{self.path}", self.line_of(offset))
        self.problems.append(Problem(place, message, level))  # type: ignore[arg-type]

    # Blocks

    def block(self, block: Block, quoted: bool) -> None:
        following: list[Block | None] = [*block.children[1:], None]
        for child, after in zip(block.children, following, strict=False):
            if child.kind == "heading":
                self.heading(child)
                continue
            if not (child.kind == "html" and _COMMENT(self.text[child.start : child.end])):
                self.filled[-1] = True
            if child.kind == "paragraph":
                self.paragraph(child, after, quoted)
            elif child.kind == "table":
                self.cells(child)
            elif child.kind == "quote":
                self.block(child, quoted=True)
                if child.data is None:
                    self.voice(child)
            elif child.children:
                outer = self.label
                if child.kind == "list" and self.label >= 0:
                    owner = self.labels[self.label]
                    if not owner.start <= child.start < owner.end:
                        self.label = -1
                self.block(child, quoted)
                self.label = outer if child.kind != "list" else -1

    def heading(self, block: Block) -> None:
        tokens = self.tokens(block)
        text = " ".join(self.plain(tokens).split())
        if not text:
            self.say(block.start, "this heading has no words. Give it some, or delete the line.")
        level = int(block.data["level"][1])
        base = slug(text) or "section"
        unique = base
        while unique in self.ids:
            self.ids[base] += 1
            unique = f"{base}-{self.ids[base]}"
        self.ids[unique] = 0
        block.data["id"] = unique
        title = level == 1 and not self.headings
        self.section = SectionId(self.path if title else f"{self.path}#{unique}")
        self.headings.append(
            Heading(level, text, unique, self.section, self.line_of(block.start), block.start)
        )
        self.counts.append(0)
        self.filled.append(False)
        self.find_links(tokens)

    def cells(self, block: Block) -> None:
        start = 0
        tokens = self.tokens(block)
        for number, token in enumerate(tokens):
            if token[0] == "cell":
                start = number + 1
            elif token[0] == "/cell":
                cell = tokens[start:number]
                self.counts[-1] += len(self.plain(cell).split())
                self.find_links(cell)

    def paragraph(self, block: Block, after: Block | None, quoted: bool) -> None:
        tokens = self.tokens(block)
        self.counts[-1] += len(self.plain(tokens).split())
        first = len(self.labels)
        if quoted:
            self.quoted_labels(tokens)
        else:
            self.line_labels(block, tokens, after)
            self.inline_labels(tokens)
        if self.label >= 0 and first == len(self.labels):
            self.find_links(tokens, self.label)
            self.see_also(self.label, tokens, 0, block.end)
            return
        self.find_links(tokens)
        for index in range(first, len(self.labels)):
            label = self.labels[index]
            if not label.inline:
                self.see_also(index, tokens, label.content, min(label.end, block.end))
        lines = [index for index in range(first, len(self.labels)) if not self.labels[index].inline]
        self.label = lines[-1] if lines and self.labels[lines[-1]].end > block.end else -1

    # Labels

    def line_labels(self, block: Block, tokens: list[Token], after: Block | None) -> None:
        found: list[tuple[int, labels.Start]] = []
        fresh = True
        for kind, start, _, _ in tokens:
            if kind in ("soft", "hard"):
                fresh = True
            elif kind != "task" and fresh:
                fresh = False
                begun = None if kind in _CODE else self.grammar.start(self.text, start, block.end)
                if begun:
                    found.append((start, begun))
                miss = self.grammar.near_miss(self.text, start, block.end)
                if miss and (not begun or begun.name == miss[0].lower()):
                    self.say(
                        start,
                        f"'{miss[0]}:' is nearly the label '{miss[1].capitalize()}:'. "
                        "If you meant it, write it so; nothing is lost as it is.",
                        "note",
                    )
        if not found:
            return
        stop = max(token[2] for token in tokens)
        ends = [start for start, _ in found[1:]] + [stop]
        for (start, begun), end in zip(found, ends, strict=True):
            items: tuple[str, ...] = ()
            content = begun.content
            if end == stop and after is not None and self.belongs(after):
                end = after.end
                items = tuple(self.item_words(item) for item in _items(after, deep=True))
            facts, bad, unknown = labels.facts(begun.facts, begun.kind)
            for words in bad:
                self.say(start, f"'{words}' is not a date. Write year-month-day, such as 2026-05-01.")
            if unknown:
                content = begun.facts_at - 1
                self.say(
                    start,
                    f"'{unknown[0]}' is not a fact we know. Facts are 'since' and a date, "
                    "a size (minutes, an hour, a decision), or @name and a date.",
                    "note",
                )
            words = " ".join(self.plain(tokens, content, min(end, stop)).split())
            line_end = self.text.find("\n", start, stop)
            self.labels.append(
                Label(
                    kind=slug(begun.name),
                    name=begun.name,
                    words=_unmarked(words),
                    as_written=self.text[start : line_end if line_end > 0 else stop].strip(),
                    facts=facts,
                    section=self.section,
                    line=self.line_of(start),
                    start=start,
                    content=content,
                    end=end if items else len(self.text[:end].rstrip()),
                    items=items,
                    mark=begun.mark,
                )
            )
            self.counts[-1] -= len(self.plain(tokens, start, min(end, stop)).split())

    def inline_labels(self, tokens: list[Token]) -> None:
        for kind, start, end, data in tokens:
            if kind != "text" or len(data) != end - start:
                continue
            for s, e, name, _, rest in self.grammar.inline(data):
                self.labels.append(
                    Label(
                        kind=slug(name),
                        name=name,
                        words=rest or " ".join(self.sentence_at(tokens, start + s).split()),
                        as_written=data[s:e],
                        facts=Facts(),
                        section=self.section,
                        line=self.line_of(start + s),
                        start=start + s,
                        content=start + s,
                        end=start + e,
                        inline=True,
                    )
                )

    def quoted_labels(self, tokens: list[Token]) -> None:
        fresh = True
        for kind, start, _, _ in tokens:
            if kind in ("soft", "hard"):
                fresh = True
            elif fresh:
                fresh = False
                begun = None if kind in _CODE else self.grammar.start(self.text, start, len(self.text))
                if begun:
                    self.say(
                        start,
                        f"'{begun.name.capitalize()}' stands in a quotation, so it is read as "
                        "somebody's words. Take the '>' away if it is yours.",
                        "note",
                    )

    def belongs(self, block: Block) -> bool:
        """Whether a list belongs to the label before it: it is next, and no item is a label."""
        if block.kind != "list":
            return False
        for item in _items(block):
            inner = item.children[0] if item.children else None
            if inner is not None and inner.kind == "paragraph" and inner.inlines:
                start = next((t[1] for t in inner.inlines if t[0] != "task"), inner.start)
                if self.grammar.start(self.text, start, inner.end):
                    return False
        return True

    def item_words(self, item: Block) -> str:
        first = next((child for child in item.children if child.kind == "paragraph"), None)
        return " ".join(self.plain(self.tokens(first)).split()) if first else ""

    def see_also(self, index: int, tokens: list[Token], start: int, end: int) -> None:
        """The targets of a `See also:` that are plain titles, and the reason for all of them."""
        label = self.labels[index]
        if label.name not in self.grammar.link_labels:
            return
        reason, reason_at = "", end
        candidates: list[tuple[str, int, int]] = []
        for s, e in self.stretches(tokens):
            at = max(s, start)
            piece = self.text[at : min(e, end)]
            if because := _REASON.search(piece):
                reason_at = at + because.start()
                piece = piece[: because.start()]
            for match in re.finditer(r"[^,;]+", piece):
                bare = re.sub(r"^(?:and|or)\s+", "", match[0].strip()).rstrip(".").strip()
                if re.search(r"\w", bare) and bare not in ("and", "or"):
                    offset = at + match.start() + match[0].index(bare)
                    candidates.append((bare, offset, offset + len(bare)))
            if reason_at < end:
                break
        if reason_at < end:
            reason = " ".join(self.plain(tokens, reason_at, end).split())
            reason = re.sub(r"^(?:[–—-]{1,2}\s*|because\s+)", "", reason.strip(" ,;")).strip()
        plain = " ".join(self.plain(tokens).split())
        breaks = _breaks(plain)
        at = 0
        for written, s, e in candidates:
            words = " ".join(_ESCAPE.sub(r"\1", written).split())
            at = max(plain.find(words, at), 0)
            sentence = _sentence(plain, at, at + len(words), breaks)
            self.links.append(self.link("plain", words, "", words, sentence, s, e, label=index))
        for number in range(len(self.links) - 1, -1, -1):
            link = self.links[number]
            if link.start < label.start and link.kind != "plain":
                break
            if start <= link.start < end:
                self.links[number] = replace(link, reason=reason or link.reason, label=index)

    def stretches(self, tokens: list[Token]) -> list[tuple[int, int]]:
        """Runs of plain text outside links; a backslash or the end of a line does not end one."""
        found: list[tuple[int, int]] = []
        depth = 0
        for kind, start, end, _ in tokens:
            depth += (kind in ("link", "image")) - (kind in ("/link", "/image"))
            if kind == "text" and not depth:
                if found and not self.text[found[-1][1] : start].strip("\\> \t\n"):
                    found[-1] = (found[-1][0], end)
                else:
                    found.append((start, end))
        return found

    # Links

    def find_links(self, tokens: list[Token], label: int = -1) -> None:
        if not any(token[0] in _LINKING for token in tokens):
            return
        plain: list[str] = []
        length = 0
        found: list[tuple[Token, int, int, int]] = []
        open_: list[tuple[Token, int, int]] = []
        for token in tokens:
            kind, start, end, data = token
            shown = _shown(token)
            if kind in ("link", "image"):
                open_.append((token, length, start + 1))
            elif kind in ("/link", "/image"):
                opened, at, tail = open_.pop()
                found.append((opened, at, length, tail))
            elif kind in ("wiki", "url"):
                found.append((token, length, length + len(shown), start))
            elif kind == "cite":
                self.citations.append(Citation(data, self.section, self.line_of(start), start, end))
            if open_:
                outer = open_[-1]
                open_[-1] = (
                    outer[0],
                    outer[1],
                    max(outer[2], end if kind not in ("link", "image") else outer[2]),
                )
            plain.append(shown)
            length += len(shown)
        if not found:
            return
        text = "".join(plain)
        breaks = _breaks(text)
        for (kind, start, end, data), left, right, tail in found:
            sentence = _sentence(text, left, right, breaks)
            if kind == "wiki":
                name, fragment, shown = data
                link = self.link("wiki", name, fragment, shown, sentence, start, end)
            elif kind == "url":
                link = self.link("web", data, "", data, sentence, start, end)
            else:
                address = data["dest_url"]
                shown = text[left:right]
                if kind == "image":
                    path, fragment, kind_ = address, "", "image"
                elif _SCHEME.match(address) or data["link_type"] in ("Autolink", "Email"):
                    path, fragment, kind_ = address, "", "web"
                else:
                    path, _, fragment = address.partition("#")
                    path, fragment, kind_ = unquote(path.partition("?")[0]), unquote(fragment), "link"
                if data["link_type"] in ("Autolink", "Email"):
                    tail = 0
                link = self.link(
                    kind_, path, fragment, shown, sentence, start, end, tail, data["title"], label
                )
            self.links.append(link)

    def link(
        self,
        kind: str,
        target: str,
        fragment: str,
        text: str,
        sentence: Sentence,
        start: int,
        end: int,
        tail: int = 0,
        title: str = "",
        label: int = -1,
    ) -> WrittenLink:
        return WrittenLink(
            kind=kind,  # type: ignore[arg-type]
            target=target,
            fragment=fragment,
            text=text,
            section=self.section,
            sentence=sentence,
            line=self.line_of(start),
            column=self.column_of(start),
            start=start,
            end=end,
            tail=tail,
            title=title,
            label=label,
        )

    def sentence_at(self, tokens: list[Token], offset: int) -> str:
        before = self.plain(tokens, 0, offset)
        plain = self.plain(tokens)
        return _sentence(plain, len(before), len(before) + 1, _breaks(plain)).text

    # Voices

    def voice(self, block: Block) -> None:
        last = block.children[-1] if block.children else None
        if last is not None and last.kind == "list" and len(block.children) > 1:
            items = _items(last)
            last = items[0].children[0] if len(items) == 1 and items[0].children else None
            if last is None or last.kind != "paragraph" or not last.inlines:
                return
            if not self.text[items[0].start :].lstrip(" ").startswith("-"):
                return
            by_start, dashed = last.inlines[0][1], True
        elif last is not None and last.kind == "paragraph":
            breaks = [t for t in last.inlines if t[0] in ("soft", "hard")]
            by_start = next((t[1] for t in last.inlines if not breaks or t[1] >= breaks[-1][2]), last.start)
            dashed = False
        else:
            return
        by_end = max((t[2] for t in last.inlines), default=by_start)
        tokens = [t for t in self.tokens(last) if t[1] >= by_start]
        words = " ".join(self.plain(tokens).split())
        if not dashed and not _DASH.match(words):
            return
        words = _DASH.sub("", words, count=1)
        paraphrase = words.lower().startswith("after ")
        words = words[6:] if paraphrase else words
        who, *rest = [part.strip() for part in words.split(",")]
        keys = [t[3] for t in tokens if t[0] == "cite"]
        links = [t[3]["dest_url"] for t in tokens if t[0] == "link"]
        year = next((m[1] for part in rest if (m := _YEAR.search(part))), "")
        plain_source = ", ".join(p for p in rest if p and not re.fullmatch(r"(c\.? ?)?\d{4}", p))
        nameless = who.lower().rstrip(".") in _NAMELESS or not who
        quoted = [
            " ".join(self.plain(self.tokens(b), 0, by_start).split())
            for b in _paragraphs(block)
            if b.start < by_start
        ]
        self.voices.append(
            Voice(
                text=" ".join(filter(None, quoted)),
                who="" if nameless else who,
                year=year,
                source=(f"@{keys[0]}" if keys else "") or (links[0] if links else "") or plain_source,
                paraphrase=paraphrase,
                section=self.section,
                line=self.line_of(block.start),
                start=block.start,
                end=block.end,
                by_start=by_start,
                by_end=by_end,
            )
        )

    # Tokens

    def tokens(self, block: Block) -> list[Token]:
        """The inline tokens with wiki links, citations and bare addresses as tokens of their own."""
        source = self.text[block.start : block.end]
        if not any(sign in source for sign in ("[[", "[@", "://", "www.", "WWW.")):
            return block.inlines
        spans = self.spans(block, source)
        tokens: list[Token] = []
        waiting = iter(spans)
        span = next(waiting, None)
        for token in block.inlines:
            while span and token[1] >= span[2]:
                span = next(waiting, None)
            if span and span[1] <= token[1] and token[2] <= span[2]:
                if not tokens or tokens[-1] is not span:
                    tokens.append(span)
            else:
                tokens.append(token)
        return _bare_addresses(_merged(tokens))

    def spans(self, block: Block, source: str) -> list[Token]:
        """Wiki links and citations that do not stand in code, HTML or another link."""
        opaque = [
            (start, end)
            for kind, start, end, _ in block.inlines
            if kind in ("codespan", "inline html", "link", "image")
        ]
        cells = [(start, end) for kind, start, end, _ in block.inlines if kind == "cell"]
        found: list[Token] = []
        for match in _WIKI.finditer(source):
            name, _, fragment = match[1].partition("#")
            name, fragment = name.strip(), fragment.strip()
            shown = (match[2] or "").strip() or ": ".join(filter(None, (name, fragment)))
            found.append(
                ("wiki", block.start + match.start(), block.start + match.end(), (name, fragment, shown))
            )
        for match in _CITE.finditer(source):
            found.append(("cite", block.start + match.start(), block.start + match.end(), match[1]))
        return sorted(
            token
            for token in found
            if not any(s < token[2] and token[1] < e for s, e in opaque)
            and (not cells or any(s <= token[1] and token[2] <= e for s, e in cells))
        )

    def plain(self, tokens: list[Token], start: int = 0, end: int = 1 << 60) -> str:
        """The words of the tokens between two offsets, as a reader sees them."""
        words = []
        for token in tokens:
            kind, s, e, data = token
            if e <= start or s >= end:
                continue
            if kind == "text" and len(data) == e - s:
                words.append(data[max(start - s, 0) : end - s])
            elif kind == "cite" and words:
                words[-1] = words[-1].rstrip()
            elif s >= start:
                words.append(_shown(token))
        return "".join(words)


def _shown(token: Token) -> str:
    kind, _, _, data = token
    if kind in ("text", "codespan", "url"):
        return str(data)
    if kind == "wiki":
        return str(data[2])
    return " " if kind in ("soft", "hard", "/cell") else ""


def _merged(tokens: list[Token]) -> list[Token]:
    """Neighbouring pieces of text as one; an escape between two pieces keeps them apart."""
    merged: list[Token] = []
    for token in tokens:
        last = merged[-1] if merged else None
        if (
            last
            and token[0] == last[0] == "text"
            and last[2] == token[1]
            and len(token[3]) == token[2] - token[1]
            and len(last[3]) == last[2] - last[1]
        ):
            merged[-1] = ("text", last[1], token[2], last[3] + token[3])
        else:
            merged.append(token)
    return merged


def _bare_addresses(tokens: list[Token]) -> list[Token]:
    """GitHub links bare addresses; so do we, by the same rules for what ends one."""
    out: list[Token] = []
    depth = 0
    for token in tokens:
        kind, start, end, data = token
        depth += (kind == "link") - (kind == "/link")
        if kind != "text" or depth or len(data) != end - start:
            out.append(token)
            continue
        at = 0
        for match in _BARE.finditer(data):
            address = _trimmed(match[0])
            if "." not in address[4:]:
                continue
            if match.start() > at:
                out.append(("text", start + at, start + match.start(), data[at : match.start()]))
            at = match.start() + len(address)
            out.append(("url", start + match.start(), start + at, address))
        if at < len(data):
            out.append(("text", start + at, end, data[at:]))
    return out


def _trimmed(address: str) -> str:
    """Without the signs at the end that belong to the sentence, or close a bracket opened before."""
    end, closing = len(address), address.count(")") - address.count("(")
    while end and (address[end - 1] in "?!.,:*_~;" or (address[end - 1] == ")" and closing > 0)):
        end -= 1
        closing -= address[end] == ")"
    return address[:end]


def _breaks(text: str) -> tuple[list[int], list[int]]:
    """Where each sentence ends and where the next begins; closing quotation marks belong to the first."""
    found = [
        match
        for match in _SENTENCE_END.finditer(text)
        if not _ABBREVIATION.search(text, max(0, match.start() - 5), match.start() + 1)
    ]
    return [m.start() + len(m[0].rstrip()) for m in found], [m.end() for m in found]


def _sentence(text: str, start: int, end: int, breaks: tuple[list[int], list[int]]) -> Sentence:
    """The sentence around a stretch of text, cut to a readable length."""
    ends, begins = breaks
    before, after = bisect_right(begins, start), bisect_left(ends, end)
    left = begins[before - 1] if before else 0
    right = ends[after] if after < len(ends) else len(text)
    if right - left > LONGEST_SENTENCE:
        room = max(LONGEST_SENTENCE - (end - start), 40) // 2
        cut = text.rfind(" ", left, max(start - room, left)) + 1 or left
        stop = text.rfind(" ", end, end + room) if end + room < right else right
        stop = max(stop, end)
    else:
        cut, stop = left, right
    head = ("… " if cut > left else "") + _folded(text[cut:start].lstrip())
    words = _folded(text[start:end])
    tail = _folded(text[end:stop].rstrip()) + (" …" if stop < right else "")
    return Sentence(head + words + tail, len(head), len(head) + len(words))


def _folded(text: str) -> str:
    """With every run of white space as one space, also at the ends."""
    return _SPACES.sub(" ", text) if "  " in text or "\n" in text or "\t" in text else text


def _items(block: Block, deep: bool = False) -> list[Block]:
    found = []
    for child in block.children:
        if child.kind == "item":
            found.append(child)
        if deep:
            found.extend(_items(child, deep))
    return found


def _paragraphs(block: Block) -> list[Block]:
    found = [block] if block.kind == "paragraph" else []
    for child in block.children:
        found.extend(_paragraphs(child))
    return found


def _unmarked(words: str) -> str:
    """Without emphasis left over from a label that is bold together with its text."""
    return words.strip().strip("*").strip()
