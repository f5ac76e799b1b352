#!/usr/bin/env python3
"""Logs that leak in every line, from made-up values: what a filter is slowest at.

    python3 Benchmarks/leaky.py passwords|payloads LINES
"""

import json
import random
import string
import sys

LETTERS = string.ascii_letters + string.digits


def token(pick, length):
    return "".join(pick.choice(LETTERS) for _ in range(length))


def password(pick):
    return json.dumps({"user": pick.choice(["ann", "bob", "eve"]), "password": "Xk" + token(pick, 7)}, separators=(",", ":"))


def payload(pick):
    first, last = pick.choice(["ann", "bob", "carol", "frank"]), pick.choice(["smith", "jones", "garcia", "kim"])
    body = {
        "event": pick.choice(["contact.created", "order.paid", "invoice.sent"]),
        "id": token(pick, 24),
        "workflow": {"id": pick.randrange(100_000), "name": "Sync contacts", "execution": token(pick, 16)},
        "contact": {
            "firstName": first.title(),
            "lastName": last.title(),
            "email": f"{first}.{last}@example-{pick.randrange(99)}.com",
            "phone": f"+1 212 555 {pick.randrange(10_000):04}",
            "address": {"line1": f"{pick.randrange(1, 999)} Main Street", "city": "Springfield", "country": "US"},
        },
        "auth": {"type": "oauth2", "access_token": token(pick, 40), "expires_in": 3600},
        "headers": {"content-type": "application/json", "authorization": "Bearer " + token(pick, 32), "x-request-id": token(pick, 20)},
        "items": [{"sku": f"SKU-{pick.randrange(9999)}", "qty": pick.randrange(9), "price": pick.randrange(9999) / 100} for _ in range(3)],
        "ok": True,
    }
    stamp = f"2026-11-{pick.randrange(1, 28):02}T{pick.randrange(24):02}:{pick.randrange(60):02}:{pick.randrange(60):02}Z"
    return f"{stamp} info  [executor] step {pick.randrange(20)} finished payload={json.dumps(body, separators=(',', ':'))}"


def main():
    kinds = {"passwords": password, "payloads": payload}
    if len(sys.argv) != 3 or sys.argv[1] not in kinds or not sys.argv[2].isdigit():
        sys.exit(__doc__)
    pick = random.Random(7)
    for _ in range(int(sys.argv[2])):
        print(kinds[sys.argv[1]](pick))


main()
