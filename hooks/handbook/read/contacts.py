"""E-mail addresses and phone numbers in a text, in whatever way somebody wrote them.

Made to miss little and to raise no false alarm in prose, links, sources and code; `tests/golden/leaks.yml`
is the list of what counts and what does not.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

Kind = Literal["e-mail address", "phone number"]


@dataclass(frozen=True, slots=True)
class Contact:
    """One address or number: `value` is the same however it was written, the rest is where it stands.

    `written` is as in the text, once that is decoded, and `line` counts from 0. `harmless` is one that
    reaches nobody: made for examples, or for letters that nobody reads.
    """

    kind: Kind
    value: str
    written: str
    line: int
    harmless: bool


def contacts(text: str) -> Iterator[Contact]:
    """All addresses and numbers in a text, in no order; one may come twice."""
    seen = decoded(text)
    mails, phones = _may_write(seen), _may_ring(seen)
    if mails or phones:
        without = bare(seen)
        for view in dict.fromkeys((seen, without)):
            line = lines_of(view)
            yield from _mails(view, line) if mails else ()
            yield from _phones(view, line) if phones else ()


def normal(written: str) -> str:
    """An address or number the same however it is written; nothing where the words are neither."""
    words = written.strip()
    for found in contacts(words):
        if len(found.written) >= len(words) - 2:
            return found.value
    return ""


def folded(text: str) -> str:
    """The text in small letters without accents, to compare names by."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def lines_of(text: str) -> Callable[[int], int]:
    """What tells for a place in a text which line it is in, counted from 0, in little time for each."""
    ends = [found.start() for found in re.finditer("\n", text)]
    return lambda at: bisect_left(ends, at)


# As readers see it


_SIGN = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});?")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_PERCENT_AGAIN = re.compile(r"%(?:25)+(?=[0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|([!-/:-@\[-`{-~]))")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_INSIDE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|code|del|em|font|i|ins|kbd|mark|s|small|span|strong|sub|sup|u|wbr)\b|<!--", re.I
)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>@\n]{0,200}>|[*`~]+|(?<![^\W_])_+|_+(?![^\W_])")


def decoded(text: str) -> str:
    """The text with its signs as readers see them, and with the same lines."""
    seen = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    if "&" in seen:
        seen = _SIGN.sub(lambda match: _on_one_line(html.unescape(match[0])), seen)
    if "%" in seen:
        seen = _PERCENT_AGAIN.sub("%", seen) if "%25" in seen else seen
        seen = _PERCENT.sub(lambda match: _on_one_line(unquote(match[0], errors="replace")), seen)
    if "\\" in seen:
        seen = _ESCAPE.sub(_unescaped, seen)
    if not seen.isascii():
        seen = unicodedata.normalize("NFKC", _UNSEEN.sub("", seen)).replace("\u3002", ".")
    return seen


def bare(text: str) -> str:
    """The text without what markup adds to it, and with the same lines."""
    # Comments that never end would be looked through again from each place where one begins.
    end = text.rfind("-->") + 3 if "-->" in text else 0
    return _MARKUP.sub(lambda match: apart(match[0]), _COMMENT.sub(_line_ends, text[:end]) + text[end:])


def apart(mark: str) -> str:
    """What readers see where a mark stands: nothing inside words, and what holds two cells or boxes apart."""
    if not mark.startswith("<") or _INSIDE.match(mark):
        return ""
    return " " if mark[:3].lower() == "<br" else "|"


def _line_ends(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ")


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return _on_one_line(chr(int(code, 16))) if code else match[3]


# E-mail


_BEFORE = re.compile(r"[^\W_](?:[\w.+'-]*\w)?\Z|[\w.+-]*\w\Z")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?![\w-])")
_TOP = "com|org|net|edu|gov|uk|eu|ie|info|coop|scot|wales|cymru|london|io|de|fr|nl|es|it|ca|au|nz|us"
_PROVIDERS = (
    "aol|btinternet|btopenworld|fastmail|gmail|gmx|googlemail|hotmail|icloud|live|mac|mail|me|msn|ntlworld|"
    "outlook|posteo|proton|protonmail|riseup|rocketmail|sky|talktalk|tiscali|tutanota|virginmedia|web|yahoo|"
    "ymail|zoho"
)
_DOT = r"(?:\.| dot |\s?[(\[{<]\s?(?:dot|\.)\s?[)\]}>]\s?)"
_SPELLED = re.compile(
    rf"(?<![\w.+@-])([\w.+-]{{1,64}})"
    rf"(?:(?:@|\s?[(\[{{<]\s?(?:at|@)\s?[)\]}}>]\s?)((?:[\w-]{{1,63}}{_DOT}){{1,4}}[a-z]{{2,24}})"
    rf"| at ((?:[\w-]{{1,63}} dot ){{1,4}}(?:{_TOP})))(?![\w-])",
    re.I,
)
_SPACED = re.compile(
    rf"(?<![\w.+@-])([\w.+-]{{1,64}}) @(?: ?((?:{_PROVIDERS})\.(?:com|net|org|me|de|fr|co\.uk))"
    rf"| ((?:[\w-]{{1,63}}\.){{1,4}}(?:{_TOP})))(?![\w-]|\.\w)",
    re.I,
)
"""Blanks around the sign. A handle may be called by a domain, so where it follows its sign at once only those
of letters count."""
_EVERYDAY = frozenset(
    "a all an and any as at by e-mail email for from has have in is mail my no not of on or our the their to "
    "us use uses using via with without you your".split()
)
"""Words before `@gmail.com` where that stands for all addresses there."""
_TRACE = re.compile(r"[(\[{<]\s?(?:at|@|dot)\s?[)\]}>]| dot ", re.I)
_TRACES = (
    " dot ",
    *(word + sign for word in ("at", "@", "dot") for end in ")]}>" for sign in (end, f" {end}")),
)
_MAYBE = re.compile(r"[^\s\[(,;:/]@[^\s\]),;:]")
_RESERVED = frozenset(("example", "test", "invalid", "localhost", "local", "internal", "onion"))
_FILES = frozenset("png jpg jpeg gif svg webp avif css js json html htm yml yaml txt pdf csv ics".split())
_NOBODY = re.compile(r"(?:.*[.+_-])?(?:no-?reply|do-?not-?reply)(?:[.+_-].*)?")


def _may_write(text: str) -> bool:
    """Whether it is worth looking for e-mail addresses."""
    if "@" in text and (_MAYBE.search(text) or _SPACED.search(text)):
        return True
    low = text.lower()
    return any(trace in low for trace in _TRACES) and _TRACE.search(text) is not None


def _mails(text: str, line: Callable[[int], int]) -> Iterator[Contact]:
    at = text.find("@")
    while at >= 0:
        left = _BEFORE.search(text[max(at - 64, 0) : at])
        right = _DOMAIN.match(text, at + 1) if left else None
        if left and right and not _is_other(text, at - len(left[0]), left[0], right):
            yield _mail(left[0], right[0], f"{left[0]}@{right[0]}", line(at))
        at = text.find("@", at + 1)
    if _TRACE.search(text):
        for found in _SPELLED.finditer(text):
            domain = re.sub(_DOT, ".", found[2] or found[3], flags=re.I)
            if _DOMAIN.fullmatch(domain) and _TRACE.search(found[0]):
                yield _mail(found[1].strip(".'-"), domain, found[0], line(found.start()))
    for found in _SPACED.finditer(text) if " @" in text else ():
        if found[1].lower() not in _EVERYDAY:
            yield _mail(found[1].strip(".'-"), found[2] or found[3], found[0], line(found.start()))


def _is_other(text: str, start: int, local: str, domain: re.Match[str]) -> bool:
    """Whether an `@` between words is of another kind: a pin, a picture, a clone, somebody elsewhere."""
    labels = domain[0].lower().split(".")
    return (
        text[max(start - 1, 0) : start] == "@"  # @ann@social.example
        or local.lower() in ("git", "hg", "svn")
        or labels[-1] in _FILES
        or bool(re.match(r"\d+\.\d+(?:\.|$)", domain[0]))
    )


def _mail(local: str, domain: str, written: str, line: int) -> Contact:
    local, domain = local.lower(), domain.lower()
    *others, last = domain.split(".")
    nobody = _NOBODY.fullmatch(local) or "noreply" in domain
    example = last in _RESERVED or (others[-1] == "example" and last in ("com", "org", "net", "edu"))
    harmless = bool(nobody) or example
    return Contact("e-mail address", f"{local}@{domain}", written, line, harmless)


# Phone


_GAP = r"(?:[ .()\u2010-\u2013-]{0,3}|[ ]?\n[ >]{0,8})"
_END = r"(?![\w+]|[.-]\d)"
_FORMS = (
    rf"\+44{_GAP}(?:0{_GAP})?[1-9](?:{_GAP}\d){{8,9}}{_END}",
    rf"\+(?!44)[1-9](?:[ .()/\u2010-\u2013-]{{0,3}}\d){{8,14}}{_END}",
    rf"00{_GAP}44{_GAP}(?:0{_GAP})?[1-9](?:{_GAP}\d){{8,9}}{_END}",
    rf"00[1-9]\d{{0,2}} \(?\d{{1,4}}\)?(?: \d{{2,5}}){{2,5}}{_END}",
    rf"0{_GAP}[1-35789](?:{_GAP}\d){{9}}{_END}",
    rf"01\d{{3}}\)?[ -]\d{{5}}{_END}",
    rf"0[58]00\)?[ -]?\d{{3}}[ -]?\d{{3}}{_END}",
    rf"\([2-9]\d\d\) ?\d{{3}}[-. ]\d{{4}}{_END}",
    rf"[2-9]\d\d([-.])\d{{3}}\1\d{{4}}{_END}",
)
"""The forms of numbers, each from its first sign, so that looking for it costs little."""
NUMBERS = tuple(re.compile(form) for form in _FORMS)
_BEGINS = re.compile(r"(?:^|[^\w£$€#=&%@+]|tel\.?|tel:|_)\(?\Z", re.I)
_MIDDLE = re.compile(r"\d[.,:/\u2010-\u2013-]\(?\Z|\w[-_]\(?\Z|[£$€] \(?\Z")
_TELLS = r"(?:tel(?:ephone)?|phone|mob(?:ile)?|cell|fax|whats ?app|signal|ring|call|text|sms)"
_TOLD = re.compile(
    rf"\b{_TELLS}\b[ .:]{{0,3}}"
    r"(?:(?:number|no\b\.?|me|us|her|him|them|on|at|is)[ .:]{1,3}){0,4}"
    r"([+(]{0,2}\d(?:[ .()-]{0,2}\d){6,14})(?![\w+]|[.-]\d)",
    re.I,
)
_RECORD = re.compile(
    r"\b(?:(isbn(?:-1[03])?|issn|oclc|pmid|lccn|orcid|ref|reference)|charity|company|registered|registration|reg|vat"
    r"|invoice|order|grant|case)(?:[ -](?:number|no|nr|id|ref)\b)?[ .:#]{0,3}\Z",
    re.I,
)
"""Books count however they are written; of the others only numbers without gaps, as registers print them."""
_RINGS = re.compile(rf"\b{_TELLS}\b", re.I)
_LINK = re.compile(
    r"(?:\b(?:tel|sms|callto):|//wa\.me/|[?&]phone=|signal\.me/#p/)(?://)?(\+?\d(?:[.()-]?\d){6,14})",
    re.I,
)
_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s<>\"'\])]+|\b10\.\d{4,9}/[^\s<>\"'\])]+|\bdata:[\w/]+;base64,[^\s\"')]+", re.I
)
_DAYS = re.compile(
    r"\D*(?:(?:19|20)\d\d\D*){2,}|(?:19|20)\d\d\D?[01]\d\D?[0-3]\d.*|[0-3]?\d\D[01]?\d\D(?:19|20)\d\d.*"
)


_RUN = re.compile(r"\d(?:(?:[ .()/*`_~>\n\u2010-\u2013-]|</?[a-zA-Z]{1,6}>){0,8}\d){6,}")


def _may_ring(text: str) -> bool:
    """Whether it is worth looking for numbers: there are so many digits, and they are no days."""
    return any(not _DAYS.fullmatch(run[0]) for run in _RUN.finditer(text))


def _phones(text: str, line: Callable[[int], int]) -> Iterator[Contact]:
    for link in _LINK.finditer(text):
        yield _phone(link[1], line(link.start()))
    if "://" in text or "10." in text or "base64" in text:
        text = _ADDRESS.sub(lambda match: " " * len(match[0]), text)
    known: set[int] = set()
    for form in NUMBERS:
        for found in form.finditer(text):
            before = text[max(found.start() - 5, 0) : found.start()]
            if found.start() in known or _is_record(text, found):
                continue
            if _BEGINS.search(before) and not _MIDDLE.search(before) and _is_grouped(found[0]):
                known.update(range(*found.span()))
                yield _phone(found[0], line(found.start()))
    for told in _TOLD.finditer(text):
        if told[0][:4].lower() in ("call", "text") and told[1].lstrip("(")[0] not in "0+":
            continue  # what a grant is called, or so many words
        if known.isdisjoint(range(*told.span(1))) and not _DAYS.fullmatch(told[1]):
            yield _phone(told[1], line(told.start(1)))


def _is_record(text: str, number: re.Match[str]) -> bool:
    """Whether it is the number of a book, a charity, a company or a letter, as the word before it says."""
    before = text[max(number.start() - 40, 0) : number.start()].rpartition("\n")[2]
    kind = _RECORD.search(before)
    plain = number[0].isdigit() or (kind and kind[1] and number[0][0] != "+")
    return kind is not None and bool(plain) and not _RINGS.search(before)


def _is_grouped(number: str) -> bool:
    """Whether the digits stand together as those of a number do, and not like days, times or sums."""
    groups = re.findall(r"\d+", number)
    if number[0] == "+" or number.startswith("00"):
        return len(groups) < 8 and len(groups[-1]) > 1 and groups[-1] != "000"
    return len(groups) == 1 or (len(groups[0]) >= 3 and min(map(len, groups)) >= 2)


def _phone(written: str, line: int) -> Contact:
    digits = re.sub(r"\D", "", written)
    foreign = written.lstrip("( ").startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00") if foreign else digits
    if digits.startswith("44") and (foreign or len(digits) == 12):
        digits, foreign = "0" + digits[2:].removeprefix("0"), False
    elif re.fullmatch(r"7\d{9}", digits) and not foreign:  # as spreadsheets leave them
        digits = f"0{digits}"
    value = f"+{digits}" if foreign else digits
    return Contact("phone number", value, written, line, bool(_DRAMA.fullmatch(value)))


_DRAMA = re.compile(
    r"07700900\d{3}|01632960\d{3}|02079460\d{3}|011[3-8]4960\d{3}|01[2-6]14960\d{3}|01914980\d{3}"
    r"|028(?:9649[6]|90180)\d{3}|02920180\d{3}|08081570\d{3}|09098790\d{3}|03069990\d{3}"
    r"|(?:\+?1)?[2-9]\d\d55501\d\d|03\d{9}|080\d{8,9}"
)
"""Numbers that Ofcom keeps for drama, and those of North America: they ring nowhere. And those of helplines,
which only organisations have."""
