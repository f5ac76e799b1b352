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

// Whether one of the words of a group that are `allowed` stands at a place.
static inline bool stands_one(
    const bytescan_words *words, uint32_t group, uint8_t allowed, const uint8_t *data, size_t count, size_t at) {
    for (uint32_t bits = allowed; bits; bits &= bits - 1) {
        const uint32_t w = group * BYTESCAN_GROUP + (uint32_t)__builtin_ctz(bits);
        if (w >= words->count) return false;
        const uint32_t start = w ? words->ends[w - 1] : 0;
        const size_t length = words->ends[w] - start;
        if (length <= count - at && equal_caseless(data + at, words->bytes + start, length)) return true;
    }
    return false;
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
__attribute__((target("avx2,bmi"))) static bool any_short(const bytescan_words *words, const uint8_t *text, size_t count) {
    uint8_t data[2 * SHORT_TEXT] = {0};
    memcpy(data, text, count);
    for (uint32_t w = 0, start = 0; w < words->count; start = words->ends[w++]) {
        const size_t length = words->ends[w] - start;
        if (length > count) continue;
        const probe p = probe_of(words->bytes + start, length);
        const size_t places = count - length + 1;
        uint64_t bits = probed(&p, data);
        if (places > LANES) bits |= (uint64_t)probed(&p, data + LANES) << LANES;
        if (places < SHORT_TEXT) bits &= ((uint64_t)1 << places) - 1;
        for (; bits; bits &= bits - 1)
            if (equal_caseless(data + __builtin_ctzll(bits), words->bytes + start, length)) return true;
    }
    return false;
}

// A longer one, for the words of a group: of each place a bit for each word that its first three bytes allow, by their halves.
__attribute__((target("avx2,bmi"))) static bool any_of_group(
    const bytescan_words *words, uint32_t group, const uint8_t *data, size_t count) {
    const bytescan_word_group *masks = &words->groups[group];
    __m256i low[3], high[3];
    for (int k = 0; k < 3; k++) {
        low[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)masks->low[k]));
        high[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)masks->high[k]));
    }
    const __m256i half = _mm256_set1_epi8(15), zero = _mm256_setzero_si256();
    // Of the last two places not all three bytes are there.
    const size_t places = count - 2;
    for (size_t i = 0;; i += LANES) {
        if (i + LANES > places) i = places - LANES;
        __m256i left = _mm256_set1_epi8((char)0xFF);
        for (int k = 0; k < 3; k++) {
            __m256i bytes = _mm256_loadu_si256((const __m256i *)(data + i + k));
            __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);
            left = _mm256_and_si256(left, _mm256_shuffle_epi8(low[k], _mm256_and_si256(bytes, half)));
            left = _mm256_and_si256(left, _mm256_shuffle_epi8(high[k], upper));
        }
        uint32_t bits = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(left, zero));
        if (bits) {
            uint8_t allowed[LANES];
            _mm256_storeu_si256((__m256i *)allowed, left);
            for (; bits; bits &= bits - 1) {
                const size_t lane = (size_t)__builtin_ctz(bits);
                if (stands_one(words, group, allowed[lane], data, count, i + lane)) return true;
            }
        }
        if (i + LANES == places) break;
    }
    return stands_one(words, group, 0xFF, data, count, count - 2) || stands_one(words, group, 0xFF, data, count, count - 1);
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

bool bytescan_any_stands(const bytescan_words *words, const uint8_t *data, size_t count) {
#if defined(__x86_64__)
    if (wide()) {
        if (count <= SHORT_TEXT) return any_short(words, data, count);
        for (uint32_t group = 0; group * BYTESCAN_GROUP < words->count; group++)
            if (any_of_group(words, group, data, count)) return true;
        return false;
    }
#endif
    for (uint32_t w = 0, start = 0; w < words->count; start = words->ends[w++])
        if (bytescan_find_caseless(data, count, words->bytes + start, words->ends[w] - start) < count) return true;
    return false;
}

bool bytescan_is_any(const bytescan_words *words, const uint8_t *data, size_t count) {
    for (uint32_t w = 0, start = 0; w < words->count; start = words->ends[w++])
        if (words->ends[w] - start == count && equal_caseless(data, words->bytes + start, count)) return true;
    return false;
}

static void allow(bytescan_word_group *group, int place, uint8_t byte, uint8_t bit) {
    group->low[place][byte & 15] |= bit;
    group->high[place][byte >> 4] |= bit;
}

void bytescan_fill_groups(const uint8_t *bytes, const uint32_t *ends, uint32_t count, bytescan_word_group *groups) {
    memset(groups, 0, (count + BYTESCAN_GROUP - 1) / BYTESCAN_GROUP * sizeof(bytescan_word_group));
    for (uint32_t w = 0, start = 0; w < count; start = ends[w++]) {
        bytescan_word_group *group = &groups[w / BYTESCAN_GROUP];
        const uint8_t bit = (uint8_t)(1 << w % BYTESCAN_GROUP);
        for (uint32_t k = 0; k < 3; k++) {
            if (start + k < ends[w]) {
                const uint8_t byte = bytes[start + k];
                allow(group, (int)k, byte, bit);
                if ((uint8_t)(byte - 'a') < 26) allow(group, (int)k, byte ^ 0x20, bit);
            } else {
                // Any byte, where the word has ended.
                for (int half = 0; half < 16; half++) {
                    group->low[k][half] |= bit;
                    group->high[k][half] |= bit;
                }
            }
        }
    }
}
