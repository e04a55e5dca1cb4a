"""The best groups for some wishes: pairs by matching, and one group of three where that places one more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import combinations
from random import Random

from handbook.practices.unmentoring.wishes import Group, Wishes

FEW = 16
"""Up to so many people the best group of three is found for certain."""
_MANY = 40
"""Of more people than this, only those least often in threes are thought of."""
_LINKS, _LEAST = 200_000, 8
"""How many links are looked at for a group of three among more than a few, in how many matchings at least."""
_NEAR, _MOST_LINKS = 64, 4_000_000
"""How far people look for a pair at first, and how many links there may be at most, which take up memory."""


def best_groups(
    wanted: Wishes, three: bool, chance: Random, progress: Callable[[int, int], None] | None = None
) -> list[Group]:
    """The best pairs, and where somebody is left over and there may be a group of three, that as well.

    At most one, since three people have met each other at once.
    """
    everybody = range(len(wanted.place))
    able = [
        one
        for one in everybody
        if any(one != other and wanted.link(one, other) is not None for other in everybody)
    ]
    # Chance comes from the order of people alone: where it is in the weights, or in the order of links,
    # a matching takes up to a hundred times as long.
    chance.shuffle(able)
    if three or not len(able) % 2:
        # Mostly there is a place for everybody, and then it does not matter who comes first.
        found = _best(wanted.with_equal_places(), able, three, progress)
        if sum(map(len, found)) == len(able):
            return found
        progress = None
    return _best(wanted, able, three, progress)


def _best(
    wanted: Wishes, able: Sequence[int], three: bool, progress: Callable[[int, int], None] | None
) -> list[Group]:
    count = len(able)
    of = 2 * count if three else count
    found = _matching(wanted, able, progress and (lambda done: progress(done, of)))
    if three and len(found) * 2 < count:
        told = progress and (lambda done, tries: progress(count + count * done // tries, of))
        found = _with_three(wanted, able, found, told)
    if progress:
        progress(of, of)
    return found


def _matching(
    wanted: Wishes, people: Sequence[int], progress: Callable[[int], None] | None = None
) -> list[Group]:
    """The best pairs, with as many people as possible.

    Among many, each is first paired with one of those near them, who are near by chance. Where that gives all
    a place and costs nothing, no others could be better.
    """
    places = sorted(wanted.place[one] for one in people)
    if len(people) > 4 * _NEAR:
        found = _matched(wanted, people, _NEAR, progress)
        if wanted.worth(found) == sum(places[len(places) % 2 :]):
            return found
        progress = None
    return _matched(wanted, people, max(_NEAR, _MOST_LINKS // max(1, len(people))), progress)


def _matched(
    wanted: Wishes, people: Sequence[int], reach: int, progress: Callable[[int], None] | None = None
) -> list[Group]:
    """The best pairs of people who stand no further from each other than this, in a ring."""
    import rustworkx  # takes time to load, and only a draw needs it

    links, count = [], len(people)
    for number, one in enumerate(people):
        if progress:
            progress(number)
        around = range(min(number, max(0, number + reach - count + 1)))
        for place in (*around, *range(max(len(around), number - reach), number)):
            cost = wanted.link(one, people[place])
            if cost is not None:
                links.append((number, place, wanted.place[one] + wanted.place[people[place]] - cost))
    graph: rustworkx.PyGraph[None, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * count)
    graph.add_edges_from(links)
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=lambda worth: worth)
    # Which of a pair is named first is not the same every time.
    return [(people[one], people[other]) for one, other in sorted(map(sorted, found))]


def _with_three(
    wanted: Wishes, able: Sequence[int], found: list[Group], progress: Callable[[int, int], None] | None
) -> list[Group]:
    """The best groups with one of three among them, or those found where none gives one more person a place.

    Without any one of the three, the groups are pairs, and no better than the best pairs. So they come to
    no more than these and what that one adds, and threes that cannot reach what has been found already
    need not be tried.
    """
    limit = most = wanted.worth(found)
    best = found
    place, third = wanted.place, wanted.third
    people = _thirds(wanted, able, found)
    cost = {pair: wanted.link(*pair) for pair in combinations(people, 2)}
    hopes = []
    for one, two, three in combinations(people, 3):
        first, second, last = cost[one, two], cost[one, three], cost[two, three]
        if first is not None and second is not None and last is not None:
            adds = min(place[one] - first - second, place[two] - first - last, place[three] - second - last)
            hopes.append((limit + adds - third[one] - third[two] - third[three], (one, two, three)))
    hopes.sort(key=lambda hope: -hope[0])
    tries = hopes[: _matchings(len(able))]
    for done, (hope, threes) in enumerate(tries):
        if hope <= most:
            break
        if progress:
            progress(done, len(tries))
        groups = [threes, *_matching(wanted, [one for one in able if one not in threes])]
        if (worth := wanted.worth(groups)) > most:
            best, most = groups, worth
    return best


def _matchings(people: int) -> int | None:
    """How many matchings may be tried, where that is limited."""
    return None if people <= FEW else max(_LEAST, _LINKS // people**2)


def _thirds(wanted: Wishes, able: Sequence[int], found: Collection[Group]) -> list[int]:
    """Who may be one of three: everybody, or of many those without a pair and those least often in threes."""
    paired = {one for group in found for one in group}
    return sorted(able, key=lambda one: (one in paired, wanted.third[one]))[:_MANY]
