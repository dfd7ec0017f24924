/* SPDX-License-Identifier: MIT
 *
 * heap.h: the memory that lwIP's heap lies in.
 */
#ifndef NET_HEAP_H
#define NET_HEAP_H

#include <stdint.h>

/* lwIP keeps a little at the end for itself. */
#define NET_HEAP_BLOCK_MAX_BYTES (4 * 1024 * 1024)
#define NET_HEAP_BLOCK_MIN_BYTES (256 * 1024)
#define NET_HEAP_MAX_BYTES (NET_HEAP_BLOCK_MAX_BYTES - 64)

/* Constant after stack_init (stack.c). */
extern uint8_t *net_heap;
extern uint32_t net_heap_unused_bytes;  /* by how much it is smaller than the largest */

#endif
