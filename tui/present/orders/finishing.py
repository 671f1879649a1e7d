"""What a person does next with a finished branch: look at it, take it, or offer it."""

from __future__ import annotations

import shlex


def next_steps(branch: str) -> tuple[str, str, str]:
    """Give the commands that review, merge and open a pull request, to be run in the repository.

    >>> next_steps("fan/a b")[:2]
    ("git diff HEAD...'fan/a b'", "git merge 'fan/a b'")
    """
    name = shlex.quote(branch)
    return (
        f"git diff HEAD...{name}",
        f"git merge {name}",
        f"git push -u origin {name} && gh pr create --head {name}",
    )
