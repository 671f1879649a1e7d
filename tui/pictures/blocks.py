"""Block characters as rectangles, because a glyph ends where its neighbour shows a seam."""

from functools import cache

Part = tuple[float, float, float, float]
"""Left, top, right, bottom, as shares of a cell."""

SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}
"""Blocks that let the background through, and how much of the letter's colour they have."""

FULL: Part = (0, 0, 1, 1)


def parts(character: str) -> tuple[Part, ...]:
    """Give the rectangles of a block character; none for any other."""
    return _blocks().get(character, ())


@cache
def _blocks() -> dict[str, tuple[Part, ...]]:
    """Give every block character with its rectangles."""
    blocks: dict[str, tuple[Part, ...]] = dict.fromkeys(SHADES, (FULL,))
    blocks |= {"█": (FULL,), "▀": ((0, 0, 1, 0.5),), "▐": ((0.5, 0, 1, 1),)}
    blocks |= {"▔": ((0, 0, 1, 1 / 8),), "▕": ((7 / 8, 0, 1, 1),)}
    for eighths in range(1, 8):
        blocks[chr(0x2580 + eighths)] = ((0, 1 - eighths / 8, 1, 1),)
        blocks[chr(0x2590 - eighths)] = ((0, 0, eighths / 8, 1),)
    for place, eighths in enumerate((2, 3, 5, 6, 7)):
        blocks[chr(0x1FB82 + place)] = ((0, 0, 1, eighths / 8),)
        blocks[chr(0x1FB87 + place)] = ((1 - eighths / 8, 0, 1, 1),)
    for place in range(1, 7):
        blocks[chr(0x1FB6F + place)] = ((place / 8, 0, (place + 1) / 8, 1),)
        blocks[chr(0x1FB75 + place)] = ((0, place / 8, 1, (place + 1) / 8),)
    # Which quarters are full: upper left 1, upper right 2, lower left 4, lower right 8.
    for character, quarters in zip("▖▗▘▙▚▛▜▝▞▟", (4, 8, 1, 13, 9, 7, 11, 2, 6, 14), strict=True):
        blocks[character] = _mosaic(quarters, 2)
    sixths = [mask for mask in range(1, 63) if mask not in {0b010101, 0b101010}]
    for place, mask in enumerate(sixths):
        blocks[chr(0x1FB00 + place)] = _mosaic(mask, 3)
    return blocks


def _mosaic(mask: int, lines: int) -> tuple[Part, ...]:
    """Give the full fields of a cell that is cut into two columns and some lines."""
    return tuple(
        (column / 2, line / lines, (column + 1) / 2, (line + 1) / lines)
        for line in range(lines)
        for column in range(2)
        if mask & 1 << (2 * line + column)
    )
