"""Text from outside becomes harmless for a terminal, and secrets in it become marks."""

import re
from functools import cache, lru_cache

ESCAPE = "␛"
"""What is shown where an escape character was."""

NEWLINE = "↵"
"""What is shown where a line ended, in text that must stay on one line."""

REPLACEMENT = "\ufffd"
"""What is shown where another character without a harmless shape was."""

TAB = 4
"""Columns from one tab stop to the next."""

# Controls, format characters (bidi, joiners, tags, byte order), fillers without width,
# separators, surrogates, noncharacters, and variation selectors that select nothing usual.
# Those beyond the first plane are apart: one class for both takes ten times as long.
_HOSTILE = (
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "]"
)
_FAR = "[\U00010000-\U0010ffff]"
_HOSTILE_FAR = (
    "[\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe-\U000e0fff\U000efffe\U000effff"
    "\U000ffffe\U000fffff\U0010fffe\U0010ffff]"
)

# A mark that sits on the letter before it is neither part of a word nor a space, and lives in
# none of these ranges; a little punctuation of the same scripts is caught with it.
_MARK = (
    "[^\x00-\u02ff\u1e00-\u20cf\u2100-\u2cee\u2cf2-\u2d7e\u2d80-\u2ddf\u2e00-\u3029\u3030-\u3098"
    "\u309b-\ua66e\ud7c7-\ufb1d\ufb1f-\ufdff\ufe10-\ufe1f\ufe30-\U000101fc\U0001d245-\U0001d9ff"
    r"\U0001eca0-\U0010ffff\w\s]"
)

_NAME = (
    r"[PpSsTtCcAaEe](?i:ass(?:word|wd|phrase|code)?|wd|ecret|oken|redentials?"
    r"|(?:pi|ccess|rivate|ecret|ccount|igning|ncryption)[_-]?key)"
)
_VALUE = r"""(?P<value>[^\s"'`\\,;&<>(){}\[\]|«»│┃║]{8,})"""
_QUOTE = r"""(?:\\{0,3}["'`])?"""

_ASSIGNED = (
    rf"(?P<kept>{_NAME}(?:[_-]\w{{1,12}})?{_QUOTE}\s{{0,4}}(?:=>|:=|==?|:)\s{{0,4}}{_QUOTE})"
    + _VALUE
)
_FLAGGED = rf"(?P<kept>--[\w-]{{0,40}}?{_NAME}\s{{1,4}}{_QUOTE}){_VALUE}"
_KEY_WORDS = ("pass", "pwd", "secret", "token", "credential", "key")

_BEARER = (
    r"(?i)(?P<kept>"
    rf"authorization{_QUOTE}\s{{0,4}}[:=]\s{{0,4}}{_QUOTE}(?:[a-z]{{1,16}}\s{{1,4}})?"
    r"|bearer\s{1,4})(?P<value>[\w.~+/=:-]{12,})"
)
_KEY_BLOCK = (
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----"
    r"(?:(?:(?!-----BEGIN )[\s\S]){0,20000}?-----END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----"
    r"""|(?:(?:[\s↵]|\\+[nrt]|["'+,│┃|>]){0,12}"""
    r"(?:[A-Za-z][\w-]{1,20}: [^\n↵\\│┃|]{0,100}|[A-Za-z0-9+/=]{12,}…?))*"
    r"""(?:(?:[\s↵]|\\+[nrt]|["'+,│┃|>]){0,12}[A-Za-z0-9+/=]{1,11}…?\s*\Z)?)"""
)


def _token(begin: str, letter: str, least: int, *, cut: int = 0) -> str:
    """Give the pattern of a token: so many letters at least, or fewer where a text was cut."""
    return f"{begin}(?:{letter}{{{least},}}|{letter}{{{cut},}}…)"


# Each row: what must occur, in lower case, for a search to be worth it; what then takes the
# place of the secret; the pattern.
_SECRETS = (
    ("private key", "«private-key»", _KEY_BLOCK),
    ("sk-ant-", "«anthropic-key»", _token(r"sk-ant-", r"[\w-]", 8)),
    ("sk-proj-", "«openai-key»", _token(r"sk-proj-", r"[\w-]", 16)),
    ("sk-", "«openai-key»", _token(r"sk-(?<![A-Za-z0-9-]...)", r"\w", 32, cut=6)),
    ("github_pat_", "«github-token»", _token(r"github_pat_", r"\w", 16)),
    ("gh", "«github-token»", _token(r"gh[pousr]_", r"[\w.-]", 16)),
    ("glpat-", "«gitlab-token»", _token(r"glpat-", r"[\w.-]", 16)),
    ("akia", "«aws-key»", r"AKIA(?<![A-Z0-9]....)(?:[A-Z0-9]{16}(?![A-Z0-9])|[A-Z0-9]{4,15}…)"),
    ("asia", "«aws-key»", r"ASIA(?<![A-Z0-9]....)(?:[A-Z0-9]{16}(?![A-Z0-9])|[A-Z0-9]{4,15}…)"),
    ("eyj", "«jwt»", r"eyJ(?:[\w-]{10,3000}\.[\w-]{8,}(?:\.[\w-]*){0,3}|[\w.-]{6,}…)"),
    ("xox", "«slack-token»", _token(r"xox[a-z](?:\.xox[a-z])?-", r"[\w-]", 8)),
    ("xapp-", "«slack-token»", _token(r"xapp-\d-", r"[\w-]", 8)),
    ("hooks.slack", "«slack-hook»", r"hooks\.slack\.com/\w+/[\w/-]+"),
    ("k_", "«stripe-key»", _token(r"[spr]k_(?:live|test|prod)_", r"\w", 8)),
    ("aiza", "«google-key»", _token(r"AIza", r"[\w-]", 30)),
    ("ya29.", "«google-token»", _token(r"ya29\.", r"[\w-]", 16)),
    ("npm_", "«npm-token»", _token(r"npm_", r"[A-Za-z0-9]", 20, cut=4)),
    ("pypi-", "«pypi-token»", _token(r"pypi-", r"[\w-]", 40, cut=4)),
    ("hf_", "«huggingface-token»", _token(r"hf_", r"[A-Za-z0-9]", 20, cut=4)),
    ("://", r"\1«password»", r"""(://[^\s/:@"'«»]{0,200}:)[^\s/@"'«»]{1,400}(?=@)"""),
    ("bearer", r"\g<kept>«bearer-token»", _BEARER),
    ("authorization", r"\g<kept>«bearer-token»", _BEARER),
)


def clean(text: str, *, limit: int = 4096, lines: bool = False) -> str:
    """Give text that no terminal obeys, at most `limit` characters, on one line unless `lines`."""
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    if limit <= 0:
        return ""
    was_cut = len(text) > 4 * limit
    text = _visible(text[: 4 * limit].replace("\r\n", "\n"))
    if not lines:
        text = text.rstrip("\n").replace("\n", NEWLINE)
    if was_cut or len(text) > limit:
        return text[: limit - 1] + "…"
    return text


def redact(text: str, *, home: str = "", user: str = "", host: str = "") -> str:
    """Give the text with secrets, the home folder, the user and the host as marks."""
    marked = _marked(text, home, user, host)
    while marked != text:
        text = marked
        marked = _marked(text, home, user, host)
    return text


def _visible(text: str) -> str:
    """Give the text with a shape for whatever has none; only line ends stay."""
    if text.isascii():
        bare = text.translate(_stand_ins())
        return bare.expandtabs(TAB)
    bare = _compiled(_HOSTILE).sub(REPLACEMENT, text.replace("\x1b", ESCAPE))
    if _compiled(_FAR).search(bare):
        bare = _compiled(_HOSTILE_FAR).sub(REPLACEMENT, bare)
    if "\ufe0e" in bare or "\ufe0f" in bare:
        bare = _compiled("(?<=[\ufe0e\ufe0f])[\ufe0e\ufe0f]+").sub(REPLACEMENT, bare)
    return _compiled(f"({_MARK}{_MARK}{{2}}){_MARK}+").sub(r"\1", bare).expandtabs(TAB)


def _marked(text: str, home: str, user: str, host: str) -> str:
    """Give the text with the marks of one round of searches."""
    lowered = text.lower()
    for needle, mark, pattern in _SECRETS:
        if needle in lowered:
            text = _compiled(pattern).sub(mark, text)
    if any(word in lowered for word in _KEY_WORDS):
        text = _compiled(_ASSIGNED).sub(_without_value, text)
        if "--" in text:
            text = _compiled(_FLAGGED).sub(_without_value, text)
    if any(name and name.lower() in lowered for name in (_folder(home), user, _label(host))):
        text = _names(home, user, host).sub(_name_mark, text)
    return text


def _without_value(found: re.Match[str]) -> str:
    """Give the assignment with a mark for its value, or unchanged if the value is a plain word."""
    value = found["value"]
    has_variety = len(set(value)) >= 8  # noqa: PLR2004 - three bits a character
    is_a_number = not value.strip("0123456789.,_:%kMG")
    is_a_word = value.isalpha() and len(value) < 16  # noqa: PLR2004 - few words are longer
    if is_a_number or is_a_word or not has_variety:
        return found[0]
    return f"{found['kept']}«secret»"


def _name_mark(found: re.Match[str]) -> str:
    """Give the mark of a name; a mark that stood there already stays."""
    marks = {"home": "~", "user": "«user»", "host": "«host»"}
    return marks.get(found.lastgroup or "", found[0])


@cache
def _stand_ins() -> dict[int, str]:
    """Give the shape of each control character of ASCII but tab and line end."""
    controls = {*range(0x20), 0x7F} - {0x09, 0x0A, 0x1B}
    return {0x1B: ESCAPE, **dict.fromkeys(controls, REPLACEMENT)}


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Give the pattern, built when it is first needed so that importing this file is quick."""
    return re.compile(pattern)


@lru_cache(maxsize=8)
def _names(home: str, user: str, host: str) -> re.Pattern[str]:
    """Give the pattern that finds the names, and finished marks so that they stay whole.

    Digits and underscores do not hide a name: `ada_1` names ada as `ada` does.
    """
    begin, end = r"(?:(?<![^\W\d_])|(?<=\\[nrt])|(?<=%2f))", r"(?![^\W\d_])"
    parts = ["«[a-z-]+»"]
    if _folder(home):
        path = re.escape(home.rstrip("/\\")).replace("\\\\", r"\\+").replace("/", r"\\*/")
        parts.append(rf"(?P<home>{path}(?![\w-]))")
    if user:
        parts.append(f"{begin}(?P<user>{re.escape(user)}){end}")
    if host:
        rest = re.escape(host.removeprefix(_label(host)))
        parts.append(f"{begin}(?P<host>{re.escape(_label(host))}(?:{rest})?){end}")
    return re.compile("|".join(parts), re.IGNORECASE)


def _label(host: str) -> str:
    """Give the first label of a host name, which is how people write it."""
    return host.partition(".")[0] or host


def _folder(home: str) -> str:
    """Give the last part of the home folder, which every spelling of it contains."""
    return home.replace("\\", "/").rstrip("/").rpartition("/")[2]
