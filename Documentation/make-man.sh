#!/bin/bash
# Writes Documentation/blot.1 with swift-argument-parser's manual plugin.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The plugin builds first, so that the page is the command's.
${SWIFT:-swift} package plugin generate-manual --configuration debug --authors "The blot authors" > "$work/log" 2>&1 || {
  cat "$work/log" >&2
  exit 1
}
page=$(find -L .build/plugins -path '*generate-manual*' -name 'blot.1' -o -path '*GenerateManual*' -name 'blot.1' | head -n 1)
[[ -n $page ]] || { echo "make man: the plugin left no page" >&2; exit 1; }
cp "$page" Documentation/blot.1
echo "wrote Documentation/blot.1"
