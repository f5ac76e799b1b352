#include "CByteScan.h"

#include "wide.h"

// ---------------------------------------------------------------------------------------------------------------
// How far a text goes on with bytes of a class

static inline bool in_class(const bytescan_class *c, uint8_t b) {
    const uint8_t *row = b < 128 ? c->low : c->high;
    return row[b & 15] >> ((b >> 4) & 7) & 1;
}

static size_t span_plain(const bytescan_class *c, const uint8_t *data, size_t count, size_t from) {
    while (from < count && in_class(c, data[from])) from++;
    return from;
}

static size_t words_span_plain(const bytescan_class *c, const uint8_t *data, size_t count, size_t from) {
    for (;; from++) {
        from = span_plain(c, data, count, from);
        if (from + 1 >= count || data[from] != ' ' || !in_class(c, data[from + 1])) return from;
    }
}

#if defined(__x86_64__)
typedef struct {
    __m256i low, high;
} rows;

__attribute__((target("avx2"), always_inline)) static inline rows rows_of(const bytescan_class *c) {
    return (rows){
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)c->low)),
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)c->high))};
}

// One bit a byte that is in the class: a shuffle gives 0 where the index has its top bit set.
__attribute__((target("avx2"), always_inline)) static inline uint32_t members(rows r, __m256i bytes) {
    const __m256i bit_of_high_nibble = _mm256_setr_epi8(
        1, 2, 4, 8, 16, 32, 64, (char)128, 1, 2, 4, 8, 16, 32, 64, (char)128,
        1, 2, 4, 8, 16, 32, 64, (char)128, 1, 2, 4, 8, 16, 32, 64, (char)128);
    __m256i nibbles = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
    __m256i bit = _mm256_shuffle_epi8(bit_of_high_nibble, nibbles);
    __m256i row = _mm256_or_si256(
        _mm256_shuffle_epi8(r.low, bytes), _mm256_shuffle_epi8(r.high, _mm256_xor_si256(bytes, _mm256_set1_epi8((char)0x80))));
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit));
}

__attribute__((target("avx2,bmi"))) static size_t span_avx2(const bytescan_class *c, const uint8_t *data, size_t count, size_t from) {
    const rows r = rows_of(c);
    size_t i = from;
    for (; i + 32 <= count; i += 32) {
        uint32_t inside = members(r, _mm256_loadu_si256((const __m256i *)(data + i)));
        if (inside != UINT32_MAX) return i + (size_t)__builtin_ctz(~inside);
    }
    return span_plain(c, data, count, i);
}

__attribute__((target("avx2,bmi"))) static size_t words_span_avx2(
    const bytescan_class *c, const uint8_t *data, size_t count, size_t from) {
    const rows r = rows_of(c);
    const __m256i blank = _mm256_set1_epi8(' ');
    size_t i = from;
    // Of the last byte of a block it is not known what follows: the next begins with it.
    for (; i + 32 <= count; i += 31) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(data + i));
        uint32_t inside = members(r, bytes);
        uint32_t blanks = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, blank));
        uint32_t stop = ~(inside | (blanks & inside >> 1)) & INT32_MAX;
        if (stop) return i + (size_t)__builtin_ctz(stop);
    }
    return words_span_plain(c, data, count, i);
}
#endif

size_t bytescan_span(const bytescan_class *c, const uint8_t *data, size_t count, size_t from) {
#if defined(__x86_64__)
    if (wide()) return span_avx2(c, data, count, from);
#endif
    return span_plain(c, data, count, from);
}

size_t bytescan_words_span(const bytescan_class *c, const uint8_t *data, size_t count, size_t from) {
#if defined(__x86_64__)
    if (wide()) return words_span_avx2(c, data, count, from);
#endif
    return words_span_plain(c, data, count, from);
}
