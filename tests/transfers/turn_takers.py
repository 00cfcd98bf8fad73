"""A process that takes turns of a rate, and prints when they are; the test of budgets starts several of it.

`python turn_takers.py URL RATE TURNS BASE_URL`: each line is a turn in seconds of the monotonic clock, which all
processes of this machine share.
"""

from __future__ import annotations

import sys

from filewright.transfers import RateLimit
from filewright.transfers.budgets import budget_of

if __name__ == "__main__":
    url, rate, turns, base_url = sys.argv[1:]
    # No turn is lost however long this process waits for the machine.
    limit = RateLimit(rate, burst=10_000, budget=budget_of(url, base_url))
    for _ in range(int(turns)):
        print(repr(limit.turn()), flush=True)
    if turns == "1":  # a worker that is killed with the rest of its lease
        sys.stdin.read()
    limit.close()
