/* See attach_pdf.h. ISO 32000-1: 7.11.3 (file specifications), 7.11.4 (embedded files), 7.9.6 (name trees).
 */
#include "attach_pdf.h"

#include "../base/md5.h"
#include "stream_pdf.h"

#include <stdlib.h>
#include <string.h>

static const char *const relations[] = {
    [FILE_SOURCE] = "Source", [FILE_DATA] = "Data", [FILE_SUPPLEMENT] = "Supplement"};
_Static_assert(sizeof relations / sizeof *relations == FILE_RELATION_COUNT, "every relation has its name");

/* What a report was made from, the next may be made from too. */
static enum packing packing_of(const struct pdf_file *file) {
    return file->relation == FILE_SOURCE ? PACKING_ALIKE : PACKING_DEFLATED;
}

void attach_ahead(struct streams *streams, const struct pdf_file *files, size_t n_files) {
    for (size_t i = 0; i < n_files; i++)
        streams_ahead(streams, files[i].bytes, files[i].length, packing_of(&files[i]));
}

static HPDF_Dict write_embedded(HPDF_Doc doc, const struct pdf_file *file, const char *date) {
    HPDF_Dict stream = object_stream(doc, file->bytes, file->length, packing_of(file));
    HPDF_Dict params = object_inline(doc);
    uint8_t sum[16];
    HPDF_Dict_AddName(stream, "Type", "EmbeddedFile");
    HPDF_Dict_AddName(stream, "Subtype", file->type);
    HPDF_Dict_AddNumber(params, "Size", (HPDF_INT32)file->length);
    md5(file->bytes, file->length, sum);
    object_put_bytes(doc, params, "CheckSum", sum, sizeof sum);
    if (date)
        object_put_date(doc, params, "ModDate", date);
    HPDF_Dict_Add(stream, "Params", params);
    return stream;
}

static HPDF_Dict write_specification(HPDF_Doc doc, const struct pdf_file *file, const char *date) {
    HPDF_Dict specification = object_dict(doc), embedded = object_inline(doc);
    HPDF_Dict stream = write_embedded(doc, file, date);
    HPDF_Dict_AddName(specification, "Type", "Filespec");
    object_put_text(doc, specification, "F", file->name);
    object_put_text(doc, specification, "UF", file->name);
    object_put_text(doc, specification, "Desc", file->words);
    HPDF_Dict_AddName(specification, "AFRelationship", relations[file->relation]);
    HPDF_Dict_Add(embedded, "F", stream);
    HPDF_Dict_Add(embedded, "UF", stream);
    HPDF_Dict_Add(specification, "EF", embedded);
    return specification;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct pdf_file *)a)->name, ((const struct pdf_file *)b)->name);
}

void attach_write(HPDF_Doc doc, struct arena *arena, const struct pdf_file *files, size_t n_files,
                  const char *date) {
    if (!n_files)
        return;
    struct pdf_file *sorted = arena_array(arena, n_files, sizeof *sorted);
    memcpy(sorted, files, n_files * sizeof *sorted);
    qsort(sorted, n_files, sizeof *sorted, by_name);
    HPDF_Array names = object_array(doc), associated = object_array(doc);
    for (size_t i = 0; i < n_files; i++) {
        HPDF_Dict specification = write_specification(doc, &sorted[i], date);
        object_add_text(doc, names, sorted[i].name);
        HPDF_Array_Add(names, specification);
        HPDF_Array_Add(associated, specification);
    }
    HPDF_Dict tree = object_inline(doc), all = object_inline(doc);
    HPDF_Dict_Add(tree, "Names", names);
    HPDF_Dict_Add(all, "EmbeddedFiles", tree);
    HPDF_Dict_Add(doc->catalog, "Names", all);
    HPDF_Dict_Add(doc->catalog, "AF", associated);
}
