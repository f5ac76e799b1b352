// What Streams needs from C: a table that a signal handler may read, and calls that Swift does not import.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// How many temporary files may be open at once. An output is finished before the next is opened by the same
// writer, so this is far above the number of writers; the table is static, about 70 KB.
#define STREAMS_TEMPORARY_SLOTS 256

// Notes that the file `name` in the open directory `directory` must be removed if the process is told to end.
// Returns a slot, or -1 with errno set: EMFILE when the table is full, ENAMETOOLONG, or ECANCELED once
// streams_temporary_remove_all() was called. `directory` must stay open until the slot is released.
int streams_temporary_acquire(int directory, const char *_Nonnull name);

// Forgets a slot. The file itself is left alone.
void streams_temporary_release(int slot);

// Removes every file in the table and refuses new ones. Async-signal-safe: atomics and unlinkat only; keeps errno.
void streams_temporary_remove_all(void);

// True once streams_temporary_remove_all() was called.
bool streams_temporary_ending(void);

// Asks for a larger pipe. The answer is advice: the system may give less or nothing.
void streams_grow_pipe(int descriptor, int bytes);

// The system's words for an errno value, written to `buffer` with a NUL at the end. Safe on any thread.
void streams_error_text(int code, char *_Nonnull buffer, size_t size);

// A new file in `folder` that has no name, for reading and writing. Returns its descriptor, or -1 with errno set.
int streams_unnamed_file(const char *_Nonnull folder);
