/* SPDX-License-Identifier: MIT
 *
 * abi/socket.h: what system calls on sockets exchange with programs, with Linux's
 * values and layouts on AArch64.
 */
#ifndef ABI_SOCKET_H
#define ABI_SOCKET_H

#include <abi/time.h>
#include <stdint.h>

enum { ABI_AF_UNSPEC = 0, ABI_AF_INET = 2 };
enum { ABI_SOCK_STREAM = 1, ABI_SOCK_DGRAM = 2, ABI_SOCK_RAW = 3, ABI_SOCK_TYPE = 0xf };
enum { ABI_SOCK_NONBLOCK = 04000, ABI_SOCK_CLOEXEC = 02000000 };
enum { ABI_IPPROTO_IP = 0, ABI_IPPROTO_ICMP = 1, ABI_IPPROTO_TCP = 6, ABI_IPPROTO_UDP = 17 };

enum {
	ABI_MSG_PEEK = 0x2,
	ABI_MSG_TRUNC = 0x20,
	ABI_MSG_DONTWAIT = 0x40,
	ABI_MSG_WAITALL = 0x100,
	ABI_MSG_NOSIGNAL = 0x4000,
};

enum { ABI_SHUT_RD, ABI_SHUT_WR, ABI_SHUT_RDWR };

/* Levels and options */
enum {
	ABI_SOL_SOCKET = 1,
	ABI_SO_REUSEADDR = 2,
	ABI_SO_TYPE = 3,
	ABI_SO_ERROR = 4,
	ABI_SO_BROADCAST = 6,
	ABI_SO_SNDBUF = 7,
	ABI_SO_RCVBUF = 8,
	ABI_SO_KEEPALIVE = 9,
	ABI_SO_LINGER = 13,
	ABI_SO_RCVTIMEO = 20,
	ABI_SO_SNDTIMEO = 21,
	ABI_SO_ACCEPTCONN = 30,
	ABI_SO_PROTOCOL = 38,
	ABI_SO_DOMAIN = 39,
	ABI_TCP_NODELAY = 1,
};

struct abi_sockaddr_in {
	uint16_t family;
	uint8_t port[2];                /* the higher byte first */
	uint8_t address[4];
	uint8_t zero[8];
};

struct abi_msghdr {
	uint64_t name;
	uint32_t name_bytes;
	uint32_t pad1;
	uint64_t iov;
	uint64_t iov_count;
	uint64_t control;
	uint64_t control_bytes;
	int32_t flags;
	int32_t pad2;
};


#endif
