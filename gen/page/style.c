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
    return NULL; /* LCOV_EXCL_LINE: specs and command lines name these alone */
}

#define CHARIS    FACE_TEXT, FACE_TEXT_ITALIC, FACE_TEXT_BOLD, FACE_TEXT_BOLD_ITALIC
#define SLANTED   FACE_TEXT_ITALIC, FACE_TEXT, FACE_TEXT_BOLD_ITALIC, FACE_TEXT_BOLD
#define LATO      FACE_LABEL, FACE_LABEL_ITALIC, FACE_LABEL_BOLD, FACE_LABEL_BOLD
#define LATO_BOLD FACE_LABEL_BOLD, FACE_LABEL_BOLD, FACE_LABEL_BOLD, FACE_LABEL_BOLD

/* clang-format off */

/* What all languages share; text and notes differ. */
#define COMMON_TYPES                                                                                         \
    [TYPE_TITLE_FIRST] =  {CHARIS,    SIZE_FIRST,   2.5 * LEADING,  0,   TYPE_INK,       false},             \
    [TYPE_TITLE_OPENER] = {CHARIS,    SIZE_OPENER,  2.5 * LEADING,  0,   TYPE_INK,       false},             \
    [TYPE_TITLE] =        {CHARIS,    SIZE_TITLE,   2 * LEADING,    0,   TYPE_INK,       false},             \
    [TYPE_SECTION] =      {CHARIS,    SIZE_SECTION, 1.5 * LEADING,  0,   TYPE_INK,       false},             \
    [TYPE_RUN_HEAD] =     {SLANTED,   SIZE_RUN,     LEADING,        0,   TYPE_INK,       false},             \
    [TYPE_EYEBROW] =      {LATO,      SIZE_HEADS,   .75 * LEADING,  .09, TYPE_GREY,      false},             \
    [TYPE_NOTE_HEAD] =    {LATO,      SIZE_HEADS,   .7 * LEADING,   .09, TYPE_GREY,      false},             \
    [TYPE_FIGURE_TITLE] = {LATO_BOLD, SIZE_CAPTION, 10.8,           0,   TYPE_INK,       false},             \
    [TYPE_SUBTITLE] =     {LATO,      SIZE_LABEL,   .75 * LEADING,  0,   TYPE_GREY,      false},             \
    [TYPE_CELL] =         {LATO,      SIZE_CELL,    8.8,            0,   TYPE_INK,       false},             \
    [TYPE_STRIP_VALUE] =  {CHARIS,    SIZE_KEY,     2 * LEADING,    0,   TYPE_INK,       false},             \
    [TYPE_STRIP_LABEL] =  {LATO_BOLD, SIZE_LABEL,   .75 * LEADING,  0,   TYPE_INK,       false},             \
    [TYPE_STRIP_NOTE] =   {LATO,      SIZE_SMALL,   8.8,            0,   TYPE_GREY,      false},             \
    [TYPE_BOX_HEAD] =     {LATO,      SIZE_HEADS,   .75 * LEADING,  .09, TYPE_ATTENTION, false},             \
    [TYPE_FOOTER] =       {LATO,      SIZE_SMALL,   .75 * LEADING,  0,   TYPE_GREY,      false},             \
    [TYPE_CODE] =         {LATO,      SIZE_CODE,    11,             0,   TYPE_INK,       false}

static const struct style styles[] = {
    {"en", false,
     {COMMON_TYPES,
      [TYPE_TEXT] =       {CHARIS,    SIZE_TEXT,    LEADING,        0,   TYPE_INK,       false},
      [TYPE_PUBLISHED] =  {CHARIS,    SIZE_TEXT,    LEADING,        0,   TYPE_GREY,      false},
      [TYPE_VERDICT] =    {SLANTED,   SIZE_VERDICT, 1.25 * LEADING, 0,   TYPE_INK,       false},
      [TYPE_NOTE] =       {CHARIS,    SIZE_NOTE,    .8 * LEADING,   0,   TYPE_INK,       false},
      [TYPE_NOTE_LABEL] = {LATO,      SIZE_SMALL,   .75 * LEADING,  0,   TYPE_INK,       false}},
     "Table", "Figure", " (continued)", "The spec as written"},
    {"zh", true,
     {COMMON_TYPES,
      [TYPE_TEXT] =       {CHARIS,    SIZE_HAN,     LEADING_HAN,       0, TYPE_INK,  true},
      [TYPE_PUBLISHED] =  {CHARIS,    SIZE_HAN,     LEADING_HAN,       0, TYPE_GREY, false},
      [TYPE_VERDICT] =    {CHARIS,    SIZE_VERDICT, 1.2 * LEADING_HAN, 0, TYPE_INK,  false},
      [TYPE_NOTE] =       {CHARIS,    SIZE_NOTE,    .8 * LEADING_HAN,  0, TYPE_INK,  false},
      [TYPE_NOTE_LABEL] = {LATO,      SIZE_SMALL,   .7 * LEADING_HAN,  0, TYPE_INK,  false}},
     "表", "图", "（续）", "规格原文"},
};

/* clang-format on */

const struct style *style_language(const char *language) {
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
        if (strcmp(styles[i].language, language) == 0)
            return &styles[i];
    return NULL; /* LCOV_EXCL_LINE: likewise */
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
