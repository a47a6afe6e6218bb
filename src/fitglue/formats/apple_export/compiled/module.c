/* `_compiled`: what `_compiled.pyi` promises. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "compiled.h"

static int fill_module(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&records_spec);
    int failed = type == NULL || PyModule_AddObjectRef(module, "Records", type) < 0;
    Py_XDECREF(type);
    return failed ? -1 : 0;
}

static PyMethodDef functions[] = {
    {"read_points", read_points, METH_VARARGS, "Read the points of a route into columns."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{Py_mod_exec, fill_module}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_compiled",
    .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__compiled(void) { return PyModuleDef_Init(&definition); }
