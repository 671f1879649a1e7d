"""Which files look like secrets, by their name or by what is in them."""

from __future__ import annotations

import re

from core.clean import redact

LOOKED_AT = 16 * 1024
"""Bytes up to which a file is looked into: a key alone is small."""
_NAME = re.compile(
    rb"\.env.*|.*\.env|\.?envrc"
    rb"|.*\.(pem|key|p12|pfx|p8|jks|keystore|kdbx|ppk|gpg|pgp|ovpn|tfvars|tfstate)"
    rb"(\.(bak|old|orig|backup))?"
    rb"|id_(rsa|dsa|ecdsa|ed25519)(_sk)?(\.[^.]*)?(?<!\.pub)"
    rb"|[._]netrc|\.(pgpass|npmrc|pypirc|htpasswd|git-credentials|dockercfg|my\.cnf|s3cfg|boto)"
    rb"|\.?credentials(\.(json|ya?ml|toml|ini|csv|xml|txt))?"
    rb"|client_secret.*\.json|service[-_]?account.*\.json"
    rb"|secrets?\.(ya?ml|json|toml|ini|txt)",
    re.IGNORECASE | re.DOTALL,
)
_FOLDERS = frozenset({b".ssh", b".gnupg", b".aws"})
_MARK = re.compile("«[a-z]+-(?:key|token|hook)»")


def is_secret_by_name(path: bytes) -> bool:
    """Tell whether a path looks like a secret (D18).

    >>> [is_secret_by_name(one) for one in (b"a/.env.local", b"id_rsa", b"x/tls.pem", b".ssh/a")]
    [True, True, True, True]
    >>> [is_secret_by_name(one) for one in (b"environment.py", b"keys.py", b"id_rsa.pub", b"key")]
    [False, False, False, False]
    """
    *folders, name = path.split(b"/")
    return bool(_NAME.fullmatch(name)) or not _FOLDERS.isdisjoint(folders)


def holds_key(content: bytes) -> bool:
    """Tell whether a small file holds a key that is known by its form; a guess is none.

    >>> holds_key(b"token = read_token_from_settings()"), holds_key(b"sk-ant-" + b"api03x" * 9)
    (False, True)
    """
    if len(content) > LOOKED_AT or b"\0" in content:
        return False
    text = content.decode("utf-8", "replace")
    return bool(set(_MARK.findall(redact(text))) - {*_MARK.findall(text), "«bearer-token»"})
