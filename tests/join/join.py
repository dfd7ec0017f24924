#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""join.py GRAPH DUMP: is each order pair of a lockdep dump in `holdfast graph`'s text?

Prints how much of the graph was observed.  Exit status 1 where lockdep saw a pair
that was not computed, 2 where the dump says nothing or not everything.
"""
import re
import sys


def computed(text):
    pairs, held = set(), None
    for line in text.splitlines():
        found = re.match(r"  (\S+) \(", line)
        if found:
            held = found.group(1)
        found = re.match(r"    -> (\S+)  ", line)
        if found:
            pairs.add((held, found.group(1)))
    return pairs


def main():
    with open(sys.argv[1]) as graph, open(sys.argv[2]) as dump:
        pairs = computed(graph.read())
        seen = dump.read()
    observed = set(re.findall(r"^order (\S+) -> (\S+)$", seen, re.M))
    if not observed:
        print("the dump has no order pair")
        return 2
    for table, count in re.findall(r"^full (classes|edges|held) (\d+)$", seen, re.M):
        if int(count):
            print("the dump is not complete: lockdep had no room for %s more %s" % (count, table))
            return 2
    unknown = sorted(observed - pairs)
    for held, taken in unknown:
        print("observed, but not computed: %s -> %s" % (held, taken))
    print("observed %d of %d computed order pairs" % (len(observed & pairs), len(pairs)))
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
