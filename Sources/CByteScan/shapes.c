// Shapes: sequences of byte classes, found by bit arithmetic.
//
// Tile by tile. A bitmap a class tells which bytes are in it; a bitmap a run tells where so many of them stand in a row,
// made of another by a shift and an AND. Both are made when a shape first asks for them, and noted with each is which
// quarters of the tile hold any bit at all: a shape whose rarest bitmap is empty costs a few instructions a kilobyte. What
// is left is the AND of its terms' bitmaps, each shifted by the term's offset, 256 bytes at a time.
//
//     tile     before │ quarter 0 │ quarter 1 │ quarter 2 │ quarter 3 │ after        words of 64 bytes: 1 + 4 × 4 + 1
#include <string.h>

#include "CByteScan.h"
#include "wide.h"

#define TILE_WORDS (BYTESCAN_TILE / 64)
#define GROUP_WORDS 4
#define GROUPS (TILE_WORDS / GROUP_WORDS)
// A word before the tile for the term at offset -1 and one after it for what reaches past the end.
#define BITMAP_WORDS (TILE_WORDS + 2)
#define BITMAPS (BYTESCAN_CLASSES + BYTESCAN_RUNS)

typedef struct {
    const uint8_t *data;
    size_t count;
    size_t base;
    const bytescan_class *classes;
    const bytescan_run *runs;
    bool has_row_bits;
    // Whether a bitmap is made for this tile, and which groups of it hold a bit; bit GROUPS is the word after.
    bool made[BITMAPS];
    uint8_t groups[BITMAPS];
    // For each byte of the tile and the word after it: 1 << (its high nibble & 7).
    uint8_t row_bits[BYTESCAN_TILE + 64];
    // Bit i of word w: does it hold at data[base + (w - 1) * 64 + i]?
    uint64_t bitmaps[BITMAPS][BITMAP_WORDS];
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

static uint8_t groups_plain(const uint64_t *words) {
    uint8_t groups = 0;
    for (size_t g = 0; g < GROUPS; g++) {
        uint64_t any = 0;
        for (size_t i = 0; i < GROUP_WORDS; i++) any |= words[g * GROUP_WORDS + i];
        groups |= (uint8_t)((any != 0) << g);
    }
    return groups;
}

// ---------------------------------------------------------------------------------------------------------------
// Bitmaps

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
    scan->has_row_bits = true;
}

// A byte's row is low[b & 15] for b < 128, else high[b & 15]. The shuffle gives 0 where the index has its top bit set, so
// that a shuffle by the bytes themselves serves ASCII, and one by the bytes with that bit turned the rest.
__attribute__((target("avx2"), always_inline)) static inline uint32_t half_avx2(
    const uint8_t *at, const uint8_t *row_bits, __m256i low, __m256i high, bool is_ascii) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)at);
    __m256i bit = _mm256_loadu_si256((const __m256i *)row_bits);
    __m256i row = _mm256_shuffle_epi8(low, bytes);
    if (!is_ascii) row = _mm256_or_si256(row, _mm256_shuffle_epi8(high, _mm256_xor_si256(bytes, _mm256_set1_epi8((char)0x80))));
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit));
}

__attribute__((target("avx2"))) static void words_avx2(const shape_scan *scan, size_t words, const bytescan_class *c, uint64_t *out) {
    const uint8_t *data = scan->data + scan->base;
    if (c->is_single) {
        const __m256i wanted = _mm256_set1_epi8((char)c->single);
        for (size_t w = 0; w < words; w++) {
            __m256i a = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(data + w * 64)), wanted);
            __m256i b = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(data + w * 64 + 32)), wanted);
            out[w] = (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
        }
        return;
    }
    const __m128i high_row = _mm_loadu_si128((const __m128i *)c->high);
    const __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)c->low));
    const __m256i high = _mm256_broadcastsi128_si256(high_row);
    const uint8_t *row_bits = scan->row_bits;
    // Two loops, so that the usual one does not ask at every word which it is.
    if (_mm_testz_si128(high_row, high_row)) {
        for (size_t at = 0; at < words * 64; at += 64) {
            uint32_t a = half_avx2(data + at, row_bits + at, low, high, true);
            uint32_t b = half_avx2(data + at + 32, row_bits + at + 32, low, high, true);
            out[at / 64] = a | (uint64_t)b << 32;
        }
        return;
    }
    for (size_t at = 0; at < words * 64; at += 64) {
        uint32_t a = half_avx2(data + at, row_bits + at, low, high, false);
        uint32_t b = half_avx2(data + at + 32, row_bits + at + 32, low, high, false);
        out[at / 64] = a | (uint64_t)b << 32;
    }
}

__attribute__((target("avx2"))) static uint8_t groups_avx2(const uint64_t *words) {
    uint8_t groups = 0;
    for (size_t g = 0; g < GROUPS; g++) {
        __m256i here = _mm256_loadu_si256((const __m256i *)(words + g * GROUP_WORDS));
        groups |= (uint8_t)(!_mm256_testz_si256(here, here) << g);
    }
    return groups;
}

// out = in & in >> shift over the tile's words; returns the groups that hold a bit.
__attribute__((target("avx2"))) static uint8_t run_avx2(const uint64_t *in, uint8_t shift, uint64_t *out) {
    const __m128i down = _mm_cvtsi32_si128(shift), up = _mm_cvtsi32_si128(64 - shift);
    uint8_t groups = 0;
    for (size_t g = 0; g < GROUPS; g++) {
        __m256i here = _mm256_loadu_si256((const __m256i *)(in + g * GROUP_WORDS));
        __m256i after = _mm256_loadu_si256((const __m256i *)(in + g * GROUP_WORDS + 1));
        here = _mm256_and_si256(here, _mm256_or_si256(_mm256_srl_epi64(here, down), _mm256_sll_epi64(after, up)));
        _mm256_storeu_si256((__m256i *)(out + g * GROUP_WORDS), here);
        groups |= (uint8_t)(!_mm256_testz_si256(here, here) << g);
    }
    return groups;
}
#endif

static uint8_t run_plain(const uint64_t *in, uint8_t shift, uint64_t *out) {
    for (size_t w = 0; w < TILE_WORDS; w++) out[w] = in[w] & (in[w] >> shift | in[w + 1] << (64 - shift));
    return groups_plain(out);
}

// The group that the word after the tile stands for.
static inline uint8_t group_after(const uint64_t *words) { return (uint8_t)((words[TILE_WORDS] != 0) << GROUPS); }

__attribute__((noinline)) static void make_class(shape_scan *scan, uint8_t index, bool is_wide) {
    const bytescan_class *c = &scan->classes[index];
    uint64_t *out = scan->bitmaps[index];
    const uint8_t *data = scan->data + scan->base;
    size_t full = full_words(scan), done = 0;
    out[0] = scan->base == 0 ? ~0ull : (uint64_t)in_class(c, data[-1]) << 63;
#if defined(__x86_64__)
    if (is_wide) {
        if (!c->is_single && !scan->has_row_bits) make_row_bits_avx2(scan);
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
    scan->made[index] = true;
#if defined(__x86_64__)
    if (is_wide) {
        scan->groups[index] = groups_avx2(out + 1) | group_after(out + 1);
        return;
    }
#endif
    scan->groups[index] = groups_plain(out + 1) | group_after(out + 1);
}

static void make_run(shape_scan *scan, uint8_t index, bool is_wide) {
    const bytescan_run run = scan->runs[index - BYTESCAN_CLASSES];
    scan->made[index] = true;
    scan->groups[index] = 0;
    if (scan->groups[run.source] == 0) return;
    const uint64_t *in = scan->bitmaps[run.source] + 1;
    uint64_t *out = scan->bitmaps[index] + 1;
    // No shape looks so far into the word after that what follows it would matter.
    out[TILE_WORDS] = in[TILE_WORDS] & in[TILE_WORDS] >> run.shift;
#if defined(__x86_64__)
    if (is_wide) {
        scan->groups[index] = run_avx2(in, run.shift, out) | group_after(out);
        return;
    }
#endif
    scan->groups[index] = run_plain(in, run.shift, out) | group_after(out);
}

// Makes a bitmap and those it is made of. A run's source comes before it, so the chain has an end.
__attribute__((noinline)) static void make_bitmap(shape_scan *scan, uint8_t index, bool is_wide) {
    uint8_t chain[BYTESCAN_RUNS];
    size_t length = 0;
    while (index >= BYTESCAN_CLASSES && !scan->made[index] && length < BYTESCAN_RUNS) {
        chain[length++] = index;
        index = scan->runs[index - BYTESCAN_CLASSES].source;
    }
    if (!scan->made[index]) make_class(scan, index, is_wide);
    while (length > 0) make_run(scan, chain[--length], is_wide);
}

// ---------------------------------------------------------------------------------------------------------------
// Shapes

static inline uint64_t shifted(const uint64_t *at, int offset) {
    return offset > 0 ? at[0] >> offset | at[1] << (64 - offset) : offset < 0 ? at[0] << 1 | at[-1] >> 63 : at[0];
}

// found &= the bitmap shifted by the offset, in the groups that are live; returns those that are left.
static uint8_t narrow_plain(const uint64_t *bitmap, int offset, uint8_t live, uint64_t *found) {
    uint8_t left = 0;
    for (uint8_t rest = live; rest; rest &= (uint8_t)(rest - 1)) {
        size_t group = (size_t)__builtin_ctz(rest), word = group * GROUP_WORDS;
        uint64_t any = 0;
        for (size_t i = word; i < word + GROUP_WORDS; i++) any |= found[i] &= shifted(bitmap + i, offset);
        left |= (uint8_t)((any != 0) << group);
    }
    return left;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static uint8_t narrow_avx2(const uint64_t *bitmap, int offset, uint8_t live, uint64_t *found) {
    uint8_t left = 0;
    const __m128i down = _mm_cvtsi32_si128(offset), up = _mm_cvtsi32_si128(64 - offset);
    for (uint8_t rest = live; rest; rest &= (uint8_t)(rest - 1)) {
        size_t group = (size_t)__builtin_ctz(rest), word = group * GROUP_WORDS;
        __m256i term = _mm256_loadu_si256((const __m256i *)(bitmap + word));
        if (offset > 0) {
            __m256i after = _mm256_loadu_si256((const __m256i *)(bitmap + word + 1));
            term = _mm256_or_si256(_mm256_srl_epi64(term, down), _mm256_sll_epi64(after, up));
        } else if (offset < 0) {
            __m256i before = _mm256_loadu_si256((const __m256i *)(bitmap + word - 1));
            term = _mm256_or_si256(_mm256_slli_epi64(term, 1), _mm256_srli_epi64(before, 63));
        }
        __m256i here = _mm256_and_si256(_mm256_loadu_si256((const __m256i *)(found + word)), term);
        _mm256_storeu_si256((__m256i *)(found + word), here);
        left |= (uint8_t)(!_mm256_testz_si256(here, here) << group);
    }
    return left;
}
#endif

// Where a shape holds in the tile; returns the groups in which it does, and leaves in the others whatever was there. Most
// shapes are gone after two terms, and the bitmaps of the others need not be made.
static inline uint8_t shape_groups(shape_scan *scan, const bytescan_shape *shape, bool is_wide, uint64_t *found) {
    uint8_t live = (1 << GROUPS) - 1;
    for (size_t i = 0; i < TILE_WORDS; i++) found[i] = ~0ull;
    for (size_t t = 0; t < shape->term_count && live; t++) {
        const uint8_t index = shape->bitmaps[t];
        const int offset = shape->offsets[t];
        if (!scan->made[index]) make_bitmap(scan, index, is_wide);
        const uint8_t groups = scan->groups[index];
        if (offset >= 0) live &= offset > 0 ? groups | groups >> 1 : groups;
        if (live == 0) return 0;
        const uint64_t *bitmap = scan->bitmaps[index] + 1;
#if defined(__x86_64__)
        if (is_wide) {
            live = narrow_avx2(bitmap, offset, live, found);
            continue;
        }
#endif
        live = narrow_plain(bitmap, offset, live, found);
    }
    return live;
}

size_t bytescan_shapes(
    const uint8_t *data, size_t count, size_t start, const bytescan_class *classes, size_t class_count, const bytescan_run *runs,
    size_t run_count, const bytescan_shape *shapes, size_t shape_count, bytescan_hit *hits, size_t hit_capacity, size_t *next) {
    shape_scan scan;
    scan.data = data;
    scan.count = count;
    scan.classes = classes;
    scan.runs = runs;
    const bool is_wide = wide();
    size_t written = 0, base = start;
    if (class_count > BYTESCAN_CLASSES || run_count > BYTESCAN_RUNS) count = 0;
    for (; base < count; base += BYTESCAN_TILE) {
        if (hit_capacity - written < BYTESCAN_TILE * shape_count) break;
        scan.base = base;
        scan.has_row_bits = false;
        memset(scan.made, 0, sizeof scan.made);
        for (size_t s = 0; s < shape_count; s++) {
            const bytescan_shape *shape = &shapes[s];
            uint64_t found[TILE_WORDS];
            for (uint8_t live = shape_groups(&scan, shape, is_wide, found); live; live &= (uint8_t)(live - 1)) {
                size_t word = (size_t)__builtin_ctz(live) * GROUP_WORDS;
                for (size_t i = 0; i < GROUP_WORDS; i++) {
                    for (uint64_t here = found[word + i]; here; here &= here - 1) {
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
