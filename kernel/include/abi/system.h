/* SPDX-License-Identifier: MIT
 *
 * abi/system.h: what system calls about the machine exchange with programs, with
 * Linux's values and layouts on AArch64.
 */
#ifndef ABI_SYSTEM_H
#define ABI_SYSTEM_H

#include <stdint.h>

enum { ABI_SYSINFO_LOAD_ONE = 65536 };
struct abi_sysinfo {
	int64_t uptime_s;
	uint64_t loads[3];              /* in 1/ABI_SYSINFO_LOAD_ONE */
	uint64_t ram, ram_free, ram_shared, ram_buffers;
	uint64_t swap, swap_free;
	uint16_t processes;
	uint16_t pad1;
	uint64_t high, high_free;
	uint32_t unit_bytes;            /* of all amounts of memory */
	uint32_t pad2;
};
_Static_assert(sizeof(struct abi_sysinfo) == 112, "Linux's size on AArch64");

enum {
	ABI_SYSLOG_CLOSE = 0,
	ABI_SYSLOG_OPEN = 1,
	ABI_SYSLOG_READ = 2,
	ABI_SYSLOG_READ_ALL = 3,
	ABI_SYSLOG_CLEAR = 5,
	ABI_SYSLOG_SIZE_UNREAD = 9,
	ABI_SYSLOG_SIZE_BUFFER = 10,
};

#endif
