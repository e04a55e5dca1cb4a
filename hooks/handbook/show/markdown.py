"""The Markdown people write, as Python-Markdown needs it to show what GitHub's preview shows.

Every change is a splice into the text at a place the reader knows; nothing is printed from a tree.
What is evened out: nesting by two spaces, lists and other blocks without a blank line before them,
neighbouring lists and quotations, `1)`, `#tag`, setext and indented blocks, alerts, task boxes,
strikethrough, backslashes, and braces, which attribute lists would swallow.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice

from handbook.model import Block
from handbook.read.unseen import within_a_note

INDENT = "    "
_ESCAPABLE = set("\\`*_{}[]()>#+-.!")
_LINE_START = re.compile(
    r"(#)|([!?]{3})(?=[ +])|(\[)(?=[^\]\n]*\]:)|(\d+)(?=\.\s)|([-+*])(?=\s)|(:)(?=\s)|([=-])(?=[=-]*[ \t]*$)",
    re.M,
)
_FOREIGN = re.compile(r"[{}<\[*_`]")
"""Signs that stand for themselves in plain text, since the reader knows every link and every stress."""
_SIGNS = re.compile(r"[\\{}<~\[!*_`]")
_FOREIGN_IN_LINK = re.compile(r"[{}<\[\]*_`]")
_FENCE = re.compile(r"[ ]*(`{3,}|~{3,})[^\n]*")
_MARKER = re.compile(r"[ ]*([-+*]|\d{1,9}[.)])([ ]*)")
_ALERTS = {"Note": "note", "Tip": "tip", "Important": "info", "Warning": "warning", "Caution": "danger"}


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters `start` to `end` of the text become `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of the text that become an indented block, or with no `opener` just a paragraph.

    `first` and `last` are lines of Markdown put before and after what stands in it.
    """

    start: int
    end: int
    opener: str = ""
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()


@dataclass(slots=True)
class _Line:
    """One line on its way: where its words begin, and what will stand before and after them."""

    start: int
    end: int
    words: int
    prefix: str = ""
    hanging: str = ""
    head: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


class _Lines(dict[int, _Line]):
    """The lines somebody has looked at; all the others stay as they are."""

    def __init__(self, text: str, starts: list[int]) -> None:
        super().__init__()
        self._text, self._starts = text, starts

    def __missing__(self, row: int) -> _Line:
        start = self._starts[row]
        end = self._starts[row + 1] - 1 if row + 1 < len(self._starts) else len(self._text)
        self[row] = line = _Line(start, end, start)
        return line


def write(
    text: str,
    outline: Block,
    edits: Sequence[Edit] = (),
    boxes: Sequence[Box] = (),
    after_title: Sequence[str] = (),
    before: Mapping[int, Sequence[str]] | None = None,
) -> str:
    """The text with all edits and boxes, evened out.

    An edit that begins inside another is left out, so the longer one has its way. `after_title`
    are lines of Markdown to stand under the first heading of the page, or at its top; `before` are
    blocks to stand before the one at a place of the text, or at its end.
    """
    writer = _Writer(text, boxes)
    writer.children(outline)
    if after_title:
        title = outline.children[0] if outline.children else None
        if title is not None and title.kind == "heading":
            row = writer.rows(title.start, title.end)[-1]
            writer.lines[row].tail += ["", *after_title, ""]
        else:
            writer.lines[0].head[:0] = [*after_title, ""]
    last: list[str] = []
    for offset, blocks in (before or {}).items():
        lines = [line for block in blocks for line in ("", block)]
        if offset < len(text):
            writer.lines[writer.row(offset)].head[:0] = [*lines, ""]
        else:
            last += lines
    # What the reader has found to change in raw HTML.
    mends = [Edit(*mend) for mend in outline.data or ()]
    written = writer.finish([*edits, *mends, *writer.edits])
    return "\n".join([written.rstrip("\n"), *last, ""]) if last else written


def escape(text: str) -> str:
    """Plain words as Markdown that shows them and nothing else."""
    return re.sub(r"[\\`*_{}\[\]<>#|&!~]", lambda sign: f"&#{ord(sign[0])};", " ".join(text.split()))


class _Writer:
    def __init__(self, text: str, boxes: Sequence[Box]) -> None:
        self.text = text
        self.boxes = sorted(boxes, key=lambda box: box.start)
        self.edits: list[Edit] = []
        self.notes: Counter[str] = Counter()
        self.starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))][:-1]
        self.lines = _Lines(text, self.starts)

    def row(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def rows(self, start: int, end: int) -> range:
        """The lines of a stretch of text, without blank ones at its end."""
        while end > start and self.text[end - 1] in " \t\n":
            end -= 1
        return range(self.row(start), self.row(max(end - 1, start)) + 1)

    # Blocks

    def children(self, parent: Block) -> None:
        before: Block | None = None
        for block in parent.children:
            rows = self.rows(block.start, block.end)
            if before is not None:
                self.space(parent, before, block, rows[0])
            if block.kind == "paragraph" and self.boxes:
                self.open_boxes(block)
            match block.kind:
                case "quote":
                    self.quote(block, rows)
                case "item":
                    self.item(block, rows)
                case "footnote":
                    self.footnote(block, rows)
                case "list":
                    self.children(block)
                case "paragraph":
                    self.paragraph(block, rows)
                case "heading":
                    self.heading(block, rows)
                case "code":
                    self.code(block, rows)
                case "table":
                    self.inlines(block, in_table=True)
                    self.whole_rows(block)
                    self.flush(rows)
                case "rule":
                    self.edits.append(Edit(block.start, self.lines[rows[0]].end, "---"))
            before = block

    def space(self, parent: Block, before: Block, block: Block, row: int) -> None:
        """Blank lines and separators between two blocks that Python-Markdown would run together."""
        crowded = row > 0 and not self.blank(row - 1)
        same = before.kind == block.kind and block.kind in ("list", "quote")
        if not crowded and not same:
            return
        line = self.lines[row]
        if same and (block.kind == "quote" or _bullet(self.text, before) == _bullet(self.text, block)):
            line.head += ([line.hanging.rstrip()] if crowded else []) + [
                line.hanging + "<!-- -->",
                line.hanging.rstrip(),
            ]
        elif crowded and not (
            (parent.kind == "list" and _simple(before))
            or (parent.kind == "item" and block.kind == "list" and before.data == "tight")
        ):
            line.head.append(line.hanging.rstrip())

    def blank(self, row: int) -> bool:
        """Whether a line has no words of its own."""
        start = self.lines[row].words if row in self.lines else self.starts[row]
        end = self.starts[row + 1] if row + 1 < len(self.starts) else len(self.text)
        return not self.text[start:end].strip()

    def quote(self, block: Block, rows: range) -> None:
        alert = _ALERTS.get(block.data or "")
        first = self.lines[rows[0]]
        for row in rows:
            line = self.lines[row]
            mark = re.compile(r"[ ]*>[ ]?").match(self.text, line.words, line.end)
            line.words = mark.end() if mark else line.words
            if alert:
                if row > rows[0]:
                    line.prefix += INDENT
                    line.hanging += INDENT
            else:
                line.prefix += "> "
                line.hanging += "> "
        if alert:
            first.words = first.end
            first.prefix += f'!!! {alert} "{block.data}"'
            first.tail.insert(0, first.hanging.rstrip())
            self.lines[rows[-1]].tail.append(first.hanging.rstrip())
        self.children(block)

    def item(self, block: Block, rows: range) -> None:
        first = self.lines[rows[0]]
        match = _MARKER.match(self.text, block.start, first.end)
        if match is None:
            return
        spaces = len(match[2])
        bare = match.end() == first.end
        width = len(match[1]) + (1 if bare or not 1 <= spaces <= 4 else spaces)
        start = match.start(1)
        offset = start - first.words + width
        first.words = min(start + width, first.end)
        marker = "-" if match[1] in "-+*" else match[1][:-1] + "."
        first.prefix += marker.ljust(3) + " "
        first.hanging += INDENT
        inner = block.children[0] if block.children else None
        if inner is None:
            self.edits.append(Edit(first.words, first.words, "&#8203;"))
        elif inner.kind == "code" and self.row(inner.start) == rows[0]:
            # A fence has to begin a line of its own.
            first.head += [first.prefix + "&#8203;", ""]
            first.prefix = first.hanging
        for row in rows[1:]:
            line = self.lines[row]
            self.outdent(line, offset)
            line.prefix += INDENT
            line.hanging += INDENT
        self.children(block)

    def whole_rows(self, block: Block) -> None:
        """Add the cells that a row has too many to its last one, as words."""
        last = block.start
        for kind, _, end, _ in block.inlines:
            if kind == "/cell":
                last = end
            elif kind == "/row":
                over = self.text[last:end].rstrip()
                if over.strip("| \t"):
                    self.edits.append(Edit(last, last + len(over), f" &#124; {escape(over.strip('| '))} |"))

    def footnote(self, block: Block, rows: range) -> None:
        if within_a_note(self.text, block):
            # The engine breaks off at a note in a note.
            self.edits.append(Edit(block.start, block.start + 1, "&#91;"))
        else:
            name = _note_name(block.data)
            if self.notes[name]:
                # The engine would show the last of several by one name; this one has no number in the text.
                self.edits.append(Edit(block.start, block.start + 2, f"[^{self.notes[name]}~"))
            self.notes[name] += 1
            self.note(block.start, block.data)
        for row in rows[1:]:
            line = self.lines[row]
            self.outdent(line, 4)
            line.prefix += INDENT
            line.hanging += INDENT
        self.children(block)

    def paragraph(self, block: Block, rows: range) -> None:
        self.flush(rows)
        self.inlines(block)
        for row in rows:
            start = max(self.lines[row].words if row in self.lines else self.starts[row], block.start)
            match = _LINE_START.match(self.text, start)
            if match:
                number = next(n for n in range(1, 8) if match[n])
                at = match.end(number) if number == 4 else match.start(number)
                self.edits.append(Edit(at, at + 1, f"&#{ord(self.text[at])};"))

    def flush(self, rows: range) -> None:
        """Indentation before the words of a paragraph means nothing on GitHub."""
        for row in rows:
            start = self.lines[row].words if row in self.lines else self.starts[row]
            if self.text.startswith((" ", "\t"), start):
                line = self.lines[row]
                while line.words < line.end and self.text[line.words] in " \t":
                    line.words += 1

    def outdent(self, line: _Line, most: int) -> None:
        """Take up to so many spaces off the beginning of a line."""
        words = self.text[line.words : min(line.words + most, line.end)]
        line.words += len(words) - len(words.lstrip(" "))

    def heading(self, block: Block, rows: range) -> None:
        level = int(block.data["level"][1])
        self.inlines(block)
        first, last = self.lines[rows[0]], self.lines[rows[-1]]
        start = min((token[1] for token in block.inlines), default=last.end)
        end = max((token[2] for token in block.inlines), default=last.end)
        identity = f" {{#{block.data['id']}}}" if block.inlines else ""
        first.words = min(start, first.end) if start < first.end else first.end
        first.prefix += "#" * level + " "
        self.edits.append(Edit(end, last.end, identity))
        if self.text[end - 1 : end] == "#" and start < end:
            # Python-Markdown takes these for the closing signs of the heading.
            run = len(self.text[start:end]) - len(self.text[start:end].rstrip("#"))
            self.edits.append(Edit(end - run, end, "&#35;" * run))
        for kind, s, _, _ in block.inlines:
            if kind in ("soft", "hard"):
                following = self.lines[self.row(s) + 1]
                self.edits.append(Edit(s, self._words_of(following), " "))

    def _words_of(self, line: _Line) -> int:
        at = line.words
        while at < line.end and self.text[at] in " \t":
            at += 1
        return at

    def code(self, block: Block, rows: range) -> None:
        first, last = self.lines[rows[0]], self.lines[rows[-1]]
        if block.data == "Indented":
            fence = "`" * max(3, 1 + longest_run(self.text[block.start : block.end]))
            first.head += [first.prefix + fence]
            first.prefix = first.hanging
            for row in rows:
                line = self.lines[row]
                line.words = max(line.words, min(block.start, line.end)) if row == rows[0] else line.words
                if row > rows[0]:
                    self.outdent(line, 4)
            last.tail.insert(0, last.hanging + fence)
            return
        opening = _FENCE.match(self.text, first.words, first.end)
        if opening is None:
            return
        closing = None
        if len(rows) > 1:
            closing = re.compile(rf"[ ]*{re.escape(opening[1])}[`~]*[ \t]*$").match(
                self.text, last.words, last.end
            )
        inner = [row for row in rows[1:] if row != rows[-1] or not closing]
        words = [self.text[self.lines[row].words : self.lines[row].end] for row in inner]
        fence = "`" * max(3, 1 + longest_run("\n".join(words)))
        word = block.data["Fenced"].split()[0] if block.data["Fenced"].split() else ""
        language = re.sub(r"[^\w#+.-]", "", word)
        margin = opening.start(1) - first.words
        self.edits.append(Edit(first.words, first.end, fence + language))
        for row in inner:
            line = self.lines[row]
            self.outdent(line, margin)
        if closing:
            self.edits.append(Edit(last.words, last.end, fence))
        else:
            last.tail.insert(0, last.hanging + fence)

    # Inlines

    def inlines(self, block: Block, in_table: bool = False) -> None:
        """Signs inside a line that mean something to one of the two dialects only."""
        if not block.inlines:
            return
        if not _SIGNS.search(self.text, block.inlines[0][1], block.end):
            return
        linked = 0
        for kind, start, end, data in block.inlines:
            linked += (kind in ("link", "image")) - (kind in ("/link", "/image"))
            if kind == "text":
                if start and self.text[start - 1] == "\\" and len(data) == end - start:
                    sign = self.text[start]
                    before = self.text[self.text.rfind("\n", 0, start) + 1 : start]
                    odd = (len(before) - len(before.rstrip("\\"))) % 2
                    if odd and sign not in _ESCAPABLE and not (in_table and sign == "|"):
                        self.edits.append(Edit(start - 1, start + 1, f"&#{ord(sign)};"))
                for match in (_FOREIGN_IN_LINK if linked else _FOREIGN).finditer(self.text, start, end):
                    at = match.start()
                    if at == start and self.text[at - 1 : at] == "\\":
                        at, end_ = at - 1, at + 1
                    else:
                        end_ = at + 1
                    self.edits.append(Edit(at, end_, f"&#{ord(match[0])};"))
            elif kind == "footnote":
                self.note(start, data)
            elif kind == "hard":
                if self.text[start] == "\\":
                    self.edits.append(Edit(start, start + 1, "  "))
            elif kind == "task":
                done = "done" if data else "not done yet"
                checked = " checked" if data else ""
                box = f'<input type="checkbox" disabled{checked} aria-label="{done}">'
                self.edits.append(Edit(start, end, box))
            elif kind == "del":
                width = 2 if self.text.startswith("~~", start) else 1
                self.edits.append(Edit(start, start + width, "<del>"))
                self.edits.append(Edit(end - width, end, "</del>"))

    def note(self, start: int, name: str) -> None:
        """The name of a footnote in small letters, since large ones are the same only on GitHub."""
        if name != _note_name(name) and self.text.startswith(name, start + 2):
            self.edits.append(Edit(start + 2, start + 2 + len(name), _note_name(name)))

    # Boxes

    def open_boxes(self, block: Block) -> None:
        first = bisect_left(self.boxes, block.start, key=lambda box: box.start)
        for box in islice(self.boxes, first, None):
            if box.start >= block.end:
                break
            self.box(box)

    def box(self, box: Box) -> None:
        rows = self.rows(box.start, box.end)
        first, last = self.lines[rows[0]], self.lines[rows[-1]]
        hanging = first.hanging
        if first.prefix == hanging and rows[0] and not first.head and not self.blank(rows[0] - 1):
            first.head.append(hanging.rstrip())
        if not box.opener:
            last.tail.insert(0, hanging.rstrip())
            return
        first.head += [first.prefix + box.opener, hanging.rstrip()]
        first.head += [hanging + INDENT + line if line else hanging.rstrip() for line in box.first]
        first.prefix = first.hanging = hanging + INDENT
        for row in rows[1:]:
            line = self.lines[row]
            line.prefix += INDENT
            line.hanging += INDENT
        footer = [hanging.rstrip(), *(hanging + INDENT + line for line in box.last)] if box.last else []
        last.tail[:0] = [*footer, hanging.rstrip()]

    # Together

    def finish(self, edits: list[Edit]) -> str:
        # What is put in at a place comes before what is changed from there on.
        edits.sort(key=lambda edit: (edit.start, edit.end > edit.start, -edit.end))
        out: list[str] = []
        number, position = 0, -1
        following = edits[0].start if edits else len(self.text) + 1
        for row, start in enumerate(self.starts):
            end = self.starts[row + 1] - 1 if row + 1 < len(self.starts) else len(self.text)
            if row not in self.lines and following > end and position < start:
                out.append(self.text[start:end])
                continue
            line = self.lines[row]
            goes_on = position >= start
            at = min(max(line.words, position), end)
            pieces: list[str] = []
            while number < len(edits) and edits[number].start <= end:
                edit = edits[number]
                number += 1
                if edit.start < max(at, position):
                    continue
                pieces += [self.text[at : edit.start], edit.text]
                position = edit.end
                at = min(edit.end, end)
            following = edits[number].start if number < len(edits) else len(self.text) + 1
            words = "".join(pieces) + self.text[at:end]
            out += line.head
            if goes_on:
                # An edit took the line break away, so these words belong to the line above.
                out[-1] += words
            else:
                out.append((line.prefix + words) if words.strip() else line.prefix.rstrip())
            out += line.tail
        return "\n".join(out)


def longest_run(text: str) -> int:
    """The longest run of backticks."""
    return max(map(len, re.findall("`+", text)), default=0)


def _simple(item: Block) -> bool:
    """Whether an item holds nothing but a line of text and lists of such items."""
    return all(
        (child.kind == "paragraph" and child.data == "tight")
        or (child.kind == "list" and all(_simple(inner) for inner in child.children))
        for child in item.children
    )


def _note_name(name: str) -> str:
    """One for all spellings; the key of a source keeps its own."""
    return name if name.startswith("@") else name.casefold()


def _bullet(text: str, block: Block) -> bool:
    """Whether a list is numbered; lists of both kinds are kept apart by the engine itself."""
    return text[block.start].isdigit()
