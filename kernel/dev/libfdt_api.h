/* SPDX-License-Identifier: MIT
 *
 * libfdt_api.h: the part of libfdt (version 1.6) that fdt.c calls, with contracts.
 * The library comes compiled, so its own header would leave the checker with
 * functions that have neither body nor contract.
 */
#ifndef KERNEL_DEV_LIBFDT_API_H
#define KERNEL_DEV_LIBFDT_API_H

#include <kernel/base.h>

#define LIBFDT HF_TRUST("compiled library: reads the tree, calls nothing but mem and str functions")

/* All return an offset or a length, or a negative error. */
int fdt_check_header(const void *tree) LIBFDT;
int fdt_path_offset(const void *tree, const char *path) LIBFDT;
int fdt_first_subnode(const void *tree, int node) LIBFDT;
int fdt_next_subnode(const void *tree, int node) LIBFDT;
int fdt_node_offset_by_compatible(const void *tree, int start, const char *compatible) LIBFDT;
int fdt_address_cells(const void *tree, int node) LIBFDT;
/* NULL if there is no such property. */
const void *fdt_getprop(const void *tree, int node, const char *name, int *len) LIBFDT;

/* Cells are big-endian and aligned to 4 bytes (Devicetree Specification 0.4, 2.2.4). */
static inline uint32_t fdt_cell(const void *property, unsigned i)
{
	return __builtin_bswap32(((const uint32_t *)property)[i]);
}

static inline uint64_t fdt_cell_pair(const void *property, unsigned i)
{
	return (uint64_t)fdt_cell(property, i) << 32 | fdt_cell(property, i + 1);
}

/* The second word of the header (5.2). */
static inline uint32_t fdt_total_bytes(const void *tree)
{
	return fdt_cell(tree, 1);
}

#endif
