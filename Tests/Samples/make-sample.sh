#!/bin/bash
# Writes a made-up application log to standard output: what `make run` masks.
#
# Its secrets are made up, and put together from pieces here so that no scanner of source code takes this file for a leak.
set -euo pipefail

# letters N: N letters and digits, the same at every run.
state=20260101
letters() {
  local alphabet=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 text= i
  for ((i = 0; i < $1; i++)); do
    state=$(((state * 1103515245 + 12345) % 2147483648))
    text+=${alphabet:$((state / 65536 % ${#alphabet})):1}
  done
  printf -v "$2" '%s' "$text"
}

letters 36 github; letters 24 stripe; letters 43 signature; letters 18 password; letters 32 key; letters 64 body
header=$(printf '%s' '{"alg":"HS256","typ":"JWT"}' | base64 | tr -d '=\n')
claims=$(printf '%s' '{"sub":"user-4711","role":"admin"}' | base64 | tr -d '=\n')
card='4539 1488 '; card+='0343 6467'

cat <<LOG
2026-01-05T08:00:01.120Z INFO  shop.Boot            starting version 3.14.1 on port 8443
2026-01-05T08:00:01.377Z DEBUG shop.Config          database url is postgres://shop:${password}@db.internal:5432/shop
2026-01-05T08:00:01.901Z INFO  shop.Deploy          cloning with token ghp_${github}
2026-01-05T08:00:02.018Z INFO  shop.Payments        gateway ready, key sk_live_${stripe}
2026-01-05T08:01:44.310Z INFO  shop.Http            GET /cart?item=1204&access_token=${key} 200 12 ms
2026-01-05T08:01:44.355Z DEBUG shop.Http            request headers: {Accept=*/*, Authorization=Bearer ${header}.${claims}.${signature}}
2026-01-05T08:02:10.002Z INFO  shop.Orders          order 88123 placed by mara.lindqvist@mail.example.net, phone +1 (212) 555-0187
2026-01-05T08:02:10.640Z WARN  shop.Payments        card ${card} declined for order 88123, reason 51
2026-01-05T08:02:11.007Z INFO  shop.Payments        refund to IBAN GB82 WEST 1234 5698 7654 32 queued
2026-01-05T08:03:00.000Z ERROR shop.Mail            cannot deliver to mara.lindqvist@mail.example.net: connection refused
java.net.ConnectException: Connection refused
	at shop.mail.Transport.connect(Transport.java:118)
	at shop.mail.Transport.send(Transport.java:64)
2026-01-05T08:03:05.418Z DEBUG shop.Config          signing key loaded:
-----BEGIN RSA PRIVATE ${none:-}KEY-----
${body}
${body}
-----END RSA PRIVATE ${none:-}KEY-----
2026-01-05T08:04:00.000Z INFO  shop.Health          ok, 412 requests, commit 9fceb02d0ae598e95dc970b74767f19372d61af8
LOG
