#include "czip.h"
#include <dlfcn.h>
#include <pthread.h>
#include <zip.h>

// Loaded when it is first wanted: linked, it and the libraries that it brings cost every start of the program a millisecond.
#define FUNCTIONS(X) \
    X(zip_fdopen) X(zip_discard) X(zip_get_num_entries) X(zip_stat_index) X(zip_stat_init) X(zip_fopen_index) X(zip_fclose) X(zip_fread)

#define MEMBER(name) __typeof__(&name) name##_;
static struct {
    FUNCTIONS(MEMBER)
} library;
static bool is_loaded;

static void load(void) {
    // By the names that upstream and Debian give the one interface; the last comes with the headers. Not closed: it stays as long as the
    // program.
    static const char *const names[] = {"libzip.so.5", "libzip.so.4", "libzip.so"};
    void *handle = NULL;
    for (unsigned i = 0; i < sizeof names / sizeof *names && !handle; i++) handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!handle) return;
#define FIND(name)                                                                                                                       \
    library.name##_ = (__typeof__(&name))dlsym(handle, #name);                                                                           \
    if (!library.name##_) return;
    FUNCTIONS(FIND)
    is_loaded = true;
}

zip_archive *zip_archive_open(int descriptor, int *code) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    if (!is_loaded) {
        *code = ZIP_MISSING;
        return NULL;
    }
    return (zip_archive *)library.zip_fdopen_(descriptor, 0, code);
}

void zip_archive_close(zip_archive *archive) { library.zip_discard_((zip_t *)archive); }

int64_t zip_archive_count(zip_archive *archive) { return library.zip_get_num_entries_((zip_t *)archive, 0); }

bool zip_archive_status(zip_archive *archive, uint64_t index, zip_entry_status *status) {
    const zip_uint64_t wanted = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC;
    zip_stat_t found;
    library.zip_stat_init_(&found);
    if (library.zip_stat_index_((zip_t *)archive, index, 0, &found) != 0 || (found.valid & wanted) != wanted) return false;
    *status = (zip_entry_status){.size = found.size, .compressed_size = found.comp_size, .crc = found.crc};
    return true;
}

zip_entry *zip_entry_open(zip_archive *archive, uint64_t index) {
    return (zip_entry *)library.zip_fopen_index_((zip_t *)archive, index, 0);
}

void zip_entry_close(zip_entry *entry) { library.zip_fclose_((zip_file_t *)entry); }

int64_t zip_entry_read(zip_entry *entry, void *out, uint64_t room) { return library.zip_fread_((zip_file_t *)entry, out, room); }
