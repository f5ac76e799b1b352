// Which kernels run: the wide ones where the processor has AVX2 and no test has left them out.
#pragma once
#include <stdatomic.h>
#include <stdbool.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

extern _Atomic int bytescan_wide_wanted;

static inline bool wide(void) {
#if defined(__x86_64__)
    return atomic_load_explicit(&bytescan_wide_wanted, memory_order_relaxed) && __builtin_cpu_supports("avx2");
#else
    return false;
#endif
}
