/* What the parts of the module show each other. */
#ifndef FITGLUE_COMPILED_H
#define FITGLUE_COMPILED_H

#include <Python.h>

extern PyType_Spec records_spec;
PyObject *read_points(PyObject *module, PyObject *arguments);

#endif
