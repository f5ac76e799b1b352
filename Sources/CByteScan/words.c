#include <string.h>

#include "wide.h"

// Words in a text, ASCII letters compared without case.

static inline uint8_t lower(uint8_t b) { return (uint8_t)(b - 'A') < 26 ? (uint8_t)(b | 0x20) : b; }

static inline bool equal_caseless(const uint8_t *a, const uint8_t *lowered, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (lower(a[i]) != lowered[i]) return false;
    return true;
}

static size_t find_plain(const uint8_t *data, size_t count, const uint8_t *needle, size_t length, size_t from) {
    for (size_t i = from; i + length <= count; i++)
        if (equal_caseless(data + i, needle, length)) return i;
    return count;
}

#if defined(__x86_64__)
#define LANES 32
// Texts no longer are copied to where as many bytes again may be read behind them.
#define SHORT_TEXT (2 * LANES)

// What two bytes of a word may be, each in both cases, and how far apart they stand.
typedef struct {
    __m256i near_lower, near_upper, far_lower, far_upper;
    size_t far;
} probe;

__attribute__((target("avx2,bmi"), always_inline)) static inline uint8_t other_case(uint8_t b) {
    return (uint8_t)(b - 'a') < 26 ? (uint8_t)(b ^ 0x20) : b;
}

// First and last byte of the word at once: few places are left to compare. Where both are blanks, as they stand around each word, the
// second byte.
__attribute__((target("avx2,bmi"), always_inline)) static inline probe probe_of(const uint8_t *word, size_t length) {
    const size_t far = length > 1 && word[0] == ' ' && word[length - 1] == ' ' ? 1 : length - 1;
    return (probe){
        .near_lower = _mm256_set1_epi8((char)word[0]),
        .near_upper = _mm256_set1_epi8((char)other_case(word[0])),
        .far_lower = _mm256_set1_epi8((char)word[far]),
        .far_upper = _mm256_set1_epi8((char)other_case(word[far])),
        .far = far,
    };
}

// The places, of 32, at which both bytes stand.
__attribute__((target("avx2,bmi"), always_inline)) static inline uint32_t probed(const probe *p, const uint8_t *data) {
    __m256i a = _mm256_loadu_si256((const __m256i *)data);
    __m256i b = _mm256_loadu_si256((const __m256i *)(data + p->far));
    return (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(
        _mm256_or_si256(_mm256_cmpeq_epi8(a, p->near_lower), _mm256_cmpeq_epi8(a, p->near_upper)),
        _mm256_or_si256(_mm256_cmpeq_epi8(b, p->far_lower), _mm256_cmpeq_epi8(b, p->far_upper))));
}

__attribute__((target("avx2,bmi"))) static size_t find_avx2(
    const uint8_t *data, size_t count, const uint8_t *needle, size_t length) {
    const probe p = probe_of(needle, length);
    const size_t places = count - length + 1;
    if (places < LANES) return find_plain(data, count, needle, length, 0);
    for (size_t i = 0;; i += LANES) {
        // The last ones together with some that were looked at before.
        if (i + LANES > places) i = places - LANES;
        for (uint32_t bits = probed(&p, data + i); bits; bits &= bits - 1) {
            size_t at = i + (size_t)__builtin_ctz(bits);
            if (equal_caseless(data + at, needle, length)) return at;
        }
        if (i + LANES == places) return count;
    }
}

// A text of `SHORT_TEXT` bytes at most.
__attribute__((target("avx2,bmi"))) static uint32_t any_short(
    const uint8_t *text, size_t count, const uint8_t *words, const uint32_t *ends, uint32_t word_count) {
    uint8_t data[2 * SHORT_TEXT] = {0};
    memcpy(data, text, count);
    for (uint32_t w = 0, start = 0; w < word_count; start = ends[w++]) {
        const size_t length = ends[w] - start;
        if (length > count) continue;
        const probe p = probe_of(words + start, length);
        const size_t places = count - length + 1;
        uint64_t bits = probed(&p, data);
        if (places > LANES) bits |= (uint64_t)probed(&p, data + LANES) << LANES;
        if (places < SHORT_TEXT) bits &= ((uint64_t)1 << places) - 1;
        for (; bits; bits &= bits - 1)
            if (equal_caseless(data + __builtin_ctzll(bits), words + start, length)) return w;
    }
    return word_count;
}
#endif

size_t bytescan_find_caseless(const uint8_t *data, size_t count, const uint8_t *needle, size_t length) {
    if (length == 0) return 0;
    if (length > count) return count;
#if defined(__x86_64__)
    if (wide()) return find_avx2(data, count, needle, length);
#endif
    return find_plain(data, count, needle, length, 0);
}

uint32_t bytescan_find_any(
    const uint8_t *data, size_t count, const uint8_t *words, const uint32_t *ends, uint32_t word_count) {
#if defined(__x86_64__)
    if (count <= SHORT_TEXT && wide()) return any_short(data, count, words, ends, word_count);
#endif
    for (uint32_t w = 0, start = 0; w < word_count; start = ends[w++])
        if (bytescan_find_caseless(data, count, words + start, ends[w] - start) < count) return w;
    return word_count;
}

uint32_t bytescan_equal_any(
    const uint8_t *data, size_t count, const uint8_t *words, const uint32_t *ends, uint32_t word_count) {
    for (uint32_t w = 0, start = 0; w < word_count; start = ends[w++])
        if (ends[w] - start == count && equal_caseless(data, words + start, count)) return w;
    return word_count;
}
