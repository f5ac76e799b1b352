// libmilter (Sendmail's, mfapi.h): the filter's end of the milter protocol, as a few calls. Which steps are asked for and which
// changes may be made is settled in cmilter.c; what is done with a message is the caller's.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One connection of the mail server, as libmilter knows it. Valid only during the callback that it is handed to.
typedef struct smfi_str *milter_connection;

typedef enum {
    // Go on; at the end of a message: it is accepted, with the changes that were asked for.
    MILTER_GO_ON = 0,
    // The message, or what is left of it, is deferred: the server answers 4xx.
    MILTER_DEFER = 1,
} milter_answer;

// Called by libmilter's threads, one at a time for one session.
typedef struct {
    // A server is there. `keeps_spaces`: values come with the blank behind the colon. Null: it is turned away.
    void *_Nullable (*_Nonnull open)(bool keeps_spaces);
    void (*_Nonnull close)(void *_Nonnull session);
    milter_answer (*_Nonnull begin)(void *_Nonnull session, milter_connection _Nonnull connection);
    void (*_Nonnull header)(void *_Nonnull session, const char *_Nonnull name, const char *_Nonnull value);
    void (*_Nonnull body)(void *_Nonnull session, const uint8_t *_Nullable bytes, size_t count);
    milter_answer (*_Nonnull end)(void *_Nonnull session, milter_connection _Nonnull connection);
    // What came of the message is to be forgotten.
    void (*_Nonnull abort)(void *_Nonnull session);
} milter_callbacks;

// Opens the socket (`inet:port@host`, `unix:/path`). Seconds without a word after which a server is given up.
bool milter_open(const char *_Nonnull address, int seconds, int backlog, size_t largest, const milter_callbacks *_Nonnull callbacks);

// Serves. Returns where that cannot go on.
void milter_serve(void);

// At the end of a message. `index`: of the fields of this name, from 1. A null value removes the field.
bool milter_change_header(milter_connection _Nonnull connection, const char *_Nonnull name, int index, const char *_Nullable value);
bool milter_add_header(milter_connection _Nonnull connection, const char *_Nonnull name, const char *_Nonnull value);
// The body from now on; called again, more of it. Lines end in CRLF.
bool milter_replace_body(milter_connection _Nonnull connection, const uint8_t *_Nullable bytes, size_t count);
// Tells the server to wait on.
void milter_progress(milter_connection _Nonnull connection);
// What the server answers where MILTER_DEFER is returned.
void milter_set_reply(milter_connection _Nonnull connection, const char *_Nonnull text);
// The server's name of the message, where it has one by now.
const char *_Nullable milter_queue_id(milter_connection _Nonnull connection);
