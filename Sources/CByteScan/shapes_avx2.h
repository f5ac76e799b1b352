// The kernels of the shape scan for AVX2: 64 bytes of text, or four words of a bitmap, at a time.
#pragma once
#include "shapes.h"

#if defined(__x86_64__)
__attribute__((target("avx2"), always_inline)) static inline void make_row_bits_avx2(shape_scan *scan) {
    const __m256i bit_of_high_nibble = _mm256_setr_epi8(
        1, 2, 4, 8, 16, 32, 64, (char)128, 1, 2, 4, 8, 16, 32, 64, (char)128,
        1, 2, 4, 8, 16, 32, 64, (char)128, 1, 2, 4, 8, 16, 32, 64, (char)128);
    const __m256i nibble = _mm256_set1_epi8(15);
    size_t bytes = scan->full_words * 64;
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

__attribute__((target("avx2"), always_inline)) static inline void words_avx2(
    shape_scan *scan, size_t words, const bytescan_class *c, uint64_t *out) {
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
    if (!scan->has_row_bits) make_row_bits_avx2(scan);
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

__attribute__((target("avx2"), always_inline)) static inline uint8_t groups_avx2(const uint64_t *words) {
    uint8_t groups = 0;
    for (size_t g = 0; g < GROUPS; g++) {
        __m256i here = _mm256_loadu_si256((const __m256i *)(words + g * GROUP_WORDS));
        groups |= (uint8_t)(!_mm256_testz_si256(here, here) << g);
    }
    return groups;
}

// out = in & in >> shift over the tile's words; returns the groups that hold a bit.
__attribute__((target("avx2"), always_inline)) static inline uint8_t run_avx2(const uint64_t *in, uint8_t shift, uint64_t *out) {
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

__attribute__((target("avx2"), always_inline)) static inline uint8_t narrow_avx2(
    const uint64_t *bitmap, int offset, bool is_first, uint8_t live, uint64_t *found) {
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
        if (!is_first) term = _mm256_and_si256(_mm256_loadu_si256((const __m256i *)(found + word)), term);
        _mm256_storeu_si256((__m256i *)(found + word), term);
        left |= (uint8_t)(!_mm256_testz_si256(term, term) << group);
    }
    return left;
}
#endif
