/* SPDX-License-Identifier: MIT
 *
 * sockets.c: system calls on sockets: TCP and UDP of this host to itself, and what is refused.
 */
#include "systest.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static struct sockaddr_in here(unsigned port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return a;
}

static const struct sockaddr *name(const struct sockaddr_in *a)
{
	return (const struct sockaddr *)a;
}

static int broken = -1;

static void write_broken(void)
{
	(void)send(broken, "x", 1, 0);
}

static void tcp(void)
{
	struct sockaddr_in a = here(7001), peer = { 0 };
	socklen_t len = sizeof(peer), four = 4;
	int l = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0), s, value;
	char text[8] = "";

	EXPECT_ERRNO(accept(l, NULL, NULL), EINVAL);
	EXPECT(bind(l, name(&a), sizeof(a)), 0);
	EXPECT_ERRNO(bind(l, name(&a), sizeof(a)), EINVAL);
	EXPECT(listen(l, 4), 0);
	EXPECT_ERRNO(recv(c, text, 8, 0), ENOTCONN);
	EXPECT_ERRNO(getpeername(c, (struct sockaddr *)&peer, &len), ENOTCONN);
	EXPECT(fcntl(l, F_SETFL, O_NONBLOCK), 0);
	EXPECT_ERRNO(accept(l, NULL, NULL), EAGAIN);
	EXPECT(fcntl(l, F_SETFL, 0), 0);
	EXPECT(connect(c, name(&a), sizeof(a)), 0);
	EXPECT_ERRNO(connect(c, name(&a), sizeof(a)), EISCONN);
	EXPECT_TRUE((s = accept4(l, (struct sockaddr *)&peer, &len, SOCK_CLOEXEC)) >= 0);
	EXPECT(fcntl(s, F_GETFD), FD_CLOEXEC);
	EXPECT(peer.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
	EXPECT(send(c, "abcdef", 6, 0), 6);
	EXPECT(recv(s, text, 3, MSG_WAITALL), 3);
	EXPECT(recv(s, text, 8, MSG_PEEK), 3);
	EXPECT(recv(s, text, 8, 0), 3);
	EXPECT(memcmp(text, "def", 3), 0);
	EXPECT_ERRNO(recv(s, text, 8, MSG_DONTWAIT), EAGAIN);
	EXPECT_ERRNO(recv(s, KERNEL_ADDRESS, 8, MSG_DONTWAIT), EAGAIN);
	EXPECT_ERRNO(send(s, KERNEL_ADDRESS, 8, 0), EFAULT);
	EXPECT(shutdown(c, SHUT_WR), 0);
	EXPECT_ERRNO(send(c, "x", 1, MSG_NOSIGNAL), EPIPE);
	broken = c;
	EXPECT(status_of(write_broken), SIGPIPE);
	EXPECT(recv(s, text, 8, 0), 0);
	EXPECT(getsockopt(s, SOL_SOCKET, SO_ERROR, &value, &four), 0);
	EXPECT(value, 0);
	EXPECT(close(s) | close(c) | close(l), 0);
}

static void refused(void)
{
	struct sockaddr_in a = here(7002);
	struct pollfd p = { .events = POLLOUT };
	int value = 77;
	socklen_t four = 4;

	/* This host answers before connect returns, waiting or not. */
	for (int flags = 0; flags <= SOCK_NONBLOCK; flags += SOCK_NONBLOCK) {
		p.fd = socket(AF_INET, SOCK_STREAM | flags, 0);
		EXPECT_ERRNO(connect(p.fd, name(&a), sizeof(a)), ECONNREFUSED);
		EXPECT(poll(&p, 1, 0), 1);
		EXPECT(getsockopt(p.fd, SOL_SOCKET, SO_ERROR, &value, &four), 0);
		EXPECT(value, 0);
		EXPECT(close(p.fd), 0);
	}
}

static void udp(void)
{
	struct sockaddr_in a = here(7003), from = { 0 };
	struct timeval soon = { .tv_usec = 1000 };
	int s = socket(AF_INET, SOCK_DGRAM, 0), c = socket(AF_INET, SOCK_DGRAM, 0);
	socklen_t len = sizeof(from);
	static char big[2000];
	char text[8];

	EXPECT(bind(s, name(&a), sizeof(a)), 0);
	EXPECT_ERRNO(bind(c, name(&a), sizeof(a)), EADDRINUSE);
	EXPECT_ERRNO(send(c, "x", 1, 0), EDESTADDRREQ);
	EXPECT_ERRNO(sendto(c, big, sizeof(big), 0, name(&a), sizeof(a)), EMSGSIZE);
	EXPECT_ERRNO(listen(s, 1), EOPNOTSUPP);
	EXPECT(sendto(c, "datagram", 8, 0, name(&a), sizeof(a)), 8);
	EXPECT(recvfrom(s, text, 4, MSG_TRUNC, (struct sockaddr *)&from, &len), 8);
	EXPECT(memcmp(text, "data", 4), 0);
	EXPECT(from.sin_family, AF_INET);
	EXPECT(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon)), 0);
	EXPECT_ERRNO(recv(s, text, 8, 0), EAGAIN);
	EXPECT(close(s) | close(c), 0);
}

static void wrong(void)
{
	struct sockaddr_in a = here(7004);
	int s = socket(AF_INET, SOCK_STREAM, 0);

	EXPECT_ERRNO(socket(77, SOCK_STREAM, 0), EAFNOSUPPORT);
	EXPECT_ERRNO(socket(AF_INET, 9, 0), ESOCKTNOSUPPORT);
	EXPECT_ERRNO(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP), EPROTONOSUPPORT);
	EXPECT_ERRNO(socket(AF_INET, SOCK_STREAM | 0x100, 0), EINVAL);
	EXPECT_ERRNO(bind(0x7fff, name(&a), sizeof(a)), EBADF);
	EXPECT_ERRNO(bind(1, name(&a), sizeof(a)), ENOTSOCK);
	EXPECT_ERRNO(bind(s, name(&a), 4), EINVAL);
	EXPECT_ERRNO(bind(s, name(&a), 1000), EINVAL);
	EXPECT_ERRNO(bind(s, KERNEL_ADDRESS, sizeof(a)), EFAULT);
	a.sin_family = 77;
	EXPECT_ERRNO(connect(s, name(&a), sizeof(a)), EAFNOSUPPORT);
	EXPECT_ERRNO(shutdown(s, 3), EINVAL);
	EXPECT_ERRNO(shutdown(s, SHUT_RD), ENOTCONN);
	EXPECT_ERRNO(setsockopt(s, SOL_SOCKET, 999, &a, 4), ENOPROTOOPT);
	EXPECT_ERRNO(lseek(s, 0, SEEK_SET), ESPIPE);
	EXPECT(close(s), 0);
}

const struct test socket_tests[] = {
	{ "socket-tcp", tcp },
	{ "socket-refused", refused },
	{ "socket-udp", udp },
	{ "socket-wrong", wrong },
	{ 0 },
};
