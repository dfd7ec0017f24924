/* SPDX-License-Identifier: MIT
 *
 * ssh_keys.h: who may log in: the public keys of /etc/ssh/authorized_keys.
 */
#ifndef NET_SSH_KEYS_H
#define NET_SSH_KEYS_H

#include <kernel/base.h>

/* Reads the file and replaces the set.  A line that is no key is reported with its
 * number and left out.  A missing file is an empty set.  0, -ENOMEM, -EFBIG, .... */
int ssh_keys_load(void) __must_check HF_MAY_BLOCK;

/* How many keys the set holds. */
unsigned ssh_keys_count(void);

#endif
