#include "xmlevents.h"

#include "plainxml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct xml_reader {
    // Reads first; NULL, the parser, while it does.
    xml_plain plain;
    // What it could not read yet.
    uint8_t *rest;
    size_t rest_count, rest_room;
    XML_Parser parser;
    // What is added to the parser's offsets, and below which of these it only reads what was read already. (It may take a tag
    // when more has come, and no sooner.)
    int64_t shift, muted;
    xml_event *events;
    size_t count, capacity;
    int depth, deepest;
    int failure;
    bool in_cdata;
};

static void fail(xml_reader *reader, int failure) {
    if (!reader->failure) reader->failure = failure;
    XML_StopParser(reader->parser, XML_FALSE);
}

static xml_event *add(xml_reader *reader) {
    if (reader->count == reader->capacity) {
        size_t larger = reader->capacity ? reader->capacity * 2 : 4096;
        xml_event *events = realloc(reader->events, larger * sizeof *events);
        if (!events) return NULL;
        reader->events = events;
        reader->capacity = larger;
    }
    return &reader->events[reader->count++];
}

static bool take(void *data, const xml_event *event) {
    xml_event *place = add(data);
    if (place) *place = *event;
    return place;
}

static xml_event *note(xml_reader *reader, uint8_t kind) {
    int64_t start = XML_GetCurrentByteIndex(reader->parser);
    if (start < reader->muted) return NULL;
    xml_event *event = add(reader);
    if (!event) {
        fail(reader, XML_FAILURE_MEMORY);
        return NULL;
    }
    event->kind = kind;
    event->count = 0;
    event->start = (uint64_t)(start + reader->shift);
    event->length = (uint64_t)XML_GetCurrentByteCount(reader->parser);
    return event;
}

static uint8_t class_of(const XML_Char *name) {
    const XML_Char *colon = strchr(name, ':');
    if (colon) name = colon + 1;
    if (!name[0]) return XML_NAME_OTHER;
    if (!name[1]) {
        switch (name[0]) {
        case 'c': return XML_NAME_C;
        case 'v': return XML_NAME_V;
        case 'f': return XML_NAME_F;
        case 't': return XML_NAME_T;
        case 'r': return XML_NAME_R;
        default: return XML_NAME_OTHER;
        }
    }
    if (name[0] == 'i' && name[1] == 's' && !name[2]) return XML_NAME_IS;
    if (name[0] == 'r' && name[1] == 'o' && name[2] == 'w' && !name[3]) return XML_NAME_ROW;
    return XML_NAME_OTHER;
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attributes) {
    (void)attributes;
    xml_reader *reader = data;
    if (++reader->depth > reader->deepest) return fail(reader, XML_FAILURE_DEPTH);
    xml_event *event = note(reader, XML_EVENT_START);
    if (event) event->text[0] = class_of(name);
}

static void on_end(void *data, const XML_Char *name) {
    (void)name;
    xml_reader *reader = data;
    reader->depth--;
    note(reader, XML_EVENT_END);
}

static void on_text(void *data, const XML_Char *text, int count) {
    xml_reader *reader = data;
    xml_event *event = note(reader, XML_EVENT_TEXT);
    if (!event) return;
    // A line end may be one byte and yet another one than it means: a lone CR is a LF.
    if (event->length == (uint64_t)count && !(count == 1 && text[0] == '\n')) return;
    if (count > (int)sizeof event->text) {
        // Only an encoding other than UTF-8 has it.
        fail(reader, XML_FAILURE_ENCODING);
        return;
    }
    event->kind = XML_EVENT_UNIT;
    event->count = (uint8_t)count;
    memcpy(event->text, text, (size_t)count);
}

static void on_comment(void *data, const XML_Char *text) {
    (void)text;
    note(data, XML_EVENT_COMMENT);
}

static void on_instruction(void *data, const XML_Char *target, const XML_Char *text) {
    (void)target, (void)text;
    note(data, XML_EVENT_INSTRUCTION);
}

static void on_cdata_start(void *data) { note(data, XML_EVENT_CDATA_START); }
static void on_cdata_end(void *data) { note(data, XML_EVENT_CDATA_END); }

static void on_doctype(void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public, int has_internal) {
    (void)name, (void)system, (void)public, (void)has_internal;
    fail(data, XML_FAILURE_DOCTYPE);
}

static void on_declaration(void *data, const XML_Char *version, const XML_Char *encoding, int standalone) {
    (void)version, (void)standalone;
    xml_reader *reader = data;
    // What was UTF-16 comes here as UTF-8, and still says what it was.
    if (encoding && strcasecmp(encoding, "utf-8") && strcasecmp(encoding, "utf8") && strcasecmp(encoding, "us-ascii")
        && strcasecmp(encoding, "ascii") && strncasecmp(encoding, "utf-16", 6))
        return fail(reader, XML_FAILURE_ENCODING);
    note(reader, XML_EVENT_DECLARATION);
}

xml_reader *xml_reader_create(int depth) {
    xml_reader *reader = calloc(1, sizeof *reader);
    if (!reader) return NULL;
    reader->deepest = depth;
    reader->plain.most = depth;
    reader->plain.ends = calloc((size_t)depth + 1, sizeof *reader->plain.ends);
    if (!reader->plain.ends) {
        free(reader);
        return NULL;
    }
    return reader;
}

void xml_reader_destroy(xml_reader *reader) {
    if (reader->parser) XML_ParserFree(reader->parser);
    free(reader->plain.names);
    free(reader->plain.ends);
    free(reader->rest);
    free(reader->events);
    free(reader);
}

static bool parse(xml_reader *reader, const uint8_t *bytes, int count, bool is_final) {
    static const uint8_t nothing = 0;
    enum XML_Status status = XML_Parse(reader->parser, (const char *)(bytes ? bytes : &nothing), count, is_final);
    if (status == XML_STATUS_OK && !reader->failure) return true;
    if (!reader->failure) {
        enum XML_Error error = XML_GetErrorCode(reader->parser);
        reader->failure = error == XML_ERROR_NO_MEMORY         ? XML_FAILURE_MEMORY
                          : error == XML_ERROR_UNKNOWN_ENCODING ? XML_FAILURE_ENCODING
                                                                : XML_FAILURE_SYNTAX;
    }
    return false;
}

// Makes a parser that stands where the plain reader left: it is told of the elements that are open there.
static bool begin_parser(xml_reader *reader) {
    reader->parser = XML_ParserCreate("UTF-8");
    if (!reader->parser) {
        reader->failure = XML_FAILURE_MEMORY;
        return false;
    }
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->parser, on_text);
    XML_SetCommentHandler(reader->parser, on_comment);
    XML_SetProcessingInstructionHandler(reader->parser, on_instruction);
    XML_SetCdataSectionHandler(reader->parser, on_cdata_start, on_cdata_end);
    XML_SetStartDoctypeDeclHandler(reader->parser, on_doctype);
    XML_SetXmlDeclHandler(reader->parser, on_declaration);
    const xml_plain *plain = &reader->plain;
    int64_t fed = 0;
    reader->muted = INT64_MAX;
    bool is_sound = true;
    for (int level = 0; level < plain->depth && is_sound; level++) {
        uint32_t start = level ? plain->ends[level - 1] : 0;
        int length = (int)(plain->ends[level] - start);
        is_sound = parse(reader, (const uint8_t *)"<", 1, false) && parse(reader, plain->names + start, length, false)
                   && parse(reader, (const uint8_t *)">", 1, false);
        fed += length + 2;
    }
    if (!plain->has_root && plain->offset) {
        // Something stood there: no declaration may follow.
        is_sound = parse(reader, (const uint8_t *)" ", 1, false);
        fed = 1;
    }
    if (!plain->depth && plain->has_root) {
        // The document's element has ended.
        is_sound = is_sound && parse(reader, (const uint8_t *)"<a></a>", 7, false);
        fed += 7;
    }
    reader->muted = fed;
    reader->shift = (int64_t)plain->offset - fed;
    return is_sound;
}

// Makes room for a rest of so many bytes.
static bool reserve_rest(xml_reader *reader, size_t count) {
    if (count <= reader->rest_room) return true;
    uint8_t *rest = realloc(reader->rest, count * 2);
    if (!rest) {
        reader->failure = XML_FAILURE_MEMORY;
        return false;
    }
    reader->rest = rest;
    reader->rest_room = count * 2;
    return true;
}

bool xml_reader_feed(xml_reader *reader, const uint8_t *bytes, int count, bool is_final) {
    reader->count = 0;
    if (reader->failure) return false;
    if (reader->parser) return parse(reader, bytes, count, is_final);
    static const uint8_t nothing = 0;
    if (!bytes) bytes = &nothing;
    const uint8_t *all = bytes;
    size_t whole = (size_t)count;
    if (reader->rest_count) {
        // Behind what is left of the pieces before.
        if (!reserve_rest(reader, reader->rest_count + whole)) return false;
        memcpy(reader->rest + reader->rest_count, bytes, whole);
        reader->rest_count += whole;
        all = reader->rest;
        whole = reader->rest_count;
    }
    uint64_t before = reader->plain.offset;
    xml_plain_result result = xml_plain_read(&reader->plain, all, whole, is_final, reader, take);
    size_t done = (size_t)(reader->plain.offset - before);
    if (result == XML_PLAIN_NO_MEMORY) {
        reader->failure = XML_FAILURE_MEMORY;
        return false;
    }
    if (result == XML_PLAIN_MORE) {
        size_t left = whole - done;
        if (!reserve_rest(reader, left)) return false;
        // Both may be of one buffer.
        if (left) memmove(reader->rest, all + done, left);
        reader->rest_count = left;
        return true;
    }
    if (!begin_parser(reader)) return false;
    bool is_read = parse(reader, all + done, (int)(whole - done), is_final);
    reader->rest_count = 0;
    return is_read;
}

const xml_event *xml_reader_events(const xml_reader *reader, size_t *count) {
    *count = reader->count;
    return reader->events;
}

int xml_reader_failure(const xml_reader *reader) { return reader->failure; }

int64_t xml_reader_offset(const xml_reader *reader) {
    return reader->parser ? XML_GetCurrentByteIndex(reader->parser) + reader->shift : (int64_t)reader->plain.offset;
}
