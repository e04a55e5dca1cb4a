"""How long a draw takes, in seconds of processor time: at most 60 for a thousand people, and 1 for a hundred.

    python tests/bench/draw.py [PEOPLE …]

Each size is drawn in every way of `WAYS`, with a history of rounds by chance, and says how many have to meet
again and how many are of one organisation. Says so where a limit is passed; nothing fails, since
machines differ. Then whether processes of their own draw the same from the same seed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from random import Random

from handbook.practices.unmentoring.draw import draw
from handbook.practices.unmentoring.values import Odd, Pool

ROUNDS = 12
SEED = 8
SIZES = (100, 99, 1000, 999)


def history(count: int, rounds: int = ROUNDS, odd: Odd = "trio") -> Pool:
    """People who have met in pairs by chance, some of them again."""
    chance = Random(count)
    ids = tuple(f"p{number:04}" for number in range(count))
    met = {}
    for number in range(1, rounds + 1):
        order = chance.sample(ids, count)
        met |= {frozenset(pair): number for pair in zip(order[::2], order[1::2], strict=False)}
    turns = {one: chance.randrange(4) for one in ids}
    return Pool(ids, odd, met=met, trios=turns, left_out=turns, started=turns)


def one_organisation(pool: Pool) -> Pool:
    """Six in ten of one organisation, so that many of them have to meet."""
    return replace(pool, organisations=dict.fromkeys(pool.people[: len(pool.people) * 6 // 10], 0))


def avoiding(pool: Pool) -> Pool:
    """One person whom all others avoid, and everybody avoids ten more."""
    chance = Random(1)
    pairs = {frozenset((pool.people[0], other)) for other in pool.people[1:]}
    pairs |= {frozenset(chance.sample(pool.people, 2)) for _ in range(10 * len(pool.people))}
    return replace(pool, avoid=frozenset(pairs))


def all_met(pool: Pool) -> Pool:
    """Everybody has met everybody, in rounds by chance."""
    chance = Random(2)
    pairs = [frozenset((a, b)) for n, a in enumerate(pool.people) for b in pool.people[:n]]
    return replace(pool, met={pair: chance.randrange(1, 200) for pair in pairs})


WAYS: dict[str, Callable[[int], Pool]] = {
    "nobody has met": lambda count: history(count, 0),
    "12 rounds, group of three": history,
    "12 rounds, one sits out": lambda count: history(count, odd="sit-out"),
    "60 rounds": lambda count: history(count, 60),
    "six in ten of one organisation": lambda count: one_organisation(history(count)),
    "some avoided": lambda count: avoiding(history(count)),
    "everybody has met": lambda count: all_met(history(count)),
}


def main() -> None:
    for count in [int(size) for size in sys.argv[1:]] or SIZES:
        limit = 60 if count > 100 else 1
        for name, pool_of in WAYS.items():
            pool = pool_of(count)
            began = time.process_time()
            found = draw(pool, SEED)
            took = time.process_time() - began
            print(
                f"{count:5} {name:31} {took:6.2f} s  {found.repeats:3} again, "
                f"{found.same_organisation:3} of one organisation, {len(found.left_out)} left out"
                + (f"  OVER {limit} s" if took > limit else ""),
                flush=True,
            )
    told = f"import draw; print(draw.draw(draw.one_organisation(draw.history(101)), {SEED}))"
    path = {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
    said = {
        subprocess.run([sys.executable, "-c", told], env=path, capture_output=True, check=True).stdout
        for _ in range(3)
    }
    print("the same in 3 processes" if len(said) == 1 else "NOT THE SAME in 3 processes")


if __name__ == "__main__":
    main()
