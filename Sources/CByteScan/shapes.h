// What the forms of the shape scan share: the tile and its bitmaps.
#pragma once
#include <string.h>

#include "CByteScan.h"
#include "wide.h"

#define TILE_WORDS (BYTESCAN_TILE / 64)
#define GROUP_WORDS 4
#define GROUPS (TILE_WORDS / GROUP_WORDS)
// A word before the tile for the term at offset -1 and one after it for what reaches past the end.
#define BITMAP_WORDS (TILE_WORDS + 2)
#define BITMAPS (BYTESCAN_CLASSES + BYTESCAN_RUNS)

typedef struct {
    const uint8_t *data;
    size_t count;
    size_t base;
    const bytescan_class *classes;
    const bytescan_run *runs;
    // Full words of this tile and the one after it.
    size_t full_words;
    bool has_row_bits;
    // Whether a bitmap is made for this tile, and which groups of it hold a bit; bit GROUPS is the word after.
    bool made[BITMAPS];
    uint8_t groups[BITMAPS];
    // For each byte of the tile and the word after it: 1 << (its high nibble & 7).
    uint8_t row_bits[BYTESCAN_TILE + 64];
    // Bit i of word w: does it hold at data[base + (w - 1) * 64 + i]?
    uint64_t bitmaps[BITMAPS][BITMAP_WORDS];
} shape_scan;

static inline bool in_class(const bytescan_class *c, uint8_t b) {
    const uint8_t *row = b < 128 ? c->low : c->high;
    return row[b & 15] >> ((b >> 4) & 7) & 1;
}

static uint64_t word_plain(const uint8_t *data, size_t count, const bytescan_class *c) {
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++) bits |= (uint64_t)in_class(c, data[i]) << i;
    return bits;
}

// The group that the word after the tile stands for.
static inline uint8_t group_after(const uint64_t *words) { return (uint8_t)((words[TILE_WORDS] != 0) << GROUPS); }
