// The kernels of the shape scan in plain C: for every processor, and to test the wide ones against.
#pragma once
#include "shapes.h"

static inline void words_plain(shape_scan *scan, size_t words, const bytescan_class *c, uint64_t *out) {
    const uint8_t *data = scan->data + scan->base;
    for (size_t w = 0; w < words; w++) out[w] = word_plain(data + w * 64, 64, c);
}

static inline uint8_t groups_plain(const uint64_t *words) {
    uint8_t groups = 0;
    for (size_t g = 0; g < GROUPS; g++) {
        uint64_t any = 0;
        for (size_t i = 0; i < GROUP_WORDS; i++) any |= words[g * GROUP_WORDS + i];
        groups |= (uint8_t)((any != 0) << g);
    }
    return groups;
}

// out = in & in >> shift over the tile's words; returns the groups that hold a bit.
static inline uint8_t run_plain(const uint64_t *in, uint8_t shift, uint64_t *out) {
    for (size_t w = 0; w < TILE_WORDS; w++) out[w] = in[w] & (in[w] >> shift | in[w + 1] << (64 - shift));
    return groups_plain(out);
}

static inline uint64_t shifted(const uint64_t *at, int offset) {
    return offset > 0 ? at[0] >> offset | at[1] << (64 - offset) : offset < 0 ? at[0] << 1 | at[-1] >> 63 : at[0];
}

// found &= the bitmap shifted by the offset, in the groups that are live; returns those that are left. With the first term
// found is just that bitmap.
static inline uint8_t narrow_plain(const uint64_t *bitmap, int offset, bool is_first, uint8_t live, uint64_t *found) {
    uint8_t left = 0;
    for (uint8_t rest = live; rest; rest &= (uint8_t)(rest - 1)) {
        size_t group = (size_t)__builtin_ctz(rest), word = group * GROUP_WORDS;
        uint64_t any = 0;
        for (size_t i = word; i < word + GROUP_WORDS; i++) {
            uint64_t term = shifted(bitmap + i, offset);
            any |= found[i] = is_first ? term : found[i] & term;
        }
        left |= (uint8_t)((any != 0) << group);
    }
    return left;
}
