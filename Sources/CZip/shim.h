// libzip: the entries of zip archives, decompressed and checked.
#pragma once
#include <zip.h>
