/* SPDX-License-Identifier: MIT
 *
 * <stdlib.h> for libfdt's header, which includes it and uses nothing of it.
 */
#ifndef KERNEL_DEV_LIBC_STDLIB_H
#define KERNEL_DEV_LIBC_STDLIB_H

#include <stddef.h>

#endif
