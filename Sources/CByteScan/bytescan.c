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
//
// Tile by tile: a bitmap a class (made when a shape first asks for it), then for each shape, 256 bytes at a time, the AND
// of its terms' bitmaps, each shifted by the term's offset. Most groups are empty after two or three terms.

#define TILE_WORDS (BYTESCAN_TILE / 64)
#define GROUP_WORDS 4
// A word before the tile for the term at offset -1 and one after it for those that reach past the end.
#define BITMAP_WORDS (TILE_WORDS + 2)

typedef struct {
    const uint8_t *data;
    size_t count;
    size_t base;
    const bytescan_class *classes;
    // Which bitmaps are made for this tile.
    uint64_t made;
    // For each byte of the tile and the word after it: 1 << (its high nibble & 7).
    uint8_t row_bits[BYTESCAN_TILE + 64];
    // Bit i of word w: is data[base + (w - 1) * 64 + i] in the class?
    uint64_t bitmaps[BYTESCAN_CLASSES][BITMAP_WORDS];
} shape_scan;

static inline bool in_class(const bytescan_class *c, uint8_t b) {
    const uint8_t *row = b < 128 ? c->low : c->high;
    return row[b & 15] >> ((b >> 4) & 7) & 1;
}

static uint64_t word_plain(const uint8_t *data, size_t count, const bytescan_class *c) {
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++) bits |= (uint64_t)in_class(c, data[i]) << i;
    return bits;
}

// Full words of this tile and the one after it.
static inline size_t full_words(const shape_scan *scan) {
    size_t left = scan->count - scan->base;
    return left / 64 < TILE_WORDS + 1 ? left / 64 : TILE_WORDS + 1;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void make_row_bits_avx2(shape_scan *scan) {
    const __m256i bit_of_high_nibble = _mm256_setr_epi8(
        1, 2, 4, 8, 16, 32, 64, (char)128, 1, 2, 4, 8, 16, 32, 64, (char)128,
        1, 2, 4, 8, 16, 32, 64, (char)128, 1, 2, 4, 8, 16, 32, 64, (char)128);
    const __m256i nibble = _mm256_set1_epi8(15);
    size_t bytes = full_words(scan) * 64;
    for (size_t i = 0; i < bytes; i += 32) {
        __m256i high = _mm256_srli_epi16(_mm256_loadu_si256((const __m256i *)(scan->data + scan->base + i)), 4);
        _mm256_storeu_si256(
            (__m256i *)(scan->row_bits + i), _mm256_shuffle_epi8(bit_of_high_nibble, _mm256_and_si256(high, nibble)));
    }
}

// A byte's row is low[b & 15] for b < 128, else high[b & 15]. The shuffle gives 0 where the index has its top bit set, so
// that a shuffle by the bytes themselves serves ASCII, and one by the bytes with that bit turned the rest.
__attribute__((target("avx2"))) static inline uint32_t half_avx2(
    const uint8_t *at, const uint8_t *row_bits, __m256i low, __m256i high, bool is_ascii) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)at);
    __m256i bit = _mm256_loadu_si256((const __m256i *)row_bits);
    __m256i row = _mm256_shuffle_epi8(low, bytes);
    if (!is_ascii) row = _mm256_or_si256(row, _mm256_shuffle_epi8(high, _mm256_xor_si256(bytes, _mm256_set1_epi8((char)0x80))));
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit));
}

__attribute__((target("avx2"))) static void words_avx2(const shape_scan *scan, size_t words, const bytescan_class *c, uint64_t *out) {
    const __m128i high_row = _mm_loadu_si128((const __m128i *)c->high);
    const bool is_ascii = _mm_testz_si128(high_row, high_row);
    const __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)c->low));
    const __m256i high = _mm256_broadcastsi128_si256(high_row);
    const uint8_t *data = scan->data + scan->base;
    for (size_t w = 0; w < words; w++) {
        uint32_t a = half_avx2(data + w * 64, scan->row_bits + w * 64, low, high, is_ascii);
        uint32_t b = half_avx2(data + w * 64 + 32, scan->row_bits + w * 64 + 32, low, high, is_ascii);
        out[w] = a | (uint64_t)b << 32;
    }
}
#endif

__attribute__((noinline, cold)) static void make_bitmap(shape_scan *scan, uint8_t class_index, bool is_wide) {
    const bytescan_class *c = &scan->classes[class_index];
    uint64_t *out = scan->bitmaps[class_index];
    const uint8_t *data = scan->data + scan->base;
    size_t full = full_words(scan), done = 0;
    out[0] = scan->base == 0 ? ~0ull : (uint64_t)in_class(c, data[-1]) << 63;
#if defined(__x86_64__)
    if (is_wide) {
        if (scan->made == 0) make_row_bits_avx2(scan);
        words_avx2(scan, full, c, out + 1);
        done = full;
    }
#endif
    for (; done < full; done++) out[1 + done] = word_plain(data + done * 64, 64, c);
    if (done < TILE_WORDS + 1) {
        out[1 + done] = word_plain(data + done * 64, scan->count - scan->base - done * 64, c);
        done++;
    }
    for (; done < TILE_WORDS + 1; done++) out[1 + done] = 0;
    scan->made |= 1ull << class_index;
}

__attribute__((always_inline)) static inline const uint64_t *bitmap_of(shape_scan *scan, uint8_t class_index, bool is_wide) {
    if (!(scan->made >> class_index & 1)) make_bitmap(scan, class_index, is_wide);
    return scan->bitmaps[class_index] + 1;
}

static inline uint64_t shifted(const uint64_t *at, int offset) {
    return offset > 0 ? at[0] >> offset | at[1] << (64 - offset) : offset < 0 ? at[0] << 1 | at[-1] >> 63 : at[0];
}

// Where a shape holds in one group of words; false where it holds nowhere.
static bool group_plain(shape_scan *scan, const bytescan_shape *shape, size_t word, uint64_t *found) {
    uint64_t any = ~0ull;
    for (size_t i = 0; i < GROUP_WORDS; i++) found[i] = ~0ull;
    for (size_t t = 0; t < shape->term_count && any; t++) {
        const uint64_t *bitmap = bitmap_of(scan, shape->classes[t], false) + word;
        any = 0;
        for (size_t i = 0; i < GROUP_WORDS; i++) any |= found[i] &= shifted(bitmap + i, shape->offsets[t]);
    }
    return any != 0;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static bool group_avx2(shape_scan *scan, const bytescan_shape *shape, size_t word, uint64_t *found) {
    __m256i here = _mm256_set1_epi64x(-1);
    for (size_t t = 0; t < shape->term_count; t++) {
        const uint64_t *bitmap = bitmap_of(scan, shape->classes[t], true) + word;
        const int offset = shape->offsets[t];
        __m256i term = _mm256_loadu_si256((const __m256i *)bitmap);
        if (offset > 0) {
            __m256i after = _mm256_loadu_si256((const __m256i *)(bitmap + 1));
            term = _mm256_or_si256(
                _mm256_srl_epi64(term, _mm_cvtsi32_si128(offset)), _mm256_sll_epi64(after, _mm_cvtsi32_si128(64 - offset)));
        } else if (offset < 0) {
            __m256i before = _mm256_loadu_si256((const __m256i *)(bitmap - 1));
            term = _mm256_or_si256(_mm256_slli_epi64(term, 1), _mm256_srli_epi64(before, 63));
        }
        here = _mm256_and_si256(here, term);
        if (_mm256_testz_si256(here, here)) return false;
    }
    _mm256_storeu_si256((__m256i *)found, here);
    return true;
}
#endif

size_t bytescan_shapes(
    const uint8_t *data, size_t count, size_t start, const bytescan_class *classes, size_t class_count,
    const bytescan_shape *shapes, size_t shape_count, bytescan_hit *hits, size_t hit_capacity, size_t *next) {
    shape_scan scan;
    scan.data = data;
    scan.count = count;
    scan.classes = classes;
    const bool is_wide = wide();
    size_t written = 0, base = start;
    if (class_count > BYTESCAN_CLASSES) count = 0;
    for (; base < count; base += BYTESCAN_TILE) {
        if (hit_capacity - written < BYTESCAN_TILE * shape_count) break;
        scan.base = base;
        scan.made = 0;
        for (size_t s = 0; s < shape_count; s++) {
            const bytescan_shape *shape = &shapes[s];
            for (size_t word = 0; word < TILE_WORDS; word += GROUP_WORDS) {
                uint64_t found[GROUP_WORDS];
#if defined(__x86_64__)
                if (!(is_wide ? group_avx2(&scan, shape, word, found) : group_plain(&scan, shape, word, found))) continue;
#else
                if (!group_plain(&scan, shape, word, found)) continue;
#endif
                for (size_t i = 0; i < GROUP_WORDS; i++) {
                    for (uint64_t here = found[i]; here; here &= here - 1) {
                        size_t at = base + (word + i) * 64 + (size_t)__builtin_ctzll(here);
                        if (at >= count) break;
                        hits[written++] = (bytescan_hit){(uint32_t)s, (uint32_t)at};
                    }
                }
            }
        }
    }
    *next = base < count ? base : count;
    return written;
}
