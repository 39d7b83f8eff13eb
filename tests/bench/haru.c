/* What a bare libharu program takes for pages with as much on them: the words of a report (pdftotext's, on
 * standard input, pages parted by form feeds), set line by line in one embedded font by libharu's own code,
 * with some rules and curves. To compare with, not to use. `haru FONT OUTPUT TIMES`. */
#define _DEFAULT_SOURCE /* strdup, strsep */
#include <hpdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 20, RULES = 40, CURVES = 120 };

static void fault(HPDF_STATUS status, HPDF_STATUS detail, void *data) {
    (void)data;
    fprintf(stderr, "haru: 0x%lX, %lu\n", (unsigned long)status, (unsigned long)detail);
    exit(1);
}

static void draw(HPDF_Page page, HPDF_Font font, char *words) {
    HPDF_Page_SetWidth(page, 595);
    HPDF_Page_SetHeight(page, 842);
    for (int i = 0; i < RULES; i++) {
        HPDF_Page_MoveTo(page, 50, (HPDF_REAL)(60 + 18 * i));
        HPDF_Page_LineTo(page, 540, (HPDF_REAL)(60 + 18 * i));
        HPDF_Page_Stroke(page);
    }
    for (int i = 0; i < CURVES; i++) {
        HPDF_Page_MoveTo(page, (HPDF_REAL)(50 + 4 * i), 100);
        HPDF_Page_CurveTo(page, (HPDF_REAL)(60 + 4 * i), 200, (HPDF_REAL)(70 + 4 * i), 150,
                          (HPDF_REAL)(80 + 4 * i), 300);
        HPDF_Page_Stroke(page);
    }
    HPDF_Page_BeginText(page);
    HPDF_Page_SetFontAndSize(page, font, 8);
    HPDF_Page_MoveTextPos(page, 50, 800);
    for (char *line = strtok(words, "\n"); line; line = strtok(NULL, "\n")) {
        HPDF_Page_ShowText(page, line);
        HPDF_Page_MoveTextPos(page, 0, -9);
    }
    HPDF_Page_EndText(page);
}

static void write_once(const char *font, const char *output, const char *words) {
    HPDF_Doc doc = HPDF_New(fault, NULL);
    HPDF_SetCompressionMode(doc, HPDF_COMP_ALL);
    HPDF_Font face = HPDF_GetFont(doc, HPDF_LoadTTFontFromFile(doc, font, HPDF_TRUE), "WinAnsiEncoding");
    char *copy = strdup(words);
    for (char *at = copy, *page = strsep(&at, "\f"); page; page = strsep(&at, "\f"))
        if (*page)
            draw(HPDF_AddPage(doc), face, page);
    free(copy);
    HPDF_SaveToFile(doc, output);
    HPDF_Free(doc);
}

int main(int argc, char **argv) {
    static char words[MOST_BYTES];
    if (argc != 4)
        return 2;
    fread(words, 1, sizeof words - 1, stdin);
    for (int i = 0; i < atoi(argv[3]); i++)
        write_once(argv[1], argv[2], words);
    return 0;
}
