"""Match texts against the patterns of AnswerFormatRegex, which are JavaScript's."""

from __future__ import annotations

from time import thread_time
from typing import TYPE_CHECKING

import quickjs

if TYPE_CHECKING:
    from adapter.marketplace.documents.questions import AnswerFormat

_MATCH = "(pattern, flags, text) => new RegExp(pattern, flags).test(text)"
_SECONDS = 0.5
_BYTES = 64 * 1024 * 1024


class FormatMatcher:
    """Matches the answers of one form, in an engine of JavaScript.

    A pattern may take exponential time. All patterns of a form have half a second of processor time
    together; what could not be matched by then counts as a match, and so does a pattern that
    JavaScript cannot read: the worker can do nothing about either.
    """

    def __init__(self) -> None:
        self._context = quickjs.Context()
        self._context.set_memory_limit(_BYTES)
        self._match = self._context.eval(_MATCH)
        self._end = thread_time() + _SECONDS

    def matches(self, expected: AnswerFormat, text: str) -> bool:
        """Return whether the pattern matches somewhere in the text."""
        seconds = self._end - thread_time()
        if seconds <= 0:
            return True
        self._context.set_time_limit(seconds)
        flags = "i" if "i" in expected.flags else ""
        try:
            return bool(self._match(expected.pattern, flags, text))
        except quickjs.JSException:
            return True
