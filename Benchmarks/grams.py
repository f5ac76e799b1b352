#!/usr/bin/env python3
"""The commonest runs of four bytes in logs, as the words of Sources/PatternAnalysis/GramFrequency.swift.

    python3 Benchmarks/grams.py FILE...

Each file counts alike, whatever its size: from its middle, 1.2 MB. Several small ones may be joined to one beforehand.
"""

import collections
import sys
import textwrap

WANTED = 5_000
LETTERS = set(b"abcdefghijklmnopqrstuvwxyz_-./:=@<>,\" ")
# Stands for a blank.
BLANK = "~"
EXCERPT = 1_200_000


def shares(path):
    """Of each run, how often it stands in a byte of the file, letters in lower case."""
    data = open(path, "rb").read()
    start = max(0, len(data) // 2 - EXCERPT // 2)
    data = data[start : start + EXCERPT].lower()
    counts = collections.Counter(data[i : i + 4] for i in range(len(data) - 3))
    return {gram: count / len(data) for gram, count in counts.items() if count > 3 and all(b in LETTERS for b in gram)}


def main():
    paths = sys.argv[1:]
    if not paths:
        sys.exit(__doc__)
    total = collections.Counter()
    for path in paths:
        for gram, share in shares(path).items():
            total[gram] += share / len(paths)
    grams = sorted(total.items(), key=lambda item: (-item[1], item[0]))[:WANTED]
    middle = len(grams) // 2
    print(f"{len(grams)} runs; the share of the one in the middle by its rank: {grams[middle][1] * (middle + 20):.4f}", file=sys.stderr)
    words = " ".join(gram.decode("ascii").replace(" ", BLANK) for gram, _ in grams)
    print(textwrap.fill(words, 130, initial_indent=" " * 8, subsequent_indent=" " * 8, break_long_words=False, break_on_hyphens=False))


main()
