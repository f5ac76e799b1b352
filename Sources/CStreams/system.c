#define _GNU_SOURCE
#include "CStreams.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

int streams_unnamed_file(const char *folder) {
    int descriptor = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0) return descriptor;
    // Not every file system makes files without a name.
    char name[4096];
    int length = snprintf(name, sizeof name, "%s/blot-XXXXXX", folder);
    if (length < 0 || (size_t)length >= sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    descriptor = mkostemp(name, O_CLOEXEC);
    if (descriptor >= 0) unlink(name);
    return descriptor;
}
