// Byte scanning kernels: the few loops that must run at memory speed.
//
// Every kernel has a plain form and, on x86-64, an AVX2 form chosen at run time (shapes one for AVX-512 too); all give the same answer
// (Tests/BytesTests compares them). Nothing here allocates or keeps state.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// How many bytes of data[0..<count) equal `byte`.
size_t bytescan_count(const uint8_t *_Nonnull data, size_t count, uint8_t byte);

// The last offset in data[0..<count) that holds `byte`; `count` where none does.
size_t bytescan_find_last(const uint8_t *_Nonnull data, size_t count, uint8_t byte);

// Which of the bytes that something is spelled with stand in data[0..<count): one bit each. `v` and, three bytes on, `u`, in either case,
// are a bit as well.
enum {
    BYTESCAN_MARK_PERCENT = 1,
    BYTESCAN_MARK_AMPERSAND = 2,
    BYTESCAN_MARK_BACKSLASH = 4,
    BYTESCAN_MARK_NUL = 8,
    BYTESCAN_MARK_ESCAPE = 16,
    BYTESCAN_MARK_VALUES = 32,
};
uint32_t bytescan_marks(const uint8_t *_Nonnull data, size_t count);

// The first offset in data[from..<count) at which `[` and a digit stand, or `<B`; `count` where neither does.
size_t bytescan_list_start(const uint8_t *_Nonnull data, size_t count, size_t from);

// The first offset in data[from..<count) at which the place of a parameter may stand in a statement of SQL: `$1`, `%s`, or a `?`
// behind a space, `(`, `=` or `,`; `count` where none does.
size_t bytescan_parameter(const uint8_t *_Nonnull data, size_t count, size_t from);

// Whether `byte` stands in data[0..<count). For short runs, which it takes sixteen bytes at a time without a call.
static inline bool bytescan_holds(const uint8_t *_Nonnull data, size_t count, uint8_t byte) {
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i wanted = _mm_set1_epi8((char)byte);
    for (; i + 16 <= count; i += 16)
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(data + i)), wanted))) return true;
    if (count >= 16 && i < count)
        return _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(data + count - 16)), wanted)) != 0;
#endif
    for (; i < count; i++)
        if (data[i] == byte) return true;
    return false;
}

// The first offset at or behind `from` that holds `{` or `[`; `count` where none does.
size_t bytescan_find_bracket(const uint8_t *_Nonnull data, size_t count, size_t from);

// The first offset at which `needle` stands in data[0..<count), ASCII letters compared without case; `count` where it
// does not. `needle` must be lower case already.
size_t bytescan_find_caseless(const uint8_t *_Nonnull data, size_t count, const uint8_t *_Nonnull needle, size_t length);

// Of eight words, of their first three bytes each: by the byte's lower half and by its upper, a bit for each word that allows it.
#define BYTESCAN_GROUP 8
typedef struct {
    uint8_t low[3][16], high[3][16];
} bytescan_word_group;

// Words to look for together, in lower case, none empty. Word n ends at bytes[ends[n]] and begins where the one before it ends.
typedef struct {
    const uint8_t *_Nonnull bytes;
    const uint32_t *_Nonnull ends;
    // As many as hold all words; as `bytescan_fill_groups` fills them.
    const bytescan_word_group *_Nonnull groups;
    uint32_t count;
} bytescan_words;

void bytescan_fill_groups(
    const uint8_t *_Nonnull bytes, const uint32_t *_Nonnull ends, uint32_t count, bytescan_word_group *_Nonnull groups);

// Whether one of the words stands in data[0..<count), and whether one is all of it, ASCII letters compared without case.
bool bytescan_any_stands(const bytescan_words *_Nonnull words, const uint8_t *_Nonnull data, size_t count);
bool bytescan_is_any(const bytescan_words *_Nonnull words, const uint8_t *_Nonnull data, size_t count);

// The shortest run that `bytescan_word_run` finds.
#define BYTESCAN_WORD_RUN 15

// The first run in data[from..<count) of so many bytes or more that are letters, digits, `+`, `/`, `-` or `_`, what base64 is
// written with: `*start` is its start, and its end is returned. Both are `count` where there is none.
size_t bytescan_word_run(const uint8_t *_Nonnull data, size_t count, size_t from, size_t *_Nonnull start);
// As that, of runs that may stand for text in base64 or in hexadecimal digits, or hold what does: a few more than do.
size_t bytescan_coded_run(const uint8_t *_Nonnull data, size_t count, size_t from, size_t *_Nonnull start);
// As the first, of letters and digits alone.
size_t bytescan_alphanumeric_run(const uint8_t *_Nonnull data, size_t count, size_t from, size_t *_Nonnull start);

// ---------------------------------------------------------------------------------------------------------------
// Literals, many at once, ASCII letters compared without case

#define BYTESCAN_LITERAL_BITS 14
#define BYTESCAN_LITERAL_BUCKETS (1 << BYTESCAN_LITERAL_BITS)
#define BYTESCAN_LITERAL_THREE_BITS 10
#define BYTESCAN_LITERAL_THREES (1 << BYTESCAN_LITERAL_THREE_BITS)

typedef struct {
    // Of its first eight bytes, the first lowest: `want` is what is left of them under `mask`, which leaves the case of letters
    // out, and bytes that the literal does not have.
    uint64_t want, mask;
    uint32_t index;   // what a hit names
    uint32_t bytes;   // where its bytes stand in the table's, lower case
    uint32_t length;
    uint32_t window;  // the place in it of the four bytes that it is found by; 0 for one of three
} bytescan_literal;

typedef struct {
    // Bit c is set where a byte of class c may stand right before the bytes that a literal of the bucket is found by, and right
    // behind them.
    uint64_t before, behind;
    // The bucket's literals among the table's.
    uint32_t first, count;
} bytescan_bucket;

typedef struct {
    // A word for each hash of three bytes: bit b & 31 of it is set where a byte b may follow them.
    const uint32_t *_Nonnull filter;
    // Of the literals of four bytes or more, by the hash of four; of those of three.
    const bytescan_bucket *_Nonnull buckets;
    const bytescan_bucket *_Nonnull threes;
    const bytescan_literal *_Nonnull literals;
    const uint8_t *_Nonnull bytes;
    // Those of less than three bytes.
    const bytescan_literal *_Nonnull shorts;
    uint32_t short_count;
    // The most literals that may be found at one place: those of the fullest bucket of either kind.
    uint32_t fullest;
} bytescan_literals;

typedef struct {
    uint32_t literal;
    uint32_t end;
} bytescan_literal_hit;

// The word of the filter for a literal that is found by the first three of these bytes, its bucket by all four, and its bucket among
// those of three by three.
uint32_t bytescan_literal_word(const uint8_t *_Nonnull bytes);
uint32_t bytescan_literal_bucket(const uint8_t *_Nonnull bytes);
uint32_t bytescan_literal_three(const uint8_t *_Nonnull bytes);
// The class of a byte, less than 64: letters have one a letter whatever the case, digits one each, the marks that logs are written
// with one each, and all other bytes one.
uint8_t bytescan_byte_class(uint8_t byte);

// Finds each end of each literal in data[*at..<count), `count` being less than 2^32, in order but for those of one byte and of two, which
// come behind the others of their chunk, one literal after the other. Literals that begin before `*at` are found if their window does not.
// Stops where the next place, or the next chunk, might hold more than are free in `hits`: `*at` then tells where to go on, else it equals
// `count`. `capacity` must be at least eight times `fullest + short_count`, and `BYTESCAN_LITERAL_CHUNK` times `short_count` more.
#define BYTESCAN_LITERAL_CHUNK 512
size_t bytescan_find_literals(
    const bytescan_literals *_Nonnull table, const uint8_t *_Nonnull data, size_t count, size_t *_Nonnull at,
    bytescan_literal_hit *_Nonnull hits, size_t capacity);

// A set of bytes laid out for a nibble shuffle: bit (b >> 4) of low[b & 15] for b < 128, bit ((b >> 4) - 8) of
// high[b & 15] for the others. Of a single byte it may be said so besides: it is found faster.
typedef struct {
    uint8_t low[16];
    uint8_t high[16];
    bool is_single;
    uint8_t single;
} bytescan_class;

// The first offset in data[from..<count) of a byte that is not in the class; `count` where there is none.
size_t bytescan_span(const bytescan_class *_Nonnull c, const uint8_t *_Nonnull data, size_t count, size_t from);
// As that, but a single blank, which is not in the class, is passed over where a byte of the class follows.
size_t bytescan_words_span(const bytescan_class *_Nonnull c, const uint8_t *_Nonnull data, size_t count, size_t from);

// Decodes the groups of four base64 digits at the start of data[0..<count), up to the first that holds anything else, as many as
// three bytes each find room for. What lies behind them in out[0..<room) may be written over. Returns how many groups.
size_t bytescan_base64_groups(const uint8_t *_Nonnull data, size_t count, uint8_t *_Nonnull out, size_t room);

#define BYTESCAN_SHAPE_TERMS 32
#define BYTESCAN_CLASSES 96
// Bitmaps of runs, beside those of the classes.
// With the classes 255, for a byte names a bitmap.
#define BYTESCAN_RUNS 159
// A term's offset may be -1 (the byte before) up to 31; so may what it reaches.
#define BYTESCAN_SHAPE_REACH 32

// A bitmap made of another: bit p is set where bits p and p + shift of the source are. With the bitmap of a class as the
// source of the first, doubling gives runs: shift 1 two bytes in the class, then shift 2 four, shift 3 seven.
typedef struct {
    uint8_t source;  // an earlier bitmap: a class, or BYTESCAN_CLASSES + the index of a run before this one
    uint8_t shift;   // 1...31
} bytescan_run;

// A shape holds at position p when, for each term, the bit at p + offset is set in the term's bitmap. A byte before the
// data counts as inside every class; one after its end as inside none. Only the bitmap of a class may stand at offset -1.
typedef struct {
    uint8_t term_count;
    int8_t offsets[BYTESCAN_SHAPE_TERMS];
    // The index of a class, or BYTESCAN_CLASSES + the index of a run.
    uint8_t bitmaps[BYTESCAN_SHAPE_TERMS];
} bytescan_shape;

typedef struct {
    uint32_t shape;
    uint32_t position;
} bytescan_hit;

// Finds where the shapes hold in data[start..<count), tile by tile. Stops early, at a tile's end, once fewer than a
// tile's worst case of free slots is left in `hits`: `*next` then tells where to go on, else it equals `count`.
// At most BYTESCAN_CLASSES classes and BYTESCAN_RUNS runs. `hit_capacity` must be at least bytescan_tile * shape_count. Returns the hits written.
size_t bytescan_shapes(
    const uint8_t *_Nonnull data, size_t count, size_t start,
    const bytescan_class *_Nonnull classes, size_t class_count,
    const bytescan_run *_Nullable runs, size_t run_count,
    const bytescan_shape *_Nonnull shapes, size_t shape_count,
    bytescan_hit *_Nonnull hits, size_t hit_capacity, size_t *_Nonnull next);

// Bytes a tile.
#define BYTESCAN_TILE 1024

// ---------------------------------------------------------------------------------------------------------------
// JSON

// What is carried from one part of a text to the next; zero at the start. All bits of `in_string` are equal.
typedef struct {
    uint64_t in_string, escaped;
} bytescan_json_state;

// Writes where in data[start..<count) stands what makes JSON's structure: brackets, `:` and `,` outside strings; each
// quote that begins or ends a string; and control bytes within strings. Goes on until less than 64 places are left in
// `out` (`capacity` is at least that): `*next` then tells where to go on, a multiple of 64 behind `start`, else it equals
// `count`. Returns how many were written.
size_t bytescan_json_index(
    const uint8_t *_Nonnull data, size_t count, size_t start, bytescan_json_state *_Nonnull state,
    uint32_t *_Nonnull out, size_t capacity, size_t *_Nonnull next);

typedef struct {
    bytescan_json_state strings;
    int64_t depth;
} bytescan_json_lines_state;

typedef struct {
    size_t end;    // where its line end stands
    bool is_open;  // outside strings more brackets were opened than closed; otherwise it ends in a string, or too many were closed
} bytescan_json_line;

// Looks for the first line in data[start..<count) at whose end not all is closed that was opened since `state` was zero.
// True where there is one: the state is then void. Otherwise it is that at `count`, and `start` must have been followed by
// a multiple of 64 bytes if more is to come. Which bracket closes which is not looked at.
bool bytescan_json_lines(
    const uint8_t *_Nonnull data, size_t count, size_t start, bytescan_json_lines_state *_Nonnull state,
    bytescan_json_line *_Nonnull line);

// A piece of a text that was made of another: where it begins and how long it is, in what was made and in the other. The highest bit
// of `raw_size` is set where no span may cut it.
typedef struct {
    uint32_t view, view_size, raw, raw_size;
} bytescan_piece;
#define BYTESCAN_ATOMIC_PIECE 0x80000000u

// Room that bytescan_json_unescape needs behind what it writes.
#define BYTESCAN_UNESCAPE_SLACK 16

// Writes what data[*from..<end), which is less than 2^31, stands for as a part of a JSON string, and its pieces: what stands for
// itself, and each escape; `view` counts from the start of `out`, `raw` from that of the data. What is no escape, or is cut by `end`,
// stands for itself, as one piece. If soft, only escapes of what could stand in a string without one are resolved. `out` has room for
// as many bytes as there are, and BYTESCAN_UNESCAPE_SLACK; `capacity` is at least 2. Goes on until less than two pieces are free:
// `*from` then tells where to go on, else it equals `end`. Returns how many bytes were written.
size_t bytescan_json_unescape(
    const uint8_t *_Nonnull data, size_t *_Nonnull from, size_t end, bool is_soft, uint8_t *_Nonnull out, bytescan_piece *_Nonnull pieces,
    size_t capacity, size_t *_Nonnull piece_count);

// Whether data[from..<end), a part of a JSON string that begins with no half of an escape, holds `\u` or `\/`.
bool bytescan_json_has_soft(const uint8_t *_Nonnull data, size_t from, size_t end);

// ---------------------------------------------------------------------------------------------------------------
// Delimited text

typedef struct {
    uint8_t delimiter;
    uint8_t quote;
    bool has_quote;
} bytescan_csv_dialect;

// What is carried from one part of a text to the next; zero where a row begins.
typedef struct {
    uint8_t place;      // at a cell's start, in one without quotes, in one with, behind the quote that may close it
    bool after_return;  // the last byte was a return that ended a row: a feed belongs to it
    uint32_t flags;     // of the cell that goes on
} bytescan_csv_state;

// A cell's end, as an offset, and what is known of the cell.
#define BYTESCAN_CSV_ROW 0x80000000u       // it is the last of its row
#define BYTESCAN_CSV_INNER 0x40000000u     // in its quotes it holds doubled quotes, or line ends
#define BYTESCAN_CSV_ODD 0x20000000u       // it has quotes where none belong
#define BYTESCAN_CSV_POSITION 0x0FFFFFFFu

// Writes where the cells of data[start..<count) end, `count` being less than BYTESCAN_CSV_POSITION: at a delimiter, or at the
// return or feed that ends a row (of a return and a feed, at the return). The last cell of a text without a line end is
// the caller's. Goes on until less than 64 places are left in `out` (`capacity` is at least that): `*next` then tells where to
// go on, else it equals `count`. Returns how many were written.
size_t bytescan_csv_index(
    const uint8_t *_Nonnull data, size_t count, size_t start, bytescan_csv_dialect dialect, bytescan_csv_state *_Nonnull state,
    uint32_t *_Nonnull out, size_t capacity, size_t *_Nonnull next);

// Behind the last row of data[start..<count) that ends there, line end and all; 0 where none does. A row that ends with a return
// ends when the byte behind it is known: the last of the data is not taken for one, and `state` goes on with it.
size_t bytescan_csv_last_row(
    const uint8_t *_Nonnull data, size_t count, size_t start, bytescan_csv_dialect dialect, bytescan_csv_state *_Nonnull state);

// Copies data, with a feed in place of each delimiter, row end, and quote around a cell. Offsets stay the same. `cells`: all of
// them, as found.
void bytescan_csv_view(
    const uint8_t *_Nonnull data, size_t count, const uint32_t *_Nonnull cells, size_t cell_count, bytescan_csv_dialect dialect,
    uint8_t *_Nonnull out);

// Which kernels may run: the plain ones alone, those of 32 bytes with them, all that the processor has.
typedef enum { BYTESCAN_PLAIN_KERNELS, BYTESCAN_AVX2_KERNELS, BYTESCAN_ALL_KERNELS } bytescan_kernels;
// For tests. At the start all may run.
void bytescan_use_kernels(bytescan_kernels wanted);
