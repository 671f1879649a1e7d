"""Counts the tokens of one prompt, by the API: a model and the prompt on stdin, a number on stdout.

It spends nothing and takes nothing from any window, but needs a key of the API in its environment.
"""

from __future__ import annotations

import json
import sys

import anthropic

WITHIN_S = 10.0
"""Seconds after which it is given up."""


def main() -> int:
    """Print the number; or say on stderr why there is none, with exit code 1."""
    asked = json.load(sys.stdin)
    try:
        with anthropic.Anthropic(max_retries=0, timeout=WITHIN_S) as api:
            model = asked["model"] or next(iter(api.models.list(limit=1))).id
            found = api.messages.count_tokens(
                model=model, messages=[{"role": "user", "content": asked["prompt"]}]
            )
    except anthropic.APIStatusError as error:
        sys.stderr.write(f"the API answered {error.status_code}")
        return 1
    except anthropic.AnthropicError:
        sys.stderr.write("the API does not answer")
        return 1
    sys.stdout.write(str(found.input_tokens))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
