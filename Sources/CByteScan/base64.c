#include "CByteScan.h"

#include "wide.h"

// ---------------------------------------------------------------------------------------------------------------
// Base64 (RFC 4648, section 4)

// One more than the value of a digit; 0 for what is none.
static const uint8_t digits[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,  ['I'] = 9,  ['J'] = 10, ['K'] = 11,
    ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22,
    ['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32, ['g'] = 33,
    ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44,
    ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55,
    ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};

static size_t groups_plain(const uint8_t *data, size_t count, uint8_t *out, size_t room) {
    size_t most = count / 4 < room / 3 ? count / 4 : room / 3, group = 0;
    for (; group < most; group++, data += 4, out += 3) {
        // Of what is no digit all bits are set.
        uint32_t a = (uint32_t)digits[data[0]] - 1, b = (uint32_t)digits[data[1]] - 1;
        uint32_t c = (uint32_t)digits[data[2]] - 1, d = (uint32_t)digits[data[3]] - 1;
        if ((a | b | c | d) > 63) break;
        out[0] = (uint8_t)(a << 2 | b >> 4);
        out[1] = (uint8_t)(b << 4 | c >> 2);
        out[2] = (uint8_t)(c << 6 | d);
    }
    return group;
}

#if defined(__x86_64__)
// Eight groups at a time, as in Muła and Lemire, "Faster Base64 Encoding and Decoding Using AVX2 Instructions" (2018): what a digit
// is worth is its byte and a number by its high nibble, then two multiplications join six bits to twelve and twelve to twenty-four.
__attribute__((target("avx2,bmi"))) static size_t groups_avx2(const uint8_t *data, size_t count, uint8_t *out, size_t room) {
    // A bit for each high nibble that, with this low nibble, makes a digit.
    const __m256i low = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        (char)0xA8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF8, (char)0xF0, 0x54,
        0x50, 0x50, 0x50, 0x54));
    const __m256i high = _mm256_broadcastsi128_si256(_mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, (char)128, 0, 0, 0, 0, 0, 0, 0, 0));
    // By the high nibble; `/` goes by the one before its own, which has `+`.
    const __m256i shifts = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 63 - '/', 62 - '+', 52 - '0', -'A', -'A', 26 - 'a', 26 - 'a', 0, 0, 0, 0, 0, 0, 0, 0));
    const __m256i order = _mm256_broadcastsi128_si256(_mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
    const __m256i slash = _mm256_set1_epi8('/');
    size_t at = 0, to = 0;
    // Written are twice sixteen bytes, the second twelve behind the first.
    while (at + 32 <= count && to + 28 <= room) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(data + at));
        __m256i nibbles = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
        __m256i isDigit = _mm256_and_si256(_mm256_shuffle_epi8(low, bytes), _mm256_shuffle_epi8(high, nibbles));
        uint32_t others = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(isDigit, _mm256_setzero_si256()));
        __m256i values = _mm256_add_epi8(bytes, _mm256_shuffle_epi8(shifts, _mm256_add_epi8(nibbles, _mm256_cmpeq_epi8(bytes, slash))));
        __m256i twelve = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x01400140));
        __m256i joined = _mm256_shuffle_epi8(_mm256_madd_epi16(twelve, _mm256_set1_epi32(0x00011000)), order);
        _mm_storeu_si128((__m128i *)(out + to), _mm256_castsi256_si128(joined));
        _mm_storeu_si128((__m128i *)(out + to + 12), _mm256_extracti128_si256(joined, 1));
        if (others) return at / 4 + (size_t)__builtin_ctz(others) / 4;
        at += 32;
        to += 24;
    }
    return at / 4 + groups_plain(data + at, count - at, out + to, room - to);
}
#endif

size_t bytescan_base64_groups(const uint8_t *data, size_t count, uint8_t *out, size_t room) {
#if defined(__x86_64__)
    if (wide()) return groups_avx2(data, count, out, room);
#endif
    return groups_plain(data, count, out, room);
}
