// The rule packs of this folder, as bytes inside the binary.
#pragma once
#include <stddef.h>

typedef struct {
    const char *_Nonnull name;
    const unsigned char *_Nonnull bytes;
    size_t count;
} rule_pack;

// The packs in a fixed order; `*count` tells how many.
const rule_pack *_Nonnull rule_packs(size_t *_Nonnull count);
