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
