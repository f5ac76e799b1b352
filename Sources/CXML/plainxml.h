// Reads XML of the plain kind that spreadsheets consist of, several times as fast as expat does: tags, texts, entities, in
// UTF-8. It accepts nothing that expat would not; what it does not know (comments, instructions, CDATA sections, DOCTYPEs,
// names beyond ASCII, whatever is not well-formed) it leaves alone, and expat goes on from there.
#pragma once
#include "xmlevents.h"

// Elements that are open; all their names one behind the other.
typedef struct {
    // Of the document, up to where it was read.
    uint64_t offset;
    int depth;
    bool has_root, has_begun;
    uint8_t *names;
    size_t room;
    // Where in `names` each name ends.
    uint32_t *ends;
    int most;
} xml_plain;

typedef enum {
    // All was read but for a rest that goes on in the next piece.
    XML_PLAIN_MORE,
    // Something else stands at the offset.
    XML_PLAIN_LEFT,
    XML_PLAIN_NO_MEMORY,
} xml_plain_result;

// Takes an event; false where there is no memory.
typedef bool (*xml_plain_sink)(void *_Nonnull, const xml_event *_Nonnull);

// Reads on. `bytes` begin at `plain->offset`, which moves behind what was read.
xml_plain_result xml_plain_read(
    xml_plain *_Nonnull plain, const uint8_t *_Nonnull bytes, size_t count, bool is_final, void *_Nonnull sink_data,
    xml_plain_sink _Nonnull sink);
