"""Makes a CSV in the manner of an export, of so many megabytes, of made-up people, orders and notes.

    csv-corpus.py people|orders FILE MEGABYTES

people: 16 columns, some 190 bytes a row: e-mail address and phone number in every row, a national id and a card number in one
of four, quoted addresses with commas, notes of which some hold quotes, line ends, an address or a token. orders: the same
without the columns of addresses and numbers. The same bytes at every call. Some 40 MB are made; the rest repeats them.
"""
import random
import sys

MADE = 40_000_000
COLUMNS = "id,created_at,first_name,last_name,email,phone,street,city,country,plan,orders,total,last_ip,customer_ssn,card_number,notes".split(",")
PERSONAL = {"email", "phone", "customer_ssn", "card_number"}

FIRST = "Ann Bo Cy Dee Eva Finn Gus Hana Ida Jon Kai Lea Mia Noa Otto Pia Quinn Rosa Sam Tea Uma Vic Wes Xena Yara Zoe".split()
LAST = "Abel Berg Chan Diaz Eriksen Fox Gray Huber Ito Jones Khan Lee Mora Novak Owens Patel Quist Rossi Smith Tanaka Ueda Vega Wolf Young Zhou".split()
STREETS = "Main St,Oak Ave,Ring Road,High Street,Station Road,Hill Lane,Park Drive".split(",")
CITIES = "York Leeds Berlin Paris Madrid Osaka Boston Denver Austin Lyon Graz".split()
WORDS = "order late refund please call back shipped item broken box asked about invoice delivery address changed plan upgrade thanks".split()


def luhn(digits):
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def note(r):
    words = " ".join(r.choices(WORDS, k=r.randint(0, 12)))
    kind = r.random()
    if kind < 0.05:
        return f'"she said ""{words}"", twice"'
    if kind < 0.08:
        return f'"{words}\n{words}"'
    if kind < 0.10:
        return f"write to {r.choice(FIRST).lower()}.{r.choice(LAST).lower()}@example.net {words}"
    if kind < 0.105:
        return f"token=tk{r.randrange(1 << 80):020x} {words}"
    return f'"{words}, {words}"' if kind < 0.3 else words


def row(r, number):
    first, last = r.choice(FIRST), r.choice(LAST)
    phone = f"+1 {r.randint(201, 989)} {r.randint(200, 989)} {r.randint(0, 9999):04}"
    street = f'"{r.randint(1, 999)} {r.choice(STREETS)}, Apt {r.randint(1, 99)}"'
    ssn = f"{r.randint(101, 599)}-{r.randint(10, 99)}-{r.randint(1000, 9999)}" if r.random() < 0.25 else ""
    card = luhn(f"4{r.randrange(10**14):014}") if r.random() < 0.25 else ""
    return [
        f"{number}", f"2024-{r.randint(1, 12):02}-{r.randint(1, 28):02}T{r.randint(0, 23):02}:{r.randint(0, 59):02}:00Z", first, last,
        f"{first.lower()}.{last.lower()}{r.randint(1, 999)}@example.org", phone, street, r.choice(CITIES),
        r.choice(["US", "UK", "DE", "FR"]), r.choice(["free", "pro", "team"]), f"{r.randint(0, 40)}", f"{r.random() * 900:.2f}",
        f"10.{r.randint(0, 255)}.{r.randint(0, 255)}.{r.randint(1, 254)}", ssn, card, note(r)]


def main():
    kind, path, size = sys.argv[1], sys.argv[2], int(sys.argv[3]) * 1_000_000
    kept = [i for i, name in enumerate(COLUMNS) if kind == "people" or name not in PERSONAL]

    def line(cells):
        return ",".join(cells[i] for i in kept) + "\r\n"

    r = random.Random(7)
    rows, made, number = [], 0, 0
    while made < min(MADE, size):
        number += 1
        rows.append(line(row(r, number)))
        made += len(rows[-1])
    body = "".join(rows).encode()
    with open(path, "wb") as file:
        written = file.write(line(COLUMNS).encode())
        while written < size:
            written += file.write(body)


if __name__ == "__main__":
    main()
