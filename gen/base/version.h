/* The version of the program, said by --version, in every result and in every report. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define FLOORLINE_VERSION "0.1.0"

#endif
