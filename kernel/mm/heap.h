/* SPDX-License-Identifier: MIT
 *
 * heap.h: starts kmalloc (kernel/heap.h).
 */
#ifndef KERNEL_MM_HEAP_H
#define KERNEL_MM_HEAP_H

/* Once, before the first allocation. */
void heap_init(void);

#endif
