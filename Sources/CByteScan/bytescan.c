#define _GNU_SOURCE
#include "CByteScan.h"

#include <stdatomic.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static _Atomic int wide_wanted = 1;

void bytescan_use_wide_kernels(bool wanted) { atomic_store_explicit(&wide_wanted, wanted, memory_order_relaxed); }

static inline bool wide(void) {
#if defined(__x86_64__)
    return atomic_load_explicit(&wide_wanted, memory_order_relaxed) && __builtin_cpu_supports("avx2");
#else
    return false;
#endif
}

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
// First and last byte of the needle at once, each in both cases: few positions are left to compare.
__attribute__((target("avx2,bmi"))) static size_t find_avx2(
    const uint8_t *data, size_t count, const uint8_t *needle, size_t length) {
    const uint8_t f = needle[0], l = needle[length - 1];
    const uint8_t fu = (uint8_t)(f - 'a') < 26 ? (uint8_t)(f ^ 0x20) : f, lu = (uint8_t)(l - 'a') < 26 ? (uint8_t)(l ^ 0x20) : l;
    const __m256i first_lower = _mm256_set1_epi8((char)f), first_upper = _mm256_set1_epi8((char)fu);
    const __m256i last_lower = _mm256_set1_epi8((char)l), last_upper = _mm256_set1_epi8((char)lu);
    size_t i = 0;
    for (; i + length - 1 + 32 <= count; i += 32) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(data + i));
        __m256i b = _mm256_loadu_si256((const __m256i *)(data + i + length - 1));
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

// ---------------------------------------------------------------------------------------------------------------
// Shapes

#define TILE_WORDS (BYTESCAN_TILE / 64)
// A word before the tile for the term at offset -1 and one after it for those that reach past the end.
#define BITMAP_WORDS (TILE_WORDS + 2)

static inline bool in_class(const bytescan_class *c, uint8_t b) {
    const uint8_t *row = b < 128 ? c->low : c->high;
    return row[b & 15] >> ((b >> 4) & 7) & 1;
}

static uint64_t word_plain(const uint8_t *data, size_t count, const bytescan_class *c) {
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++) bits |= (uint64_t)in_class(c, data[i]) << i;
    return bits;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static inline uint32_t half_avx2(__m256i bytes, __m256i low, __m256i high) {
    const __m256i bit_of_high_nibble = _mm256_setr_epi8(
        1, 2, 4, 8, 16, 32, 64, (char)128, 1, 2, 4, 8, 16, 32, 64, (char)128,
        1, 2, 4, 8, 16, 32, 64, (char)128, 1, 2, 4, 8, 16, 32, 64, (char)128);
    const __m256i nibble = _mm256_set1_epi8(15);
    __m256i lo = _mm256_and_si256(bytes, nibble);
    __m256i bit = _mm256_shuffle_epi8(bit_of_high_nibble, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble));
    __m256i row = _mm256_blendv_epi8(_mm256_shuffle_epi8(low, lo), _mm256_shuffle_epi8(high, lo), bytes);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit));
}

__attribute__((target("avx2"))) static void words_avx2(
    const uint8_t *data, size_t words, const bytescan_class *c, uint64_t *out) {
    const __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)c->low));
    const __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)c->high));
    for (size_t w = 0; w < words; w++) {
        uint32_t a = half_avx2(_mm256_loadu_si256((const __m256i *)(data + w * 64)), low, high);
        uint32_t b = half_avx2(_mm256_loadu_si256((const __m256i *)(data + w * 64 + 32)), low, high);
        out[w] = a | (uint64_t)b << 32;
    }
}
#endif

// Bit i of `out` word w: is data[(w - 1) * 64 + i], counted from `base`, in the class?
static void class_bitmap(const uint8_t *data, size_t count, size_t base, const bytescan_class *c, uint64_t *out) {
    out[0] = base == 0 ? ~0ull : (uint64_t)in_class(c, data[base - 1]) << 63;
    size_t left = count - base, full = left / 64 < TILE_WORDS + 1 ? left / 64 : TILE_WORDS + 1;
    size_t done = 0;
#if defined(__x86_64__)
    if (wide()) {
        words_avx2(data + base, full, c, out + 1);
        done = full;
    }
#endif
    for (; done < full; done++) out[1 + done] = word_plain(data + base + done * 64, 64, c);
    if (done < TILE_WORDS + 1) {
        out[1 + done] = word_plain(data + base + done * 64, left - done * 64, c);
        for (done++; done < TILE_WORDS + 1; done++) out[1 + done] = 0;
    }
}

static inline uint64_t shifted(const uint64_t *bitmap, size_t word, int offset) {
    if (offset > 0) return bitmap[word] >> offset | bitmap[word + 1] << (64 - offset);
    if (offset < 0) return bitmap[word] << 1 | bitmap[word - 1] >> 63;
    return bitmap[word];
}

size_t bytescan_shapes(
    const uint8_t *data, size_t count, size_t start, const bytescan_class *classes, size_t class_count,
    const bytescan_shape *shapes, size_t shape_count, bytescan_hit *hits, size_t hit_capacity, size_t *next) {
    uint64_t bitmaps[BYTESCAN_CLASSES][BITMAP_WORDS];
    size_t written = 0, base = start;
    if (class_count > BYTESCAN_CLASSES) class_count = BYTESCAN_CLASSES;
    for (; base < count; base += BYTESCAN_TILE) {
        if (hit_capacity - written < BYTESCAN_TILE * shape_count) break;
        for (size_t c = 0; c < class_count; c++) class_bitmap(data, count, base, &classes[c], bitmaps[c]);
        for (size_t s = 0; s < shape_count; s++) {
            const bytescan_shape *shape = &shapes[s];
            for (size_t w = 1; w <= TILE_WORDS; w++) {
                uint64_t here = ~0ull;
                for (size_t t = 0; t < shape->term_count && here; t++)
                    here &= shifted(bitmaps[shape->classes[t]], w, shape->offsets[t]);
                for (; here; here &= here - 1) {
                    size_t at = base + (w - 1) * 64 + (size_t)__builtin_ctzll(here);
                    if (at >= count) break;
                    hits[written++] = (bytescan_hit){(uint32_t)s, (uint32_t)at};
                }
            }
        }
    }
    *next = base < count ? base : count;
    return written;
}
