/* See pdfa.h. */
#include "pdfa.h"

#include "../base/sha256.h"
#include "srgb.h"

#include <string.h>

static const struct part_row {
    int part;
    HPDF_PDFVer version;
} parts[] = {
    [PDF_PLAIN] = {0, HPDF_VER_17},
    [PDF_A1B] = {1, HPDF_VER_14},
    [PDF_A3B] = {3, HPDF_VER_17},
};
_Static_assert(sizeof parts / sizeof *parts == PDF_PART_COUNT, "every part has a row");

/* ---- metadata (ISO 16684-1) --------------------------------------------------------------------------- */

static void put_escaped(struct text *out, const char *utf8) {
    for (const char *c = utf8; *c; c++) {
        if (*c == '&')
            text_string(out, "&amp;");
        else if (*c == '<')
            text_string(out, "&lt;");
        else if (*c == '>')
            text_string(out, "&gt;");
        else
            text_char(out, *c);
    }
}

static void put_property(struct text *out, const char *before, const char *value, const char *after) {
    if (!value)
        return;
    text_string(out, before);
    put_escaped(out, value);
    text_string(out, after);
}

/* PDF/UA-1 (ISO 14289-1, 5), and what its identifier is: a schema that PDF/A does not know by itself. */
static const char accessible[] =
    "<rdf:Description rdf:about=\"\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n"
    "<pdfuaid:part>1</pdfuaid:part>\n"
    "</rdf:Description>\n"
    "<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
    " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
    " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n"
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\n"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\n"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\n"
    "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n"
    "<pdfaProperty:name>part</pdfaProperty:name>\n"
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n"
    "<pdfaProperty:category>internal</pdfaProperty:category>\n"
    "<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>\n"
    "</rdf:li></rdf:Seq></pdfaSchema:property>\n"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas>\n"
    "</rdf:Description>\n";

static void write_metadata(HPDF_Doc doc, enum pdf_part part, const struct pdf_info *info) {
    struct text xml = {0};
    text_string(&xml, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                      "<rdf:Description rdf:about=\"\""
                      " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                      " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
                      " xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\""
                      " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
                      " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
                      "<dc:format>application/pdf</dc:format>\n");
    put_property(&xml, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", info->title,
                 "</rdf:li></rdf:Alt></dc:title>\n");
    put_property(&xml, "<dc:language><rdf:Bag><rdf:li>", info->language,
                 "</rdf:li></rdf:Bag></dc:language>\n");
    put_property(&xml, "<pdf:Producer>", info->producer, "</pdf:Producer>\n");
    put_property(&xml, "<xmp:CreateDate>", info->date, "</xmp:CreateDate>\n");
    put_property(&xml, "<xmp:ModifyDate>", info->date, "</xmp:ModifyDate>\n");
    put_property(&xml, PDF_INPUTS_BEFORE, info->inputs, PDF_INPUTS_AFTER "\n");
    text_printf(&xml,
                "<pdfaid:part>%d</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>\n"
                "</rdf:Description>\n%s</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>",
                parts[part].part, part == PDF_A3B ? accessible : "");
    HPDF_Dict metadata = object_stream(doc, xml.bytes, xml.length, PACKING_NONE);
    HPDF_Dict_AddName(metadata, "Type", "Metadata");
    HPDF_Dict_AddName(metadata, "Subtype", "XML");
    HPDF_Dict_Add(doc->catalog, "Metadata", metadata);
    text_drop(&xml);
}

/* ---- colour space and identity ------------------------------------------------------------------------ */

/* All colours of a report are given as sRGB, greys by the one number that the three have in common. */
static void write_output_intent(HPDF_Doc doc) {
    struct text profile = {0};
    srgb_profile(&profile);
    HPDF_Dict stream = object_stream(doc, profile.bytes, profile.length, PACKING_ALIKE);
    HPDF_Dict_AddNumber(stream, "N", 3);
    HPDF_Dict intent = object_dict(doc);
    HPDF_Dict_AddName(intent, "Type", "OutputIntent");
    HPDF_Dict_AddName(intent, "S", "GTS_PDFA1");
    object_put_ascii(doc, intent, "OutputConditionIdentifier", "sRGB IEC61966-2.1");
    object_put_ascii(doc, intent, "Info", "sRGB IEC61966-2.1");
    HPDF_Dict_Add(intent, "DestOutputProfile", stream);
    HPDF_Array intents = object_array(doc);
    HPDF_Array_Add(intents, intent);
    HPDF_Dict_Add(doc->catalog, "OutputIntents", intents);
    text_drop(&profile);
}

enum { IDENTITY = 16 }; /* bytes */

static const char noughts[] = "<00000000000000000000000000000000>";
_Static_assert(sizeof noughts == 2 * IDENTITY + 3, "as libharu writes them");

void pdfa_write(HPDF_Doc doc, enum pdf_part part, const struct pdf_info *info) {
    doc->pdf_version = parts[part].version;
    write_metadata(doc, part, info);
    write_output_intent(doc);
    HPDF_BYTE zero[IDENTITY] = {0};
    HPDF_Array identity = object_array(doc);
    HPDF_Array_Add(identity, HPDF_Binary_New(doc->mmgr, zero, IDENTITY));
    HPDF_Array_Add(identity, HPDF_Binary_New(doc->mmgr, zero, IDENTITY));
    HPDF_Dict_Add(doc->trailer, "ID", identity);
}

bool pdfa_identify(struct text *file, size_t start) {
    char digest[65];
    sha256_hex(file->bytes + start, file->length - start, digest);
    size_t length = strlen(noughts);
    int found = 0;
    if (file->length - start < length)
        return false; /* LCOV_EXCL_LINE: every file is longer */
    for (size_t at = file->length - length; at > start && found < 2;
         at--) { /* the trailer is the last thing */
        if (memcmp(file->bytes + at, noughts, length) != 0)
            continue;
        memcpy(file->bytes + at + 1, digest, 2 * IDENTITY);
        found++;
    }
    return found == 2;
}
