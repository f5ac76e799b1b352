// zlib: gzip streams in and out.
#pragma once
#include <zlib.h>
