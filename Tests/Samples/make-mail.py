#!/usr/bin/env python3
"""Write an alert as a program in trouble sends it, with made-up secrets, to standard output."""
import email.message, email.policy, sys

# Assembled here, so that nothing in the repository looks like a secret.
password, card, token = "hunter2-" + "for-real", "4111 1111 " + "1111 1111", "gh" + "p_" + "0123456789abcdefghijABCDEFGHIJ012345"

mail = email.message.EmailMessage(policy=email.policy.SMTP)
mail["From"] = "Alerts <alerts@shop.example>"
mail["To"] = "ops@shop.example"
mail["Date"] = "Thu, 01 Jan 2026 03:04:05 +0000"
mail["Message-ID"] = "<1@shop.example>"
mail["Subject"] = f"Zahlung fällt aus: postgres://svc:{password}@db/shop"
mail.set_content(f"Größter Fehler: card {card} declined\nTraceback follows.\n", cte="quoted-printable")
mail.add_alternative(f"<p>token ghp_<b>{token[4:]}</b> for <i>Zoë</i></p>", subtype="html", cte="base64")
mail.add_attachment(f"time,customer,password\n03:04,17,{password}\n".encode(), maintype="text", subtype="csv", filename="rows.csv")
sys.stdout.buffer.write(mail.as_bytes())
