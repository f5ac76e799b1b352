#include "CByteScan.h"

#include "wide.h"

// ---------------------------------------------------------------------------------------------------------------
// Which of a few bytes stand in a text at all: those that something is spelled with, and the letters of VALUES

static inline bool is_v_u(uint8_t v, uint8_t u) { return (v | 0x20) == 'v' && (u | 0x20) == 'u'; }

static uint32_t marks_plain(const uint8_t *data, size_t count, size_t from, uint32_t found) {
    for (size_t i = from; i < count; i++) {
        switch (data[i]) {
        case '%': found |= BYTESCAN_MARK_PERCENT; break;
        case '&': found |= BYTESCAN_MARK_AMPERSAND; break;
        case '\\': found |= BYTESCAN_MARK_BACKSLASH; break;
        case 0: found |= BYTESCAN_MARK_NUL; break;
        case 0x1B: found |= BYTESCAN_MARK_ESCAPE; break;
        default:
            if (i + 3 < count && is_v_u(data[i], data[i + 3])) found |= BYTESCAN_MARK_VALUES;
        }
    }
    return found;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static inline uint32_t any_avx2(__m256i hits, uint32_t mark) {
    return _mm256_testz_si256(hits, hits) ? 0 : mark;
}

// Without a way out of the loop: what is found is told at its end.
__attribute__((target("avx2"))) static uint32_t marks_avx2(const uint8_t *data, size_t count) {
    const __m256i zero = _mm256_setzero_si256(), lower = _mm256_set1_epi8(0x20);
    __m256i percent = zero, ampersand = zero, backslash = zero, nul = zero, escape = zero, values = zero;
    size_t i = 0;
    for (; i + 35 <= count; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(data + i));
        __m256i behind = _mm256_loadu_si256((const __m256i *)(data + i + 3));
        percent = _mm256_or_si256(percent, _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('%')));
        ampersand = _mm256_or_si256(ampersand, _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('&')));
        backslash = _mm256_or_si256(backslash, _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\\')));
        nul = _mm256_or_si256(nul, _mm256_cmpeq_epi8(bytes, zero));
        escape = _mm256_or_si256(escape, _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(0x1B)));
        values = _mm256_or_si256(
            values, _mm256_and_si256(
                        _mm256_cmpeq_epi8(_mm256_or_si256(bytes, lower), _mm256_set1_epi8('v')),
                        _mm256_cmpeq_epi8(_mm256_or_si256(behind, lower), _mm256_set1_epi8('u'))));
    }
    uint32_t found = any_avx2(percent, BYTESCAN_MARK_PERCENT) | any_avx2(ampersand, BYTESCAN_MARK_AMPERSAND)
        | any_avx2(backslash, BYTESCAN_MARK_BACKSLASH) | any_avx2(nul, BYTESCAN_MARK_NUL) | any_avx2(escape, BYTESCAN_MARK_ESCAPE)
        | any_avx2(values, BYTESCAN_MARK_VALUES);
    return marks_plain(data, count, i, found);
}
#endif

uint32_t bytescan_marks(const uint8_t *data, size_t count) {
#if defined(__x86_64__)
    if (count >= 35 && wide()) return marks_avx2(data, count);
#endif
    return marks_plain(data, count, 0, 0);
}

// ---------------------------------------------------------------------------------------------------------------
// Where a list of bytes may begin: `[112 97`, `<Buffer 70 61`

static size_t list_start_plain(const uint8_t *data, size_t count, size_t from) {
    for (size_t i = from; i + 1 < count; i++)
        if ((data[i] == '[' && (uint8_t)(data[i + 1] - '0') < 10) || (data[i] == '<' && data[i + 1] == 'B')) return i;
    return count;
}

#if defined(__x86_64__)
__attribute__((target("avx2,bmi"))) static size_t list_start_avx2(const uint8_t *data, size_t count, size_t from) {
    const __m256i nine = _mm256_set1_epi8(9);
    size_t i = from;
    for (; i + 33 <= count; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(data + i));
        __m256i behind = _mm256_loadu_si256((const __m256i *)(data + i + 1));
        __m256i value = _mm256_sub_epi8(behind, _mm256_set1_epi8('0'));
        __m256i digit = _mm256_cmpeq_epi8(_mm256_min_epu8(value, nine), value);
        __m256i hit = _mm256_or_si256(
            _mm256_and_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('[')), digit),
            _mm256_and_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('<')), _mm256_cmpeq_epi8(behind, _mm256_set1_epi8('B'))));
        uint32_t bits = (uint32_t)_mm256_movemask_epi8(hit);
        if (bits) return i + (size_t)__builtin_ctz(bits);
    }
    return list_start_plain(data, count, i);
}
#endif

size_t bytescan_list_start(const uint8_t *data, size_t count, size_t from) {
#if defined(__x86_64__)
    if (wide()) return list_start_avx2(data, count, from);
#endif
    return list_start_plain(data, count, from);
}

// ---------------------------------------------------------------------------------------------------------------
// Where the place of a parameter may stand in a statement of SQL: `$1`, ` ?`, `(?`, `%s`, `=@p0`

static inline bool leads_parameter(uint8_t byte) { return byte == ' ' || byte == '(' || byte == '=' || byte == ','; }

static size_t parameter_plain(const uint8_t *data, size_t count, size_t from) {
    for (size_t i = from; i + 1 < count; i++) {
        if ((data[i] == '$' && data[i + 1] == '1') || (data[i] == '%' && data[i + 1] == 's')) return i;
        if ((data[i + 1] == '?' || data[i + 1] == '@') && leads_parameter(data[i])) return i + 1;
    }
    return count;
}

#if defined(__x86_64__)
__attribute__((target("avx2,bmi"))) static size_t parameter_avx2(const uint8_t *data, size_t count, size_t from) {
    size_t i = from;
    for (; i + 33 <= count; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(data + i));
        __m256i behind = _mm256_loadu_si256((const __m256i *)(data + i + 1));
        __m256i lead = _mm256_or_si256(
            _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(' ')), _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('('))),
            _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('=')), _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(','))));
        __m256i led = _mm256_and_si256(
            lead, _mm256_or_si256(
                      _mm256_cmpeq_epi8(behind, _mm256_set1_epi8('?')), _mm256_cmpeq_epi8(behind, _mm256_set1_epi8('@'))));
        __m256i other = _mm256_or_si256(
            _mm256_and_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('$')), _mm256_cmpeq_epi8(behind, _mm256_set1_epi8('1'))),
            _mm256_and_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('%')), _mm256_cmpeq_epi8(behind, _mm256_set1_epi8('s'))));
        uint32_t bits = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(led, other));
        if (bits) {
            size_t at = i + (size_t)__builtin_ctz(bits);
            return data[at] == '$' || data[at] == '%' ? at : at + 1;
        }
    }
    return parameter_plain(data, count, i);
}
#endif

size_t bytescan_parameter(const uint8_t *data, size_t count, size_t from) {
#if defined(__x86_64__)
    if (wide()) return parameter_avx2(data, count, from);
#endif
    return parameter_plain(data, count, from);
}
