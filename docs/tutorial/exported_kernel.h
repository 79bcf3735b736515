/*
 * Runs what `tilewright export` writes, in plain C with OpenCL 1.2: a folder with launch.json and the source that it names.
 * Copy this file into your program and change it as you like. It handles every exported OpenCL kernel: several launches, scratch
 * buffers, scalars and local memory. Whatever goes wrong ends the program with a message.
 */
#ifndef EXPORTED_KERNEL_H
#define EXPORTED_KERNEL_H

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 32 };

struct launch {
    cl_kernel kernel;
    cl_uint dimensions;
    size_t global[3], local[3];
};

struct exported_kernel {
    cl_context context;
    cl_command_queue queue;
    cl_program program;
    int buffers, launches;
    char names[MOST][64];
    cl_mem memory[MOST];
    size_t bytes[MOST];
    struct launch launch[MOST];
};

static void fail(const char *what, const char *detail) {
    fprintf(stderr, "%s: %s\n", what, detail);
    exit(1);
}

static void check(cl_int code, const char *what) {
    if (code != CL_SUCCESS) {
        char number[32];
        snprintf(number, sizeof number, "OpenCL error %d", (int) code);
        fail(what, number);
    }
}

/* ---- As much JSON as launch.json needs: a value is a pointer to its first character. ---- */

static const char *after_space(const char *p) {
    return p + strspn(p, " \t\r\n");
}

static const char *after_string(const char *p) {
    for (p++; *p && *p != '"'; p++) {
        if (*p == '\\' && p[1]) p++;
    }
    return *p ? p + 1 : p;
}

/* Returns the comma or bracket after a value. */
static const char *after_value(const char *p) {
    int depth = 0;
    while (*p) {
        if (*p == '"') {
            p = after_string(p);
            continue;
        }
        if (depth == 0 && strchr(",]}", *p)) break;
        if (*p == '[' || *p == '{') depth++;
        if (*p == ']' || *p == '}') depth--;
        p++;
    }
    return p;
}

/* Returns element i of an array, or NULL. */
static const char *element(const char *array, int i) {
    const char *p = after_space(array + 1);
    if (*p == ']') return NULL;
    for (; i > 0; i--) {
        p = after_value(p);
        if (*p != ',') return NULL;
        p = after_space(p + 1);
    }
    return p;
}

/* Returns a member of an object, or NULL. */
static const char *find(const char *object, const char *name) {
    size_t length = strlen(name);
    const char *p = after_space(object + 1);
    while (*p == '"') {
        int found = strncmp(p + 1, name, length) == 0 && p[length + 1] == '"';
        p = after_space(after_space(after_string(p)) + 1);
        if (found) return p;
        p = after_value(p);
        if (*p == ',') p = after_space(p + 1);
    }
    return NULL;
}

static const char *member(const char *object, const char *name) {
    const char *value = find(object, name);
    if (!value) fail("launch.json has no member", name);
    return value;
}

static void text(const char *value, char *to, size_t size) {
    size_t length = (size_t) (after_string(value) - value) - 2;
    if (*value != '"' || length >= size) fail("launch.json has a string that is not", to);
    memcpy(to, value + 1, length);
    to[length] = 0;
}

/* ---- The kernel ---- */

static char *read_file(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) fail("cannot read", path);
    fseek(file, 0, SEEK_END);
    size_t size = (size_t) ftell(file);
    rewind(file);
    char *content = calloc(size + 1, 1);
    if (!content || fread(content, 1, size, file) != size) fail("cannot read", path);
    fclose(file);
    return content;
}

static int index_of(const struct exported_kernel *kernel, const char *name) {
    for (int i = 0; i < kernel->buffers; i++) {
        if (strcmp(kernel->names[i], name) == 0) return i;
    }
    fail("the kernel has no buffer", name);
    return -1;
}

static cl_uint sizes(const char *array, size_t *to) {
    cl_uint count = 0;
    for (const char *size; count < 3 && (size = element(array, (int) count)); count++) {
        to[count] = strtoull(size, NULL, 10);
    }
    return count;
}

static void set_argument(struct exported_kernel *kernel, cl_kernel entry, cl_uint i, const char *argument) {
    const char *value;
    if ((value = find(argument, "buffer"))) {
        char name[64];
        text(value, name, sizeof name);
        check(clSetKernelArg(entry, i, sizeof(cl_mem), &kernel->memory[index_of(kernel, name)]), name);
    } else if ((value = find(argument, "local_bytes"))) {
        check(clSetKernelArg(entry, i, strtoull(value, NULL, 10), NULL), "local memory");
    } else {
        char type[16];
        text(member(argument, "type"), type, sizeof type);
        value = member(argument, "value");
        cl_int whole = (cl_int) strtol(value, NULL, 10);
        cl_long wide = (cl_long) strtoll(value, NULL, 10);
        cl_float single = strtof(value, NULL);
        cl_double twice = strtod(value, NULL);
        if (strcmp(type, "int32") == 0) check(clSetKernelArg(entry, i, sizeof whole, &whole), "a scalar");
        else if (strcmp(type, "int64") == 0) check(clSetKernelArg(entry, i, sizeof wide, &wide), "a scalar");
        else if (strcmp(type, "float32") == 0) check(clSetKernelArg(entry, i, sizeof single, &single), "a scalar");
        else check(clSetKernelArg(entry, i, sizeof twice, &twice), "a scalar");
    }
}

/* Opens an exported kernel on a device: builds it, creates its buffers and sets its arguments. */
static struct exported_kernel *exported_open(const char *folder, cl_device_id device) {
    struct exported_kernel *kernel = calloc(1, sizeof *kernel);
    char *json = read_file(folder, "launch.json");
    const char *file = after_space(json);
    char name[256], options[4096] = "";
    cl_int code;

    text(member(file, "language"), name, sizeof name);
    if (strcmp(name, "opencl") != 0) fail("not an OpenCL kernel", name);
    text(member(file, "source"), name, sizeof name);
    char *source = read_file(folder, name);
    const char *option;
    for (int i = 0; (option = element(member(file, "build_options"), i)); i++) {
        text(option, name, sizeof name);
        strcat(strcat(options, " "), name);
    }

    kernel->context = clCreateContext(NULL, 1, &device, NULL, NULL, &code);
    check(code, "clCreateContext");
    kernel->queue = clCreateCommandQueue(kernel->context, device, 0, &code);
    check(code, "clCreateCommandQueue");
    kernel->program = clCreateProgramWithSource(kernel->context, 1, (const char **) &source, NULL, &code);
    check(code, "clCreateProgramWithSource");
    check(clBuildProgram(kernel->program, 1, &device, options, NULL, NULL), "clBuildProgram");

    const char *buffer;
    for (; kernel->buffers < MOST && (buffer = element(member(file, "buffers"), kernel->buffers)); kernel->buffers++) {
        int i = kernel->buffers;
        text(member(buffer, "name"), kernel->names[i], sizeof kernel->names[i]);
        text(member(buffer, "type"), name, sizeof name);
        kernel->bytes[i] = strcmp(name, "float64") == 0 ? 8 : 4;
        const char *extent;
        for (int d = 0; (extent = element(member(buffer, "shape"), d)); d++) {
            kernel->bytes[i] *= strtoull(extent, NULL, 10);
        }
        kernel->memory[i] = clCreateBuffer(kernel->context, CL_MEM_READ_WRITE, kernel->bytes[i], NULL, &code);
        check(code, kernel->names[i]);
    }

    const char *description;
    for (; kernel->launches < MOST && (description = element(member(file, "launches"), kernel->launches)); kernel->launches++) {
        struct launch *launch = &kernel->launch[kernel->launches];
        text(member(description, "entry"), name, sizeof name);
        launch->kernel = clCreateKernel(kernel->program, name, &code);
        check(code, name);
        launch->dimensions = sizes(member(description, "global_size"), launch->global);
        sizes(member(description, "local_size"), launch->local);
        const char *argument;
        for (int i = 0; (argument = element(member(description, "arguments"), i)); i++) {
            set_argument(kernel, launch->kernel, (cl_uint) i, argument);
        }
    }
    free(source);
    free(json);
    return kernel;
}

/* Copies an array of the program to a buffer, whole. */
static void exported_write(struct exported_kernel *kernel, const char *buffer, const void *values) {
    int i = index_of(kernel, buffer);
    check(clEnqueueWriteBuffer(kernel->queue, kernel->memory[i], CL_TRUE, 0, kernel->bytes[i], values, 0, NULL, NULL), buffer);
}

/* Copies a buffer to an array of the program, whole. */
static void exported_read(struct exported_kernel *kernel, const char *buffer, void *values) {
    int i = index_of(kernel, buffer);
    check(clEnqueueReadBuffer(kernel->queue, kernel->memory[i], CL_TRUE, 0, kernel->bytes[i], values, 0, NULL, NULL), buffer);
}

/* Runs all launches in order and waits for the last. */
static void exported_run(struct exported_kernel *kernel) {
    for (int i = 0; i < kernel->launches; i++) {
        struct launch *launch = &kernel->launch[i];
        check(clEnqueueNDRangeKernel(kernel->queue, launch->kernel, launch->dimensions, NULL, launch->global, launch->local, 0,
                  NULL, NULL), "a launch");
    }
    check(clFinish(kernel->queue), "clFinish");
}

static void exported_close(struct exported_kernel *kernel) {
    for (int i = 0; i < kernel->launches; i++) clReleaseKernel(kernel->launch[i].kernel);
    for (int i = 0; i < kernel->buffers; i++) clReleaseMemObject(kernel->memory[i]);
    clReleaseProgram(kernel->program);
    clReleaseCommandQueue(kernel->queue);
    clReleaseContext(kernel->context);
    free(kernel);
}

#endif
