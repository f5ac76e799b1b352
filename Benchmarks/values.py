#!/usr/bin/env python3
"""Counts which values are seen behind names of secrets: random ones of many alphabets and lengths, and some that people think up.

    values.py [--blot PATH] [--args '...'] [--each N] [--misses N]

Nothing here comes from a corpus: each of the names stands before N (8) values of each kind, drawn with a fixed seed, in one of five
forms of an assignment. A value counts as left where more than a quarter of it, and more than four characters, stand in the output.
"""
import argparse
import base64
import collections
import random
import shlex
import string
import subprocess
import sys

SEED = 7
LETTERS = string.ascii_letters + string.digits
RANDOM = random.Random(SEED)


def some(alphabet, length):
    return "".join(RANDOM.choice(alphabet) for _ in range(length))


def octets(count):
    return RANDOM.randbytes(count)


def parts(joint, *lengths):
    return joint.join(some(LETTERS, length) for length in lengths)


KINDS = {
    "base64 of 30 bytes": lambda: base64.b64encode(octets(30)).decode(),
    "base64 of 32 bytes": lambda: base64.b64encode(octets(32)).decode(),
    "base64 of 48 bytes": lambda: base64.b64encode(octets(48)).decode(),
    "base64url of 24 bytes": lambda: base64.urlsafe_b64encode(octets(24)).decode(),
    "base64url of 33 bytes": lambda: base64.urlsafe_b64encode(octets(33)).decode(),
    "12 letters and digits": lambda: some(LETTERS, 12),
    "20 letters and digits": lambda: some(LETTERS, 20),
    "32 letters and digits": lambda: some(LETTERS, 32),
    "24 small letters and digits": lambda: some(string.ascii_lowercase + string.digits, 24),
    "32 small letters and digits": lambda: some(string.ascii_lowercase + string.digits, 32),
    "24 letters": lambda: some(string.ascii_letters, 24),
    "20 capitals and digits": lambda: some(string.ascii_uppercase + string.digits, 20),
    "20 hexadecimal digits": lambda: octets(10).hex(),
    "32 hexadecimal digits": lambda: octets(16).hex(),
    "40 hexadecimal digits": lambda: octets(20).hex(),
    "64 hexadecimal digits": lambda: octets(32).hex(),
    "a UUID": lambda: f"{octets(4).hex()}-{octets(2).hex()}-4{octets(2).hex()[1:]}-a{octets(2).hex()[1:]}-{octets(6).hex()}",
    "parts with a dot": lambda: parts(".", 8, 24),
    "parts with dashes": lambda: parts("-", 4, 16, 12),
    "parts with an underscore": lambda: parts("_", 3, 28),
    "a prefix with underscores": lambda: "acme_live_" + some(LETTERS, 24),
    "a prefix with a dash": lambda: "ak-" + some(LETTERS, 40),
    "digits, a colon and letters": lambda: some(string.digits, 8) + ":" + some(LETTERS, 24),
    "40 with ~._-": lambda: some(LETTERS + "~._-", 40),
    "password of 16": lambda: some(LETTERS + "!@#$%^&*-_+=", 16),
    "password of 10": lambda: some(LETTERS + "!@#$%^*-_+", 10),
    "a word and a number": lambda: RANDOM.choice(["Summer", "winter", "dragon", "Monkey", "qwerty"]) + str(RANDOM.randrange(10, 9999)) + RANDOM.choice(["", "!", "#"]),
    "12 digits": lambda: some(string.digits, 12),
}

NAMES = [
    "secret", "client_secret", "password", "passwd", "token", "access_token", "auth_token", "api_key", "apikey", "secret_key",
    "private_key", "access_key", "credentials", "acme_secret", "acme_api_token", "ACME_TOKEN", "x-api-key", "webhook_secret",
    "signing_secret", "db_password", "session_token", "refresh_token", "encryption_key", "bearer_token", "pwd", "key_secret",
    "aws_secret", "api_secret", "app_secret", "auth", "acme_key", "private_token", "service_account_key", "shared_secret",
    "jwt_secret", "cookie_secret", "master_password", "smtp_pass", "PGPASSWORD", "otp_secret", "totp_seed", "license_key", "pat",
    "sas_token", "connection_string_password", "authkey", "auth_key", "passphrase", "security_token", "accountkey", "sig",
    "signature", "apiToken", "clientSecret", "accessKey", "userPassword", "x-auth-token", "xoauth_token", "bot_token",
    "deploy_token", "npm_token", "secretKeyBase", "hmac_secret", "private-key-password", "keystore.password",
]

FORMS = ["{k}={x}", '"{k}": "{x}"', "{k}: '{x}'", '{k} = "{x}"', "{k}: {x}"]


def is_left(value, line):
    length = max(4, len(value) // 4) + 1
    return any(value[at:at + length] in line for at in range(len(value) - length + 1))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], epilog=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blot", default=".build/release/blot")
    parser.add_argument("--args", default="", help="further arguments for blot")
    parser.add_argument("--each", type=int, default=8, help="values of a kind for a name")
    parser.add_argument("--misses", type=int, default=0, help="show this many lines whose value is left")
    options = parser.parse_args()

    rows = []
    for name in NAMES:
        for kind, make in KINDS.items():
            for _ in range(options.each):
                value = make()
                rows.append((name, kind, value, RANDOM.choice(FORMS).format(k=name, x=value)))
    text = "".join(f"2026-01-05 INFO {line}\n" for _, _, _, line in rows)
    run = subprocess.run([options.blot, *shlex.split(options.args)], input=text.encode(), stdout=subprocess.PIPE)
    lines = run.stdout.decode().split("\n")
    if run.returncode not in (0, 1) or len(lines) != len(rows) + 1:
        sys.exit(f"{options.blot} ended with {run.returncode}, and {len(lines) - 1} of {len(rows)} lines")

    left = [(name, kind, line) for (name, kind, value, _), line in zip(rows, lines) if is_left(value, line)]
    for title, column, whole in [("kind", 1, len(NAMES)), ("name", 0, len(KINDS))]:
        print(f"left, by {title}:")
        for key, count in collections.Counter(row[column] for row in left).most_common():
            print(f"  {count:4}/{whole * options.each}  {key}")
    for name, kind, line in left[:options.misses]:
        print(f"  {kind}: {line}")
    print(f"seen {len(rows) - len(left)} of {len(rows)} = {1 - len(left) / len(rows):.3f}")


if __name__ == "__main__":
    main()
