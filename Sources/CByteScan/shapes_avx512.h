// The kernels of the shape scan for AVX-512: a test of 64 bytes leaves a word of a bitmap as it is.
#pragma once
#include "shapes.h"

#if defined(__x86_64__)
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq"), always_inline)) static inline

AVX512 void make_row_bits_avx512(shape_scan *scan) {
    const __m512i bit_of_high_nibble = _mm512_broadcast_i32x4(
        _mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, (char)128, 1, 2, 4, 8, 16, 32, 64, (char)128));
    const __m512i nibble = _mm512_set1_epi8(15);
    for (size_t i = 0; i < scan->full_words * 64; i += 64) {
        __m512i high = _mm512_srli_epi16(_mm512_loadu_si512(scan->data + scan->base + i), 4);
        _mm512_storeu_si512(scan->row_bits + i, _mm512_shuffle_epi8(bit_of_high_nibble, _mm512_and_si512(high, nibble)));
    }
    scan->has_row_bits = true;
}

AVX512 void words_avx512(shape_scan *scan, size_t words, const bytescan_class *c, uint64_t *out) {
    const uint8_t *data = scan->data + scan->base;
    if (c->is_single) {
        const __m512i wanted = _mm512_set1_epi8((char)c->single);
        for (size_t w = 0; w < words; w++) out[w] = _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(data + w * 64), wanted);
        return;
    }
    if (!scan->has_row_bits) make_row_bits_avx512(scan);
    const __m128i high_row = _mm_loadu_si128((const __m128i *)c->high);
    const __m512i low = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)c->low));
    const uint8_t *row_bits = scan->row_bits;
    // As in the AVX2 form, a shuffle gives 0 where the byte has its top bit set.
    if (_mm_testz_si128(high_row, high_row)) {
        for (size_t w = 0; w < words; w++) {
            __m512i row = _mm512_shuffle_epi8(low, _mm512_loadu_si512(data + w * 64));
            out[w] = _mm512_test_epi8_mask(row, _mm512_loadu_si512(row_bits + w * 64));
        }
        return;
    }
    const __m512i high = _mm512_broadcast_i32x4(high_row), top = _mm512_set1_epi8((char)0x80);
    for (size_t w = 0; w < words; w++) {
        __m512i bytes = _mm512_loadu_si512(data + w * 64);
        __m512i row = _mm512_or_si512(_mm512_shuffle_epi8(low, bytes), _mm512_shuffle_epi8(high, _mm512_xor_si512(bytes, top)));
        out[w] = _mm512_test_epi8_mask(row, _mm512_loadu_si512(row_bits + w * 64));
    }
}

// Eight words are two groups.
AVX512 uint8_t groups_of_avx512(__m512i words, size_t first) {
    const uint8_t any = _mm512_test_epi64_mask(words, words);
    return (uint8_t)(((any & 15) != 0) << first | (any > 15) << (first + 1));
}

AVX512 uint8_t groups_avx512(const uint64_t *words) {
    uint8_t groups = 0;
    for (size_t g = 0; g < GROUPS; g += 2) groups |= groups_of_avx512(_mm512_loadu_si512(words + g * GROUP_WORDS), g);
    return groups;
}

AVX512 uint8_t run_avx512(const uint64_t *in, uint8_t shift, uint64_t *out) {
    const __m128i down = _mm_cvtsi32_si128(shift), up = _mm_cvtsi32_si128(64 - shift);
    uint8_t groups = 0;
    for (size_t g = 0; g < GROUPS; g += 2) {
        __m512i here = _mm512_loadu_si512(in + g * GROUP_WORDS);
        __m512i after = _mm512_loadu_si512(in + g * GROUP_WORDS + 1);
        // here & (here >> shift | after << 64 - shift)
        here = _mm512_ternarylogic_epi64(here, _mm512_srl_epi64(here, down), _mm512_sll_epi64(after, up), 0xE0);
        _mm512_storeu_si512(out + g * GROUP_WORDS, here);
        groups |= groups_of_avx512(here, g);
    }
    return groups;
}

AVX512 uint8_t narrow_avx512(const uint64_t *bitmap, int offset, bool is_first, uint8_t live, uint64_t *found) {
    uint8_t left = 0;
    const __m128i down = _mm_cvtsi32_si128(offset), up = _mm_cvtsi32_si128(64 - offset);
    for (size_t g = 0; g < GROUPS; g += 2) {
        if ((live >> g & 3) == 0) continue;
        const size_t word = g * GROUP_WORDS;
        __m512i term = _mm512_loadu_si512(bitmap + word);
        if (offset > 0) {
            term = _mm512_or_si512(_mm512_srl_epi64(term, down), _mm512_sll_epi64(_mm512_loadu_si512(bitmap + word + 1), up));
        } else if (offset < 0) {
            term = _mm512_or_si512(_mm512_slli_epi64(term, 1), _mm512_srli_epi64(_mm512_loadu_si512(bitmap + word - 1), 63));
        }
        if (!is_first) term = _mm512_and_si512(_mm512_loadu_si512(found + word), term);
        _mm512_storeu_si512(found + word, term);
        left |= groups_of_avx512(term, g);
    }
    // Of a group that is no longer live, whatever was there is left.
    return left & live;
}
#undef AVX512
#endif
