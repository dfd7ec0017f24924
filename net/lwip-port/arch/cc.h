/* SPDX-License-Identifier: MIT
 *
 * cc.h: what lwIP asks of the compiler and of the machine (lwip/arch.h).
 */
#ifndef NET_LWIP_CC_H
#define NET_LWIP_CC_H

#include <kernel/base.h>
#include <kernel/panic.h>

/* ssize_t is the kernel's (lwip/arch.h makes its own where this is missing). */
#define SSIZE_MAX INT64_MAX
#define LWIP_NO_UNISTD_H 1

/* The kernel has no locale and so no <ctype.h>, and prints no more than
 * print.h's conversions, so it has no <inttypes.h>. */
#define LWIP_NO_CTYPE_H 1
#define LWIP_NO_INTTYPES_H 1
#define X8_F "02x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "zu"

#define LWIP_PLATFORM_DIAG(x) do { } while (0)
#define LWIP_PLATFORM_ASSERT(text) panic("lwip: %s (%s:%d)", text, __FILE__, __LINE__)

uint32_t net_random(void);
#define LWIP_RAND() net_random()

uint16_t net_checksum(const void *data, int len);
#define LWIP_CHKSUM net_checksum

#endif
