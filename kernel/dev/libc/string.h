/* SPDX-License-Identifier: MIT
 *
 * <string.h> for libfdt's header.
 */
#ifndef KERNEL_DEV_LIBC_STRING_H
#define KERNEL_DEV_LIBC_STRING_H

#include <kernel/string.h>

#endif
