/* SPDX-License-Identifier: MIT
 *
 * socket_inet.c: AF_INET: which sockets there are, addresses, errors, waiting and the options
 * that all of them have.
 */
#include <kernel/errno.h>
#include <kernel/string.h>
#include <kernel/time.h>
#include "socket_inet.h"

/* The longest timeout: what a program says is more means for ever. */
#define TIMEOUT_S_MAX 100000000

int inet_error(err_t err)
{
	switch (err) {
	case ERR_OK:
		return 0;
	case ERR_MEM:
	case ERR_BUF:
		return -ENOBUFS;
	case ERR_RTE:
		return -ENETUNREACH;
	case ERR_USE:
		return -EADDRINUSE;
	case ERR_ISCONN:
		return -EISCONN;
	case ERR_ALREADY:
		return -EALREADY;
	case ERR_CONN:
		return -ENOTCONN;
	case ERR_RST:
		return -ECONNRESET;
	default:
		return -EINVAL;
	}
}

int inet_address_get(const struct socket_address *address, ip_addr_t *ip, uint16_t *port)
{
	struct abi_sockaddr_in in;

	if (address->len < sizeof(in))
		return -EINVAL;
	memcpy(&in, address->bytes, sizeof(in));
	if (in.family != ABI_AF_INET)
		return -EAFNOSUPPORT;
	IP_ADDR4(ip, in.address[0], in.address[1], in.address[2], in.address[3]);
	*port = (uint16_t)(in.port[0] << 8 | in.port[1]);
	return 0;
}

void inet_address_set(struct socket_address *address, const ip_addr_t *ip, uint16_t port)
{
	struct abi_sockaddr_in in = {
		.family = ABI_AF_INET,
		.port = { (uint8_t)(port >> 8), (uint8_t)port },
		.address = { ip4_addr1(ip), ip4_addr2(ip), ip4_addr3(ip), ip4_addr4(ip) },
	};

	address->len = sizeof(in);
	memcpy(address->bytes, &in, sizeof(in));
}

uint64_t inet_deadline(uint64_t timeout_ns)
{
	return timeout_ns ? clock_ns() + timeout_ns : 0;
}

int inet_wait(struct wait_queue *q, struct waiter *w, unsigned flags, uint64_t deadline_ns)
{
	int err;

	if ((flags & ABI_MSG_DONTWAIT) || (deadline_ns && clock_ns() >= deadline_ns))
		return -EAGAIN;
	err = wait_sleep_interruptible(q, w, deadline_ns);
	return err == -EINTR ? err : 0;
}

int inet_option_int(const void *value, size_t len, int *out)
{
	if (len < sizeof(*out))
		return -EINVAL;
	memcpy(out, value, sizeof(*out));
	return 0;
}

void inet_option_set_int(int from, void *value, size_t *len)
{
	if (*len > sizeof(from))
		*len = sizeof(from);
	memcpy(value, &from, *len);
}

static int set_timeout(uint64_t *timeout_ns, const void *value, size_t len)
{
	struct abi_timeval t;

	if (len < sizeof(t))
		return -EINVAL;
	memcpy(&t, value, sizeof(t));
	if (t.sec < 0 || t.usec < 0 || t.usec >= 1000000)
		return -EINVAL;
	WRITE_ONCE(*timeout_ns, t.sec > TIMEOUT_S_MAX ? 0 :
		   (uint64_t)t.sec * NSEC_PER_SEC + (uint64_t)t.usec * NSEC_PER_USEC);
	return 0;
}

static void get_timeout(uint64_t timeout_ns, void *value, size_t *len)
{
	struct abi_timeval t = { .sec = timeout_ns / NSEC_PER_SEC,
				 .usec = timeout_ns % NSEC_PER_SEC / NSEC_PER_USEC };

	if (*len > sizeof(t))
		*len = sizeof(t);
	memcpy(value, &t, *len);
}

int inet_set_option(struct inet_socket *s, int level, int option, const void *value, size_t len)
{
	if (level != ABI_SOL_SOCKET)
		return -ENOPROTOOPT;
	switch (option) {
	case ABI_SO_RCVTIMEO:
		return set_timeout(&s->receive_ns, value, len);
	case ABI_SO_SNDTIMEO:
		return set_timeout(&s->send_ns, value, len);
	case ABI_SO_SNDBUF:
	case ABI_SO_RCVBUF:
	case ABI_SO_BROADCAST:
		return 0;               /* wishes; the buffers are as large as they are */
	default:
		return -ENOPROTOOPT;
	}
}

static int take_error(struct inet_socket *s) HF_MAY_BLOCK;
static int take_error(struct inet_socket *s)
{
	int error;

	net_lock();
	error = s->error;
	s->error = 0;
	net_unlock();
	return -error;
}

int inet_get_option(struct inet_socket *s, int level, int option, void *value, size_t *len)
{
	int result;

	if (level != ABI_SOL_SOCKET)
		return -ENOPROTOOPT;
	switch (option) {
	case ABI_SO_RCVTIMEO:
		get_timeout(READ_ONCE(s->receive_ns), value, len);
		return 0;
	case ABI_SO_SNDTIMEO:
		get_timeout(READ_ONCE(s->send_ns), value, len);
		return 0;
	case ABI_SO_TYPE:
		result = s->type;
		break;
	case ABI_SO_DOMAIN:
		result = ABI_AF_INET;
		break;
	case ABI_SO_PROTOCOL:
		result = s->protocol;
		break;
	case ABI_SO_ERROR:
		result = take_error(s);
		break;
	case ABI_SO_ACCEPTCONN:
		result = 0;
		break;
	case ABI_SO_SNDBUF:
	case ABI_SO_RCVBUF:
		result = 65536;
		break;
	default:
		return -ENOPROTOOPT;
	}
	inet_option_set_int(result, value, len);
	return 0;
}

static int inet_create(int type, int protocol, struct socket **out) HF_MAY_BLOCK;
static int inet_create(int type, int protocol, struct socket **out)
{
	switch (type) {
	case ABI_SOCK_STREAM:
		if (protocol != ABI_IPPROTO_IP && protocol != ABI_IPPROTO_TCP)
			return -EPROTONOSUPPORT;
		return tcp_socket_create(out);
	case ABI_SOCK_DGRAM:
		if (protocol != ABI_IPPROTO_IP && protocol != ABI_IPPROTO_UDP)
			return -EPROTONOSUPPORT;
		return datagram_socket_create(type, ABI_IPPROTO_UDP, out);
	case ABI_SOCK_RAW:
		if (protocol != ABI_IPPROTO_ICMP)
			return -EPROTONOSUPPORT;
		return datagram_socket_create(type, protocol, out);
	default:
		return -ESOCKTNOSUPPORT;
	}
}

static const struct socket_family inet_family = {
	.number = ABI_AF_INET,
	.create = inet_create,
};

int inet_register(void)
{
	return socket_family_register(&inet_family);
}
