"""Finding a place of the country by what a person types."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

from bot.reception.folding import Folded, folded
from bot.reception.latin import latin
from bot.reception.near_names import Index
from bot.reception.place_words import Sort, Word, bare, joined, read, sort_of


class Kind(StrEnum):
    """The levels of the state classifier, from the top."""

    REGION = "region"
    DISTRICT = "district"
    AIMAK = "aimak"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the state classifier.

    `parent` is the code of the level above, None for a region. `district` is the code of the
    district or city that it lies in, its own for a district, None for a region. `name_ky` is None
    where the Kyrgyz spelling is the Russian one, or unknown. `aliases` are other names in use.
    """

    code: str
    kind: Kind
    parent: str | None
    district: str | None
    name_ru: str
    name_ky: str | None
    aliases: tuple[str, ...]

    def name(self, language: str) -> str:
        """Its name for readers of this language."""
        if language in {"ru", "uz_Cyrl"}:
            return self.name_ru
        name = self.name_ky or self.name_ru
        return name if language == "ky" else latin(name)

    @property
    def sort(self) -> Sort:
        """What people call it: the classifier's codes tell towns from districts and aimaks."""
        if self.kind is Kind.REGION:
            return Sort.REGION if self.code[3] == "0" else Sort.TOWN
        if self.kind is Kind.DISTRICT:
            return Sort.DISTRICT if self.code.endswith("000000") else Sort.TOWN
        if self.kind is Kind.AIMAK and self.code.endswith("000"):
            return Sort.AIMAK
        town = self.kind is Kind.AIMAK and (
            self.code[8] == "5" or (self.code[8] == "6" and self.code[11] == "0")
        )
        return Sort.TOWN if town else Sort.VILLAGE


@dataclass(frozen=True, slots=True)
class Match:
    """A place that may be meant. `score`: 100 is the name as it stands, 60 the least."""

    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first; nothing if nothing is near enough.

    `certain`: the best may be taken without asking. It is near what was typed, and whatever is
    nearly as good lies in the same district, so that the office is the same.
    """

    matches: tuple[Match, ...]
    certain: bool


NOTHING = Found((), certain=False)

LONGEST_TEXT = 200
MOST_WORDS = 7
"""Characters and words of names in the longest address: whoever writes more tells a story."""

OTHER_SORT = 0.2
"""The cost of a village where the person said "town", in typing errors."""
NARROWED = 0.05
"""The cost of taking words for a district that were not called one."""
REGION = 0.03
"""The cost of taking them for a region: it has more places of any name."""
ALIAS = 0.02
"""The cost of a village's former name: the village that has it now comes first."""
AREA_COST = 1.0
"""The most that a district's name may cost when it only narrows the search."""
AREA_WORDS = 3
"""Words of the longest name of a district."""
SURE = 85.0
"""The least score of a certain match."""
SHORTEST_SURE = 5
"""The fewest letters of a certain match that is not exact: shorter ones are like many words."""
LEAD = 0.5
"""How much more all others must cost for the best to be certain."""
EXACT_LEAD = 0.15
"""The same if the best is what was typed."""
LEAST_SCORE = 60.0
"""Two errors in five letters: below that anything is like something."""

_ORDER = (Sort.TOWN, Sort.DISTRICT, Sort.REGION, Sort.VILLAGE, Sort.AIMAK)
"""Among places that cost the same."""


class Gazetteer:
    """All places of the country under all their names. Immutable once built."""

    def __init__(self, places: Iterable[Place], names: Mapping[str, Iterable[str]]) -> None:
        """`names`: further names by code, such as those of the districts in other languages."""
        self._places = {place.code: place for place in places}
        self._index: Index[Place] = Index()
        self._areas: Index[Place] = Index()
        districts = Counter(p.parent for p in self._places.values() if p.kind is Kind.DISTRICT)
        for place in self._places.values():
            if place.kind is Kind.REGION and districts[place.code] == 1:
                # Osh city is a region and that region's only district: one of them is enough.
                continue
            own = (place.name_ru, place.name_ky, *names.get(place.code, ()))
            small = place.sort in {Sort.AIMAK, Sort.VILLAGE}
            keys = dict.fromkeys((_keys(place, name) for name in place.aliases), ALIAS * small)
            keys |= dict.fromkeys((_keys(place, name) for name in own if name), 0.0)
            self._index.add(place, keys)
            if place.kind is not Kind.VILLAGE:
                self._areas.add(place, keys)

    def place(self, code: str) -> Place | None:
        """The place of this code; None if there is none: an old button, or a forged one."""
        return self._places.get(code)

    def search(self, text: str, limit: int = 10) -> Found:
        """The places that a text may name, at most `limit` of them. Never raises."""
        if len(text) > LONGEST_TEXT:
            return NOTHING
        names, raw = read(text)
        if not 0 < len(names) <= MOST_WORDS:
            return NOTHING
        best: dict[str, _Candidate] = {}
        as_it_stands = self._named(raw, None) if len(raw) > len(names) else ()
        for candidate in chain(as_it_stands, self._read(names, None)):
            code = candidate.place.code
            if candidate.score >= LEAST_SCORE and (code not in best or candidate < best[code]):
                best[code] = candidate
        ranked = sorted(best.values())
        matches = tuple(Match(one.place, one.score) for one in ranked[:limit])
        return Found(matches, certain=_certain(ranked))

    def _read(self, words: list[Word], scope: Place | None) -> Iterator["_Candidate"]:
        """What the words name within a place: all of them, or some while others narrow it."""
        if not words:
            return
        exact = False
        for candidate in self._named(words, scope):
            exact = exact or candidate.cost <= ALIAS
            yield candidate
        if exact:
            return
        for count in range(1, min(AREA_WORDS, len(words) - 1) + 1):
            for area_words, rest in (
                (words[-count:], words[:-count]),
                (words[:count], words[count:]),
            ):
                for area, cost in self._areas_named(area_words, scope):
                    for candidate in self._read(rest, area):
                        yield replace(candidate, cost=candidate.cost + cost)

    def _named(self, words: list[Word], scope: Place | None) -> Iterator["_Candidate"]:
        name, sort = joined(words), sort_of(words)
        for place, cost in self._index.near(name):
            if self._within(place, scope):
                other = sort is not None and place.sort is not sort
                yield _Candidate(cost + OTHER_SORT * other, place, len(name.key))

    def _areas_named(
        self, words: list[Word], scope: Place | None
    ) -> Iterator[tuple[Place, float]]:
        """The areas that the words name, with what it costs to take them for one."""
        sort = sort_of(words)
        for area, cost in self._areas.near(joined(words)):
            most = ALIAS if area.kind is Kind.AIMAK else AREA_COST
            if cost <= most and self._within(area, scope):
                unnamed = area.sort is not sort
                yield area, cost + NARROWED * unnamed + REGION * (area.kind is Kind.REGION)

    def _within(self, place: Place, scope: Place | None) -> bool:
        if scope is None:
            return True
        while place.parent is not None:
            if place.parent == scope.code:
                return True
            place = self._places[place.parent]
        return False


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A place, what it costs to take it, and how many letters were typed for its name."""

    cost: float
    place: Place
    length: int

    @property
    def score(self) -> float:
        return 100 - 100 * self.cost / self.length

    def __lt__(self, other: "_Candidate") -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[float, int, str]:
        return self.cost, _ORDER.index(self.place.sort), self.place.code


def _keys(place: Place, name: str) -> Folded:
    # A village's name has no official words around it, but may have them inside.
    return folded(name) if place.kind is Kind.VILLAGE else bare(name.partition("(")[0])


def _certain(ranked: list[_Candidate]) -> bool:
    if not ranked:
        return False
    best = ranked[0]
    exact = best.cost < EXACT_LEAD
    if not exact and (best.length < SHORTEST_SURE or best.score < SURE):
        return False
    lead = EXACT_LEAD if exact else LEAD
    return not any(
        one.cost - best.cost < lead
        and (one.place.district is None or one.place.district != best.place.district)
        for one in ranked[1:]
    )
