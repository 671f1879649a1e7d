"""Tokens as the API bills them: four kinds, which add up."""

from __future__ import annotations

from dataclasses import dataclass

CEILING = 2**40
"""A count beyond this is no count; millions of such answers can be summed in 64 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Tokens of one or many API messages, in the API's own four kinds."""

    input_tokens: int = 0
    """Fresh input, neither read from the cache nor written to it."""
    output_tokens: int = 0
    cache_creation_input_tokens: int = 0
    cache_read_input_tokens: int = 0

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cache_creation_input_tokens=(
                self.cache_creation_input_tokens + other.cache_creation_input_tokens
            ),
            cache_read_input_tokens=self.cache_read_input_tokens + other.cache_read_input_tokens,
        )

    @property
    def total(self) -> int:
        """All four kinds together."""
        return self.context + self.output_tokens

    @property
    def context(self) -> int:
        """What the model had before it when it answered: input of all kinds."""
        return self.input_tokens + self.cache_creation_input_tokens + self.cache_read_input_tokens


NO_TOKENS = Tokens()
