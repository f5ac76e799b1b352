// For dl_iterate_phdr.
#define _GNU_SOURCE

#include "CThreads.h"

#include <elf.h>
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void system_guard_memory(void) {
    mallopt(M_PERTURB, 0x5A);
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

void system_wipe(void *bytes, size_t count) { explicit_bzero(bytes, count); }

void system_tune_allocator(void) {
#if defined(__GLIBC__)
    mallopt(M_ARENA_MAX, 2);
    // A fixed threshold: left alone it grows with the largest block freed, and giant records would stay in the heap.
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
#endif
}

typedef struct {
    void (*body)(void *);
    void *context;
} thread_start;

static void *run(void *argument) {
    thread_start start = *(thread_start *)argument;
    free(argument);
    start.body(start.context);
    return NULL;
}

bool system_thread_start(size_t stack_size, void (*body)(void *), void *context, uint64_t *thread) {
    thread_start *start = malloc(sizeof *start);
    if (!start) return false;
    *start = (thread_start){body, context};
    pthread_attr_t attributes;
    pthread_t id;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack_size);
    int status = pthread_create(&id, &attributes, run, start);
    pthread_attr_destroy(&attributes);
    if (status != 0) {
        free(start);
        return false;
    }
    *thread = (uint64_t)id;
    return true;
}

void system_thread_join(uint64_t thread) { pthread_join((pthread_t)thread, NULL); }

struct build_id {
    const uint8_t *bytes;
    size_t count;
};

// The first object is the program itself; its notes are mapped with it.
static int find_build_id(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    struct build_id *found = context;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        if (header->p_type != PT_NOTE) continue;
        const uint8_t *at = (const uint8_t *)(info->dlpi_addr + header->p_vaddr);
        const uint8_t *end = at + header->p_memsz;
        while (end - at >= (ptrdiff_t)sizeof(ElfW(Nhdr))) {
            const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)at;
            const uint8_t *name = at + sizeof *note;
            size_t room = (size_t)(end - name);
            size_t name_size = ((size_t)note->n_namesz + 3) & ~(size_t)3;
            size_t size = ((size_t)note->n_descsz + 3) & ~(size_t)3;
            if (name_size > room || size > room - name_size) break;
            if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && memcmp(name, "GNU", 4) == 0) {
                found->bytes = name + name_size;
                found->count = note->n_descsz;
                return 1;
            }
            at = name + name_size + size;
        }
    }
    return 1;
}

const uint8_t *system_build_id(size_t *count) {
    struct build_id found = {NULL, 0};
    dl_iterate_phdr(find_build_id, &found);
    *count = found.count;
    return found.bytes;
}
