// Which kernels run: the wide ones where the processor has them and no test has left them out.
#pragma once
#include <stdatomic.h>
#include <stdbool.h>

#include "CByteScan.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

extern _Atomic int bytescan_wide_wanted;

static inline bool wide(void) {
#if defined(__x86_64__)
    return atomic_load_explicit(&bytescan_wide_wanted, memory_order_relaxed) != BYTESCAN_PLAIN_KERNELS && __builtin_cpu_supports("avx2");
#else
    return false;
#endif
}

// Whether no test keeps it to those of 32 bytes.
static inline bool wider_wanted(void) {
    return atomic_load_explicit(&bytescan_wide_wanted, memory_order_relaxed) == BYTESCAN_ALL_KERNELS;
}

// Whether those of 64 bytes may run: AVX-512 with operations on bytes (BW) and on vectors of any width (VL).
static inline bool wider(void) {
#if defined(__x86_64__)
    return wider_wanted() && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
#else
    return false;
#endif
}
