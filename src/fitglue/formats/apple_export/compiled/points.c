/* The points of a route file in Apple's own layout, straight into columns. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

#include "compiled.h"
#include "figures.h"

enum { TIME, LATITUDE, LONGITUDE, ALTITUDE, SPEED, COURSE, HORIZONTAL, VERTICAL, COLUMNS };

typedef struct {
    const byte *at, *stop;
} Cursor;

static int skip_text(Cursor *cursor, const char *text, ptrdiff_t length)
{
    if (cursor->stop - cursor->at < length || memcmp(cursor->at, text, (size_t)length))
        return 0;
    cursor->at += length;
    return 1;
}

#define SKIP(cursor, text) skip_text(cursor, text, (ptrdiff_t)sizeof(text) - 1)

static int take_number(Cursor *cursor, double *value)
{
    const byte *behind = read_decimal(cursor->at, cursor->stop, value);
    if (!behind)
        return 0;
    cursor->at = behind;
    return 1;
}

static int take_time(Cursor *cursor, double *value)
{
    int64_t seconds;
    if (cursor->stop - cursor->at < MOMENT_BYTES || !read_moment(cursor->at, 'T', &seconds))
        return 0;
    cursor->at += MOMENT_BYTES;
    *value = (double)seconds;
    return 1;
}

static int take_place(Cursor *cursor, int longitude_first, double point[COLUMNS])
{
    if (longitude_first)
        return SKIP(cursor, "<trkpt lon=\"") && take_number(cursor, &point[LONGITUDE]) &&
               SKIP(cursor, "\" lat=\"") && take_number(cursor, &point[LATITUDE]);
    return SKIP(cursor, "<trkpt lat=\"") && take_number(cursor, &point[LATITUDE]) &&
           SKIP(cursor, "\" lon=\"") && take_number(cursor, &point[LONGITUDE]);
}

static int take_point(Cursor *cursor, int longitude_first, double point[COLUMNS])
{
    return take_place(cursor, longitude_first, point) && SKIP(cursor, "\"><ele>") &&
           take_number(cursor, &point[ALTITUDE]) && SKIP(cursor, "</ele><time>") &&
           take_time(cursor, &point[TIME]) && SKIP(cursor, "Z</time><extensions><speed>") &&
           take_number(cursor, &point[SPEED]) && SKIP(cursor, "</speed><course>") &&
           take_number(cursor, &point[COURSE]) && SKIP(cursor, "</course><hAcc>") &&
           take_number(cursor, &point[HORIZONTAL]) && SKIP(cursor, "</hAcc><vAcc>") &&
           take_number(cursor, &point[VERTICAL]) &&
           SKIP(cursor, "</vAcc></extensions></trkpt>");
}

static void skip_space(Cursor *cursor)
{
    while (cursor->at < cursor->stop && strchr(" \t\r\n", *cursor->at) && *cursor->at)
        cursor->at++;
}

/* Reads all points into columns of `room` values each; gives their number, -1 when something is
 * written in another way or there are more. */
static Py_ssize_t take_points(Cursor cursor, int longitude_first, double *columns, Py_ssize_t room)
{
    double point[COLUMNS];
    Py_ssize_t count = 0;
    for (; cursor.at < cursor.stop; count++) {
        if (count == room || !take_point(&cursor, longitude_first, point))
            return -1;
        for (int column = 0; column < COLUMNS; column++)
            columns[column * room + count] = point[column];
        skip_space(&cursor);
    }
    return count;
}

PyObject *read_points(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    Py_buffer gpx, columns;
    Py_ssize_t start, stop, count = -1;
    int longitude_first;
    if (!PyArg_ParseTuple(arguments, "y*nnpw*", &gpx, &start, &stop, &longitude_first, &columns))
        return NULL;
    if (0 <= start && start <= stop && stop <= gpx.len) {
        const byte *text = gpx.buf;
        Cursor cursor = {text + start, text + stop};
        Py_ssize_t room = columns.len / (Py_ssize_t)(COLUMNS * sizeof(double));
        Py_BEGIN_ALLOW_THREADS
        count = take_points(cursor, longitude_first, columns.buf, room);
        Py_END_ALLOW_THREADS
    }
    PyBuffer_Release(&gpx);
    PyBuffer_Release(&columns);
    return PyLong_FromSsize_t(count);
}
