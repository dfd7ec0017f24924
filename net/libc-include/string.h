/* SPDX-License-Identifier: MIT
 *
 * <string.h> for the libraries, from the kernel's own functions.
 */
#ifndef LIBC_STRING_H
#define LIBC_STRING_H

#include <kernel/string.h>

#endif
