#include "xmlevents.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct xml_reader {
    XML_Parser parser;
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

static xml_event *note(xml_reader *reader, uint8_t kind) {
    if (reader->count == reader->capacity) {
        size_t larger = reader->capacity ? reader->capacity * 2 : 4096;
        xml_event *events = realloc(reader->events, larger * sizeof *events);
        if (!events) {
            fail(reader, XML_FAILURE_MEMORY);
            return NULL;
        }
        reader->events = events;
        reader->capacity = larger;
    }
    xml_event *event = &reader->events[reader->count++];
    event->kind = kind;
    event->count = 0;
    event->start = (uint64_t)XML_GetCurrentByteIndex(reader->parser);
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
    reader->parser = XML_ParserCreate("UTF-8");
    if (!reader->parser) {
        free(reader);
        return NULL;
    }
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->parser, on_text);
    XML_SetCommentHandler(reader->parser, on_comment);
    XML_SetProcessingInstructionHandler(reader->parser, on_instruction);
    XML_SetCdataSectionHandler(reader->parser, on_cdata_start, on_cdata_end);
    XML_SetStartDoctypeDeclHandler(reader->parser, on_doctype);
    XML_SetXmlDeclHandler(reader->parser, on_declaration);
    return reader;
}

void xml_reader_destroy(xml_reader *reader) {
    XML_ParserFree(reader->parser);
    free(reader->events);
    free(reader);
}

bool xml_reader_feed(xml_reader *reader, const uint8_t *bytes, int count, bool is_final) {
    reader->count = 0;
    if (reader->failure) return false;
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

const xml_event *xml_reader_events(const xml_reader *reader, size_t *count) {
    *count = reader->count;
    return reader->events;
}

int xml_reader_failure(const xml_reader *reader) { return reader->failure; }

int64_t xml_reader_offset(const xml_reader *reader) { return XML_GetCurrentByteIndex(reader->parser); }
