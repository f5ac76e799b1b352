// The shape scan, written once and compiled for each set of kernels: FORM(words) is words_plain or words_avx2.

static inline void FORM(make_class)(shape_scan *scan, uint8_t index) {
    const bytescan_class *c = &scan->classes[index];
    uint64_t *out = scan->bitmaps[index];
    const uint8_t *data = scan->data + scan->base;
    const size_t full = scan->full_words;
    out[0] = scan->base == 0 ? ~0ull : (uint64_t)in_class(c, data[-1]) << 63;
    FORM(words)(scan, full, c, out + 1);
    if (full < TILE_WORDS + 1) {
        // The text ends here.
        out[1 + full] = word_plain(data + full * 64, scan->count - scan->base - full * 64, c);
        for (size_t w = full + 1; w < TILE_WORDS + 1; w++) out[1 + w] = 0;
    }
    scan->made[index] = true;
    scan->groups[index] = FORM(groups)(out + 1) | group_after(out + 1);
}

static inline void FORM(make_run)(shape_scan *scan, uint8_t index) {
    const bytescan_run run = scan->runs[index - BYTESCAN_CLASSES];
    scan->made[index] = true;
    scan->groups[index] = 0;
    if (scan->groups[run.source] == 0) return;
    const uint64_t *in = scan->bitmaps[run.source] + 1;
    uint64_t *out = scan->bitmaps[index] + 1;
    // No shape looks so far into the word after that what follows it would matter.
    out[TILE_WORDS] = in[TILE_WORDS] & in[TILE_WORDS] >> run.shift;
    scan->groups[index] = FORM(run)(in, run.shift, out) | group_after(out);
}

// Makes a bitmap and those it is made of. A run's source comes before it, so the chain has an end.
__attribute__((noinline)) static void FORM(make_bitmap)(shape_scan *scan, uint8_t index) {
    uint8_t chain[BYTESCAN_RUNS];
    size_t length = 0;
    while (index >= BYTESCAN_CLASSES && !scan->made[index] && length < BYTESCAN_RUNS) {
        chain[length++] = index;
        index = scan->runs[index - BYTESCAN_CLASSES].source;
    }
    if (!scan->made[index]) FORM(make_class)(scan, index);
    while (length > 0) FORM(make_run)(scan, chain[--length]);
}

// Where a shape holds in the tile; returns the groups in which it does, and leaves in the others whatever was there. Most
// shapes are gone after two terms, and the bitmaps of the others need not be made.
static inline uint8_t FORM(shape_groups)(shape_scan *scan, const bytescan_shape *shape, uint64_t *found) {
    uint8_t live = (1 << GROUPS) - 1;
    if (shape->term_count == 0) memset(found, 0xFF, TILE_WORDS * sizeof *found);
    for (size_t t = 0; t < shape->term_count && live; t++) {
        const uint8_t index = shape->bitmaps[t];
        const int offset = shape->offsets[t];
        if (!scan->made[index]) FORM(make_bitmap)(scan, index);
        const uint8_t groups = scan->groups[index];
        if (offset >= 0) live &= offset > 0 ? groups | groups >> 1 : groups;
        if (live == 0) return 0;
        live = FORM(narrow)(scan->bitmaps[index] + 1, offset, t == 0, live, found);
    }
    return live;
}

// The tiles from scan->base on, while `hits` has room for a tile's worst case. Returns the hits written.
static size_t FORM(scan_tiles)(
    shape_scan *scan, const bytescan_shape *shapes, size_t shape_count, bytescan_hit *hits, size_t hit_capacity) {
    const size_t count = scan->count;
    size_t written = 0;
    for (; scan->base < count && hit_capacity - written >= BYTESCAN_TILE * shape_count; scan->base += BYTESCAN_TILE) {
        const size_t words = (count - scan->base) / 64;
        scan->full_words = words < TILE_WORDS + 1 ? words : TILE_WORDS + 1;
        scan->has_row_bits = false;
        memset(scan->made, 0, sizeof scan->made);
        for (size_t s = 0; s < shape_count; s++) {
            uint64_t found[TILE_WORDS];
            for (uint8_t live = FORM(shape_groups)(scan, &shapes[s], found); live; live &= (uint8_t)(live - 1)) {
                const size_t word = (size_t)__builtin_ctz(live) * GROUP_WORDS;
                for (size_t i = word; i < word + GROUP_WORDS; i++) {
                    for (uint64_t here = found[i]; here; here &= here - 1) {
                        const size_t at = scan->base + i * 64 + (size_t)__builtin_ctzll(here);
                        if (at >= count) break;
                        hits[written++] = (bytescan_hit){(uint32_t)s, (uint32_t)at};
                    }
                }
            }
        }
    }
    return written;
}
