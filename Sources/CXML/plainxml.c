#include "plainxml.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

// More attributes of a tag are compared by expat.
enum { most_attributes = 32 };

enum {
    text_byte = 1,       // itself, in a text
    value_byte = 2,      // itself, in the value of an attribute
    name_start = 4,
    name_byte = 8,
    space_byte = 16,
};

#define WORD (text_byte | value_byte)
#define LETTER (WORD | name_start | name_byte)
#define DIGIT (WORD | name_byte)

static const uint8_t kinds[256] = {
    ['\t'] = WORD | space_byte, ['\n'] = value_byte | space_byte, ['\r'] = value_byte | space_byte, [' '] = WORD | space_byte,
    // `&` and `<` are none; quotes end the values they are around, and `]` may begin what must not stand in a text.
    ['!'] = WORD, ['"'] = WORD, ['#'] = WORD, ['$'] = WORD, ['%'] = WORD, ['\''] = WORD, ['('] = WORD, [')'] = WORD, ['*'] = WORD,
    ['+'] = WORD, [','] = WORD, ['-'] = DIGIT, ['.'] = DIGIT, ['/'] = WORD, ['0' ... '9'] = DIGIT, [':'] = LETTER, [';'] = WORD,
    ['='] = WORD, ['>'] = WORD, ['?'] = WORD, ['@'] = WORD, ['A' ... 'Z'] = LETTER, ['['] = WORD, ['\\'] = WORD, [']'] = value_byte,
    ['^'] = WORD, ['_'] = LETTER, ['`'] = WORD, ['a' ... 'z'] = LETTER, ['{' ... 0x7F] = WORD,
};

// Bytes of the character that begins at `at`, which is beyond ASCII; 0 where it is none that XML has, -1 where it is cut.
static int character(const uint8_t *bytes, size_t at, size_t count) {
    uint8_t first = bytes[at];
    int length = first >= 0xC2 && first <= 0xDF ? 2 : (first & 0xF0) == 0xE0 ? 3 : first >= 0xF0 && first <= 0xF4 ? 4 : 0;
    if (!length) return 0;
    for (int i = 1; i < length; i++) {
        if (at + (size_t)i >= count) return -1;
        if ((bytes[at + (size_t)i] & 0xC0) != 0x80) return 0;
    }
    uint8_t second = bytes[at + 1];
    if (first == 0xE0 && second < 0xA0) return 0;
    if (first == 0xED && second > 0x9F) return 0;
    if (first == 0xEF && second == 0xBF && bytes[at + 2] > 0xBD) return 0;
    if (first == 0xF0 && second < 0x90) return 0;
    if (first == 0xF4 && second > 0x8F) return 0;
    return length;
}

// What the reference at `at` means, as UTF-8, and how long it is; 0 where it is none that is known, -1 where it is cut.
static int reference(const uint8_t *bytes, size_t at, size_t count, uint8_t *means, uint8_t *length) {
    static const struct {
        const char *name;
        uint8_t size, means;
    } known[] = {{"&amp;", 5, '&'}, {"&lt;", 4, '<'}, {"&gt;", 4, '>'}, {"&quot;", 6, '"'}, {"&apos;", 6, '\''}};
    // `&#1114111;` and `&#x10FFFF;`, and some zeros.
    enum { longest = 16 };
    size_t end = at + 1;
    while (end < count && end - at < longest && bytes[end] != ';') end++;
    if (end >= count) return end - at < longest ? -1 : 0;
    if (bytes[end] != ';') return 0;
    size_t size = end + 1 - at;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (size == known[i].size && !memcmp(bytes + at, known[i].name, size)) {
            means[0] = known[i].means;
            *length = 1;
            return (int)size;
        }
    }
    if (bytes[at + 1] != '#' || size < 4) return 0;
    bool is_hex = bytes[at + 2] == 'x';
    size_t digit = at + (is_hex ? 3 : 2);
    if (digit == end) return 0;
    uint32_t value = 0;
    for (; digit < end; digit++) {
        uint8_t byte = bytes[digit];
        uint32_t part = byte >= '0' && byte <= '9'              ? byte - '0'
                        : is_hex && byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
                        : is_hex && byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
                                                                : 99;
        if (part == 99) return 0;
        value = value * (is_hex ? 16 : 10) + part;
        if (value > 0x10FFFF) return 0;
    }
    bool is_character = value == 9 || value == 10 || value == 13 || (value >= 0x20 && value < 0xD800)
                        || (value >= 0xE000 && value < 0xFFFE) || value >= 0x10000;
    if (!is_character) return 0;
    if (value < 0x80) {
        means[0] = (uint8_t)value;
        *length = 1;
    } else if (value < 0x800) {
        means[0] = (uint8_t)(0xC0 | value >> 6);
        means[1] = (uint8_t)(0x80 | (value & 0x3F));
        *length = 2;
    } else if (value < 0x10000) {
        means[0] = (uint8_t)(0xE0 | value >> 12);
        means[1] = (uint8_t)(0x80 | (value >> 6 & 0x3F));
        means[2] = (uint8_t)(0x80 | (value & 0x3F));
        *length = 3;
    } else {
        means[0] = (uint8_t)(0xF0 | value >> 18);
        means[1] = (uint8_t)(0x80 | (value >> 12 & 0x3F));
        means[2] = (uint8_t)(0x80 | (value >> 6 & 0x3F));
        means[3] = (uint8_t)(0x80 | (value & 0x3F));
        *length = 4;
    }
    return (int)size;
}

// Behind the tag that begins at `at` with a name and perhaps attributes; 0 where it is no plain one, SIZE_MAX where it is cut.
static size_t start_tag(const uint8_t *bytes, size_t at, size_t count, size_t *name_end) {
    size_t here = at + 1;
    while (here < count && kinds[bytes[here]] & name_byte) here++;
    if (here >= count) return SIZE_MAX;
    *name_end = here;
    struct {
        size_t start, end;
    } names[most_attributes];
    int attributes = 0;
    while (true) {
        size_t before = here;
        while (here < count && kinds[bytes[here]] & space_byte) here++;
        if (here >= count) return SIZE_MAX;
        if (bytes[here] == '>') return here + 1;
        if (bytes[here] == '/') {
            if (here + 1 >= count) return SIZE_MAX;
            return bytes[here + 1] == '>' ? here + 2 : 0;
        }
        if (here == before || !(kinds[bytes[here]] & name_start) || attributes == most_attributes) return 0;
        size_t start = here;
        while (here < count && kinds[bytes[here]] & name_byte) here++;
        for (int i = 0; i < attributes; i++) {
            if (names[i].end - names[i].start == here - start && !memcmp(bytes + names[i].start, bytes + start, here - start)) return 0;
        }
        names[attributes].start = start;
        names[attributes++].end = here;
        while (here < count && kinds[bytes[here]] & space_byte) here++;
        if (here >= count) return SIZE_MAX;
        if (bytes[here++] != '=') return 0;
        while (here < count && kinds[bytes[here]] & space_byte) here++;
        if (here >= count) return SIZE_MAX;
        uint8_t quote = bytes[here++];
        if (quote != '"' && quote != '\'') return 0;
        while (true) {
            while (here < count && kinds[bytes[here]] & value_byte && bytes[here] != quote) here++;
            if (here >= count) return SIZE_MAX;
            if (bytes[here] == quote) break;
            int size;
            uint8_t means[4], length;
            if (bytes[here] == '&') {
                size = reference(bytes, here, count, means, &length);
            } else if (bytes[here] >= 0x80) {
                size = character(bytes, here, count);
            } else {
                return 0;
            }
            if (size < 0) return SIZE_MAX;
            if (size == 0) return 0;
            here += (size_t)size;
        }
        here++;
    }
}

static bool skip(const uint8_t *bytes, size_t *at, size_t count, const char *text, bool ignoring_case) {
    size_t length = strlen(text);
    if (count - *at < length) return false;
    const char *there = (const char *)bytes + *at;
    if (ignoring_case ? strncasecmp(there, text, length) : strncmp(there, text, length)) return false;
    *at += length;
    return true;
}

// Behind the declaration at `at`, in the spellings that programs write; 0 where it is none of them.
static size_t declaration(const uint8_t *bytes, size_t at, size_t count) {
    if (!skip(bytes, &at, count, "<?xml version=\"1.0\"", false)) return 0;
    if (skip(bytes, &at, count, " encoding=\"", false)
        && !(skip(bytes, &at, count, "utf-8\"", true) || skip(bytes, &at, count, "us-ascii\"", true)))
        return 0;
    if (skip(bytes, &at, count, " standalone=\"", false)
        && !(skip(bytes, &at, count, "yes\"", false) || skip(bytes, &at, count, "no\"", false)))
        return 0;
    return skip(bytes, &at, count, "?>", false) ? at : 0;
}

static uint8_t class_of(const uint8_t *name, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (name[i] != ':') continue;
        name += i + 1;
        length -= i + 1;
        break;
    }
    if (length == 1) {
        switch (name[0]) {
        case 'c': return XML_NAME_C;
        case 'v': return XML_NAME_V;
        case 'f': return XML_NAME_F;
        case 't': return XML_NAME_T;
        case 'r': return XML_NAME_R;
        default: return XML_NAME_OTHER;
        }
    }
    if (length == 2 && !memcmp(name, "is", 2)) return XML_NAME_IS;
    if (length == 3 && !memcmp(name, "row", 3)) return XML_NAME_ROW;
    return XML_NAME_OTHER;
}

static bool push(xml_plain *plain, const uint8_t *name, size_t length) {
    size_t start = plain->depth ? plain->ends[plain->depth - 1] : 0;
    if (plain->room - start < length) {
        size_t larger = (plain->room + length) * 2 + 256;
        if (larger > UINT32_MAX) return false;
        uint8_t *names = realloc(plain->names, larger);
        if (!names) return false;
        plain->names = names;
        plain->room = larger;
    }
    memcpy(plain->names + start, name, length);
    plain->ends[plain->depth++] = (uint32_t)(start + length);
    return true;
}

xml_plain_result xml_plain_read(
    xml_plain *plain, const uint8_t *bytes, size_t count, bool is_final, void *sink_data, xml_plain_sink sink) {
    uint64_t base = plain->offset;
    size_t at = 0;
    xml_plain_result result = XML_PLAIN_MORE;
#define EMIT(...) \
    do { \
        const xml_event emitted = __VA_ARGS__; \
        if (!sink(sink_data, &emitted)) { \
            result = XML_PLAIN_NO_MEMORY; \
            goto done; \
        } \
    } while (false)
#define LEAVE \
    do { \
        result = XML_PLAIN_LEFT; \
        goto done; \
    } while (false)
    if (!plain->has_begun) {
        // What a declaration or a mark of the byte order needs at the most, and no more of a short document.
        if (count < 128 && !is_final) goto done;
        if (count >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3)) at = 3;
        plain->has_begun = true;
        if (count - at >= 6 && !memcmp(bytes + at, "<?xml ", 6)) {
            size_t end = declaration(bytes, at, count);
            if (!end) {
                at = 0;
                LEAVE;
            }
            EMIT({.kind = XML_EVENT_DECLARATION, .start = base + at, .length = end - at});
            at = end;
        }
    }
    while (at < count) {
        if (bytes[at] == '<') {
            if (at + 1 >= count) goto done;
            if (bytes[at + 1] == '/') {
                size_t start = plain->depth > 1 ? plain->ends[plain->depth - 2] : 0;
                if (!plain->depth) LEAVE;
                size_t length = plain->ends[plain->depth - 1] - start;
                if (count - at < length + 3) goto done;
                if (memcmp(bytes + at + 2, plain->names + start, length)) LEAVE;
                size_t end = at + 2 + length;
                while (end < count && kinds[bytes[end]] & space_byte) end++;
                if (end >= count) goto done;
                if (bytes[end] != '>') LEAVE;
                plain->depth--;
                EMIT({.kind = XML_EVENT_END, .start = base + at, .length = end + 1 - at});
                at = end + 1;
                continue;
            }
            if (!(kinds[bytes[at + 1]] & name_start) || (!plain->depth && plain->has_root)) LEAVE;
            size_t name_end;
            size_t end = start_tag(bytes, at, count, &name_end);
            if (end == SIZE_MAX) goto done;
            if (!end || plain->depth == plain->most) LEAVE;
            plain->has_root = true;
            EMIT({.kind = XML_EVENT_START,
                  .text = {class_of(bytes + at + 1, name_end - at - 1)},
                  .start = base + at,
                  .length = end - at});
            if (bytes[end - 2] == '/') {
                EMIT({.kind = XML_EVENT_END, .start = base + end});
            } else if (!push(plain, bytes + at + 1, name_end - at - 1)) {
                result = XML_PLAIN_NO_MEMORY;
                goto done;
            }
            at = end;
            continue;
        }
        if (!plain->depth) {
            // Around the document there is white space at the most.
            if (!(kinds[bytes[at]] & space_byte)) LEAVE;
            at++;
            continue;
        }
        if (bytes[at] == '&') {
            xml_event event = {.kind = XML_EVENT_UNIT, .start = base + at};
            int size = reference(bytes, at, count, event.text, &event.count);
            if (size < 0) goto done;
            if (size == 0) LEAVE;
            event.length = (uint64_t)size;
            EMIT(event);
            at += (size_t)size;
            continue;
        }
        if (bytes[at] == '\n') {
            EMIT({.kind = XML_EVENT_UNIT, .count = 1, .text = {'\n'}, .start = base + at, .length = 1});
            at++;
            continue;
        }
        size_t end = at;
        bool is_cut = false, is_left = false;
        while (end < count) {
            while (end < count && kinds[bytes[end]] & text_byte) end++;
            if (end >= count) break;
            if (bytes[end] >= 0x80) {
                int size = character(bytes, end, count);
                if (size <= 0) {
                    is_cut = size < 0;
                    is_left = size == 0;
                    break;
                }
                end += (size_t)size;
            } else if (bytes[end] == ']') {
                // `]]>` stands nowhere but behind a CDATA section.
                if (end + 1 < count && bytes[end + 1] != ']') {
                    end++;
                } else if (end + 2 < count && bytes[end + 2] != '>') {
                    end++;
                } else {
                    is_cut = end + 2 >= count;
                    is_left = !is_cut;
                    break;
                }
            } else {
                is_left = bytes[end] != '<' && bytes[end] != '&' && bytes[end] != '\n';
                break;
            }
        }
        if (end > at) EMIT({.kind = XML_EVENT_TEXT, .start = base + at, .length = end - at});
        at = end;
        if (is_cut) goto done;
        if (is_left) LEAVE;
    }
done:
    plain->offset = base + at;
    // What is cut at the end of a document, or still open there, is not well-formed.
    if (result == XML_PLAIN_MORE && is_final && (at < count || plain->depth || !plain->has_root)) result = XML_PLAIN_LEFT;
    return result;
}
