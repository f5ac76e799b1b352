// The client's side of TLS, over memory: bytes from the peer go in, bytes for the peer come out. OpenSSL does the work.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct tls_context tls_context;
typedef struct tls_session tls_session;

typedef enum { TLS_DONE = 0, TLS_WANTS = 1, TLS_CLOSED = 2, TLS_FAILED = 3 } tls_result;

// What certificates are held against: those of the system, or the file of PEM that is named. TLS 1.2 and above. Null where the file
// cannot be read, there is no memory, or no OpenSSL of the version that this was built with (libssl.so.3).
tls_context *_Nullable tls_context_new(const char *_Nullable authorities);
void tls_context_free(tls_context *_Nonnull context);

// A session with a host, whose certificate must be for it: by its name, or by its address where `is_address`.
tls_session *_Nullable tls_session_new(tls_context *_Nonnull context, const char *_Nonnull host, bool is_address);
void tls_session_free(tls_session *_Nonnull session);

// Bytes from the peer. False where there is no memory.
bool tls_feed(tls_session *_Nonnull session, const uint8_t *_Nonnull bytes, size_t count);
// Bytes for the peer, as far as there is room; returns how many.
size_t tls_drain(tls_session *_Nonnull session, uint8_t *_Nonnull out, size_t room);

tls_result tls_handshake(tls_session *_Nonnull session);
tls_result tls_read(tls_session *_Nonnull session, uint8_t *_Nonnull out, size_t room, size_t *_Nonnull count);
// Takes all of it or fails.
tls_result tls_write(tls_session *_Nonnull session, const uint8_t *_Nonnull bytes, size_t count);
void tls_close(tls_session *_Nonnull session);

// Why the last call on this thread failed: a text of OpenSSL's, which holds nothing of the data.
const char *_Nonnull tls_reason(tls_session *_Nonnull session);
