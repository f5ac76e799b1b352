#define _GNU_SOURCE
#include "CStreams.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

void streams_grow_pipe(int descriptor, int bytes) {
#ifdef F_SETPIPE_SZ
    if (fcntl(descriptor, F_GETPIPE_SZ) < bytes) (void)fcntl(descriptor, F_SETPIPE_SZ, bytes);
#endif
}

void streams_error_text(int code, char *buffer, size_t size) {
    // strerrordesc_np is thread-safe and does not depend on the locale (glibc 2.32).
    const char *text = strerrordesc_np(code);
    if (text) snprintf(buffer, size, "%s", text);
    else snprintf(buffer, size, "error %d", code);
}
