#include "CByteScan.h"

#include <string.h>

#include "wide.h"

// Every place is looked at by one word of `filter`: the hash of three bytes tells which, the byte behind them a bit of it. Both
// leave out bit 5 of each byte, and with it the case of letters. Where the bit is set, the bucket of the hash of all four holds the one
// or two literals that may stand there, and that of the hash of three those that are no longer, each to be compared with eight bytes at
// once; but first both are asked for the bytes on either side, without a branch: half of the places that the filter lets through end
// there.

// Places that are looked at before any that holds something.
#define CHUNK BYTESCAN_LITERAL_CHUNK
#define BUCKET_SHIFT (32 - BYTESCAN_LITERAL_BITS)
#define THREE_SHIFT (32 - BYTESCAN_LITERAL_THREE_BITS)

static inline uint32_t load32(const uint8_t *p) {
    uint32_t word;
    memcpy(&word, p, 4);
    return word;
}

static inline uint64_t load64(const uint8_t *p) {
    uint64_t word;
    memcpy(&word, p, 8);
    return word;
}

static inline uint32_t hash_of_three(uint32_t word) { return ((word | 0x202020u) << 8) * 0x9E3779B1u; }
static inline uint32_t word_of(uint32_t word) { return hash_of_three(word) >> BUCKET_SHIFT; }
static inline uint32_t three_of(uint32_t word) { return hash_of_three(word) >> THREE_SHIFT; }
static inline uint32_t bucket_of(uint32_t word) { return (word | 0x20202020u) * 0x85EBCA6Bu >> BUCKET_SHIFT; }

static inline uint32_t three_bytes(const uint8_t *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;
}

uint32_t bytescan_literal_word(const uint8_t *bytes) { return word_of(three_bytes(bytes)); }
uint32_t bytescan_literal_three(const uint8_t *bytes) { return three_of(three_bytes(bytes)); }
uint32_t bytescan_literal_bucket(const uint8_t *bytes) { return bucket_of(load32(bytes)); }

// 0 for what is not named.
static const uint8_t classes[256] = {
    ['a'] = 1, ['A'] = 1, ['b'] = 2, ['B'] = 2, ['c'] = 3, ['C'] = 3, ['d'] = 4, ['D'] = 4, ['e'] = 5, ['E'] = 5, ['f'] = 6, ['F'] = 6,
    ['g'] = 7, ['G'] = 7, ['h'] = 8, ['H'] = 8, ['i'] = 9, ['I'] = 9, ['j'] = 10, ['J'] = 10, ['k'] = 11, ['K'] = 11,
    ['l'] = 12, ['L'] = 12, ['m'] = 13, ['M'] = 13, ['n'] = 14, ['N'] = 14, ['o'] = 15, ['O'] = 15, ['p'] = 16, ['P'] = 16,
    ['q'] = 17, ['Q'] = 17, ['r'] = 18, ['R'] = 18, ['s'] = 19, ['S'] = 19, ['t'] = 20, ['T'] = 20, ['u'] = 21, ['U'] = 21,
    ['v'] = 22, ['V'] = 22, ['w'] = 23, ['W'] = 23, ['x'] = 24, ['X'] = 24, ['y'] = 25, ['Y'] = 25, ['z'] = 26, ['Z'] = 26, ['0'] = 27,
    ['1'] = 28, ['2'] = 29, ['3'] = 30, ['4'] = 31, ['5'] = 32, ['6'] = 33, ['7'] = 34, ['8'] = 35, ['9'] = 36, [' '] = 37, ['\t'] = 38,
    ['\n'] = 39, ['\r'] = 40, ['"'] = 41, ['\''] = 42, ['\\'] = 43, ['/'] = 44, ['_'] = 45, ['-'] = 46, ['.'] = 47, [':'] = 48,
    ['='] = 49, [','] = 50, [';'] = 51, ['<'] = 52, ['>'] = 53, ['('] = 54, [')'] = 55, ['['] = 56, [']'] = 57, ['{'] = 58, ['}'] = 59,
    ['@'] = 60, ['%'] = 61, ['&'] = 62, ['+'] = 63,
};

uint8_t bytescan_byte_class(uint8_t byte) { return classes[byte]; }

static inline uint8_t lower(uint8_t b) { return (uint8_t)(b - 'A') < 26 ? b | 0x20 : b; }

// Whether a literal begins at `start`, which is in the data, as is all of the literal if it does.
static inline bool begins(const bytescan_literals *table, const bytescan_literal *literal, const uint8_t *data, size_t count, size_t start) {
    uint64_t word = 0;
    if (start + 8 <= count) {
        word = load64(data + start);
    } else {
        memcpy(&word, data + start, count - start);
    }
    if ((word & literal->mask) != literal->want) return false;
    for (uint32_t i = 8; i < literal->length; i++)
        if (lower(data[start + i]) != table->bytes[literal->bytes + i]) return false;
    return true;
}

static inline size_t look(
    const bytescan_literals *table, const bytescan_bucket *bucket, const uint8_t *data, size_t count, size_t at, bytescan_literal_hit *hits,
    size_t found) {
    uint32_t first = bucket->first;
    uint32_t end = first + bucket->count;
    for (uint32_t i = first; i < end; i++) {
        const bytescan_literal *literal = &table->literals[i];
        if (literal->window > at) continue;
        size_t start = at - literal->window;
        if (start + literal->length > count || !begins(table, literal, data, count, start)) continue;
        hits[found].literal = literal->index;
        hits[found].end = (uint32_t)(start + literal->length);
        found++;
    }
    return found;
}

// Literals of one byte and of two have no three bytes to hash.
static inline size_t look_short(
    const bytescan_literals *table, const uint8_t *data, size_t count, size_t at, bytescan_literal_hit *hits, size_t found) {
    if (table->short_count == 0) return found;
    uint32_t pair = lower(data[at]) | (at + 1 < count ? (uint32_t)lower(data[at + 1]) << 8 : 0);
    for (uint32_t i = 0; i < table->short_count; i++) {
        const bytescan_literal *literal = &table->shorts[i];
        if (at + literal->length > count || (pair & (uint32_t)literal->mask) != (uint32_t)literal->want) continue;
        hits[found].literal = literal->index;
        hits[found].end = (uint32_t)(at + literal->length);
        found++;
    }
    return found;
}

// The same, of all places from `first` up to `end`, behind each of which two bytes or more stand.
static size_t look_shorts(
    const bytescan_literals *table, const uint8_t *data, size_t first, size_t end, bytescan_literal_hit *hits, size_t found) {
    for (uint32_t i = 0; i < table->short_count; i++) {
        const bytescan_literal *literal = &table->shorts[i];
        const uint8_t *bytes = table->bytes + literal->bytes;
        // The last place's literal ends behind it.
        const size_t reach = end + literal->length - 1;
        for (size_t at = first; at < end; at++) {
            at += bytescan_find_caseless(data + at, reach - at, bytes, literal->length);
            if (at >= end) break;
            hits[found].literal = literal->index;
            hits[found].end = (uint32_t)(at + literal->length);
            found++;
        }
    }
    return found;
}

// Whether what stands right before the place `at` and at `behind`, both being in the data, may stand there: 1 or 0.
static inline uint32_t beside(const bytescan_bucket *bucket, const uint8_t *data, size_t at, size_t behind) {
    return (uint32_t)(bucket->before >> classes[data[at - 1]] & bucket->behind >> classes[data[behind]] & 1);
}

// One place, where any of the five bytes around it may be missing.
static inline size_t place(
    const bytescan_literals *table, const uint8_t *data, size_t count, size_t at, bytescan_literal_hit *hits, size_t found) {
    found = look_short(table, data, count, at, hits, found);
    if (at + 3 > count) return found;
    uint32_t word = three_bytes(data + at);
    found = look(table, &table->threes[three_of(word)], data, count, at, hits, found);
    if (at + 4 > count) return found;
    return look(table, &table->buckets[bucket_of(load32(data + at))], data, count, at, hits, found);
}

// ---------------------------------------------------------------------------------------------------------------
// Which places of a chunk the filter lets through: a bit each, from `first` on, eight at a time, while the eight begin at `last` at
// the latest; sixteen bytes from there are in the data. Returns how many eights were looked at.

typedef size_t places(const uint32_t *filter, const uint8_t *data, size_t first, size_t last, uint8_t *bits);

__attribute__((always_inline)) static inline size_t places_by_loads(
    const uint32_t *filter, const uint8_t *data, size_t first, size_t last, uint8_t *bits) {
    size_t k = 0;
    for (size_t p = first; p <= last; p += 8, k++) {
        uint64_t near = load64(data + p);
        uint64_t far = load64(data + p + 4);
        uint32_t hit = 0;
#define PLACE(n, word) hit |= (filter[word_of((uint32_t)(word))] >> ((uint32_t)(word) >> 24 & 31) & 1) << (n)
        PLACE(0, near);
        PLACE(1, near >> 8);
        PLACE(2, near >> 16);
        PLACE(3, near >> 24);
        PLACE(4, far);
        PLACE(5, far >> 8);
        PLACE(6, far >> 16);
        PLACE(7, far >> 24);
#undef PLACE
        bits[k] = (uint8_t)hit;
    }
    return k;
}

static size_t places_plain(const uint32_t *filter, const uint8_t *data, size_t first, size_t last, uint8_t *bits) {
    return places_by_loads(filter, data, first, last, bits);
}

#if defined(__x86_64__)
// The same, with shifts that need no fixed register.
__attribute__((target("bmi2"))) static size_t places_bmi2(
    const uint32_t *filter, const uint8_t *data, size_t first, size_t last, uint8_t *bits) {
    return places_by_loads(filter, data, first, last, bits);
}

__attribute__((target("avx2"))) static size_t places_gather(
    const uint32_t *filter, const uint8_t *data, size_t first, size_t last, uint8_t *bits) {
    const __m256i spread = _mm256_setr_epi8(
        -1, 0, 1, 2, -1, 1, 2, 3, -1, 2, 3, 4, -1, 3, 4, 5, -1, 4, 5, 6, -1, 5, 6, 7, -1, 6, 7, 8, -1, 7, 8, 9);
    const __m256i behind = _mm256_setr_epi8(
        3, -1, -1, -1, 4, -1, -1, -1, 5, -1, -1, -1, 6, -1, -1, -1, 7, -1, -1, -1, 8, -1, -1, -1, 9, -1, -1, -1, 10, -1, -1, -1);
    const __m256i fold = _mm256_set1_epi32(0x20202000);
    const __m256i factor = _mm256_set1_epi32((int)0x9E3779B1u);
    const __m256i low = _mm256_set1_epi32(31);
    size_t k = 0;
    for (size_t p = first; p <= last; p += 8, k++) {
        __m256i bytes = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(data + p)));
        __m256i three = _mm256_or_si256(_mm256_shuffle_epi8(bytes, spread), fold);
        __m256i bucket = _mm256_srli_epi32(_mm256_mullo_epi32(three, factor), BUCKET_SHIFT);
        __m256i words = _mm256_i32gather_epi32((const int *)filter, bucket, 4);
        __m256i hit = _mm256_srlv_epi32(words, _mm256_and_si256(_mm256_shuffle_epi8(bytes, behind), low));
        bits[k] = (uint8_t)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_slli_epi32(hit, 31)));
    }
    return k;
}
#endif

static places *quickest(void) {
#if defined(__x86_64__)
    // Not everywhere is a gather as quick as the loads that it stands for.
    if (wide() && (__builtin_cpu_is("amd") || !wider_wanted())) return places_gather;
    if (wide() && __builtin_cpu_supports("bmi2")) return places_bmi2;
#endif
    return places_plain;
}

size_t bytescan_find_literals(
    const bytescan_literals *table, const uint8_t *data, size_t count, size_t *at, bytescan_literal_hit *hits, size_t capacity) {
    // So many may begin in the places that are looked at together, and short ones in those of a chunk.
    size_t room = capacity - 8 * (size_t)(table->fullest + table->short_count) - CHUNK * (size_t)table->short_count;
    places *find = quickest();
    size_t found = 0, i = *at;
    // Of the first place and of the last ones not all is there that the others are asked for.
    while (i < count && found <= room) {
        if (i == 0 || i + 16 > count) {
            found = place(table, data, count, i++, hits, found);
            continue;
        }
        // The places of a chunk first, then what is found there: to change between the two at every eighth byte costs more.
        uint64_t bits[CHUNK / 64] = {0};
        const size_t last = count - 16;
        size_t next = i + 8 * find(table->filter, data, i, i + CHUNK - 8 < last ? i + CHUNK - 8 : last, (uint8_t *)bits);
        // Whether a place goes on is not to be foreseen: all are written, and counted if they do.
        uint16_t left[CHUNK];
        size_t kept = 0;
        for (size_t w = 0; w < CHUNK / 64; w++) {
            for (uint64_t hit = bits[w]; hit; hit &= hit - 1) {
                size_t here = w * 64 + (size_t)__builtin_ctzll(hit);
                uint32_t word = load32(data + i + here);
                left[kept] = (uint16_t)here;
                kept += beside(&table->buckets[bucket_of(word)], data, i + here, i + here + 4)
                    | beside(&table->threes[three_of(word)], data, i + here, i + here + 3);
            }
        }
        for (size_t n = 0; n < kept; n++) {
            if (found > room) {
                next = i + left[n];
                break;
            }
            uint32_t word = load32(data + i + left[n]);
            found = look(table, &table->buckets[bucket_of(word)], data, count, i + left[n], hits, found);
            found = look(table, &table->threes[three_of(word)], data, count, i + left[n], hits, found);
        }
        found = look_shorts(table, data, i, next, hits, found);
        i = next;
    }
    *at = i;
    return found;
}
