"""A page's text to its headings, labels, links, voices and citations, read once."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from handbook.model import (
    Block,
    Facts,
    Heading,
    Label,
    Page,
    PagePath,
    Place,
    Problem,
    Prose,
    SectionId,
    Voice,
    WrittenLink,
    slug,
)
from handbook.read import front_matter, labels, markup, raw
from handbook.read.blocks import Beyond, Token, items
from handbook.read.inlines import CELL, between, flatten, refine, words
from handbook.read.links import LinkReader
from handbook.read.misplaced import misplaced, tight
from handbook.read.sentences import around
from handbook.read.settings import shorten
from handbook.read.slips import maybe_slips, slips
from handbook.read.spans import Spans
from handbook.read.unseen import unseen
from handbook.read.voices import voice

HEADINGS = 1_000
"""Engines look through all headings of a page for each of them."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_COMMENTS = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_REASON = re.compile(r"(?:^|(?<=\s)|(?<=,))because\s|(?:^|(?<=\s))[–—-]{1,2}\s", re.I)
_INDENT = re.compile(r"^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*[ \t]*", re.M)
_SPLIT_NAME = re.compile(r"\[\[[^\[\]|\n\\]*\|[^\[\]\n]*\]\]")
_TITLE = re.compile(r"\n*# [^\n]{1,200}\n")
_CODE = frozenset(("codespan", "inline html"))


def read(path: PagePath, text: str, grammar: labels.Grammar) -> tuple[Page, list[Problem]]:
    """The page and everything worth saying about how it is written; never raises."""
    written, problems = front_matter.read(text, f"docs/{path}")
    if two := raw.two_versions(f"docs/{path}", text):
        # Whatever else could be said would be said of both versions at once.
        page, _ = _walked(path, _as_typed(written, text), grammar, {}, [])
        return replace(page, beyond=True), two
    beyond = raw.bounds(f"docs/{path}", written.text, written.line)
    if not beyond:
        settings, tabs = _without_tabs(written)
        try:
            return _walked(path, settings, grammar, tabs, problems)
        except Beyond as limit:
            line = settings.line + settings.text.count("\n", 0, limit.start)
            beyond = [Problem(Place(f"docs/{path}", line), f"{limit.message} {raw.AS_TYPED}")]
    page, problems = _walked(path, _as_typed(written, text), grammar, {}, [*problems, *beyond])
    return replace(page, beyond=True), problems


def _walked(
    path: PagePath,
    settings: front_matter.Settings,
    grammar: labels.Grammar,
    tabs: dict[int, int],
    problems: list[Problem],
) -> tuple[Page, list[Problem]]:
    """All that a page's text holds. Raises Beyond."""
    reader = _Reader(path, settings.text, settings.line, grammar, tabs)
    reader.block(reader.outline, quoted=False)
    for offset, message, level in unseen(settings.text, reader.outline):
        reader.say(offset, message, level)
    for offset, message, level in tight(settings.text, reader.outline):
        reader.say(offset, message, level)
    # Where the settings at the top have a fault, that is said already.
    for offset, message, level in (
        () if problems else misplaced(settings.text, reader.outline, bool(settings.key_lines))
    ):
        reader.say(offset, message, level)
    return reader.page(settings), sorted({*problems, *reader.problems})


def _without_tabs(settings: front_matter.Settings) -> tuple[front_matter.Settings, dict[int, int]]:
    """Spaces for the tabs before words, and how much longer that makes each such line."""
    if "\t" not in settings.text:
        return settings, {}
    written = settings.text.split("\n")
    settings = replace(settings, text=_INDENT.sub(lambda m: m[0].expandtabs(4), settings.text))
    both = zip(written, settings.text.split("\n"), strict=True)
    return settings, {row: len(now) - len(old) for row, (old, now) in enumerate(both) if "\t" in old}


def _as_typed(settings: front_matter.Settings, text: str) -> front_matter.Settings:
    """With no more text than the title, by which others link to the page; all the rest is unread."""
    title = _TITLE.match(settings.text)
    before = text.removesuffix(settings.text) if settings.unread else ""
    rest = settings.text[title.end() :] if title else settings.text
    return replace(settings, text=title[0] if title else "", unread=(before + rest).strip("\n"))


class _Reader(LinkReader):
    """One walk over the blocks of a page, in the order of the text."""

    def __init__(
        self, path: PagePath, text: str, line: int, grammar: labels.Grammar, tabs: dict[int, int]
    ) -> None:
        super().__init__(path, text, line, tabs)
        self.grammar = grammar
        self.markup = markup.read(text)
        self.outline = self.markup.outline
        self.raw = Spans((start, end) for start, end, _ in self.markup.raw)
        for place, message, level in self.markup.faults:
            self.say_at(place, message, level)
        self.ids: dict[str, int] = {}
        self.headings: list[tuple[int, str, str, SectionId, int, int]] = []
        self.counts: list[int] = [0]
        self.filled: list[bool] = [False]
        self.labels: list[Label] = []
        self.voices: list[Voice] = []
        self.prose: list[Prose] = []
        self.label = -1
        self.alert = False

    def page(self, settings: front_matter.Settings) -> Page:
        title = self.headings[0][1] if self.headings and self.headings[0][0] == 1 else ""
        fallback = self.path.removesuffix(".md").removesuffix("/index").rpartition("/")[2]
        headings = [
            Heading(*heading, words, filled)
            for heading, words, filled in zip(self.headings, self.counts[1:], self.filled[1:], strict=True)
        ]
        return Page(
            path=self.path,
            title=title or settings.front.title or fallback.replace("-", " ").capitalize(),
            front=settings.front,
            key_lines=settings.key_lines,
            value_places=settings.value_places,
            text=self.text,
            line=self.first_line,
            outline=self.outline,
            headings=tuple(headings),
            labels=tuple(sorted(self.labels, key=lambda label: label.start)),
            links=tuple(sorted(self.links, key=lambda link: link.start)),
            voices=tuple(self.voices),
            citations=tuple(self.citations),
            words=sum(self.counts),
            filled=any(self.filled),
            unread=settings.unread,
            over={heading.section: heading.text for heading in headings},
            prose=tuple(self.prose),
            ids=tuple(self.raw_ids),
            tabs=self.tabs,
        )

    # Blocks

    def block(self, block: Block, quoted: bool) -> None:
        following: list[Block | None] = [*block.children[1:], None]
        for child, after in zip(block.children, following, strict=False):
            if child.kind == "heading":
                self.heading(child)
                continue
            if child.kind != "html" or _COMMENTS.sub("", self.text[child.start : child.end]).strip():
                self.filled[-1] = True
            if child.kind == "paragraph":
                self.paragraph(child, after, quoted)
            elif child.kind == "table":
                self.cells(child, quoted)
            elif child.kind == "html":
                self.raw_block(child)
            elif child.kind == "quote":
                # An alert such as `> [!NOTE]` is no quotation: its words are the author's own.
                outside, self.alert = self.alert, child.data is not None
                self.block(child, quoted=True)
                self.alert = outside
                if child.data is None:
                    found = voice(self.text, child, self.section, self.line_of(child.start))
                    self.voices += [found] if found else []
            elif child.children:
                outer = self.label
                if child.kind == "list" and self.label >= 0:
                    owner = self.labels[self.label]
                    if not owner.start <= child.start < owner.end:
                        self.label = -1
                self.block(child, quoted)
                self.label = outer if child.kind != "list" else -1

    def heading(self, block: Block) -> None:
        tokens = refine(self.text, block)
        flat, at = flatten(tokens)
        text = " ".join(flat.split())
        if not text:
            self.say(block.start, "this heading has no words. Give it some, or delete the line.")
        begun = self.grammar.start(self.text, tokens[0][1], block.end) if tokens else None
        if begun and self.text[: begun.content].rstrip().endswith(":"):
            self.say(
                block.start,
                f"'{begun.name[:1].upper()}{begun.name[1:]}' stands in a heading, so it is not counted. "
                "Put it on a line of its own under the heading.",
                "note",
            )
        if len(self.headings) == HEADINGS:
            message = f"this is heading number {HEADINGS + 1:,}, and we read at most {HEADINGS:,} on a page. "
            raise Beyond(block.start, f"{message}Split the page into several.")
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
        self.headings.append((level, text, unique, self.section, self.line_of(block.start), block.start))
        self.counts.append(0)
        self.filled.append(False)
        self.find_links(tokens, flat, at)

    def cells(self, block: Block, quoted: bool) -> None:
        start = 0
        tokens = refine(self.text, block)
        columns = 0
        for number, token in enumerate(tokens):
            if token[0] == "row":
                columns = columns or len(_cells(self.text, token))
                self.whole_row(token, columns)
            if token[0] == "row":
                start = number + 1
            elif token[0] == "/row":
                row = tokens[start:number]
                text, at = flatten(row)
                self.counts[-1] += sum(word != CELL.strip() for word in text.split())
                linked = len(self.links)
                self.find_links(row, text, at)
                self.keep_prose(text, row, at, quoted, linked)

    def whole_row(self, row: Token, columns: int) -> None:
        """Say where a sign cuts a name in two, or where a row has more cells than its table, or none."""
        if columns > 1 and "|" not in self.text[row[1] : row[2]]:
            message = "this line is read as a row of the table above it. Put an empty line before it."
            self.say(row[1], message, "note")
        split = [*_SPLIT_NAME.finditer(self.text, row[1], row[2])]
        for name in split:
            self.say(
                name.start(),
                f"'|' ends a cell here, so '{name[0]}' is cut in two. "
                f"Write it as '{name[0].replace('|', chr(92) + '|')}'.",
            )
        cells = _cells(self.text, row)
        if len(cells) > columns and not split:
            over = shorten(" | ".join(cells[columns:]))
            self.say(
                row[1],
                f"this row has {len(cells)} cells and the table {columns}, so '{over}' is added "
                f"to its last one. Take a '|' out, or write '{chr(92)}|' where it is part of the words.",
            )

    def paragraph(self, block: Block, after: Block | None, quoted: bool) -> None:
        tokens = refine(self.text, block)
        text, at = flatten(tokens)
        self.counts[-1] += len(text.split())
        if maybe_slips(self.text, block.start, block.end):
            for place, message, level in slips(self.text[block.start : block.end], block.start, tokens):
                self.say_at(place, message, level)
        first, linked = len(self.labels), len(self.links)
        parts: list[list[Token]] = []
        if quoted:
            self.quoted_labels(tokens)
        else:
            parts = self.line_labels(block, tokens, after)
            self.inline_labels(tokens, text, at)
        if len(self.labels) == first:
            self.find_links(tokens, text, at, self.label)
            self.keep_prose(text, tokens, at, quoted, linked)
            if self.label >= 0:
                self.see_also(self.label, tokens, 0, block.end, range(linked, len(self.links)))
            return
        self.find_links(tokens, text, at)
        self.keep_prose(text, tokens, at, quoted, linked)
        self.label = -1
        found = range(linked, len(self.links))
        for index, part in enumerate(parts, first):
            label = self.labels[index]
            self.see_also(index, part, label.content, min(label.end, block.end), found)
            self.label = index if label.end > block.end else -1

    def keep_prose(self, text: str, tokens: list[Token], at: list[int], quoted: bool, linked: int) -> None:
        """Keep words in which terms and titles may be found; `linked` is how many links there were before."""
        if (quoted and not self.alert) or (tokens and self.raw.touch(tokens[0][1], tokens[-1][2])):
            return
        pieces: list[str] = []
        position = 0
        for number in range(linked, len(self.links)):
            link = self.links[number]
            if link.right > link.left >= position:
                pieces += [text[position : link.left], "_" * (link.right - link.left)]
                position = link.right
        free = "".join([*pieces, text[position:]]) if pieces else text
        self.prose.append(Prose(self.section, text, free, tokens, at))

    # Labels

    def line_labels(self, block: Block, tokens: list[Token], after: Block | None) -> list[list[Token]]:
        """Take down the labels of a paragraph; the tokens of each."""
        found: list[tuple[int, labels.Start, int]] = []
        fresh = True
        for number, (kind, start, _, _) in enumerate(tokens):
            if kind in ("soft", "hard"):
                fresh = True
            elif kind != "task" and fresh:
                fresh = False
                begun = None if kind in _CODE else self.grammar.start(self.text, start, block.end)
                if begun:
                    found.append((start, begun, number))
                miss = self.grammar.near_miss(self.text, start, block.end)
                if miss and (not begun or begun.name.lower() == miss[0].lower()):
                    self.say(
                        start,
                        f"'{miss[0]}:' is nearly the label '{miss[1].capitalize()}:'. "
                        "If you meant it, write it so; nothing is lost as it is.",
                        "note",
                    )
        if not found:
            return []
        stop = max(token[2] for token in tokens)
        ends = [start for start, _, _ in found[1:]] + [stop]
        lasts = [number for _, _, number in found[1:]] + [len(tokens)]
        parts = [tokens[number:last] for (_, _, number), last in zip(found, lasts, strict=True)]
        for (start, begun, _), end, part in zip(found, ends, parts, strict=True):
            listed: tuple[str, ...] = ()
            content = begun.content
            if end == stop and after is not None and self.belongs(after):
                end = after.end
                listed = tuple(self.item_words(item) for item in items(after, deep=True))
            facts, bad, unknown = labels.facts(begun.facts, begun.kind)
            for wrong in bad:
                self.say(start, f"'{wrong}' is not a date. Write year-month-day, such as 2026-05-01.")
            if unknown:
                content = begun.facts_at - 1
                self.say(start, unknown[0], "note")
            said = between(part, content, min(end, stop))
            line_end = self.text.find("\n", start, stop)
            self.labels.append(
                Label(
                    kind=slug(begun.name),
                    name=begun.name,
                    words=_unmarked(said),
                    as_written=self.text[start : line_end if line_end > 0 else stop].strip(),
                    facts=facts,
                    section=self.section,
                    line=self.line_of(start),
                    start=start,
                    content=content,
                    end=end if listed else start + len(self.text[start:end].rstrip()),
                    items=listed,
                    mark=begun.mark,
                )
            )
            self.counts[-1] -= len(between(part, start, min(end, stop)).split())
        return parts

    def inline_labels(self, tokens: list[Token], text: str, at: list[int]) -> None:
        if "(" not in text:
            return
        for (kind, start, end, data), offset in zip(tokens, at, strict=True):
            if kind != "text" or len(data) != end - start:
                continue
            for s, e, name, rest in self.grammar.inline(data):
                self.labels.append(
                    Label(
                        kind=slug(name),
                        name=name,
                        words=rest or around(text, offset + s, offset + e).text,
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
        for item in items(block):
            inner = item.children[0] if item.children else None
            if inner is not None and inner.kind == "paragraph" and inner.inlines:
                start = next((t[1] for t in inner.inlines if t[0] != "task"), inner.start)
                if self.grammar.start(self.text, start, inner.end):
                    return False
        return True

    def item_words(self, item: Block) -> str:
        first = next((child for child in item.children if child.kind == "paragraph"), None)
        return words(self.text, first) if first else ""

    def see_also(self, index: int, tokens: list[Token], start: int, end: int, found: range) -> None:
        """The targets of a `See also:` that are plain titles, and the reason for all of them.

        `found` are the numbers of the links of the paragraph.
        """
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
            reason = between(tokens, reason_at, end)
            reason = re.sub(r"^(?:[–—-]{1,2}\s*|because\s+)", "", reason.strip(" ,;")).strip()
        plain = " ".join(flatten(tokens)[0].split())
        first = len(self.links)
        at = 0
        for written, s, e in candidates:
            name = " ".join(_ESCAPE.sub(r"\1", written).split())
            at = max(plain.find(name, at), 0)
            stretch = (plain, at, at + len(name))
            self.links.append(self.link("plain", name, "", name, stretch, s, e, label=index))
        lo, hi = (bisect_left(self.links, at, found.start, found.stop, key=_start) for at in (start, end))
        for number in (*range(lo, hi), *range(first, len(self.links))):
            link = self.links[number]
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


def _start(link: WrittenLink) -> int:
    return link.start


def _cells(text: str, row: Token) -> list[str]:
    """The cells of a table row as written."""
    inside = text[row[1] : row[2]].strip().removeprefix("|")
    parts = re.split(r"(?<!\\)\|", inside)
    return [part.strip() for part in (parts[:-1] if not parts[-1].strip() else parts)]


def _unmarked(words: str) -> str:
    """Without emphasis left over from a label that is bold together with its text."""
    return words.strip().strip("*").strip()
