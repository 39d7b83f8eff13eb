/* Rows of results as plain records, in SI units: what JSON and CSV carry. Pages show tables made from them
 * (table.h). */
#ifndef FACTS_RECORD_H
#define FACTS_RECORD_H

#include "quantity.h"

struct record_column {
    const char *id; /* the contract's key, its unit in the name */
    size_t offset;
    enum member_kind kind;
    bool zero_absent; /* 0 means that there is none: null in JSON, nothing in CSV */
};

struct record_set {
    const char *id;    /* path in the JSON: "decode", "capacity.rows" */
    const char *table; /* the page table that these rows stand behind: "latency" */
    const struct record_column *columns;
    size_t n_columns;
    size_t stride;
    size_t rows, count; /* offsets in struct facts of the pointer to the rows and of their number */
};

extern const struct record_set record_sets[];
extern const size_t n_record_sets;

const void *record_row(const struct facts *facts, const struct record_set *set, size_t index);
size_t record_count(const struct facts *facts, const struct record_set *set);

/* A page table's records; NULL where it has none. */
const struct record_set *record_find(const char *table);

/* Every quantity and every record as one JSON object, indented, a newline at the end. `prefix` NULL for all
 * of it, or one of its objects ("model"). */
void facts_json(const struct facts *facts, const char *prefix, struct text *out);

/* All of it as a report carries it: without indentation, numbers to ten digits, so that another processor's
 * last bit moves no byte. */
void facts_json_kept(const struct facts *facts, struct text *out);

/* The records of one table as a JSON array, or as CSV with a head row. */
void record_json(const struct facts *facts, const struct record_set *set, struct text *out);
void record_csv(const struct facts *facts, const struct record_set *set, struct text *out);

void json_string(struct text *out, const char *string); /* quoted and escaped */
void csv_string(struct text *out, const char *string);  /* quoted where it must be */

#endif
