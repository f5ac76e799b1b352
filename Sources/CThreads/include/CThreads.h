// Calls that Swift cannot make well: allocator tuning, threads with a stack size, the build's own name.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Keeps glibc's allocator small: two arenas instead of one a thread, and large blocks given back when freed.
void system_tune_allocator(void);

// From here on what is freed is overwritten, and the process leaves no core and cannot be looked into by its user's other programs.
void system_guard_memory(void);

// Overwrites bytes, whether or not anybody reads them again.
void system_wipe(void *_Nonnull bytes, size_t count);

// Starts a thread that calls body(context). False where the system gives none; `context` is then still the caller's.
bool system_thread_start(
    size_t stack_size, void (*_Nonnull body)(void *_Nonnull), void *_Nonnull context, uint64_t *_Nonnull thread);

// Waits for a thread to end.
void system_thread_join(uint64_t thread);

// The linker's digest of the running program (`--build-id`, elf(5)): 20 bytes as a rule, and other ones with any other
// build. Null where it was linked without.
const uint8_t *_Nullable system_build_id(size_t *_Nonnull count);
