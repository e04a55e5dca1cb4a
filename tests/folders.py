"""Handbooks on disk, from paths and contents; links, pipes and closed files among them.

Contents are text, or {base64: …}, {repeat: [text, count]}, {concat: [contents, …]}, {link: target},
{twin: other path} (a hard link), {fifo: true}, {socket: true}, {device: [major, minor]}, {sparse: size} or
{unreadable: text}. A path that ends in / is an empty folder, or one with {many: [count, contents]} pages.
"""

import base64
import os
import socket
import stat
from contextlib import chdir, suppress
from pathlib import Path

import pytest


def put(folder, files):
    """Write a handbook; skips the test where this system or this user cannot have such files."""
    try:
        for path, contents in files.items():
            _write(folder, path, contents)
    except OSError as error:
        pytest.skip(f"this system has no such files: {error}")
    names = {path.rstrip("/") for path in files}
    if not all(os.path.lexists(folder / name) for name in names) or len(everything(folder)) < len(names):
        pytest.skip("this system has no such names")


def _write(folder, path, contents):
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    match contents:
        case {"link": target}:
            place.symlink_to(target)
        case {"twin": other}:
            place.hardlink_to(folder / other)
        case {"fifo": True}:
            os.mkfifo(place)
        case {"socket": True}:
            # The name of a socket is short, so it is made from where it lies.
            with chdir(place.parent), socket.socket(socket.AF_UNIX) as made:
                made.bind(place.name)
        case {"device": [major, minor]}:
            os.mknod(place, stat.S_IFCHR | 0o600, os.makedev(major, minor))
        case {"sparse": size}:
            with place.open("wb") as file:
                file.truncate(size)
        case {"unreadable": text}:
            _write(folder, path, text)
            place.chmod(0)
        case {"many": [count, each]}:
            for number in range(count):
                _write(folder, f"{path}{number}.md", each)
        case _ if path.endswith("/"):
            place.mkdir()
        case _:
            place.write_bytes(_bytes(contents))


def _bytes(contents):
    match contents:
        case str():
            return contents.encode()
        case {"base64": text}:
            return base64.b64decode(text)
        case {"repeat": [text, count]}:
            return text.encode() * count
        case {"concat": parts}:
            return b"".join(map(_bytes, parts))
    raise ValueError(contents)


def everything(folder):
    """Every name below a folder, with what it holds; nothing is followed or waited for."""
    found = {}
    for base, folders, files in os.walk(os.fsencode(folder)):
        for name in [*folders, *files]:
            path = os.path.join(base, name)
            kind = os.lstat(path)
            found[path] = (kind.st_mode, kind.st_mtime_ns)
            if stat.S_ISLNK(kind.st_mode):
                found[path] += (os.readlink(path),)
            elif stat.S_ISREG(kind.st_mode) and kind.st_blocks:
                with suppress(PermissionError):
                    found[path] += (Path(os.fsdecode(path)).read_bytes(),)
    return found
