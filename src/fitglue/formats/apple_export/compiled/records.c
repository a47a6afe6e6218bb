/* The Records of an export as the Health app writes them, one after the other.
 *
 * Records that begin alike share a head: everything up to the value of creationDate, or for a kind
 * that nobody keeps, up to its type. Python reads each head once and teaches it; here heads are
 * compared, the tail behind one is read, and whatever is not as it should be is left to Python by
 * its place and the reason.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdlib.h>
#include <string.h>

#include "compiled.h"
#include "tail.h"

enum { HEADS = 64, WORD = 8 };
/* Why reading paused: nothing is left; a tag that is no Record; a Record with a head that nobody
 * taught; one whose tail is written in another way; no room for another row of its kind. */
enum { END, SPECIAL, UNKNOWN, UNREAD, FULL };

typedef struct {
    byte *text;
    Py_ssize_t length;
    Py_ssize_t pointer, pointer_end; /* hexadecimal digits that differ from Record to Record */
    Py_ssize_t kind;                 /* where it is counted */
    Py_ssize_t column;               /* where its rows go, -1: nowhere */
    uint16_t source, unit;
} Head;

typedef struct {
    PyObject_HEAD
    Py_buffer seen, filled, rows;
    Py_ssize_t kinds, columns, room;
    Head *heads[HEADS]; /* the one met last is the first */
    int known, busy;
} Records;

static int is_pointer(const byte *p, ptrdiff_t length)
{
    for (ptrdiff_t i = 0; i < length; i++)
        if (!is_digit(p[i]) && (p[i] < 'a' || p[i] > 'f'))
            return 0;
    return 1;
}

static int begins(const Head *head, const byte *p, const byte *stop)
{
    ptrdiff_t first = head->pointer, last = head->pointer_end;
    return stop - p > head->length && !memcmp(p, head->text, (size_t)first) &&
           is_pointer(p + first, last - first) &&
           !memcmp(p + last, head->text + last, (size_t)(head->length - last));
}

static void move_to_front(Records *self, int place)
{
    Head *head = self->heads[place];
    memmove(self->heads + 1, self->heads, (size_t)place * sizeof *self->heads);
    self->heads[0] = head;
}

static const Head *recognise(Records *self, const byte *p, const byte *stop)
{
    for (int place = 0; place < self->known; place++)
        if (begins(self->heads[place], p, stop)) {
            if (place)
                move_to_front(self, place);
            return self->heads[0];
        }
    return NULL;
}

static const byte *keep(Records *self, const Head *head, const byte *tail, const byte *stop, int *why)
{
    int64_t *filled = (int64_t *)self->filled.buf + head->column;
    if (*filled < 0 || *filled >= self->room) {
        *why = FULL;
        return NULL;
    }
    Row *row = (Row *)self->rows.buf + head->column * self->room + *filled;
    const byte *behind = read_tail(tail, stop, row);
    if (!behind) {
        *why = UNREAD;
        return NULL;
    }
    row->source = head->source;
    row->unit = head->unit;
    ++*filled;
    return behind;
}

static const byte *read_record(Records *self, const byte *p, const byte *stop, int *why)
{
    const Head *head = recognise(self, p, stop);
    if (!head) {
        *why = UNKNOWN;
        return NULL;
    }
    const byte *behind = p + head->length;
    if (head->column >= 0)
        behind = keep(self, head, behind, stop, why);
    if (behind)
        ((int64_t *)self->seen.buf)[head->kind]++;
    return behind;
}

/* Tells closing tags and the children of Records, of which nothing is needed. */
static int is_usual(const byte *p, ptrdiff_t length)
{
    if (length >= 2 && p[1] == '/')
        return length < WORD || memcmp(p, "</Health", WORD);
    return length >= WORD && (!memcmp(p, "<Metadat", WORD) || !memcmp(p, "<Instant", WORD) ||
                              !memcmp(p, "<HeartRa", WORD));
}

/* Reads Records up to `stop`, or to the first place that is left to Python. */
static const byte *read_records(Records *self, const byte *p, const byte *stop, int *why)
{
    while (p < stop && (p = memchr(p, '<', (size_t)(stop - p)))) {
        const byte *behind = p + 1;
        if (stop - p >= WORD && !memcmp(p, "<Record ", WORD)) {
            behind = read_record(self, p, stop, why);
            if (!behind)
                return p;
        } else if (!is_usual(p, stop - p)) {
            *why = SPECIAL;
            return p;
        }
        p = behind;
    }
    return stop;
}

static int claim(Records *self)
{
    if (self->busy)
        PyErr_SetString(PyExc_RuntimeError, "two threads read with one reader");
    return self->busy ? 0 : (self->busy = 1);
}

static PyObject *records_read(PyObject *object, PyObject *arguments)
{
    Records *self = (Records *)object;
    Py_buffer block;
    Py_ssize_t start, stop, place;
    int why = END;
    if (!PyArg_ParseTuple(arguments, "y*nn", &block, &start, &stop))
        return NULL;
    place = stop;
    if (0 <= start && start <= stop && stop <= block.len && claim(self)) {
        const byte *text = block.buf;
        Py_BEGIN_ALLOW_THREADS
        place = read_records(self, text + start, text + stop, &why) - text;
        Py_END_ALLOW_THREADS
        self->busy = 0;
    } else if (!PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "the part lies outside of the block");
    PyBuffer_Release(&block);
    return PyErr_Occurred() ? NULL : Py_BuildValue("ni", place, why);
}

static void forget(Head *head)
{
    if (head)
        free(head->text);
    free(head);
}

static Head *copied(const Head *from, const char *text)
{
    Head *head = malloc(sizeof *head);
    byte *own = malloc(from->length ? (size_t)from->length : 1);
    if (!head || !own) {
        free(head);
        free(own);
        PyErr_NoMemory();
        return NULL;
    }
    *head = *from;
    head->text = memcpy(own, text, (size_t)from->length);
    return head;
}

static int is_possible(const Records *self, const Head *head)
{
    return 0 <= head->pointer && head->pointer <= head->pointer_end &&
           head->pointer_end <= head->length && 0 <= head->kind && head->kind < self->kinds &&
           -1 <= head->column && head->column < self->columns;
}

static PyObject *records_learn(PyObject *object, PyObject *arguments)
{
    Records *self = (Records *)object;
    const char *text;
    Head head = {0};
    if (!PyArg_ParseTuple(arguments, "y#(nn)nnHH", &text, &head.length, &head.pointer,
                          &head.pointer_end, &head.kind, &head.column, &head.source, &head.unit))
        return NULL;
    if (!is_possible(self, &head))
        return PyErr_Format(PyExc_ValueError, "a head out of bounds");
    Head *own = copied(&head, text);
    if (!own || !claim(self)) {
        forget(own);
        return NULL;
    }
    if (self->known == HEADS)
        forget(self->heads[--self->known]);
    self->heads[self->known++] = own;
    move_to_front(self, self->known - 1);
    self->busy = 0;
    Py_RETURN_NONE;
}

static PyObject *records_new(PyTypeObject *type, PyObject *arguments, PyObject *Py_UNUSED(named))
{
    Records *self = (Records *)type->tp_alloc(type, 0);
    if (self && !PyArg_ParseTuple(arguments, "w*w*w*", &self->seen, &self->filled, &self->rows))
        Py_CLEAR(self);
    if (self) {
        self->kinds = self->seen.len / (Py_ssize_t)sizeof(int64_t);
        self->columns = self->filled.len / (Py_ssize_t)sizeof(int64_t);
        self->room = self->columns ? self->rows.len / (Py_ssize_t)sizeof(Row) / self->columns : 0;
    }
    return (PyObject *)self;
}

static void records_dealloc(PyObject *object)
{
    Records *self = (Records *)object;
    PyTypeObject *type = Py_TYPE(object);
    while (self->known)
        forget(self->heads[--self->known]);
    PyBuffer_Release(&self->seen);
    PyBuffer_Release(&self->filled);
    PyBuffer_Release(&self->rows);
    type->tp_free(object);
    Py_DECREF(type);
}

static PyMethodDef methods[] = {
    {"read", records_read, METH_VARARGS, "Read Records up to the first that is left to Python."},
    {"learn", records_learn, METH_VARARGS, "Teach a head."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_new, records_new},
    {Py_tp_dealloc, records_dealloc},
    {Py_tp_methods, methods},
    {0, NULL},
};

PyType_Spec records_spec = {
    .name = "_compiled.Records",
    .basicsize = sizeof(Records),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = slots,
};
