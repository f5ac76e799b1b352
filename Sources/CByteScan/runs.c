#include "CByteScan.h"

#include <string.h>

#include "wide.h"

// ---------------------------------------------------------------------------------------------------------------
// Runs of what base64 is written with, in either alphabet: letters, digits, `+`, `/`, `-`, `_`

static inline bool is_alphanumeric(uint8_t b) { return (uint8_t)((b | 0x20) - 'a') < 26 || (uint8_t)(b - '0') < 10; }

static inline bool is_word(uint8_t b) { return is_alphanumeric(b) || b == '+' || b == '/' || b == '-' || b == '_'; }

static inline size_t run_of(bool (*holds)(uint8_t), const uint8_t *data, size_t count, size_t from, size_t *start) {
    size_t first = from;
    // The last byte of where a run could be tells first: most of what is passed over is never looked at.
    while (first + BYTESCAN_WORD_RUN <= count) {
        size_t at = first + BYTESCAN_WORD_RUN;
        while (at > first && holds(data[at - 1])) at--;
        if (at == first) {
            *start = first;
            size_t end = first + BYTESCAN_WORD_RUN;
            while (end < count && holds(data[end])) end++;
            return end;
        }
        first = at;
    }
    *start = count;
    return count;
}

static size_t run_plain(const uint8_t *data, size_t count, size_t from, size_t *start) {
    return run_of(is_word, data, count, from, start);
}

size_t bytescan_alphanumeric_run(const uint8_t *data, size_t count, size_t from, size_t *start) {
    return run_of(is_alphanumeric, data, count, from, start);
}

#if defined(__x86_64__)
// One bit a byte that is in the set. A bit of `low` for each high nibble that, with this low nibble, makes such a byte.
__attribute__((target("avx2"))) static inline uint32_t words_avx2(const uint8_t *data) {
    const __m256i low = _mm256_setr_epi8(
        (char)0xA8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF0, 0x54,
        0x50, 0x54, 0x50, 0x74, (char)0xA8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8,
        (char)0xF8, (char)0xF0, 0x54, 0x50, 0x54, 0x50, 0x74);
    const __m256i high = _mm256_setr_epi8(
        1, 2, 4, 8, 16, 32, 64, (char)128, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, (char)128, 0, 0, 0, 0, 0, 0, 0, 0);
    __m256i bytes = _mm256_loadu_si256((const __m256i *)data);
    __m256i nibbles = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
    __m256i hit = _mm256_and_si256(_mm256_shuffle_epi8(low, bytes), _mm256_shuffle_epi8(high, nibbles));
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(hit, _mm256_setzero_si256()));
}

__attribute__((target("avx2,bmi,lzcnt"))) static size_t run_avx2(const uint8_t *data, size_t count, size_t from, size_t *start) {
    // How many bytes right before the block are in the set.
    size_t open = 0, at = from;
    for (; at + 32 <= count; at += 32) {
        uint32_t bits = words_avx2(data + at);
        size_t ones = bits == UINT32_MAX ? 32 : (size_t)__builtin_ctz(~bits);
        size_t first = SIZE_MAX;
        if (open + ones >= BYTESCAN_WORD_RUN) {
            first = at - open;
        } else {
            uint32_t run = bits & bits >> 1;
            run &= run >> 2;
            run &= run >> 4;
            // So many are eight and, seven further, eight.
            run &= run >> 7;
            if (run) first = at + (size_t)__builtin_ctz(run);
        }
        if (first != SIZE_MAX) {
            *start = first;
            size_t end = first + BYTESCAN_WORD_RUN;
            while (end + 32 <= count) {
                uint32_t more = words_avx2(data + end);
                if (more != UINT32_MAX) return end + (size_t)__builtin_ctz(~more);
                end += 32;
            }
            while (end < count && is_word(data[end])) end++;
            return end;
        }
        open = bits == UINT32_MAX ? open + 32 : (size_t)__builtin_clz(~bits);
    }
    return run_plain(data, count, at - open, start);
}
#endif

// What may be text of bytes one after the other: printable ASCII, blanks, what parts texts, and UTF-8 by its form.
typedef struct {
    unsigned wanted;
} gauge;

static inline bool take(gauge *g, uint8_t b) {
    if (g->wanted > 0) {
        g->wanted--;
        return (b & 0xC0) == 0x80;
    }
    if (b < 0x80) return (b >= 0x20 && b != 0x7F) || b == 0 || b == '\t' || b == '\n' || b == '\r' || b == 0x1B;
    if (b < 0xC2 || b > 0xF4) return false;
    g->wanted = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
    return true;
}

// The value of a base64 digit, in either alphabet.
static const uint8_t six_bits[256] = {
    ['A'] = 0, ['B'] = 1, ['C'] = 2, ['D'] = 3, ['E'] = 4, ['F'] = 5, ['G'] = 6, ['H'] = 7, ['I'] = 8, ['J'] = 9, ['K'] = 10, ['L'] = 11,
    ['M'] = 12, ['N'] = 13, ['O'] = 14, ['P'] = 15, ['Q'] = 16, ['R'] = 17, ['S'] = 18, ['T'] = 19, ['U'] = 20, ['V'] = 21, ['W'] = 22,
    ['X'] = 23, ['Y'] = 24, ['Z'] = 25, ['a'] = 26, ['b'] = 27, ['c'] = 28, ['d'] = 29, ['e'] = 30, ['f'] = 31, ['g'] = 32, ['h'] = 33,
    ['i'] = 34, ['j'] = 35, ['k'] = 36, ['l'] = 37, ['m'] = 38, ['n'] = 39, ['o'] = 40, ['p'] = 41, ['q'] = 42, ['r'] = 43, ['s'] = 44,
    ['t'] = 45, ['u'] = 46, ['v'] = 47, ['w'] = 48, ['x'] = 49, ['y'] = 50, ['z'] = 51, ['0'] = 52, ['1'] = 53, ['2'] = 54, ['3'] = 55,
    ['4'] = 56, ['5'] = 57, ['6'] = 58, ['7'] = 59, ['8'] = 60, ['9'] = 61, ['+'] = 62, ['-'] = 62, ['/'] = 63, ['_'] = 63,
};

// What of the first byte's upper six bits a text may begin with, a bit each: NUL, tab and line ends, what moves a terminal, what is
// printed, and what begins a character of several bytes.
#define MAY_BEGIN (1ull << 0 | 1ull << 2 | 1ull << 3 | 1ull << 6 | 0x00000000FFFFFF00ull | 0x3FFF000000000000ull)

// Whether the first twelve of the digits are text; there are fifteen or more. The mark of a byte order begins UTF-16.
static inline bool may_be_base64(const uint8_t *digits) {
    // Half the words of a log are none by the first digit alone.
    if ((MAY_BEGIN >> six_bits[digits[0]] & 1) == 0)
        return digits[0] == '/' && (memcmp(digits, "//4", 3) == 0 || memcmp(digits, "//5", 3) == 0 || memcmp(digits, "/v8", 3) == 0);
    gauge g = {0};
    for (size_t i = 0; i < 12; i += 4) {
        uint32_t bits = (uint32_t)six_bits[digits[i]] << 18 | (uint32_t)six_bits[digits[i + 1]] << 12
            | (uint32_t)six_bits[digits[i + 2]] << 6 | six_bits[digits[i + 3]];
        if (!take(&g, (uint8_t)(bits >> 16)) || !take(&g, (uint8_t)(bits >> 8)) || !take(&g, (uint8_t)bits)) return false;
    }
    return true;
}

static inline int hex_value(uint8_t b) {
    if ((uint8_t)(b - '0') < 10) return b - '0';
    b |= 0x20;
    return (uint8_t)(b - 'a') < 6 ? b - 'a' + 10 : -1;
}

static inline bool may_be_hex(const uint8_t *digits) {
    gauge g = {0};
    for (size_t i = 0; i < 14; i += 2)
        if (!take(&g, (uint8_t)(hex_value(digits[i]) << 4 | hex_value(digits[i + 1])))) return false;
    return true;
}

// Hexadecimal digits, sixteen or more in a row, of which the first seven pairs, from the first digit on or from the second, are text.
static bool holds_hex(const uint8_t *data, size_t count) {
    size_t first = 0;
    while (first + 16 <= count) {
        size_t at = first + 16;
        while (at > first && hex_value(data[at - 1]) >= 0) at--;
        if (at > first) {
            first = at;
            continue;
        }
        if (may_be_hex(data + first) || may_be_hex(data + first + 1)) return true;
        first += 16;
        while (first < count && hex_value(data[first]) >= 0) first++;
    }
    return false;
}

static bool may_hold_text_plain(const uint8_t *data, size_t count) {
    if (may_be_base64(data) || holds_hex(data, count)) return true;
    for (size_t at = 0; at < count;) {
        size_t start, end = bytescan_alphanumeric_run(data, count, at, &start);
        if (start == end) return false;
        if (may_be_base64(data + start)) return true;
        at = end;
    }
    return false;
}

#if defined(__x86_64__)
// Where runs of fifteen set bits and more begin; of sixteen, where the runs of fifteen begin that hold two.
static inline uint64_t fifteen(uint64_t bits) {
    bits &= bits >> 1;
    bits &= bits >> 2;
    bits &= bits >> 4;
    return bits & bits >> 7;
}

static inline uint64_t first_of_each(uint64_t bits) { return bits & ~(bits << 1); }

// As the plain form, of up to 64 bytes at once. So many bytes as `room` says may be read.
__attribute__((target("avx2,bmi"))) static bool may_hold_text_avx2(const uint8_t *data, size_t count, size_t room) {
    if (count > 64 || room < 64) return may_hold_text_plain(data, count);
    if (may_be_base64(data)) return true;
    const __m256i lower = _mm256_set1_epi8(0x20), zero = _mm256_set1_epi8('0'), nine = _mm256_set1_epi8(9);
    const __m256i a = _mm256_set1_epi8('a'), five = _mm256_set1_epi8(5), z = _mm256_set1_epi8(25);
    uint64_t hex = 0, alphanumeric = 0;
    for (int half = 0; half < 2; half++) {
        __m256i here = _mm256_loadu_si256((const __m256i *)(data + 32 * half));
        __m256i digit = _mm256_sub_epi8(here, zero), letter = _mm256_sub_epi8(_mm256_or_si256(here, lower), a);
        __m256i digits = _mm256_cmpeq_epi8(_mm256_min_epu8(digit, nine), digit);
        __m256i to_f = _mm256_cmpeq_epi8(_mm256_min_epu8(letter, five), letter);
        __m256i to_z = _mm256_cmpeq_epi8(_mm256_min_epu8(letter, z), letter);
        hex |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_or_si256(digits, to_f)) << 32 * half;
        alphanumeric |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_or_si256(digits, to_z)) << 32 * half;
    }
    const uint64_t run = ~0ull >> (64 - count);
    hex &= run;
    alphanumeric &= run;
    uint64_t sixteen = fifteen(hex) & fifteen(hex) >> 1;
    for (uint64_t starts = first_of_each(sixteen); starts; starts &= starts - 1) {
        const uint8_t *digits = data + __builtin_ctzll(starts);
        if (may_be_hex(digits) || may_be_hex(digits + 1)) return true;
    }
    for (uint64_t starts = first_of_each(fifteen(alphanumeric)); starts; starts &= starts - 1)
        if (may_be_base64(data + __builtin_ctzll(starts))) return true;
    return false;
}
#endif

static bool may_hold_text(const uint8_t *data, size_t count, size_t room) {
#if defined(__x86_64__)
    if (wide()) return may_hold_text_avx2(data, count, room);
#endif
    return may_hold_text_plain(data, count);
}

size_t bytescan_coded_run(const uint8_t *data, size_t count, size_t from, size_t *start) {
    for (;;) {
        size_t end = bytescan_word_run(data, count, from, start);
        if (*start == end || may_hold_text(data + *start, end - *start, count - *start)) return end;
        from = end;
    }
}

size_t bytescan_word_run(const uint8_t *data, size_t count, size_t from, size_t *start) {
#if defined(__x86_64__)
    if (wide()) return run_avx2(data, count, from, start);
#endif
    return run_plain(data, count, from, start);
}
