/* SPDX-License-Identifier: MIT
 *
 * tls.h: TLS 1.2 server connections (RFC 5246) as streams, by BearSSL.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include "stream.h"

/* Reads the server's certificate and its EC P-256 key, both DER.  Once, before the
 * first tls_stream_new.  0, -ENOENT, -EINVAL (not such a key), .... */
int tls_server_init(const char *cert_path, const char *key_path) __must_check HF_MAY_BLOCK;

/* A TLS stream over `lower`, which it then owns.  The handshake happens in the first
 * read or write.  NULL: no memory, and `lower` is still the caller's. */
struct stream *tls_stream_new(struct stream *lower) HF_MAY_BLOCK;

#endif
