/* Chinese: the words of quantities, formulas, tables and figures, a file of rows each.
 *
 * What the spec's reader types (operator, mesh, bf16) and units of measure stay as they are; citations too.
 */
#include "words.h"

const struct translation words_zh[] = {
#include "words_zh_quantities.inc"
#include "words_zh_formulas.inc"
#include "words_zh_tables.inc"
#include "words_zh_misfits.inc"
#include "words_zh_inputs.inc"
#include "words_zh_figures.inc"
};
const size_t n_words_zh = sizeof words_zh / sizeof words_zh[0];
