#define _GNU_SOURCE
#include "CByteScan.h"

#include <string.h>

#include "wide.h"

_Atomic int bytescan_wide_wanted = BYTESCAN_ALL_KERNELS;

void bytescan_use_kernels(bytescan_kernels wanted) { atomic_store_explicit(&bytescan_wide_wanted, wanted, memory_order_relaxed); }

// ---------------------------------------------------------------------------------------------------------------
// Counting

static size_t count_plain(const uint8_t *data, size_t count, uint8_t byte) {
    size_t total = 0;
    for (size_t i = 0; i < count; i++) total += data[i] == byte;
    return total;
}

#if defined(__x86_64__)
__attribute__((target("avx2,popcnt"))) static size_t count_avx2(const uint8_t *data, size_t count, uint8_t byte) {
    const __m256i wanted = _mm256_set1_epi8((char)byte);
    size_t total = 0, i = 0;
    for (; i + 64 <= count; i += 64) {
        __m256i a = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(data + i)), wanted);
        __m256i b = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(data + i + 32)), wanted);
        uint64_t bits = (uint32_t)_mm256_movemask_epi8(a) | ((uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32);
        total += (size_t)__builtin_popcountll(bits);
    }
    return total + count_plain(data + i, count - i, byte);
}
#endif

size_t bytescan_count(const uint8_t *data, size_t count, uint8_t byte) {
#if defined(__x86_64__)
    if (wide()) return count_avx2(data, count, byte);
#endif
    return count_plain(data, count, byte);
}

size_t bytescan_find_last(const uint8_t *data, size_t count, uint8_t byte) {
    const uint8_t *hit = memrchr(data, byte, count);
    return hit ? (size_t)(hit - data) : count;
}

// ---------------------------------------------------------------------------------------------------------------
// Brackets of JSON

// The two differ in bit 5 alone.
static size_t bracket_plain(const uint8_t *data, size_t count, size_t from) {
    for (size_t i = from; i < count; i++)
        if ((data[i] | 0x20) == '{') return i;
    return count;
}

#if defined(__x86_64__)
__attribute__((target("avx2,bmi"))) static size_t bracket_avx2(const uint8_t *data, size_t count, size_t from) {
    const __m256i lower = _mm256_set1_epi8(0x20), wanted = _mm256_set1_epi8('{');
    size_t i = from;
    for (; i + 32 <= count; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(data + i));
        uint32_t bits = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_or_si256(bytes, lower), wanted));
        if (bits) return i + (size_t)__builtin_ctz(bits);
    }
    return bracket_plain(data, count, i);
}
#endif

size_t bytescan_find_bracket(const uint8_t *data, size_t count, size_t from) {
#if defined(__x86_64__)
    if (wide()) return bracket_avx2(data, count, from);
#endif
    return bracket_plain(data, count, from);
}

// ---------------------------------------------------------------------------------------------------------------
// Caseless search

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
// First and last byte of the needle at once, each in both cases: few positions are left to compare. Where both are blanks, as they
// stand around each word, the second byte.
__attribute__((target("avx2,bmi"))) static size_t find_avx2(
    const uint8_t *data, size_t count, const uint8_t *needle, size_t length) {
    const size_t far = length > 1 && needle[0] == ' ' && needle[length - 1] == ' ' ? 1 : length - 1;
    const uint8_t f = needle[0], l = needle[far];
    const uint8_t fu = (uint8_t)(f - 'a') < 26 ? (uint8_t)(f ^ 0x20) : f, lu = (uint8_t)(l - 'a') < 26 ? (uint8_t)(l ^ 0x20) : l;
    const __m256i first_lower = _mm256_set1_epi8((char)f), first_upper = _mm256_set1_epi8((char)fu);
    const __m256i last_lower = _mm256_set1_epi8((char)l), last_upper = _mm256_set1_epi8((char)lu);
    size_t i = 0;
    for (; i + length - 1 + 32 <= count; i += 32) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(data + i));
        __m256i b = _mm256_loadu_si256((const __m256i *)(data + i + far));
        __m256i hit = _mm256_and_si256(
            _mm256_or_si256(_mm256_cmpeq_epi8(a, first_lower), _mm256_cmpeq_epi8(a, first_upper)),
            _mm256_or_si256(_mm256_cmpeq_epi8(b, last_lower), _mm256_cmpeq_epi8(b, last_upper)));
        uint32_t bits = (uint32_t)_mm256_movemask_epi8(hit);
        for (; bits; bits &= bits - 1) {
            size_t at = i + (size_t)__builtin_ctz(bits);
            if (equal_caseless(data + at, needle, length)) return at;
        }
    }
    return find_plain(data, count, needle, length, i);
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
