/* See version.h. The Makefile gives both, to this file alone. */
#include "version.h"

#ifndef FLOORLINE_COMMIT
#define FLOORLINE_COMMIT "unknown"
#endif
#ifndef MD4C_VERSION
#define MD4C_VERSION "unknown"
#endif

const char floorline_commit[] = FLOORLINE_COMMIT, md4c_version[] = MD4C_VERSION;
