"""Failures on command: what the network and Telegram do on a bad day."""

import random
from collections.abc import Collection
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

FaultKind = Literal[
    "flood",  # 429 with retry_after; nothing is done
    "server_error",  # `status` with a JSON body; nothing is done
    "html_error",  # `status` with a page of HTML; nothing is done
    "drop_before",  # the connection ends; nothing is done
    "drop_after",  # it is done, then the connection ends
    "slow",  # it is done, the answer takes `seconds`
    "garbage",  # it is done, the answer is ok: true with a result that does not parse
]


@dataclass(slots=True, eq=False)
class Fault:
    """What goes wrong, and when.

    `methods` and `chat_id` say which requests it meets (None: all; a getUpdates too); of those it
    meets a share of `probability`, at most `count` of them. `hits` counts what it has spoilt.
    `retry_after` and `seconds` are in seconds. As a context manager it ends with the block.
    """

    kind: FaultKind
    methods: str | Collection[str] | None = None
    chat_id: int | None = None
    probability: float = 1.0
    count: int | None = None
    retry_after: int = 1
    status: int = 502
    seconds: float = 0.05
    hits: int = 0
    _owner: "Faults | None" = field(default=None, repr=False)

    def meets(self, method: str, chat_id: int | None) -> bool:
        """Whether a request is of the kind this fault is meant for."""
        if self.count is not None and self.hits >= self.count:
            return False
        named = (self.methods,) if isinstance(self.methods, str) else self.methods
        if named is not None and method not in named:
            return False
        return self.chat_id is None or self.chat_id == chat_id

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._owner is not None:
            self._owner.remove(self)


class Faults:
    """The faults in force; chance is seeded, so that a run can be repeated."""

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Puts a fault in force: `faults.add(Fault(...))`, or `with faults.add(Fault(...)):`."""
        fault._owner = self
        self._faults.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Ends a fault, if it is in force."""
        if fault in self._faults:
            self._faults.remove(fault)

    def clear(self) -> None:
        """Ends all faults."""
        self._faults.clear()

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that meets a request, counted; the earliest added comes first."""
        for fault in self._faults:
            if fault.meets(method, chat_id) and self.random.random() < fault.probability:
                fault.hits += 1
                return fault
        return None
