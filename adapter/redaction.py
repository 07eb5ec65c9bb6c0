"""What counts as a secret, and texts without secrets: for logs, history, refusals, recordings.

A text is read once, whatever stands in it and however many secrets are looked for. To replace one
secret after another would let them match in what replaced the one before, and grow the text.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    Span = tuple[int, int]

REDACTED = "REDACTED"

MIN_CHARACTERS = 6
"""Amazon's keys have 16 characters or more. A shorter text is a word such as `demo`: it is
no secret, and a text without it would be hard to understand."""

MAX_SECRETS = 20
MAX_SECRET_CHARACTERS = 16_384
"""Of all secrets together. A session token has about a thousand, a header of cookies up to eight
thousand."""

# Clients, proxies and signature versions spell these in many ways; only letters and digits count.
# `SignatureVersion` and `UniqueRequestToken` are no secrets.
_SECRET = re.compile(
    r"secret|accesskey|(security|session)token|authorization|cookie|password|credential|apikey"
    r"|signature\d*$"
)
_FILLER = re.compile(r"[^a-z0-9]")
# Longer names are a caller's own, and not kept.
_MAX_CACHED_NAME = 100


def is_secret(name: str) -> bool:
    """Return whether the name says that a secret stands there: `AWSAccessKeyId`, `Cookie`, …"""
    return _cached(name) if len(name) <= _MAX_CACHED_NAME else _matches(name)


def _matches(name: str) -> bool:
    return _SECRET.search(_FILLER.sub("", name.lower())) is not None


_cached = lru_cache(4096)(_matches)


def select(texts: Iterable[str]) -> frozenset[str]:
    """Return the distinct texts that are long enough to be secrets."""
    return frozenset(text for text in texts if len(text) >= MIN_CHARACTERS)


def exceeds_limits(secrets: Collection[str], max_secrets: int) -> bool:
    """Return whether there are more secrets, or longer ones, than are looked for in a text."""
    return len(secrets) > max_secrets or sum(map(len, secrets)) > MAX_SECRET_CHARACTERS


class Redactor:
    """Replaces secrets in texts.

    Args:
        secrets: what is replaced; those that are too short stay. If they exceed the limits, every
            text is replaced as a whole.
        replacement: what stands in their place.
    """

    def __init__(self, secrets: Iterable[str], replacement: str = REDACTED) -> None:
        selected = select(secrets)
        self._replacement = replacement
        self._finder = None if exceeds_limits(selected, MAX_SECRETS) else Finder(selected)

    def text(self, text: str, limit: int = sys.maxsize) -> str:
        """Return the text up to `limit` characters, or up to the end of a secret that is there."""
        if self._finder is None:
            return self._replacement if text else text
        start = text[: limit + self._finder.longest]
        spans = [span for span in join(self._finder.find(start)) if span[0] < limit]
        end = max([limit, *(end for _, end in spans)])
        return replace(start[:end], spans, self._replacement)


def map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return parameters or an answer of the current API with every text changed, names kept."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: map_texts(inner, change) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [map_texts(inner, change) for inner in value]
    return value


def join(spans: Iterable[Span]) -> list[Span]:
    """Return spans that come in the order of their ends, those that overlap as one."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in spans:
        while starts and starts[-1] >= start:
            starts.pop()
            ends.pop()
        if ends and ends[-1] > start:
            ends[-1] = end
        else:
            starts.append(start)
            ends.append(end)
    return list(zip(starts, ends, strict=True))


def replace(text: str, spans: Iterable[Span], replacement: str) -> str:
    """Return the text with other text in place of these spans, which are in order and apart."""
    parts, position = [], 0
    for start, end in spans:
        parts += [text[position:start], replacement]
        position = end
    return "".join([*parts, text[position:]])


class Finder:
    """Finds any of many words in one reading of a text (Aho and Corasick, 1975).

    The time it takes grows with the text alone. A regular expression of alternatives tries them
    all at every character, which words that begin alike, over a text that does so too, make
    thousands of times as long.

    Attributes:
        longest: how many characters the longest word has.
    """

    def __init__(self, words: Collection[str]) -> None:
        self.longest = max(map(len, words), default=0)
        # By the number of a state, which stands for the beginning of a word.
        self._next: list[dict[str, int]] = [{}]
        self._length = [0]
        for word in words:
            self._add(word)
        self._fallback = [0] * len(self._next)
        self._link()

    def find(self, text: str) -> Iterator[Span]:
        """Yield the spans of words in the order of their ends; several that overlap may be one."""
        if not self.longest:
            return
        following, fallback, length = self._next, self._fallback, self._length
        state = first = last = 0
        for end, letter in enumerate(text, start=1):
            while state and letter not in following[state]:
                state = fallback[state]
            state = following[state].get(letter, 0)
            if length[state]:
                start = end - length[state]
                if not first <= start < last:
                    if last:
                        yield first, last
                    first = start
                last = end
        if last:
            yield first, last

    def _add(self, word: str) -> None:
        state = 0
        for letter in word:
            if letter not in self._next[state]:
                self._next[state][letter] = len(self._next)
                self._next.append({})
                self._length.append(0)
            state = self._next[state][letter]
        self._length[state] = len(word)

    def _link(self) -> None:
        """Note for each state the longest other one whose letters end it, shorter states first."""
        states = deque(self._next[0].values())
        while states:
            state = states.popleft()
            for letter, child in self._next[state].items():
                other = self._fallback[state]
                while other and letter not in self._next[other]:
                    other = self._fallback[other]
                self._fallback[child] = self._next[other].get(letter, 0)
                self._length[child] = self._length[child] or self._length[self._fallback[child]]
                states.append(child)
