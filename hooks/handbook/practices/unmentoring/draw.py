"""Groups by chance: as good as the wishes allow, and the same again from the same pool and seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import version
from random import Random

from handbook.practices.unmentoring.groups import FEW, best_groups
from handbook.practices.unmentoring.values import Draw, Pair, Pool, Round
from handbook.practices.unmentoring.wishes import wishes
from handbook.show.phrases import number_of_people

METHOD = f"rustworkx {version('rustworkx')}, rules 1"
"""What draws: the matching, and our own rules around it. With another the same seed may draw differently."""
_TRIES = 25
"""How many draws among a few people are compared by what they leave for the next round."""


def draw(pool: Pool, seed: int, progress: Callable[[int, int], None] | None = None) -> Draw:
    """Groups of a pool by chance; the first of each makes the first move.

    Of equally good draws among a few people it is one after which fewest have to meet again in the next.
    """
    chance = Random(seed)
    best = _draw(pool, chance, progress)
    if len(pool.people) > FEW or len(best.groups) < 2:
        return best
    least = _next_repeats(pool, best)
    for _ in range(_TRIES - 1):
        if least <= best.repeats:  # it cannot be better than it is now, when fewer have met
            break
        other = _draw(pool, chance)
        if (repeats := _next_repeats(pool, other)) < least:
            best, least = other, repeats
    return best


def same(held: Round) -> bool:
    """Whether the stored pool and seed of a round make the same draw again."""
    return draw(held.pool, held.seed) == held.draw


def _draw(pool: Pool, chance: Random, progress: Callable[[int, int], None] | None = None) -> Draw:
    ids = [*pool.people]
    if len(ids) % 2 and pool.odd == "reserve" and pool.reserve:
        ids.append(pool.reserve)
    found = best_groups(wishes(pool, ids), pool.odd == "trio", chance, progress)
    groups = tuple(_in_turn([ids[one] for one in group], pool, chance) for group in sorted(found, key=min))
    placed = {one for group in groups for one in group}
    links = Draw(groups).links
    return Draw(
        groups,
        tuple(one for one in pool.people if one not in placed),
        repeats=len(links & pool.met.keys()),
        again=len(links & pool.missed),
        same_organisation=sum(_same_organisation(pair, pool) for pair in links),
        reserve=pool.reserve in placed,
    )


def _same_organisation(pair: Pair, pool: Pool) -> bool:
    named = {pool.organisations[one] for one in pair if one in pool.organisations}
    return len(named) == 1 and pair <= pool.organisations.keys()


def _in_turn(group: list[str], pool: Pool, chance: Random) -> tuple[str, ...]:
    """Who has made the first move least often comes first, then whose last time is longest ago."""
    chance.shuffle(group)
    first = min(group, key=lambda one: (pool.started.get(one, 0), pool.last_started.get(one, 0)))
    return (first, *(one for one in group if one != first))


def _next_repeats(pool: Pool, drawn: Draw) -> int:
    """How many would have to meet again in the next round, if all of these met and came back."""
    now = max(pool.met.values(), default=0) + 1
    following = Pool(
        pool.people,
        pool.odd,
        pool.reserve,
        avoid=pool.avoid,
        met={**pool.met, **dict.fromkeys(drawn.links, now)},
        left_out={one: pool.left_out.get(one, 0) + (one in drawn.left_out) for one in pool.people},
        waiting=frozenset(drawn.left_out),
    )
    return _draw(following, Random(0)).repeats


# What the coordinator should know


def notices(pool: Pool, drawn: Draw) -> list[str]:
    """What to know of a draw, in numbers. Who must not meet whom shows in none of it."""
    return [*_notices(pool, drawn)]


def _notices(pool: Pool, drawn: Draw) -> Iterator[str]:
    count = len(pool.people)
    people = number_of_people(count)
    three = any(len(group) > 2 for group in drawn.groups)
    if not drawn.groups:
        yield f"No group can be made of {people}." if count else "Nobody can take part."
        return
    if drawn.repeats:
        yield f"{_pairs(drawn.repeats, 'has', 'have')} met before. " + (
            "We found no better draw." if three and count > FEW else "There is no better draw."
        )
    if drawn.again:
        yield f"{_pairs(drawn.again)} did not get to meet last time, and will try again."
    if three:
        yield (
            "One group has three, so that one more person has a place. That is three pairs at once, "
            "so people will sooner have met everybody."
        )
    if drawn.reserve:
        yield "The number is odd, so the reserve joins. It costs them one more meeting."
    if drawn.left_out:
        left = len(drawn.left_out)
        odd = "The number is odd: " if left == 1 and pool.odd == "sit-out" and count % 2 else ""
        yield (
            f"{odd}{number_of_people(left)} {'has' if left == 1 else 'have'} nobody to meet this time, "
            f"and {'comes' if left == 1 else 'come'} before all others next time."
        )
    if count == 2 or (count == 3 and three):
        yield f"With {people} it is the same {'pair' if count == 2 else 'three'} every time."
    elif 2 < count <= 6:
        yield f"With {people} the same ones soon meet again. More people would help."


def _pairs(count: int, one: str = "", more: str = "") -> str:
    return f"1 pair {one}".rstrip() if count == 1 else f"{count} pairs {more}".rstrip()
