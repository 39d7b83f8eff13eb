/* See style.h. */
#include "style.h"

#include <string.h>

#define PAPER(name, width, height)                                                                           \
    {                                                                                                        \
        name, width, height, 18 * MM, 19 * MM, (height)-20 * MM, 116 * MM, 8 * MM,                           \
            (width) - (18 + 20 + 116 + 8) * MM, (width) - (18 + 20) * MM, 10.3 * MM, (height)-9.55 * MM      \
    }

static const struct paper papers[] = {
    PAPER("a4", 210 * MM, 297 * MM),
    PAPER("letter", 612.0, 792.0),
};

const struct paper *style_paper(const char *name) {
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
        if (strcmp(papers[i].name, name) == 0)
            return &papers[i];
    return NULL;
}

#define CHARIS    FACE_TEXT, FACE_TEXT_ITALIC, FACE_TEXT_BOLD, FACE_TEXT_BOLD_ITALIC
#define SLANTED   FACE_TEXT_ITALIC, FACE_TEXT, FACE_TEXT_BOLD_ITALIC, FACE_TEXT_BOLD
#define LATO      FACE_LABEL, FACE_LABEL_ITALIC, FACE_LABEL_BOLD, FACE_LABEL_BOLD
#define LATO_BOLD FACE_LABEL_BOLD, FACE_LABEL_BOLD, FACE_LABEL_BOLD, FACE_LABEL_BOLD

/* What all languages share; text and notes differ. */
#define COMMON_TYPES                                                                                         \
    [TYPE_TITLE_FIRST] = {CHARIS, 25, 31, 0, TYPE_INK, false},                                               \
    [TYPE_TITLE_OPENER] = {CHARIS, 22, 27.5, 0, TYPE_INK, false}, [TYPE_TITLE] = {CHARIS, 18,       23,      \
                                                                                  0,      TYPE_INK, false},  \
    [TYPE_SECTION] = {CHARIS, 14.5, 19, 0, TYPE_INK, false}, [TYPE_RUN_HEAD] = {SLANTED, 10.5,     13.4,     \
                                                                                0,       TYPE_INK, false},   \
    [TYPE_EYEBROW] = {LATO, 6.6, 9, .09, TYPE_GREY, false}, [TYPE_NOTE_HEAD] = {LATO, 6.6,       8.6,        \
                                                                                .09,  TYPE_GREY, false},     \
    [TYPE_FIGURE_TITLE] = {LATO_BOLD, 8.6, 10.8, 0, TYPE_INK, false}, [TYPE_SUBTITLE] = {LATO,      7.4,     \
                                                                                         9.2,       0,       \
                                                                                         TYPE_GREY, false},  \
    [TYPE_CELL] = {LATO, 7.5, 8.8, 0, TYPE_INK, false}, [TYPE_STRIP_VALUE] = {CHARIS, 21,       25,          \
                                                                              0,      TYPE_INK, false},      \
    [TYPE_STRIP_LABEL] = {LATO_BOLD, 7.3, 9.2, 0, TYPE_INK, false}, [TYPE_STRIP_NOTE] = {LATO,      7,       \
                                                                                         8.8,       0,       \
                                                                                         TYPE_GREY, false},  \
    [TYPE_BOX_HEAD] = {LATO, 6.6, 9, .09, TYPE_ATTENTION, false},                                            \
    [TYPE_FOOTER] = {LATO, 6.8, 8.6, 0, TYPE_GREY, false}, [TYPE_CODE] = {LATO, 8.2, 11, 0, TYPE_INK, false}

static const struct style styles[] = {
    {"en",
     false,
     {COMMON_TYPES, [TYPE_TEXT] = {CHARIS, 9.4, 12.2, 0, TYPE_INK, false},
      [TYPE_PUBLISHED] = {CHARIS, 9.4, 12.2, 0, TYPE_GREY, false},
      [TYPE_VERDICT] = {SLANTED, 12.2, 15.25, 0, TYPE_INK, false},
      [TYPE_NOTE] = {CHARIS, 7.6, 9.76, 0, TYPE_INK, false},
      [TYPE_NOTE_LABEL] = {LATO, 7, 9.15, 0, TYPE_INK, false}},
     "Table",
     "Figure",
     " (continued)",
     "The spec as written"},
    {"zh",
     true,
     {COMMON_TYPES, [TYPE_TEXT] = {CHARIS, 9.6, 14.7, 0, TYPE_INK, true},
      [TYPE_PUBLISHED] = {CHARIS, 9.6, 14.7, 0, TYPE_GREY, false},
      [TYPE_VERDICT] = {CHARIS, 12.2, 17.64, 0, TYPE_INK, false},
      [TYPE_NOTE] = {CHARIS, 7.6, 11.76, 0, TYPE_INK, true},
      [TYPE_NOTE_LABEL] = {LATO, 7, 10.29, 0, TYPE_INK, false}},
     "表",
     "图",
     " (续)",
     "规格原文"},
};

const struct style *style_language(const char *language) {
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
        if (strcmp(styles[i].language, language) == 0)
            return &styles[i];
    return NULL;
}

struct colour style_colour(const struct type *type) {
    static const int shades[] = {[TYPE_INK] = COLOUR_INK,
                                 [TYPE_GREY] = COLOUR_GREY,
                                 [TYPE_ATTENTION] = COLOUR_COMPUTE,
                                 [TYPE_HIDDEN] = COLOUR_HIDDEN};
    return palette[shades[type->shade]];
}

double style_cap(struct fonts *fonts, const struct type *type) {
    return fonts_metrics(fonts, type->regular)->cap_height * type->size;
}

struct baselines style_grid(struct fonts *fonts, const struct style *style, const struct paper *paper) {
    const struct type *text = &style->types[TYPE_TEXT];
    return (struct baselines){paper->top + style_cap(fonts, text), text->leading};
}
