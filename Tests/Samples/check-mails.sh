#!/usr/bin/env bash
# Masks mails in which a token is planted in every way, and mails of others, and has Python's email package and GMime judge: what was
# planted is gone, and the structure is what it was. With no rules, every mail is a copy.
#
#   check-mails.sh BLOT [FOLDER]
set -euo pipefail
cd "$(dirname "$0")"
blot=$1 folder=${2:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

token=tok_abc123def456 number=536221845
cat > "$work/rules.yaml" <<'RULES'
pack: mails
version: 1.0.0
description: A token, and a number by its column
rules:
  - id: a-token
    description: A token that no vendor has
    category: credential
    severity: high
    confidence: high
    pattern: 'tok_[a-z0-9]{12}'
  - id: a-number
    description: A number by its column
    category: personal
    severity: high
    confidence: high
    fields: [ssn]
RULES

# 3: something was not examined, and named.
mask() {
    local status=0
    "$blot" --format eml "$@" 2> "$work/said" || status=$?
    [[ $status == 0 || $status == 3 ]] || { cat "$work/said" >&2; exit 1; }
}

echo "planted mails:"
python3 make-mails.py "$work/planted" $token $number
mask --no-default-rules --rules "$work/rules.yaml" --output-dir "$work/masked" "$work/planted"
python3 check-mail.py "$work/planted" "$work/masked" --absent $token --absent $number

[[ -n $folder && -d $folder ]] || { echo "no mails of others: not checked"; exit 0; }
echo "mails of others:"
mask --no-default-rules --output-dir "$work/copies" "$folder"
diff -rq "$folder" "$work/copies"
mask --output-dir "$work/public" "$folder"
python3 check-mail.py "$folder" "$work/public"
