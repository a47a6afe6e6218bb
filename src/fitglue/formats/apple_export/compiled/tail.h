/* What follows the head of a Record:
 *
 *  2025-07-14 16:40:02 +0100" startDate="2025-07-14 16:39:58 +0100"
 *      endDate="2025-07-14 16:39:58 +0100" value="102"/>
 */
#ifndef FITGLUE_TAIL_H
#define FITGLUE_TAIL_H

#include <string.h>

#include "figures.h"

/* One row of the table that Python hands in, by the same layout. */
typedef struct {
    uint32_t start_s, duration_s;
    double value;
    uint16_t source, unit;
    uint32_t unused;
} Row;

/* Tells whether DATE_BYTES at `p` look like a date. */
static inline int is_date_like(const byte *p)
{
    static const char shape[] = "0000-00-00 00:00:00 +0000";
    for (int i = 0; i < DATE_BYTES; i++)
        if (shape[i] == '0' ? !is_digit(p[i]) : p[i] != shape[i] && !(shape[i] == '+' && p[i] == '-'))
            return 0;
    return 1;
}

#define START "\" startDate=\""
#define FINISH "\" endDate=\""
#define VALUE "\" value=\""
enum {
    START_AT = DATE_BYTES,
    START_DATE_AT = START_AT + sizeof START - 1,
    FINISH_AT = START_DATE_AT + DATE_BYTES,
    FINISH_DATE_AT = FINISH_AT + sizeof FINISH - 1,
    VALUE_AT = FINISH_DATE_AT + DATE_BYTES,
    NUMBER_AT = VALUE_AT + sizeof VALUE - 1,
};

static inline int read_dates(const byte *p, Row *row)
{
    int64_t start_s, end_s;
    const byte *start = p + START_DATE_AT, *finish = p + FINISH_DATE_AT;
    if (!read_date(start, &start_s))
        return 0;
    if (!memcmp(start, finish, DATE_BYTES)) /* most samples are instants */
        end_s = start_s;
    else if (!read_date(finish, &end_s))
        return 0;
    if (start_s < 0 || start_s > UINT32_MAX || end_s < 0 || end_s > UINT32_MAX)
        return 0;
    row->start_s = (uint32_t)start_s;
    row->duration_s = end_s > start_s ? (uint32_t)(end_s - start_s) : 0;
    return 1;
}

/* Reads what follows a head, up to the end of the tag: gives the place behind it. */
static inline const byte *read_tail(const byte *p, const byte *stop, Row *row)
{
    if (stop - p <= NUMBER_AT || memcmp(p + START_AT, START, sizeof START - 1) ||
        memcmp(p + FINISH_AT, FINISH, sizeof FINISH - 1) ||
        memcmp(p + VALUE_AT, VALUE, sizeof VALUE - 1) || !is_date_like(p) || !read_dates(p, row))
        return NULL;
    p = read_decimal(p + NUMBER_AT, stop, &row->value);
    if (!p || stop - p < 3 || *p++ != '"')
        return NULL;
    p += *p == '/';
    return *p == '>' ? p + 1 : NULL;
}

#endif
