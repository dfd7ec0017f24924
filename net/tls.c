/* SPDX-License-Identifier: MIT
 *
 * tls.c: TLS server connections over BearSSL's engine.
 *
 * The engine is a state machine without I/O: it says which of four buffers it
 * can fill or empty next, and tls_advance moves bytes between those and the
 * stream below until the wanted one is ready.  Everything belongs to the
 * connection's thread; the certificate and the key are constant after set-up.
 */
#include <bearssl.h>
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/random.h>
#include <kernel/string.h>
#include "file_load.h"
#include "tls.h"

#define DER_MAX 8192u
#define KEY_BYTES_MAX 32u               /* P-256 */
#define ENTROPY_BYTES 32u

struct tls_stream {
	struct stream base;
	struct stream *lower;
	br_ssl_server_context server;
	unsigned char buffer[BR_SSL_BUFSIZE_BIDI];
};

static struct {
	br_x509_certificate chain[1];
	br_ec_private_key key;
	unsigned char key_bytes[KEY_BYTES_MAX];
} identity;

static int key_decode(const void *der, size_t len)
{
	br_skey_decoder_context decoder;
	const br_ec_private_key *key;

	br_skey_decoder_init(&decoder);
	br_skey_decoder_push(&decoder, der, len);
	key = br_skey_decoder_get_ec(&decoder);
	if (br_skey_decoder_last_error(&decoder) != 0 || !key ||
	    key->curve != BR_EC_secp256r1 || key->xlen > KEY_BYTES_MAX)
		return -EINVAL;
	/* The decoded key lies inside the decoder. */
	memcpy(identity.key_bytes, key->x, key->xlen);
	identity.key = *key;
	identity.key.x = identity.key_bytes;
	return 0;
}

int tls_server_init(const char *cert_path, const char *key_path)
{
	void *cert, *key;
	size_t cert_len, key_len;
	int err;

	err = file_load(key_path, DER_MAX, &key, &key_len);
	if (err)
		return err;
	err = key_decode(key, key_len);
	memset(key, 0, key_len);
	kfree(key);
	if (err)
		return err;

	err = file_load(cert_path, DER_MAX, &cert, &cert_len);
	if (err)
		return err;
	identity.chain[0] = (br_x509_certificate){ .data = cert, .data_len = cert_len };
	return 0;
}

/* What this server speaks: forward-secret AEAD suites only. */
static void server_configure(br_ssl_server_context *sc)
{
	static const uint16_t suites[] = {
		BR_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
		BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
		BR_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
	};
	br_ssl_engine_context *engine = &sc->eng;

	br_ssl_server_zero(sc);
	br_ssl_engine_set_versions(engine, BR_TLS12, BR_TLS12);
	br_ssl_engine_set_suites(engine, suites, ARRAY_LEN(suites));
	br_ssl_engine_set_ec(engine, &br_ec_all_m31);
	br_ssl_engine_set_hash(engine, br_sha256_ID, &br_sha256_vtable);
	br_ssl_engine_set_hash(engine, br_sha384_ID, &br_sha384_vtable);
	br_ssl_engine_set_prf_sha256(engine, &br_tls12_sha256_prf);
	br_ssl_engine_set_prf_sha384(engine, &br_tls12_sha384_prf);
	br_ssl_engine_set_gcm(engine, &br_sslrec_in_gcm_vtable, &br_sslrec_out_gcm_vtable);
	br_ssl_engine_set_aes_ctr(engine, &br_aes_ct64_ctr_vtable);
	br_ssl_engine_set_ghash(engine, &br_ghash_ctmul64);
	br_ssl_engine_set_chapol(engine, &br_sslrec_in_chapol_vtable,
				 &br_sslrec_out_chapol_vtable);
	br_ssl_engine_set_chacha20(engine, &br_chacha20_ct_run);
	br_ssl_engine_set_poly1305(engine, &br_poly1305_ctmulq_run);
	br_ssl_server_set_single_ec(sc, identity.chain, ARRAY_LEN(identity.chain),
				    &identity.key, BR_KEYTYPE_SIGN, BR_KEYTYPE_EC,
				    &br_ec_all_m31, &br_ecdsa_i31_sign_asn1);
}

static struct tls_stream *to_tls(struct stream *s)
{
	return container_of(s, struct tls_stream, base);
}

/* Passes one outgoing record, or a part of it, to the stream below. */
static int records_send(struct tls_stream *t)
{
	size_t len;
	unsigned char *buf = br_ssl_engine_sendrec_buf(&t->server.eng, &len);
	int err = stream_write(t->lower, buf, len);

	if (err)
		return err;
	br_ssl_engine_sendrec_ack(&t->server.eng, len);
	return 0;
}

/* Reads what there is for the engine.  -ECONNRESET: the peer ended without a
 * close_notify, so the data may have been cut short. */
static int records_receive(struct tls_stream *t)
{
	size_t cap;
	unsigned char *buf = br_ssl_engine_recvrec_buf(&t->server.eng, &cap);
	ssize_t n = stream_read(t->lower, buf, cap);

	if (n <= 0)
		return n < 0 ? (int)n : -ECONNRESET;
	br_ssl_engine_recvrec_ack(&t->server.eng, (size_t)n);
	return 0;
}

/* Runs the engine until it is in one of the `wanted` states (BR_SSL_...), with no
 * record left to send.  -EPIPE: the connection was closed in good order. */
static int tls_advance(struct tls_stream *t, unsigned wanted)
{
	br_ssl_engine_context *engine = &t->server.eng;

	t->lower->deadline_ns = t->base.deadline_ns;
	for (;;) {
		unsigned state = br_ssl_engine_current_state(engine);
		int err;

		if (state & BR_SSL_CLOSED)
			return br_ssl_engine_last_error(engine) == BR_ERR_OK ? -EPIPE : -EIO;
		if (state & BR_SSL_SENDREC)
			err = records_send(t);
		else if (state & wanted)
			return 0;
		else if (state & BR_SSL_RECVREC)
			err = records_receive(t);
		else
			return -EIO;    /* the peer sends where it must only read */
		if (err)
			return err;
	}
}

static ssize_t tls_stream_read(struct stream *s, void *buf, size_t cap)
{
	struct tls_stream *t = to_tls(s);
	unsigned char *from;
	size_t n;
	int err = tls_advance(t, BR_SSL_RECVAPP);

	if (err)
		return err == -EPIPE ? 0 : err;
	from = br_ssl_engine_recvapp_buf(&t->server.eng, &n);
	if (n > cap)
		n = cap;
	memcpy(buf, from, n);
	br_ssl_engine_recvapp_ack(&t->server.eng, n);
	return (ssize_t)n;
}

static int tls_stream_write(struct stream *s, const void *buf, size_t len)
{
	struct tls_stream *t = to_tls(s);
	const unsigned char *p = buf;

	while (len > 0) {
		unsigned char *to;
		size_t n;
		int err = tls_advance(t, BR_SSL_SENDAPP);

		if (err)
			return err;
		to = br_ssl_engine_sendapp_buf(&t->server.eng, &n);
		if (n > len)
			n = len;
		memcpy(to, p, n);
		br_ssl_engine_sendapp_ack(&t->server.eng, n);
		p += n;
		len -= n;
	}
	br_ssl_engine_flush(&t->server.eng, 0);
	return tls_advance(t, BR_SSL_SENDAPP | BR_SSL_RECVAPP);
}

/* Sends close_notify; the peer's answer is not waited for (RFC 5246, 7.2.1). */
static void tls_stream_finish(struct stream *s)
{
	struct tls_stream *t = to_tls(s);

	br_ssl_engine_close(&t->server.eng);
	t->lower->deadline_ns = t->base.deadline_ns;
	while (br_ssl_engine_current_state(&t->server.eng) & BR_SSL_SENDREC)
		if (records_send(t) != 0)
			break;
	stream_finish(t->lower);
}

static void tls_stream_close(struct stream *s)
{
	struct tls_stream *t = to_tls(s);

	stream_close(t->lower);
	/* Session keys must not stay behind in the heap. */
	memset(t, 0, sizeof(*t));
	__asm__ volatile("" : : "r"(t) : "memory");
	kfree(t);
}

static const struct stream_ops tls_stream_ops = {
	.read = tls_stream_read,
	.write = tls_stream_write,
	.finish = tls_stream_finish,
	.close = tls_stream_close,
};

struct stream *tls_stream_new(struct stream *lower)
{
	struct tls_stream *t = kmalloc(sizeof(*t));
	uint8_t entropy[ENTROPY_BYTES];

	if (!t)
		return NULL;
	t->base = (struct stream){ .ops = &tls_stream_ops, .deadline_ns = lower->deadline_ns };
	t->lower = lower;
	server_configure(&t->server);
	br_ssl_engine_set_buffer(&t->server.eng, t->buffer, sizeof(t->buffer), 1);
	random_bytes(entropy, sizeof(entropy));
	br_ssl_engine_inject_entropy(&t->server.eng, entropy, sizeof(entropy));
	if (!br_ssl_server_reset(&t->server)) {
		kfree(t);
		return NULL;
	}
	return &t->base;
}
