/* What this program is made with (declared in command.h). */
#include "command.h"

#include "../base/version.h"
#include "../facts/about.h"
#include "../page/ink_pdf.h"
#include "../spec/catalogue.h"
#include "../spec/node.h"

#include <cairo.h>
#include <ft2build.h>
#include <stdio.h>
#include <zlib.h>
#include FT_FREETYPE_H

/* The same as long as the program runs; to ask it starts all of FreeType. */
static const char *freetype_version(void) {
    static char version[40];
    FT_Library library;
    FT_Int major = 0, minor = 0, patch = 0;
    if (version[0])
        return version;
    if (FT_Init_FreeType(&library))
        fail_environment("FreeType cannot be started"); /* LCOV_EXCL_LINE: without memory alone, and then
                                                           malloc has ended the program */
    FT_Library_Version(library, &major, &minor, &patch);
    FT_Done_FreeType(library);
    snprintf(version, sizeof version, "%d.%d.%d", major, minor, patch);
    return version;
}

const struct library *about_libraries(struct arena *arena, size_t *count) {
    const struct library rows[] = {
        {"cairo", cairo_version_string()}, {"FreeType", freetype_version()}, {"HarfBuzz", fonts_shaper()},
        {"libharu", pdf_library()},        {"libyaml", node_library()},      {"md4c", md4c_version},
        {"zlib", zlibVersion()},
    };
    enum { LIBRARIES = sizeof rows / sizeof *rows };
    struct library *libraries = arena_array(arena, LIBRARIES, sizeof *libraries);
    for (int i = 0; i < LIBRARIES; i++)
        libraries[i] = rows[i];
    *count = LIBRARIES;
    return libraries;
}

void about_add(struct arena *arena, struct facts *facts, struct fonts *fonts, const char *command,
               const struct made_file *results, const struct input_file *template_file, unsigned faces) {
    struct about about = {.command = command,
                          .carries = results != NULL,
                          .results = results,
                          .template_file = template_file,
                          .own_template = template_file && catalogue_is_path(template_file->words),
                          .fonts = fonts,
                          .faces = faces};
    about.libraries = about_libraries(arena, &about.n_libraries);
    facts_about(facts, &about);
}
