#include "CThreads.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>

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
