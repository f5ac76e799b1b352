#include "CByteScan.h"

#include <string.h>

// What escapes of JSON strings (RFC 8259, section 7) stand for, and where each byte of that came from.

#if defined(__SSE2__)
#define STEP 16
#endif

// The character behind a backslash → what the two stand for, and one more; 0 where they stand for themselves, or more follows.
static const uint8_t simple[256] = {
    ['"'] = '"' + 1, ['\\'] = '\\' + 1, ['/'] = '/' + 1, ['b'] = 0x08 + 1, ['f'] = 0x0C + 1, ['n'] = 0x0A + 1, ['r'] = 0x0D + 1, ['t'] = 0x09 + 1,
};

static inline bool unit_at(const uint8_t *data, size_t at, size_t end, uint32_t *unit) {
    if (end - at < 4) return false;
    uint32_t value = 0;
    for (size_t i = at; i < at + 4; i++) {
        uint8_t b = data[i], digit;
        if ((uint8_t)(b - '0') < 10) {
            digit = b - '0';
        } else if ((uint8_t)((b | 0x20) - 'a') < 6) {
            digit = (b | 0x20) - 'a' + 10;
        } else {
            return false;
        }
        value = value << 4 | digit;
    }
    *unit = value;
    return true;
}

// Of a surrogate alone the three bytes that its number would have.
static inline size_t write_utf8(uint32_t scalar, uint8_t *out) {
    if (scalar < 0x80) {
        out[0] = (uint8_t)scalar;
        return 1;
    }
    if (scalar < 0x800) {
        out[0] = (uint8_t)(0xC0 | scalar >> 6);
        out[1] = (uint8_t)(0x80 | (scalar & 0x3F));
        return 2;
    }
    if (scalar < 0x10000) {
        out[0] = (uint8_t)(0xE0 | scalar >> 12);
        out[1] = (uint8_t)(0x80 | (scalar >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (scalar & 0x3F));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | (scalar >> 18 & 7));
    out[1] = (uint8_t)(0x80 | (scalar >> 12 & 0x3F));
    out[2] = (uint8_t)(0x80 | (scalar >> 6 & 0x3F));
    out[3] = (uint8_t)(0x80 | (scalar & 0x3F));
    return 4;
}

static inline bool is_plain(uint32_t scalar) {
    return scalar >= 0x20 && scalar != '"' && scalar != '\\' && scalar != 0x7F && !(scalar >= 0xD800 && scalar < 0xE000);
}

size_t bytescan_json_unescape(
    const uint8_t *data, size_t *from, size_t end, bool is_soft, uint8_t *out, bytescan_piece *pieces, size_t capacity, size_t *piece_count) {
    size_t at = *from, written = 0, count = 0;
    // Each turn writes two pieces at the most.
    while (at < end && capacity - count >= 2) {
        const size_t start = at, view = written;
        bool found = false;
#if defined(STEP)
        // Copied as it is looked at: what is written too much is written over.
        const __m128i backslash = _mm_set1_epi8('\\');
        while (end - at >= STEP) {
            __m128i bytes = _mm_loadu_si128((const __m128i *)(data + at));
            _mm_storeu_si128((__m128i *)(out + written), bytes);
            unsigned bits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, backslash));
            if (bits) {
                at += (size_t)__builtin_ctz(bits);
                written += (size_t)__builtin_ctz(bits);
                found = true;
                break;
            }
            at += STEP;
            written += STEP;
        }
#endif
        while (!found && at < end) {
            if (data[at] == '\\') {
                found = true;
            } else {
                out[written++] = data[at++];
            }
        }
        if (at > start) pieces[count++] = (bytescan_piece){(uint32_t)view, (uint32_t)(at - start), (uint32_t)start, (uint32_t)(at - start)};
        if (!found) break;

        size_t length = end - at < 2 ? 1 : 2;
        uint32_t scalar = 0;
        bool is_valid = false;
        const uint8_t letter = length == 2 ? data[at + 1] : 0;
        if (length == 2 && simple[letter]) {
            scalar = (uint32_t)simple[letter] - 1;
            is_valid = true;
        } else if (letter == 'u' && unit_at(data, at + 2, end, &scalar)) {
            is_valid = true;
            length = 6;
            uint32_t low;
            if (scalar >= 0xD800 && scalar < 0xDC00 && end - at >= 8 && data[at + 6] == '\\' && data[at + 7] == 'u'
                && unit_at(data, at + 8, end, &low) && low >= 0xDC00 && low < 0xE000) {
                scalar = 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00);
                length = 12;
            }
        }
        size_t size;
        if (is_valid && (!is_soft || is_plain(scalar))) {
            size = write_utf8(scalar, out + written);
        } else {
            memcpy(out + written, data + at, length);
            size = length;
        }
        pieces[count++] =
            (bytescan_piece){(uint32_t)written, (uint32_t)size, (uint32_t)at, (uint32_t)length | BYTESCAN_ATOMIC_PIECE};
        written += size;
        at += length;
    }
    *from = at;
    *piece_count = count;
    return written;
}

bool bytescan_json_has_soft(const uint8_t *data, size_t from, size_t end) {
    size_t at = from;
    while (at + 1 < end) {
#if defined(STEP)
        if (end - at >= STEP) {
            const __m128i bytes = _mm_loadu_si128((const __m128i *)(data + at));
            unsigned bits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
            if (!bits) {
                at += STEP;
                continue;
            }
            at += (size_t)__builtin_ctz(bits);
            if (at + 1 >= end) return false;
        } else
#endif
            if (data[at] != '\\') {
            at++;
            continue;
        }
        if (data[at + 1] == 'u' || data[at + 1] == '/') return true;
        at += 2;
    }
    return false;
}
