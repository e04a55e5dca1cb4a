"""Python-Markdown as `mkdocs.yml` sets it up, and what its HTML holds."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import markdown
import yaml

ROOT = Path(__file__).parent.parent


@cache
def _engine() -> markdown.Markdown:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    names, settings = [], {}
    for extension in config["markdown_extensions"]:
        name = extension if isinstance(extension, str) else next(iter(extension))
        names.append(name)
        settings[name] = {} if isinstance(extension, str) else extension[name]
    return markdown.Markdown(extensions=names, extension_configs=settings)


def render(text: str) -> str:
    """The HTML that MkDocs would put into the page."""
    return str(_engine().reset().convert(text))


class Seen(HTMLParser):
    """What a reader meets: headings with ids, links, and the words in the blocks they stand in."""

    BLOCKS = frozenset(
        ["h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "table", "th", "td", "hr"]
    )
    SPANS = frozenset(["em", "strong", "del", "code"])

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[list[str]] = []
        self.links: list[str] = []
        self.stream: list[str] = []
        self._heading: list[str] | None = None
        self._skip = 0
        self._folded = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        kind = values.get("class", "")
        if tag == "details" and "backlinks" in kind:
            # What other pages say of this one is not what this page says.
            self._folded += 1
        if self._folded:
            return
        if (tag == "a" and ("headerlink" in kind or "footnote" in kind)) or (tag == "a" and self._skip):
            self._skip += 1
        elif tag == "a" and "href" in values and "gap-button" not in kind:
            self.links.append(unquote(values["href"]))
            self.stream.append(f"<a {unquote(values['href'])}>")
        if tag in self.BLOCKS or tag in self.SPANS:
            start = values.get("start", "1")
            self.stream.append(f"<{tag}{'' if start == '1' else ' ' + start}>")
        if re.fullmatch(r"h[1-6]", tag):
            self._heading = [tag, values.get("id", ""), ""]

    def handle_endtag(self, tag: str) -> None:
        if self._folded:
            self._folded -= tag == "details"
            return
        if tag == "a" and self._skip:
            self._skip -= 1
        if tag in self.BLOCKS or tag in self.SPANS:
            self.stream.append(f"</{tag}>")
        if self._heading and tag == self._heading[0]:
            self._heading[2] = " ".join(self._heading[2].split())
            self.headings.append(self._heading)
            self._heading = None

    def handle_data(self, data: str) -> None:
        if self._skip or self._folded:
            return
        self.stream.append(data)
        if self._heading:
            self._heading[2] += data

    def shape(self) -> str:
        """Blocks, spans, links and words in order; white space counts only between words."""
        text = re.sub(r"\s+", " ", "".join(self.stream).replace("\u200b", ""))
        text = re.sub(r"<pre> ?<code> ?(.*?) ?</code> ?</pre>", r"<pre>\1</pre>", text)
        blocks = "|".join(self.BLOCKS)
        return re.sub(rf" ?(</?(?:{blocks})(?: \d+)?>) ?", r"\1", text).strip()
