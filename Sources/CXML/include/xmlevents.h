// XML as a flat list of events, each with its exact place in the raw bytes, so that whoever walks them needs no callbacks.
// What is plain is read here (plainxml.h); from the first thing on that is not, expat reads. Both give the same events, but
// for where long texts are cut.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    XML_EVENT_START = 1,
    // Length 0 where the element is one tag, `<a/>`.
    XML_EVENT_END = 2,
    // Characters that stand for themselves, byte for byte.
    XML_EVENT_TEXT = 3,
    // A unit that no edit may cut: an entity, a character reference, a line end of two bytes; `text` is what it means.
    XML_EVENT_UNIT = 4,
    XML_EVENT_COMMENT = 5,
    XML_EVENT_INSTRUCTION = 6,
    // `<![CDATA[` and `]]>`.
    XML_EVENT_CDATA_START = 7,
    XML_EVENT_CDATA_END = 8,
    XML_EVENT_DECLARATION = 9,
};

// What `text[0]` of a start says of the element's name, without its prefix: the names that sheets have by the million.
enum {
    XML_NAME_OTHER = 0,
    XML_NAME_C = 1,
    XML_NAME_V = 2,
    XML_NAME_ROW = 3,
    XML_NAME_F = 4,
    XML_NAME_T = 5,
    XML_NAME_IS = 6,
    XML_NAME_R = 7,
};

enum {
    XML_FAILURE_NONE = 0,
    // Not well-formed.
    XML_FAILURE_SYNTAX = 1,
    XML_FAILURE_DOCTYPE = 2,
    XML_FAILURE_DEPTH = 3,
    // An encoding in which raw bytes and text are not the same bytes.
    XML_FAILURE_ENCODING = 4,
    XML_FAILURE_MEMORY = 5,
};

typedef struct {
    uint8_t kind;
    // Of a unit: how many bytes of `text` it means.
    uint8_t count;
    uint8_t text[6];
    // Bytes from the document's start, and how many.
    uint64_t start;
    uint64_t length;
} xml_event;

typedef struct xml_reader xml_reader;

// NULL where there is no memory. Documents are read as UTF-8; elements may nest `depth` deep.
xml_reader *_Nullable xml_reader_create(int depth);
void xml_reader_destroy(xml_reader *_Nonnull reader);

// Reads more of the document; the events of it replace those of the call before. False where it fails: see
// xml_reader_failure. After the last piece (`is_final`) nothing may follow.
bool xml_reader_feed(xml_reader *_Nonnull reader, const uint8_t *_Nullable bytes, int count, bool is_final);

const xml_event *_Nullable xml_reader_events(const xml_reader *_Nonnull reader, size_t *_Nonnull count);
int xml_reader_failure(const xml_reader *_Nonnull reader);
// Where the failure was seen, in bytes.
int64_t xml_reader_offset(const xml_reader *_Nonnull reader);
