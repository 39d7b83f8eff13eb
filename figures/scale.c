/* See scale.h. */
#include "scale.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

double nice_below(double value) {
    double power = pow(10, floor(log10(value) + 1e-9));
    double lead = value / power * (1 + 1e-9);
    return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1);
}

double nice_above(double value) {
    double below = nice_below(value);
    if (below >= value * (1 - 1e-9))
        return below;
    double lead = below / pow(10, floor(log10(below) + 1e-9));
    return below * (lead > 1.5 && lead < 2.5 ? 2.5 : 2);
}

struct scale scale_linear(double least, double greatest, double from, double to) {
    double low = least < 0 ? least : 0;
    double high = greatest > low ? greatest : low + 1;
    double step = nice_above((high - low) / 5);
    /* up to the next tick where that is near, else the data's own end */
    double next = step * ceil(high / step - 1e-9);
    if (next - high < 0.3 * step)
        high = next;
    if (low < 0)
        low = step * floor(low / step + 1e-9);
    return (struct scale){false, low, high, from, to};
}

struct scale scale_log(double least, double greatest, double from, double to) {
    double high = greatest > 0 ? greatest : 1;
    double low = least > 0 && least <= high ? least : high;
    if (high / low < 1.5) {
        low /= 2;
        high *= 2;
    }
    low = nice_below(low);
    double next = nice_above(high);
    high = next / high < 1.25 ? next : high * 1.08;
    return (struct scale){true, low, high, from, to};
}

/* Multiples of each decade, from sparse to dense; a row is used when its tightest pair keeps the gap. */
struct multiples {
    double tightest; /* least ratio of neighbours */
    int count;
    double of[6];
};
static const struct multiples rows[] = {
    {4.0 / 3, 6, {1, 1.5, 2, 3, 5, 7}},
    {2, 3, {1, 2, 5}},
    {10, 1, {1}},
};

static const double SHORT = 1.4; /* decades */

/* The multiple in `of` (rising, the first 1) next at or past the value, downwards or upwards. */
static double multiple_past(double value, const double *of, int n, bool upwards) {
    double power = pow(10, floor(log10(value) + 1e-9)), lead = value / power;
    if (upwards) {
        for (int i = 0; i < n; i++)
            if (of[i] >= lead * (1 - 1e-9))
                return of[i] * power;
        return 10 * power;
    }
    for (int i = n; i-- > 0;)
        if (of[i] <= lead * (1 + 1e-9))
            return of[i] * power;
    return power; /* LCOV_EXCL_LINE: the first multiple is 1 */
}

struct scale scale_log_covering(double least, double greatest, double from, double to) {
    struct scale near = scale_log(least, greatest, from, to);
    double low = least > 0 && least <= greatest ? least : near.low,
           high = greatest > 0 ? greatest : near.high;
    if (high / low < 1.5) {
        low = near.low;
        high = near.high;
    }
    /* where the range is short, to the denser ticks that it gets */
    for (int row = 0; row < 2; row++) {
        near.low = multiple_past(low, rows[row].of, rows[row].count, false);
        near.high = multiple_past(high, rows[row].of, rows[row].count, true);
        if (log10(near.high / near.low) < SHORT)
            break;
    }
    return near;
}

double scale_at(const struct scale *scale, double value) {
    double share;
    if (scale->logarithmic)
        share = value <= 0 ? 0 : log(value / scale->low) / log(scale->high / scale->low);
    else
        share = (value - scale->low) / (scale->high - scale->low);
    share = share < 0 ? 0 : share > 1 ? 1 : share; /* not a number stays so, and the ink refuses it */
    return scale->from + share * (scale->to - scale->from);
}

static int ticks_stepped(const struct scale *scale, double gap, double *out, int room) {
    double span = scale->high - scale->low, length = fabs(scale->to - scale->from);
    double step = nice_above(fmax(span * gap / fmax(length, 1), span / room));
    int count = 0;
    double first = ceil(scale->low / step - 1e-6);
    for (double i = first; i * step <= scale->high + 1e-6 * span && count < room; i++)
        out[count++] = i * step;
    return count;
}

static int ticks_from(const struct scale *scale, const struct multiples *row, int decades, double *out,
                      int room) {
    int count = 0;
    int first = (int)floor(log10(scale->low)) - 1, last = (int)ceil(log10(scale->high));
    for (int power = first; power <= last; power++) {
        if (((power % decades) + decades) % decades)
            continue;
        for (int i = 0; i < row->count && count < room; i++) {
            double value = row->of[i] * pow(10, power);
            if (value >= scale->low * (1 - 1e-9) && value <= scale->high * (1 + 1e-9))
                out[count++] = value;
        }
    }
    return count;
}

static int ticks_log(const struct scale *scale, double gap, double *out, int room) {
    double per_decade = fabs(scale->to - scale->from) / log10(scale->high / scale->low);
    if (log10(scale->high / scale->low) < 0.5)
        return ticks_stepped(scale, gap * 1.3, out, room);
    /* the densest row only where the range is short: 1-2-5 reads better */
    bool is_short = log10(scale->high / scale->low) < SHORT;
    for (size_t i = is_short ? 0 : 1; i < sizeof rows / sizeof *rows; i++) {
        double tightest = log10(rows[i].tightest) * per_decade;
        if (tightest >= gap)
            return ticks_from(scale, &rows[i], 1, out, room);
    }
    int decades = 1;
    while (decades < 40 && decades * per_decade < gap)
        decades++;
    return ticks_from(scale, &rows[2], decades, out, room);
}

int scale_ticks(const struct scale *scale, double gap, double *out, int room) {
    return scale->logarithmic ? ticks_log(scale, gap, out, room) : ticks_stepped(scale, gap, out, room);
}

/* ---- numbers ------------------------------------------------------------------------------------------ */

void number_fixed(double value, int decimals, char out[48]) {
    char plain[40];
    if (!(fabs(value) < 1e15)) {
        snprintf(out, 48, "%g", value);
        return;
    }
    snprintf(plain, sizeof plain, "%.*f", decimals, fabs(value));
    size_t whole = strcspn(plain, "."), at = 0;
    if (value < 0 && strspn(plain, "0.") < strlen(plain))
        at = (size_t)snprintf(out, 48, "\xE2\x88\x92");
    for (size_t i = 0; plain[i]; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = plain[i];
    }
    out[at] = '\0';
}

static void number_power(double value, char out[48]) {
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    int power = (int)floor(log10(fabs(value)) + 1e-9);
    double lead = value / pow(10, power);
    size_t at = 0;
    if (fabs(lead - 1) > 1e-9)
        at = (size_t)snprintf(out, 48, "%.3g·", lead);
    at += (size_t)snprintf(out + at, 48 - at, "10%s", power < 0 ? "⁻" : "");
    char digits[12];
    snprintf(digits, sizeof digits, "%d", power < 0 ? -power : power);
    for (const char *d = digits; *d; d++)
        at += (size_t)snprintf(out + at, 48 - at, "%s", raised[*d - '0']);
}

/* The fewest decimals, up to 6, that say the value to nine digits. */
static int decimals_of(double value) {
    for (int decimals = 0; decimals < 6; decimals++) {
        double scaled = fabs(value) * pow(10, decimals);
        if (fabs(scaled - round(scaled)) <= 1e-6 * fmax(scaled, 1e-9))
            return decimals;
    }
    return 6;
}

void number_words(double value, double step, char out[48]) {
    if (value == 0)
        snprintf(out, 48, "%.*f", step >= 0.001 ? decimals_of(step) : 0, 0.0);
    else if (fabs(value) >= 999999.5 || fabs(value) < 0.0009999999)
        number_power(value, out);
    else
        number_fixed(value, decimals_of(step > 0 ? step : value), out);
}
