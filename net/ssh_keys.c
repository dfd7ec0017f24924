/* SPDX-License-Identifier: MIT
 *
 * ssh_keys.c: /etc/ssh/authorized_keys (sshd(8), "AUTHORIZED_KEYS FILE FORMAT", lines
 * without options): type, base64 of the key blob (RFC 4253, 6.6), comment.
 *
 * Reading is file I/O and parsing is long: both happen preemptible and without a
 * lock, on a set of the caller's own.  keys_lock covers only the exchange of the
 * pointer.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/print.h>
#include <kernel/spinlock.h>
#include <kernel/string.h>
#include "file_load.h"
#include "ssh_keys.h"

#define KEYS_PATH "/etc/ssh/authorized_keys"
#define KEYS_FILE_MAX 65536u
#define KEYS_MAX 64u

struct ssh_key {
	uint8_t *blob;                  /* inside the set's file text, decoded in place */
	size_t blob_len;
};

struct ssh_key_set {
	char *text;
	unsigned count;
	struct ssh_key keys[KEYS_MAX];
};

static DEFINE_SPINLOCK(keys_lock, no_preempt);
static struct ssh_key_set *keys HF_GUARDED_BY(keys_lock);

static int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* Decodes `len` characters (RFC 4648, 4) in place.  Returns the bytes or -EINVAL. */
static ssize_t base64_decode(char *text, size_t len)
{
	uint8_t *out = (uint8_t *)text;
	size_t pad = 0, n = 0;

	while (pad < 2 && pad < len && text[len - 1 - pad] == '=')
		pad++;
	if (len == 0 || len % 4 != 0)
		return -EINVAL;
	for (size_t i = 0; i < len; i += 4) {
		uint32_t bits = 0;

		for (size_t j = i; j < i + 4; j++) {
			int digit = j < len - pad ? base64_digit(text[j]) : 0;

			if (digit < 0)
				return -EINVAL;
			bits = bits << 6 | (uint32_t)digit;
		}
		out[n++] = (uint8_t)(bits >> 16);
		out[n++] = (uint8_t)(bits >> 8);
		out[n++] = (uint8_t)bits;
	}
	return (ssize_t)(n - pad);
}

/* Does the blob start with the same type that the line names? */
static bool blob_has_type(const uint8_t *blob, size_t len, const char *type, size_t type_len)
{
	size_t named;

	if (len < 4)
		return false;
	named = (size_t)blob[0] << 24 | (size_t)blob[1] << 16 | (size_t)blob[2] << 8 | blob[3];
	return named == type_len && len - 4 > type_len && memcmp(blob + 4, type, type_len) == 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static char *word_end(char *p)
{
	while (*p && !is_blank(*p))
		p++;
	return p;
}

static char *skip_blank(char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

/* One line, zero-terminated.  0 with the key, -ENOENT for nothing, -EINVAL. */
static int key_parse(char *line, struct ssh_key *out)
{
	char *type = skip_blank(line), *type_end = word_end(type);
	char *base64 = skip_blank(type_end), *base64_end = word_end(base64);
	ssize_t n;

	if (*type == '\0' || *type == '#')
		return -ENOENT;
	n = base64_decode(base64, (size_t)(base64_end - base64));
	if (n < 0 || !blob_has_type((uint8_t *)base64, (size_t)n, type, (size_t)(type_end - type)))
		return -EINVAL;
	*out = (struct ssh_key){ .blob = (uint8_t *)base64, .blob_len = (size_t)n };
	return 0;
}

static void set_parse(struct ssh_key_set *set)
{
	unsigned number = 1;

	for (char *line = set->text, *next; line; line = next, number++) {
		struct ssh_key key;
		int err;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		err = key_parse(line, &key);
		if (err == -ENOENT)
			continue;
		if (err || set->count == KEYS_MAX) {
			kprintf(LOG_WARNING, "ssh: %s:%u: %s\n", KEYS_PATH, number,
				err ? "not a public key" : "too many keys");
			continue;
		}
		set->keys[set->count++] = key;
	}
}

static void set_free(struct ssh_key_set *set)
{
	if (set)
		kfree(set->text);
	kfree(set);
}

static int set_read(struct ssh_key_set *set)
{
	void *text = NULL;
	size_t len;
	int err = file_load(KEYS_PATH, KEYS_FILE_MAX, &text, &len);

	if (err == -ENOENT)
		return 0;
	if (err)
		return err;
	set->text = text;
	set_parse(set);
	return 0;
}

int ssh_keys_load(void)
{
	struct ssh_key_set *set = kzalloc(sizeof(*set)), *old;
	int err;

	if (!set)
		return -ENOMEM;
	err = set_read(set);
	if (err) {
		set_free(set);
		return err;
	}
	spin_lock(&keys_lock);
	old = keys;
	keys = set;
	spin_unlock(&keys_lock);
	set_free(old);
	return 0;
}

unsigned ssh_keys_count(void)
{
	unsigned n;

	spin_lock(&keys_lock);
	n = keys ? keys->count : 0;
	spin_unlock(&keys_lock);
	return n;
}
