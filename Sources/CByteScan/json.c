#include "CByteScan.h"

#include <string.h>

#include "wide.h"

// Structure of JSON by bitmaps, 64 bytes at a time, after Langdale and Lemire, "Parsing Gigabytes of JSON per Second"
// (VLDB Journal 28, 2019), section 3.1: quotes that no backslash escapes, a prefix XOR for what lies between them, and
// the structural bytes outside.

typedef struct {
    uint64_t quotes, backslashes, opens, closes, separators, controls, feeds;
} bitmaps;

// The bits that a backslash before them escapes. `*escaped`: the first bit is; then whether the bit behind the last is.
static inline uint64_t find_escaped(uint64_t backslashes, uint64_t *escaped) {
    uint64_t result = *escaped;
    backslashes &= ~result;
    *escaped = 0;
    while (backslashes) {
        const int bit = __builtin_ctzll(backslashes);
        if (bit == 63) {
            *escaped = 1;
            break;
        }
        result |= 2ULL << bit;
        backslashes &= ~(3ULL << bit);
    }
    return result;
}

static inline uint64_t prefix_xor(uint64_t bits) {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^= bits << 32;
    return bits;
}

static inline bitmaps maps_plain(const uint8_t *data) {
    bitmaps maps = {0};
    for (int i = 0; i < 64; i++) {
        const uint64_t bit = 1ULL << i;
        switch (data[i]) {
        case '"': maps.quotes |= bit; break;
        case '\\': maps.backslashes |= bit; break;
        case '{': case '[': maps.opens |= bit; break;
        case '}': case ']': maps.closes |= bit; break;
        case ':': case ',': maps.separators |= bit; break;
        default:
            if (data[i] < 0x20) maps.controls |= bit;
            if (data[i] == '\n') maps.feeds |= bit;
        }
    }
    return maps;
}

// Positions that matter of one block: what is structural outside strings, every quote that is not escaped, and control
// bytes within strings, which do not belong there.
static inline uint64_t marks_of(bitmaps maps, uint64_t between, uint64_t quotes, bytescan_json_state *state) {
    const uint64_t inside = between ^ state->in_string;
    state->in_string = (uint64_t)((int64_t)inside >> 63);
    return ((maps.opens | maps.closes | maps.separators) & ~inside) | quotes | (maps.controls & inside);
}

static inline size_t flatten(uint64_t marks, size_t base, uint32_t *out, size_t written) {
    while (marks) {
        out[written++] = (uint32_t)(base + (size_t)__builtin_ctzll(marks));
        marks &= marks - 1;
    }
    return written;
}

#define STEP 64

// A whole block; the last is filled up with blanks.
static inline const uint8_t *block_at(const uint8_t *data, size_t count, size_t at, uint8_t *padded) {
    if (count - at >= STEP) return data + at;
    memset(padded, ' ', STEP);
    memcpy(padded, data + at, count - at);
    return padded;
}

static size_t index_plain(
    const uint8_t *data, size_t count, size_t at, bytescan_json_state *state, uint32_t *out, size_t capacity, size_t *next) {
    size_t written = 0;
    uint8_t padded[STEP];
    while (at < count && capacity - written >= STEP) {
        const uint8_t *block = block_at(data, count, at, padded);
        const bitmaps maps = maps_plain(block);
        const uint64_t quotes = maps.quotes & ~find_escaped(maps.backslashes, &state->escaped);
        written = flatten(marks_of(maps, prefix_xor(quotes), quotes, state), at, out, written);
        at += STEP;
    }
    *next = at < count ? at : count;
    return written;
}

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2,bmi,pclmul,popcnt")))

WIDE static inline uint64_t equal_avx2(__m256i low, __m256i high, char byte) {
    const __m256i wanted = _mm256_set1_epi8(byte);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted))
        | (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)) << 32;
}

WIDE static inline bitmaps maps_avx2(const uint8_t *data) {
    const __m256i low = _mm256_loadu_si256((const __m256i *)data), high = _mm256_loadu_si256((const __m256i *)(data + 32));
    // `[` and `]` are `{` and `}` without the bit of the small letters, and nothing else becomes these with it.
    const __m256i bit = _mm256_set1_epi8(0x20);
    const __m256i low_small = _mm256_or_si256(low, bit), high_small = _mm256_or_si256(high, bit);
    const __m256i limit = _mm256_set1_epi8(0x1F);
    bitmaps maps;
    maps.quotes = equal_avx2(low, high, '"');
    maps.backslashes = equal_avx2(low, high, '\\');
    maps.opens = equal_avx2(low_small, high_small, '{');
    maps.closes = equal_avx2(low_small, high_small, '}');
    maps.feeds = equal_avx2(low, high, '\n');
    maps.separators = equal_avx2(low, high, ':') | equal_avx2(low, high, ',');
    maps.controls = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(low, limit), limit))
        | (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(high, limit), limit)) << 32;
    return maps;
}

WIDE static inline uint64_t prefix_xor_avx2(uint64_t bits) {
    return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, (int64_t)bits), _mm_set1_epi8((char)0xFF), 0));
}

WIDE static size_t index_avx2(
    const uint8_t *data, size_t count, size_t at, bytescan_json_state *state, uint32_t *out, size_t capacity, size_t *next) {
    size_t written = 0;
    uint8_t padded[STEP];
    while (at < count && capacity - written >= STEP) {
        const uint8_t *block = block_at(data, count, at, padded);
        const bitmaps maps = maps_avx2(block);
        const uint64_t quotes = maps.quotes & ~find_escaped(maps.backslashes, &state->escaped);
        written = flatten(marks_of(maps, prefix_xor_avx2(quotes), quotes, state), at, out, written);
        at += STEP;
    }
    *next = at < count ? at : count;
    return written;
}
#endif

static bool has_clmul(void) {
#if defined(__x86_64__)
    return wide() && __builtin_cpu_supports("pclmul");
#else
    return false;
#endif
}

size_t bytescan_json_index(
    const uint8_t *data, size_t count, size_t start, bytescan_json_state *state, uint32_t *out, size_t capacity, size_t *next) {
#if defined(__x86_64__)
    if (has_clmul()) return index_avx2(data, count, start, state, out, capacity, next);
#endif
    return index_plain(data, count, start, state, out, capacity, next);
}

// ---------------------------------------------------------------------------------------------------------------
// Lines

// Adds up the brackets of a block, line by line. True where a line ends that is no whole document.
static inline bool line_ends(bitmaps maps, uint64_t between, bytescan_json_lines_state *state, size_t at, bytescan_json_line *line) {
    const uint64_t inside = between ^ state->strings.in_string;
    state->strings.in_string = (uint64_t)((int64_t)inside >> 63);
    const uint64_t opens = maps.opens & ~inside, closes = maps.closes & ~inside;
    uint64_t counted = 0;
    for (uint64_t feeds = maps.feeds; feeds; feeds &= feeds - 1) {
        const int bit = __builtin_ctzll(feeds);
        const uint64_t through = (2ULL << bit) - 1;
        const uint64_t part = through & ~counted;
        counted = through;
        state->depth += __builtin_popcountll(opens & part) - __builtin_popcountll(closes & part);
        if (!(inside >> bit & 1) && state->depth == 0) continue;
        line->end = at + (size_t)bit;
        line->is_open = !(inside >> bit & 1) && state->depth > 0;
        return true;
    }
    state->depth += __builtin_popcountll(opens & ~counted) - __builtin_popcountll(closes & ~counted);
    return false;
}

static bool lines_plain(const uint8_t *data, size_t count, size_t at, bytescan_json_lines_state *state, bytescan_json_line *line) {
    uint8_t padded[STEP];
    for (; at < count; at += STEP) {
        const bitmaps maps = maps_plain(block_at(data, count, at, padded));
        const uint64_t quotes = maps.quotes & ~find_escaped(maps.backslashes, &state->strings.escaped);
        if (line_ends(maps, prefix_xor(quotes), state, at, line)) return true;
    }
    return false;
}

#if defined(__x86_64__)
WIDE static bool lines_avx2(
    const uint8_t *data, size_t count, size_t at, bytescan_json_lines_state *state, bytescan_json_line *line) {
    uint8_t padded[STEP];
    for (; at < count; at += STEP) {
        const bitmaps maps = maps_avx2(block_at(data, count, at, padded));
        const uint64_t quotes = maps.quotes & ~find_escaped(maps.backslashes, &state->strings.escaped);
        if (line_ends(maps, prefix_xor_avx2(quotes), state, at, line)) return true;
    }
    return false;
}
#endif

bool bytescan_json_lines(const uint8_t *data, size_t count, size_t start, bytescan_json_lines_state *state, bytescan_json_line *line) {
#if defined(__x86_64__)
    if (has_clmul()) return lines_avx2(data, count, start, state, line);
#endif
    return lines_plain(data, count, start, state, line);
}
