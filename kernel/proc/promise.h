/* SPDX-License-Identifier: MIT
 *
 * promise.h: memory that programs have been told they have, and that has no page yet.
 *
 * A promise is made before a program may go on as if it had the memory, and is taken back
 * when the page is there or will never be needed.  So a program that takes all it can get is
 * refused more by mmap, brk or fork, and not when it touches what it has.
 */
#ifndef KERNEL_PROC_PROMISE_H
#define KERNEL_PROC_PROMISE_H

#include <kernel/base.h>

/* 0, -ENOMEM: that many pages are not there. */
int promise_make(size_t pages) __must_check;
void promise_take_back(size_t pages);

#endif
