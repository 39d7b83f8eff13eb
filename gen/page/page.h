/* From a template and the facts to a finished PDF. */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "../facts/facts.h"
#include "ink_pdf.h"

struct names;

enum { PAGE_MOST_PAGES = 2000 };

struct page_options {
    const char *language; /* "en", "zh" */
    const char *paper;    /* "a4", "letter" */
    const char *date;     /* ISO 8601 or NULL */
    const char *title;    /* for the document information */
    const char *producer; /* "floorline 0.1.0" */
    const char *inputs;   /* as in pdf_info */
    enum pdf_part part;
    const struct pdf_file *files; /* to travel in it; borrowed */
    size_t n_files;
    unsigned *faces;               /* set to those drawn with, a bit each by enum face; may be NULL */
    const struct source *appendix; /* printed behind the template's own pages; NULL: none */
    const struct names *names;     /* what a template can name (template.h); NULL: what facts.h has */
};

/* Typesets `template_source` with `facts` (not looked at where there are other names) and appends the PDF's
 * bytes to `pdf`. False when the template is wrong: `diags` says where. Environment failures leave by
 * fail_environment. */
bool page_render(struct arena *arena, const struct source *template_source, const struct facts *facts,
                 struct fonts *fonts, const struct page_options *options, struct diags *diags,
                 struct text *pdf);

#endif
