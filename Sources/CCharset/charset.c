#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

struct charset_walk {
    iconv_t decoder;
};

// No character or escape of a set that is decoded here has more bytes.
enum { LONGEST = 12 };

charset_walk *charset_open(const char *name) {
    iconv_t decoder = iconv_open("UTF-8", name);
    if (decoder == (iconv_t)-1) return NULL;
    charset_walk *walk = malloc(sizeof *walk);
    if (walk == NULL) {
        iconv_close(decoder);
        return NULL;
    }
    walk->decoder = decoder;
    return walk;
}

void charset_close(charset_walk *walk) {
    iconv_close(walk->decoder);
    free(walk);
}

void charset_reset(charset_walk *walk) { iconv(walk->decoder, NULL, NULL, NULL, NULL); }

size_t charset_step(charset_walk *walk, const uint8_t *bytes, size_t count, uint8_t *out, size_t *produced, bool *valid) {
    *produced = 0;
    *valid = true;
    size_t most = count < LONGEST ? count : LONGEST;
    for (size_t length = 1; length <= most; length++) {
        char *in = (char *)bytes;
        size_t left = length;
        char *to = (char *)out;
        size_t room = CHARSET_ROOM;
        size_t result = iconv(walk->decoder, &in, &left, &to, &room);
        size_t taken = length - left;
        if (result != (size_t)-1 || taken > 0) {
            *produced = CHARSET_ROOM - room;
            if (taken > 0) return taken;
        }
        if (result == (size_t)-1 && errno != EINVAL) break;
    }
    if (count == 0) return 0;
    memcpy(out, "\xEF\xBF\xBD", 3);
    *produced = 3;
    *valid = false;
    return 1;
}

size_t charset_finish(charset_walk *walk, uint8_t *out) {
    char *to = (char *)out;
    size_t room = CHARSET_ROOM;
    iconv(walk->decoder, NULL, NULL, &to, &room);
    return CHARSET_ROOM - room;
}

bool charset_encode(const char *name, const uint8_t *text, size_t count, uint8_t *out, size_t room, size_t *written) {
    iconv_t encoder = iconv_open(name, "UTF-8");
    if (encoder == (iconv_t)-1) return false;
    char *in = (char *)text;
    size_t left = count;
    char *to = (char *)out;
    size_t free_room = room;
    bool done = count == 0 || iconv(encoder, &in, &left, &to, &free_room) != (size_t)-1;
    done = done && iconv(encoder, NULL, NULL, &to, &free_room) != (size_t)-1;
    iconv_close(encoder);
    *written = room - free_room;
    return done;
}
