#!/usr/bin/env bash
# Fuzzes each target for SECONDS_EACH (60) seconds, or the one named. What breaks is kept in Tests/Fuzz/Found; a file of
# it is replayed with: Tests/Fuzz/.build/release/TARGET FILE
set -euo pipefail
cd "$(dirname "$0")"
seconds=${SECONDS_EACH:-60}
targets=("${@:-FuzzRules}")
[[ $# -gt 0 ]] || targets=(FuzzRules FuzzImport FuzzEngine FuzzText FuzzLayers FuzzAnalysis FuzzJSON FuzzTable FuzzWorkbook FuzzMail FuzzBody)

swift build -c release --sanitize fuzzer -Xswiftc -sanitize=fuzzer,address ${BUILD_JOBS:+-j "$BUILD_JOBS"}

mkdir -p Found
failed=0
for target in "${targets[@]}"; do
    # What the fuzzer has learnt stays in .build; seeds and what broke once are in the repository.
    mkdir -p ".build/corpus/$target"
    options=()
    [[ -f "Dictionaries/$target" ]] && options+=("-dict=Dictionaries/$target")
    echo "== $target, $seconds s"
    # PCRE2's own code and JIT are not instrumented; leaks of process-wide tables are none.
    ASAN_OPTIONS=detect_leaks=0 ".build/release/$target" -max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=4096 \
        -print_final_stats=1 -artifact_prefix="Found/$target-" "${options[@]}" ".build/corpus/$target" "Seeds/$target" || failed=1
done
exit $failed
