// expat: XML, with the exact place of everything in the bytes it was read from.
#pragma once
#include <expat.h>
