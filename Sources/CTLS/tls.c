#include "tls.h"
#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

struct tls_context {
    SSL_CTX *ssl;
};

struct tls_session {
    SSL *ssl;
    BIO *in;
    BIO *out;
    const char *reason;
};

tls_context *tls_context_new(const char *authorities) {
    tls_context *context = calloc(1, sizeof *context);
    if (!context) return NULL;
    context->ssl = SSL_CTX_new(TLS_client_method());
    if (!context->ssl) {
        free(context);
        return NULL;
    }
    SSL_CTX_set_min_proto_version(context->ssl, TLS1_2_VERSION);
    SSL_CTX_set_verify(context->ssl, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_mode(context->ssl, SSL_MODE_RELEASE_BUFFERS);
    int loaded = authorities ? SSL_CTX_load_verify_locations(context->ssl, authorities, NULL)
                             : SSL_CTX_set_default_verify_paths(context->ssl);
    if (loaded != 1) {
        tls_context_free(context);
        ERR_clear_error();
        return NULL;
    }
    return context;
}

void tls_context_free(tls_context *context) {
    SSL_CTX_free(context->ssl);
    free(context);
}

tls_session *tls_session_new(tls_context *context, const char *host, bool is_address) {
    tls_session *session = calloc(1, sizeof *session);
    if (!session) return NULL;
    session->reason = "";
    session->ssl = SSL_new(context->ssl);
    session->in = BIO_new(BIO_s_mem());
    session->out = BIO_new(BIO_s_mem());
    if (!session->ssl || !session->in || !session->out) {
        BIO_free(session->in);
        BIO_free(session->out);
        SSL_free(session->ssl);
        free(session);
        return NULL;
    }
    // The session owns both from here on.
    SSL_set_bio(session->ssl, session->in, session->out);
    SSL_set_connect_state(session->ssl);
    SSL_set_hostflags(session->ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    bool is_set = is_address ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session->ssl), host) == 1
                             : SSL_set1_host(session->ssl, host) == 1 && SSL_set_tlsext_host_name(session->ssl, host) == 1;
    if (!is_set) {
        tls_session_free(session);
        return NULL;
    }
    return session;
}

void tls_session_free(tls_session *session) {
    SSL_free(session->ssl);
    free(session);
}

bool tls_feed(tls_session *session, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        int part = count > INT_MAX ? INT_MAX : (int)count;
        int written = BIO_write(session->in, bytes, part);
        if (written <= 0) return false;
        bytes += written;
        count -= (size_t)written;
    }
    return true;
}

size_t tls_drain(tls_session *session, uint8_t *out, size_t room) {
    int part = room > INT_MAX ? INT_MAX : (int)room;
    int count = BIO_read(session->out, out, part);
    return count > 0 ? (size_t)count : 0;
}

static tls_result result_of(tls_session *session, int outcome) {
    if (outcome > 0) return TLS_DONE;
    switch (SSL_get_error(session->ssl, outcome)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return TLS_WANTS;
    case SSL_ERROR_ZERO_RETURN:
        return TLS_CLOSED;
    default:;
        long verified = SSL_get_verify_result(session->ssl);
        unsigned long code = ERR_peek_last_error();
        const char *text = verified != X509_V_OK ? X509_verify_cert_error_string(verified) : ERR_reason_error_string(code);
        session->reason = text ? text : "the connection failed";
        ERR_clear_error();
        return TLS_FAILED;
    }
}

tls_result tls_handshake(tls_session *session) {
    ERR_clear_error();
    return result_of(session, SSL_do_handshake(session->ssl));
}

tls_result tls_read(tls_session *session, uint8_t *out, size_t room, size_t *count) {
    ERR_clear_error();
    int part = room > INT_MAX ? INT_MAX : (int)room;
    int outcome = SSL_read(session->ssl, out, part);
    *count = outcome > 0 ? (size_t)outcome : 0;
    return result_of(session, outcome);
}

tls_result tls_write(tls_session *session, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ERR_clear_error();
        int part = count > INT_MAX ? INT_MAX : (int)count;
        int written = SSL_write(session->ssl, bytes, part);
        if (written <= 0) {
            // Memory takes all there is: what stops it is a failure.
            result_of(session, written);
            return TLS_FAILED;
        }
        bytes += written;
        count -= (size_t)written;
    }
    return TLS_DONE;
}

void tls_close(tls_session *session) {
    ERR_clear_error();
    SSL_shutdown(session->ssl);
    ERR_clear_error();
}

const char *tls_reason(tls_session *session) { return session->reason; }
