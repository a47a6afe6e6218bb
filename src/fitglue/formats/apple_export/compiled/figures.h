/* Dates and numbers out of text.
 *
 * Nothing here guesses: what is not written exactly as the Health app writes it is not read (0 or
 * NULL), and the readers in Python judge it. No function looks at or behind `stop`; those without
 * one say how many bytes must be there.
 */
#ifndef FITGLUE_FIGURES_H
#define FITGLUE_FIGURES_H

#include <float.h>
#include <stddef.h>
#include <stdint.h>

#if FLT_EVAL_METHOD != 0
#error "Quotients are rounded twice here: numpy reads the same, without that."
#endif

typedef unsigned char byte;

enum { MOMENT_BYTES = 19, DATE_BYTES = 25, MOST_FIGURE_BYTES = 19 };

static inline int is_digit(byte c) { return c >= '0' && c <= '9'; }

/* Reads `count` digits at `p`. */
static inline int read_digits(const byte *p, int count, int *value)
{
    int total = 0;
    for (int i = 0; i < count; i++) {
        if (!is_digit(p[i]))
            return 0;
        total = total * 10 + (p[i] - '0');
    }
    *value = total;
    return 1;
}

static inline int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + leap;
}

/* Counts the days from 1970 on. The year begins in March, so that a leap day is its last:
 * days_from_civil of https://howardhinnant.github.io/date_algorithms.html, for years from 1970. */
static inline int64_t day_number(int year, int month, int day)
{
    year -= month <= 2;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int of_era = year * 365 + year / 4 - year / 100 + year / 400 + of_year;
    return (int64_t)of_era - 719468;
}

/* Reads the MOMENT_BYTES of `2025-07-14 16:39:58`, with `between` for the space, as seconds since
 * 1970 by the clock that it is written in. */
static inline int read_moment(const byte *p, byte between, int64_t *seconds)
{
    int year, month, day, hour, minute, second;
    if (p[4] != '-' || p[7] != '-' || p[10] != between || p[13] != ':' || p[16] != ':')
        return 0;
    if (!read_digits(p, 4, &year) || !read_digits(p + 5, 2, &month) ||
        !read_digits(p + 8, 2, &day) || !read_digits(p + 11, 2, &hour) ||
        !read_digits(p + 14, 2, &minute) || !read_digits(p + 17, 2, &second))
        return 0;
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month) ||
        hour > 23 || minute > 59 || second > 60)
        return 0;
    *seconds = day_number(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
    return 1;
}

/* Reads the DATE_BYTES of `2025-07-14 16:39:58 +0100` as seconds since 1970. */
static inline int read_date(const byte *p, int64_t *seconds)
{
    int hours, minutes;
    const byte *offset = p + MOMENT_BYTES + 1;
    if (!read_moment(p, ' ', seconds) || p[MOMENT_BYTES] != ' ' ||
        (offset[0] != '+' && offset[0] != '-') || !read_digits(offset + 1, 2, &hours) ||
        !read_digits(offset + 3, 2, &minutes))
        return 0;
    int east = hours * 3600 + minutes * 60;
    *seconds -= offset[0] == '+' ? east : -east;
    return 1;
}

static inline const byte *add_digits(const byte *p, const byte *stop, uint64_t *number)
{
    for (; p < stop && is_digit(*p); p++)
        *number = *number * 10 + (uint64_t)(*p - '0'); /* too many are refused below */
    return p;
}

/* Reads a plain decimal number, up to the first byte that is none of it: gives that place.
 *
 * The result is the nearest double, as Python's own float() gives: an integer up to 2**53 divided
 * by a power of ten up to 10**18, both exact, is rounded once. */
static inline const byte *read_decimal(const byte *p, const byte *stop, double *value)
{
    static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                  1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};
    int negative = p < stop && *p == '-';
    const byte *first = p + negative;
    ptrdiff_t places = 0;
    uint64_t number = 0;
    p = add_digits(first, stop, &number);
    if (p == first)
        return NULL;
    if (p < stop && *p == '.') {
        const byte *behind = add_digits(p + 1, stop, &number);
        places = behind - (p + 1);
        p = behind;
        if (!places)
            return NULL;
    }
    if (p - first > MOST_FIGURE_BYTES || number > (uint64_t)1 << 53)
        return NULL;
    *value = (double)number / tens[places];
    if (negative)
        *value = -*value;
    return p;
}

#endif
