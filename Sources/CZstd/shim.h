// Zstandard, the stable streaming interface only, and its error codes.
#pragma once
#include <zstd.h>
#include <zstd_errors.h>
