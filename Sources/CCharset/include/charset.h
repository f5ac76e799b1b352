// Decoding of character sets, a character at a time, so that whoever asks knows which bytes each character came from.
// glibc's iconv decodes; this only takes the steps.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The most bytes that a step gives.
enum { CHARSET_ROOM = 64 };

typedef struct charset_walk charset_walk;

// Opens a decoder from a character set that glibc knows by this name, to UTF-8. Null where there is none.
charset_walk *_Nullable charset_open(const char *_Nonnull name);

void charset_close(charset_walk *_Nonnull walk);

// Goes back to the state at a text's beginning.
void charset_reset(charset_walk *_Nonnull walk);

// Takes a step: as many bytes as make a character or a change of state. Returns how many they are, at least 1 where `count` is;
// `produced` bytes of UTF-8 were put into `out`. What is no character becomes U+FFFD, a byte each, and `valid` false.
size_t charset_step(
    charset_walk *_Nonnull walk, const uint8_t *_Nonnull bytes, size_t count, uint8_t *_Nonnull out, size_t *_Nonnull produced,
    bool *_Nonnull valid);

// What a decoder holds back at a text's end.
size_t charset_finish(charset_walk *_Nonnull walk, uint8_t *_Nonnull out);

// Encodes all of a text, from UTF-8, into `out`. False where the set has not all its characters, or the room is too small.
bool charset_encode(
    const char *_Nonnull name, const uint8_t *_Nullable text, size_t count, uint8_t *_Nonnull out, size_t room, size_t *_Nonnull written);
