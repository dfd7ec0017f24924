/* SPDX-License-Identifier: MIT
 *
 * user_copy.c: copies between the kernel and the calling process's memory, through
 * the process's own tables: no address of a program is ever dereferenced.
 */
#include "user_copy.h"

#include "process.h"

int copy_from_user(void *to, user_addr_t from, size_t len)
{
	return vm_copy_in(process_current()->vm, to, from, len);
}

int copy_to_user(user_addr_t to, const void *from, size_t len)
{
	return vm_copy_out(process_current()->vm, to, from, len);
}

ssize_t strncpy_from_user(char *to, user_addr_t from, size_t cap)
{
	return vm_copy_in_string(process_current()->vm, to, from, cap);
}
