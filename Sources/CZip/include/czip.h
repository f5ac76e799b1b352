// The entries of zip archives, decompressed and checked by libzip, which is loaded when the first archive is opened.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef struct zip_archive zip_archive;
typedef struct zip_entry zip_entry;

// What is told of an entry: bytes when decompressed, bytes in the archive, CRC-32 of the former.
typedef struct {
    uint64_t size;
    uint64_t compressed_size;
    uint32_t crc;
} zip_entry_status;

// Instead of a code of libzip's: there is no libzip.
#define ZIP_MISSING (-1)

// An archive in a file, whose descriptor is closed with it. Null where it is none, with a code; the descriptor is then left open.
zip_archive *_Nullable zip_archive_open(int descriptor, int *_Nonnull code);
void zip_archive_close(zip_archive *_Nonnull archive);
int64_t zip_archive_count(zip_archive *_Nonnull archive);
// False where nothing is known of the entry.
bool zip_archive_status(zip_archive *_Nonnull archive, uint64_t index, zip_entry_status *_Nonnull status);

zip_entry *_Nullable zip_entry_open(zip_archive *_Nonnull archive, uint64_t index);
void zip_entry_close(zip_entry *_Nonnull entry);
// How many bytes were read: 0 at the end, less where they are damaged.
int64_t zip_entry_read(zip_entry *_Nonnull entry, void *_Nullable out, uint64_t room);
