#include "tls.h"
#include <dlfcn.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/opensslv.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdlib.h>

// OpenSSL is loaded when it is first wanted: linked, it would cost every start of the program most of a millisecond.
#define FUNCTIONS(X) \
    X(SSL_CTX_new) X(TLS_client_method) X(SSL_CTX_ctrl) X(SSL_CTX_set_verify) X(SSL_CTX_load_verify_locations) \
    X(SSL_CTX_set_default_verify_paths) X(SSL_CTX_free) X(SSL_new) X(SSL_free) X(SSL_set_bio) X(SSL_set_connect_state) \
    X(SSL_set_hostflags) X(SSL_get0_param) X(SSL_set1_host) X(SSL_ctrl) X(SSL_do_handshake) X(SSL_read) X(SSL_write) \
    X(SSL_shutdown) X(SSL_get_error) X(SSL_get_verify_result) X(BIO_new) X(BIO_s_mem) X(BIO_free) X(BIO_read) X(BIO_write) \
    X(ERR_clear_error) X(ERR_peek_last_error) X(ERR_reason_error_string) X(X509_verify_cert_error_string) \
    X(X509_VERIFY_PARAM_set1_ip_asc)

#define MEMBER(name) __typeof__(&name) name##_;
static struct {
    FUNCTIONS(MEMBER)
} library;
static bool is_loaded;

static void load(void) {
#define TEXT_OF(number) #number
#define NAME_FOR(number) "libssl.so." TEXT_OF(number)
    // It brings its libcrypto along, whose functions are found through it. Not closed: it stays as long as the program.
    void *handle = dlopen(NAME_FOR(OPENSSL_SHLIB_VERSION), RTLD_NOW | RTLD_LOCAL);
    if (!handle) return;
#define FIND(name)                                                                                                                       \
    library.name##_ = (__typeof__(&name))dlsym(handle, #name);                                                                           \
    if (!library.name##_) return;
    FUNCTIONS(FIND)
    is_loaded = true;
}

#define SSL_CTX_new library.SSL_CTX_new_
#define TLS_client_method library.TLS_client_method_
#define SSL_CTX_ctrl library.SSL_CTX_ctrl_
#define SSL_CTX_set_verify library.SSL_CTX_set_verify_
#define SSL_CTX_load_verify_locations library.SSL_CTX_load_verify_locations_
#define SSL_CTX_set_default_verify_paths library.SSL_CTX_set_default_verify_paths_
#define SSL_CTX_free library.SSL_CTX_free_
#define SSL_new library.SSL_new_
#define SSL_free library.SSL_free_
#define SSL_set_bio library.SSL_set_bio_
#define SSL_set_connect_state library.SSL_set_connect_state_
#define SSL_set_hostflags library.SSL_set_hostflags_
#define SSL_get0_param library.SSL_get0_param_
#define SSL_set1_host library.SSL_set1_host_
#define SSL_ctrl library.SSL_ctrl_
#define SSL_do_handshake library.SSL_do_handshake_
#define SSL_read library.SSL_read_
#define SSL_write library.SSL_write_
#define SSL_shutdown library.SSL_shutdown_
#define SSL_get_error library.SSL_get_error_
#define SSL_get_verify_result library.SSL_get_verify_result_
#define BIO_new library.BIO_new_
#define BIO_s_mem library.BIO_s_mem_
#define BIO_free library.BIO_free_
#define BIO_read library.BIO_read_
#define BIO_write library.BIO_write_
#define ERR_clear_error library.ERR_clear_error_
#define ERR_peek_last_error library.ERR_peek_last_error_
#define ERR_reason_error_string library.ERR_reason_error_string_
#define X509_verify_cert_error_string library.X509_verify_cert_error_string_
#define X509_VERIFY_PARAM_set1_ip_asc library.X509_VERIFY_PARAM_set1_ip_asc_

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
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    if (!is_loaded) return NULL;
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
