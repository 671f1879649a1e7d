"""What `git ls-files` lists of a worktree: its tracked files, and others that are not ignored."""

from __future__ import annotations

from dataclasses import dataclass

ARGUMENTS = ("ls-files", "-z", "-t", "-s", "--cached", "--others", "--exclude-standard")
OTHER, ABSENT = b"? ", b"S"
GITLINK = b"160000"


@dataclass(frozen=True, slots=True)
class Listed:
    """One path, as bytes: git knows no encoding."""

    path: bytes
    mode: bytes = b""
    """Of a tracked file, as git writes it."""
    oid: bytes = b""
    is_absent: bool = False
    """Tracked, and by a sparse checkout not in the worktree."""

    @property
    def is_nested(self) -> bool:
        """Whether it is a repository of its own."""
        return self.mode == GITLINK or self.path.endswith(b"/")


@dataclass(frozen=True, slots=True)
class Listing:
    """The paths of a worktree: those that an index of ours holds as they are, and the others."""

    same: set[bytes]
    others: list[Listed]


def listed(output: bytes, unmodified: set[bytes]) -> Listing:
    r"""Read the output of `ls-files` with `ARGUMENTS`; a file in conflict is given once.

    >>> listing = listed(b"? new\nname\0H 100644 aa 0\ta\0H 100644 bb 0\tb\0? in/\0", {b"b"})
    >>> listing.same, [one.path for one in listing.others]
    ({b'b'}, [b'new\nname', b'a', b'in/'])
    """
    same, others = set[bytes](), dict[bytes, Listed]()
    for line in output.split(b"\0"):
        if line.startswith(OTHER):
            facts, path = b"", line[2:]
        else:
            facts, _, path = line.partition(b"\t")
        if path in unmodified and GITLINK not in facts:
            same.add(path)
        elif path:
            tag, mode, oid, _ = facts.split(b" ") if facts else (b"",) * 4
            others[path] = Listed(path, mode, oid, is_absent=tag == ABSENT)
    return Listing(same, [*others.values()])


def held(output: bytes) -> dict[bytes, tuple[bytes, bytes]]:
    r"""Read the output of `ls-tree -r -z`: mode and object of every path.

    >>> held(b"100644 blob aa\ta\0")
    {b'a': (b'100644', b'aa')}
    """
    lines = (line.partition(b"\t") for line in output.split(b"\0") if line)
    facts = ((path, words.split(b" ")) for words, _, path in lines)
    return {path: (mode, oid) for path, (mode, _, oid) in facts}


def index_lines(entries: dict[bytes, tuple[bytes, bytes]]) -> bytes:
    r"""Write entries as `update-index --index-info` takes them; mode 0 takes one away.

    >>> index_lines({b"a": (b"100644", b"aa")})
    b'100644 aa\ta\x00'
    """
    lines = ((mode, b" ", oid, b"\t", path, b"\0") for path, (mode, oid) in entries.items())
    return b"".join(part for line in lines for part in line)
