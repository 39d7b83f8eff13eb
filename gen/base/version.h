/* The version of the program, said by --version, in every result and in every report. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define FLOORLINE_VERSION "0.1.0"

/* The commit that the program was built from: twelve digits, "+" behind them where files differed from it;
 * "unknown" outside of a repository. Of md4c, which cannot be asked, the version that was there to build
 * with. */
extern const char floorline_commit[], md4c_version[];

#endif
