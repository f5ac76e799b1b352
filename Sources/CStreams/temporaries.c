#define _GNU_SOURCE
#include "CStreams.h"
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

// A slot goes FREE, FILLING, LIVE, FREE. Only the thread that took it from FREE to FILLING writes it, and the handler
// looks at LIVE slots alone, so it never sees half a name. A slot freed while the handler reads it names a file that
// is renamed or gone already: unlinkat then fails, which is what we want.
enum { FREE, FILLING, LIVE };

struct slot {
    _Atomic int state;
    int directory;
    char name[256];  // NAME_MAX and a NUL
};

static struct slot slots[STREAMS_TEMPORARY_SLOTS];
static _Atomic bool ending;

int streams_temporary_acquire(int directory, const char *name) {
    size_t length = strlen(name);
    if (length >= sizeof slots[0].name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    for (int i = 0; i < STREAMS_TEMPORARY_SLOTS; i++) {
        int expected = FREE;
        if (!atomic_compare_exchange_strong(&slots[i].state, &expected, FILLING)) continue;
        slots[i].directory = directory;
        memcpy(slots[i].name, name, length + 1);
        atomic_store(&slots[i].state, LIVE);
        // Looked at after the slot went live: either this sees the end coming or the handler sees the slot.
        if (atomic_load(&ending)) {
            atomic_store(&slots[i].state, FREE);
            errno = ECANCELED;
            return -1;
        }
        return i;
    }
    errno = EMFILE;
    return -1;
}

void streams_temporary_release(int slot) {
    if (slot >= 0 && slot < STREAMS_TEMPORARY_SLOTS) atomic_store(&slots[slot].state, FREE);
}

void streams_temporary_remove_all(void) {
    int kept = errno;
    atomic_store(&ending, true);
    for (int i = 0; i < STREAMS_TEMPORARY_SLOTS; i++) {
        if (atomic_load(&slots[i].state) == LIVE) unlinkat(slots[i].directory, slots[i].name, 0);
    }
    errno = kept;
}

bool streams_temporary_ending(void) { return atomic_load(&ending); }
