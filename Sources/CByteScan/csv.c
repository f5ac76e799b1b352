#include "CByteScan.h"

#include <string.h>

#include "wide.h"

// Structure of delimited text by bitmaps, 64 bytes at a time: as json.c does it, a prefix XOR over the quotes tells what lies
// between them. That is right as long as quotes stand where they belong: one opens at the start of a cell, one closes at its
// end, two in a row stand for one. Where one stands elsewhere, the 64 bytes around it are gone through byte by byte; so the
// bitmaps never decide on what they cannot know.

enum { CELL_START = 0, UNQUOTED, QUOTED, CLOSED };

typedef struct {
    // Where cells end; those of them that end rows; quotes and line ends that are part of what a quoted cell holds; quotes
    // where none belongs.
    uint64_t ends, rows, inner, odd;
} structure;

// Byte by byte, as RFC 4180 says, and beyond it as Python's csv module reads: a quote within a cell that began without is one
// like any other byte; what follows a closing quote goes on as such a cell does.
static structure walk(const uint8_t *data, size_t count, bytescan_csv_dialect dialect, bytescan_csv_state *state) {
    structure found = {0};
    for (size_t i = 0; i < count; i++) {
        const uint8_t byte = data[i];
        const uint64_t bit = 1ULL << i;
        const bool is_quote = dialect.has_quote && byte == dialect.quote;
        if (state->place == QUOTED) {
            if (is_quote) {
                state->place = CLOSED;
            } else if (byte == '\n' || byte == '\r') {
                found.inner |= bit;
            }
            continue;
        }
        const bool follows_return = state->after_return;
        state->after_return = false;
        if (byte == '\n' && follows_return) {
            state->place = CELL_START;
        } else if (byte == '\n' || byte == '\r') {
            found.ends |= bit;
            found.rows |= bit;
            state->place = CELL_START;
            state->after_return = byte == '\r';
        } else if (byte == dialect.delimiter) {
            found.ends |= bit;
            state->place = CELL_START;
        } else if (is_quote && state->place == CELL_START) {
            state->place = QUOTED;
        } else if (is_quote && state->place == CLOSED) {
            found.inner |= bit;
            state->place = QUOTED;
        } else {
            if (is_quote || state->place == CLOSED) found.odd |= bit;
            state->place = UNQUOTED;
        }
    }
    return found;
}

#define STEP 64

static inline size_t flatten(structure found, size_t base, bytescan_csv_state *state, uint32_t *out, size_t written) {
    uint64_t ends = found.ends;
    if (!(found.inner | found.odd) && !state->flags) {
        while (ends) {
            const int bit = __builtin_ctzll(ends);
            out[written++] = (uint32_t)(base + (size_t)bit) | (uint32_t)(found.rows >> bit & 1) << 31;
            ends &= ends - 1;
        }
        return written;
    }
    uint64_t left = ~0ULL;
    while (ends) {
        const int bit = __builtin_ctzll(ends);
        const uint64_t before = (1ULL << bit) - 1;
        if (found.inner & left & before) state->flags |= BYTESCAN_CSV_INNER;
        if (found.odd & left & before) state->flags |= BYTESCAN_CSV_ODD;
        left = ~before;
        out[written++] = (uint32_t)(base + (size_t)bit) | (uint32_t)(found.rows >> bit & 1) << 31 | state->flags;
        state->flags = 0;
        ends &= ends - 1;
    }
    if (found.inner & left) state->flags |= BYTESCAN_CSV_INNER;
    if (found.odd & left) state->flags |= BYTESCAN_CSV_ODD;
    return written;
}

// What is behind the last row end of a part, if there is one. A return is one only when the next byte is known.
static inline void note_row(structure found, uint64_t feeds, size_t base, size_t count, bytescan_csv_state *state, size_t *last) {
    const uint64_t rows = found.rows | feeds;
    if (!rows) return;
    const int bit = 63 - __builtin_clzll(rows);
    if (state->after_return && (size_t)bit + 1 == count) {
        // Without the return that may go on, the row end before it.
        const uint64_t before = rows & ~(1ULL << bit);
        if (before) *last = base + (size_t)(63 - __builtin_clzll(before)) + 1;
        return;
    }
    *last = base + (size_t)bit + 1;
}

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2,bmi,pclmul,popcnt")))

WIDE static inline uint64_t equal_avx2(__m256i low, __m256i high, char byte) {
    const __m256i wanted = _mm256_set1_epi8(byte);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted))
        | (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)) << 32;
}

WIDE static inline uint64_t prefix_xor_avx2(uint64_t bits) {
    return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, (int64_t)bits), _mm_set1_epi8((char)0xFF), 0));
}

// 64 bytes. `feeds`: feeds behind a return, which end no cell.
WIDE static inline structure block_avx2(const uint8_t *data, bytescan_csv_dialect dialect, bytescan_csv_state *state, uint64_t *feeds_behind) {
    const __m256i low = _mm256_loadu_si256((const __m256i *)data), high = _mm256_loadu_si256((const __m256i *)(data + 32));
    const uint64_t quotes = dialect.has_quote ? equal_avx2(low, high, (char)dialect.quote) : 0;
    const uint64_t feeds = equal_avx2(low, high, '\n'), returns = equal_avx2(low, high, '\r');
    const uint64_t delimiters = equal_avx2(low, high, (char)dialect.delimiter);
    const uint64_t inside = prefix_xor_avx2(quotes) ^ (state->place == QUOTED ? ~0ULL : 0);
    const uint64_t opens = quotes & inside, closes = quotes & ~inside;
    const uint64_t marks = (feeds | returns | delimiters) & ~inside;
    const uint64_t behind_close = closes << 1 | (state->place == CLOSED);
    const uint64_t may_open = marks << 1 | (state->place == CELL_START) | behind_close;
    if ((opens & ~may_open) | (behind_close & ~(marks | opens))) {
        const bytescan_csv_state before = *state;
        const structure found = walk(data, STEP, dialect, state);
        // Feeds that follow a return.
        *feeds_behind = feeds & ~found.ends & ~found.inner & ((found.rows & returns) << 1 | before.after_return);
        return found;
    }
    const uint64_t outer_returns = returns & ~inside;
    const uint64_t behind_return = outer_returns << 1 | state->after_return;
    structure found;
    found.ends = marks & ~(feeds & behind_return);
    found.rows = found.ends & (feeds | returns);
    found.inner = ((feeds | returns) & inside) | (opens & behind_close);
    found.odd = 0;
    *feeds_behind = feeds & behind_return & ~inside;
    const uint64_t last = 1ULL << 63;
    state->after_return = (outer_returns & last) != 0;
    state->place = (inside & last) ? QUOTED : (closes & last) ? CLOSED : (marks & last) ? CELL_START : UNQUOTED;
    return found;
}
#endif

static inline structure block_plain(
    const uint8_t *data, size_t count, bytescan_csv_dialect dialect, bytescan_csv_state *state, uint64_t *feeds_behind) {
    const bytescan_csv_state before = *state;
    const structure found = walk(data, count, dialect, state);
    uint64_t feeds = 0, returns = 0;
    for (size_t i = 0; i < count; i++) {
        feeds |= (uint64_t)(data[i] == '\n') << i;
        returns |= (uint64_t)(data[i] == '\r') << i;
    }
    *feeds_behind = feeds & ~found.ends & ~found.inner & ((found.rows & returns) << 1 | before.after_return);
    return found;
}

static size_t index_plain(
    const uint8_t *data, size_t count, size_t at, bytescan_csv_dialect dialect, bytescan_csv_state *state, uint32_t *out,
    size_t capacity, size_t *next) {
    size_t written = 0;
    uint64_t feeds;
    while (at < count && capacity - written >= STEP) {
        const size_t size = count - at < STEP ? count - at : STEP;
        written = flatten(block_plain(data + at, size, dialect, state, &feeds), at, state, out, written);
        at += size;
    }
    *next = at;
    return written;
}

static size_t last_plain(const uint8_t *data, size_t count, size_t at, bytescan_csv_dialect dialect, bytescan_csv_state *state) {
    size_t last = 0;
    uint64_t feeds;
    while (at < count) {
        const size_t size = count - at < STEP ? count - at : STEP;
        if (state->after_return && data[at] != '\n') last = at;
        const structure found = block_plain(data + at, size, dialect, state, &feeds);
        note_row(found, feeds, at, size, state, &last);
        at += size;
    }
    return last;
}

#if defined(__x86_64__)
WIDE static size_t index_avx2(
    const uint8_t *data, size_t count, size_t at, bytescan_csv_dialect dialect, bytescan_csv_state *state, uint32_t *out,
    size_t capacity, size_t *next) {
    size_t written = 0;
    uint64_t feeds;
    while (count - at >= STEP && capacity - written >= STEP) {
        written = flatten(block_avx2(data + at, dialect, state, &feeds), at, state, out, written);
        at += STEP;
    }
    if (count - at >= STEP) {
        *next = at;
        return written;
    }
    return written + index_plain(data, count, at, dialect, state, out + written, capacity - written, next);
}

WIDE static size_t last_avx2(const uint8_t *data, size_t count, size_t at, bytescan_csv_dialect dialect, bytescan_csv_state *state) {
    size_t last = 0;
    uint64_t feeds;
    while (count - at >= STEP) {
        if (state->after_return && data[at] != '\n') last = at;
        const structure found = block_avx2(data + at, dialect, state, &feeds);
        note_row(found, feeds, at, STEP, state, &last);
        at += STEP;
    }
    const size_t rest = last_plain(data, count, at, dialect, state);
    return rest > last ? rest : last;
}
#endif

static bool has_clmul(void) {
#if defined(__x86_64__)
    return wide() && __builtin_cpu_supports("pclmul");
#else
    return false;
#endif
}

size_t bytescan_csv_index(
    const uint8_t *data, size_t count, size_t start, bytescan_csv_dialect dialect, bytescan_csv_state *state, uint32_t *out,
    size_t capacity, size_t *next) {
#if defined(__x86_64__)
    if (has_clmul()) return index_avx2(data, count, start, dialect, state, out, capacity, next);
#endif
    return index_plain(data, count, start, dialect, state, out, capacity, next);
}

size_t bytescan_csv_last_row(
    const uint8_t *data, size_t count, size_t start, bytescan_csv_dialect dialect, bytescan_csv_state *state) {
#if defined(__x86_64__)
    if (has_clmul()) return last_avx2(data, count, start, dialect, state);
#endif
    return last_plain(data, count, start, dialect, state);
}

void bytescan_csv_view(
    const uint8_t *data, size_t count, const uint32_t *cells, size_t cell_count, bytescan_csv_dialect dialect, uint8_t *out) {
    memcpy(out, data, count);
    size_t start = 0;
    for (size_t i = 0; i < cell_count; i++) {
        const size_t end = cells[i] & BYTESCAN_CSV_POSITION;
        if (dialect.has_quote && end - start >= 2 && data[start] == dialect.quote && !(cells[i] & BYTESCAN_CSV_ODD)
            && data[end - 1] == dialect.quote) {
            out[start] = '\n';
            out[end - 1] = '\n';
        }
        if (end < count) out[end] = '\n';
        start = end + 1;
        if ((cells[i] & BYTESCAN_CSV_ROW) && end + 1 < count && data[end] == '\r' && data[end + 1] == '\n') start++;
    }
}
