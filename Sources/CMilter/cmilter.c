// For sigwait's place in libmilter, below.
#define _GNU_SOURCE
#include "CMilter.h"

#include <errno.h>
#include <libmilter/mfapi.h>
#include <signal.h>
#include <unistd.h>

static milter_callbacks callbacks;
static volatile bool is_serving;

// Without these nothing could be masked.
static const unsigned long needed_actions = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_CHGBODY;
// Steps that tell nothing, and steps that need no answer, where the server can leave them out.
static const unsigned long wished_steps =
    SMFIP_NOCONNECT | SMFIP_NOHELO | SMFIP_NORCPT | SMFIP_NOUNKNOWN | SMFIP_NODATA | SMFIP_NOEOH | SMFIP_NR_HDR | SMFIP_NR_BODY
    | SMFIP_HDR_LEADSPC;

static sfsistat on_close(SMFICTX *context) {
    void *session = smfi_getpriv(context);
    smfi_setpriv(context, NULL);
    if (session) callbacks.close(session);
    return SMFIS_CONTINUE;
}

static sfsistat on_negotiate(
    SMFICTX *context, unsigned long actions, unsigned long steps, unsigned long unused2, unsigned long unused3,
    unsigned long *wanted_actions, unsigned long *wanted_steps, unsigned long *wanted2, unsigned long *wanted3) {
    (void)unused2, (void)unused3;
    on_close(context);
    if ((actions & needed_actions) != needed_actions) return SMFIS_REJECT;
    *wanted_actions = needed_actions;
    *wanted_steps = steps & wished_steps;
    *wanted2 = *wanted3 = 0;
    void *session = callbacks.open((steps & SMFIP_HDR_LEADSPC) != 0);
    if (!session) return SMFIS_REJECT;
    smfi_setpriv(context, session);
    return SMFIS_CONTINUE;
}

static sfsistat status(milter_answer answer) { return answer == MILTER_GO_ON ? SMFIS_CONTINUE : SMFIS_TEMPFAIL; }

static sfsistat on_sender(SMFICTX *context, char **arguments) {
    (void)arguments;
    void *session = smfi_getpriv(context);
    return session ? status(callbacks.begin(session, context)) : SMFIS_TEMPFAIL;
}

static sfsistat on_header(SMFICTX *context, char *name, char *value) {
    void *session = smfi_getpriv(context);
    if (!session) return SMFIS_TEMPFAIL;
    callbacks.header(session, name, value);
    return SMFIS_CONTINUE;
}

static sfsistat on_body(SMFICTX *context, unsigned char *bytes, size_t count) {
    void *session = smfi_getpriv(context);
    if (!session) return SMFIS_TEMPFAIL;
    callbacks.body(session, bytes, count);
    return SMFIS_CONTINUE;
}

static sfsistat on_end(SMFICTX *context) {
    void *session = smfi_getpriv(context);
    // Fail closed: a message that nothing is known of is none that was examined.
    return session ? status(callbacks.end(session, context)) : SMFIS_TEMPFAIL;
}

static sfsistat on_abort(SMFICTX *context) {
    void *session = smfi_getpriv(context);
    if (session) callbacks.abort(session);
    return SMFIS_CONTINUE;
}

bool milter_open(const char *address, int seconds, int backlog, size_t largest, const milter_callbacks *given) {
    callbacks = *given;
    struct smfiDesc description = {
        .xxfi_name = (char *)"blot",
        .xxfi_version = SMFI_VERSION,
        .xxfi_flags = needed_actions,
        .xxfi_envfrom = on_sender,
        .xxfi_header = on_header,
        .xxfi_body = on_body,
        .xxfi_eom = on_end,
        .xxfi_abort = on_abort,
        .xxfi_close = on_close,
        .xxfi_negotiate = on_negotiate,
    };
    smfi_setmaxdatasize(largest);
    if (smfi_register(description) != MI_SUCCESS) return false;
    if (smfi_setconn((char *)address) != MI_SUCCESS) return false;
    smfi_settimeout(seconds);
    smfi_setbacklog(backlog);
    return smfi_opensocket(false) == MI_SUCCESS;
}

void milter_serve(void) {
    is_serving = true;
    smfi_main();
}

bool milter_change_header(milter_connection context, const char *name, int index, const char *value) {
    return smfi_chgheader(context, (char *)name, index, (char *)value) == MI_SUCCESS;
}

bool milter_add_header(milter_connection context, const char *name, const char *value) {
    return smfi_addheader(context, (char *)name, (char *)value) == MI_SUCCESS;
}

bool milter_replace_body(milter_connection context, const uint8_t *bytes, size_t count) {
    if (count > INT32_MAX) return false;
    return smfi_replacebody(context, (unsigned char *)bytes, (int)count) == MI_SUCCESS;
}

void milter_progress(milter_connection context) { smfi_progress(context); }

void milter_set_reply(milter_connection context, const char *text) {
    smfi_setreply(context, (char *)"451", (char *)"4.7.1", (char *)text);
}

const char *milter_queue_id(milter_connection context) { return smfi_getsymval(context, (char *)"i"); }

// libmilter has a thread of its own that waits for HUP, TERM and INT and stops on each. Which of two threads that wait for a
// signal gets it nobody knows, and HUP is to read the rules again. So its wait, which no other here is like, never ends. Linked statically, libmilter finds this one.
int sigwait(const sigset_t *set, int *signal) {
    if (is_serving && sigismember(set, SIGHUP) == 1 && sigismember(set, SIGUSR1) == 0) {
        for (;;) pause();
    }
    int got;
    do got = sigwaitinfo(set, NULL);
    while (got < 0 && errno == EINTR);
    if (got < 0) return errno;
    *signal = got;
    return 0;
}
