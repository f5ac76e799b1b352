// Shapes: sequences of byte classes, found by bit arithmetic.
//
// Tile by tile. A bitmap a class tells which bytes are in it; a bitmap a run tells where so many of them stand in a row,
// made of another by a shift and an AND. Both are made when a shape first asks for them, and noted with each is which
// quarters of the tile hold any bit at all: a shape whose rarest bitmap is empty costs a few instructions a kilobyte. What
// is left is the AND of its terms' bitmaps, each shifted by the term's offset, 256 bytes at a time.
//
//     tile     before │ quarter 0 │ quarter 1 │ quarter 2 │ quarter 3 │ after        words of 64 bytes: 1 + 4 × 4 + 1
#include "shapes.h"
#include "shapes_avx2.h"
#include "shapes_avx512.h"
#include "shapes_plain.h"

#define FORM(name) name##_plain
#include "shapes_tile.h"
#undef FORM

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define FORM(name) name##_avx2
#include "shapes_tile.h"
#undef FORM
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq"))), apply_to = function)
#define FORM(name) name##_avx512
#include "shapes_tile.h"
#undef FORM
#pragma clang attribute pop
#endif

size_t bytescan_shapes(
    const uint8_t *data, size_t count, size_t start, const bytescan_class *classes, size_t class_count, const bytescan_run *runs,
    size_t run_count, const bytescan_shape *shapes, size_t shape_count, bytescan_hit *hits, size_t hit_capacity, size_t *next) {
    if (class_count > BYTESCAN_CLASSES || run_count > BYTESCAN_RUNS) count = 0;
    shape_scan scan;
    scan.data = data;
    scan.count = count;
    scan.base = start;
    scan.classes = classes;
    scan.runs = runs;
    size_t written;
#if defined(__x86_64__)
    if (wider()) {
        written = scan_tiles_avx512(&scan, shapes, shape_count, hits, hit_capacity);
    } else if (wide()) {
        written = scan_tiles_avx2(&scan, shapes, shape_count, hits, hit_capacity);
    } else
#endif
        written = scan_tiles_plain(&scan, shapes, shape_count, hits, hit_capacity);
    *next = scan.base < count ? scan.base : count;
    return written;
}
