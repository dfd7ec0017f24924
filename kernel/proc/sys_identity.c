/* SPDX-License-Identifier: MIT
 *
 * sys_identity.c: who a process is: names and users.  Every process is the superuser's and
 * can't become anybody else's: what asks for user or group 0, or for no change, succeeds.
 */
#include "process.h"
#include "syscall.h"
#include "user_copy.h"

#include <kernel/errno.h>
#include <kernel/mutex.h>
#include <kernel/string.h>
#include <kernel/version.h>

/* getuid, geteuid, getgid, getegid, getgroups: 0, or none. */
long sys_getuid(const struct syscall_args *a)
{
	(void)a;
	return 0;
}

static bool is_root_or_same(uint64_t id)
{
	return (uint32_t)id == 0 || (uint32_t)id == UINT32_MAX;
}

/* setuid, setgid */
long sys_setuid(const struct syscall_args *a)
{
	if ((uint32_t)a->arg[0] == UINT32_MAX)
		return -EINVAL;
	return is_root_or_same(a->arg[0]) ? 0 : -EPERM;
}

/* setreuid, setregid */
long sys_setreuid(const struct syscall_args *a)
{
	return is_root_or_same(a->arg[0]) && is_root_or_same(a->arg[1]) ? 0 : -EPERM;
}

/* setresuid, setresgid */
long sys_setresuid(const struct syscall_args *a)
{
	return is_root_or_same(a->arg[2]) ? sys_setreuid(a) : -EPERM;
}

/* getresuid, getresgid */
long sys_getresuid(const struct syscall_args *a)
{
	static const uint32_t root = 0;
	int rc = 0;

	for (unsigned i = 0; i < 3 && !rc; i++)
		rc = copy_to_user(a->arg[i], &root, sizeof(root));
	return rc;
}

/* The previous file-system user or group, which never changes. */
long sys_setfsuid(const struct syscall_args *a)
{
	(void)a;
	return 0;
}

long sys_setgroups(const struct syscall_args *a)
{
	if ((int)a->arg[0] < 0 || (int)a->arg[0] > ABI_GROUPS_MAX)
		return -EINVAL;
	return a->arg[0] ? -EPERM : 0;
}

/* ---- names ---- */

static DEFINE_MUTEX(names_lock);
static struct abi_utsname names HF_GUARDED_BY(names_lock) = {
	.sysname = KERNEL_NAME,
	.nodename = KERNEL_NODE,
	.release = KERNEL_RELEASE,
	.version = "1",
	.machine = "aarch64",
	.domainname = "(none)",
};

long sys_uname(const struct syscall_args *a)
{
	struct abi_utsname now;

	mutex_lock(&names_lock);
	now = names;
	mutex_unlock(&names_lock);
	return copy_to_user(a->arg[0], &now, sizeof(now));
}

static long name_from_user(const struct syscall_args *a, char *out, size_t cap) HF_MAY_BLOCK;
static long name_from_user(const struct syscall_args *a, char *out, size_t cap)
{
	memset(out, 0, cap);
	if ((int)a->arg[1] < 0 || a->arg[1] >= cap)
		return -EINVAL;
	return copy_from_user(out, a->arg[0], a->arg[1]);
}

long sys_sethostname(const struct syscall_args *a)
{
	char name[sizeof(names.nodename)];
	long rc = name_from_user(a, name, sizeof(name));

	if (rc)
		return rc;
	mutex_lock(&names_lock);
	memcpy(names.nodename, name, sizeof(name));
	mutex_unlock(&names_lock);
	return 0;
}

long sys_setdomainname(const struct syscall_args *a)
{
	char name[sizeof(names.domainname)];
	long rc = name_from_user(a, name, sizeof(name));

	if (rc)
		return rc;
	mutex_lock(&names_lock);
	memcpy(names.domainname, name, sizeof(name));
	mutex_unlock(&names_lock);
	return 0;
}

static long set_name(user_addr_t from) HF_MAY_BLOCK;
static long set_name(user_addr_t from)
{
	char name[PROCESS_NAME_BYTES] = { 0 };
	ssize_t len = strncpy_from_user(name, from, sizeof(name));

	/* Longer ones are cut. */
	if (len < 0 && len != -ENAMETOOLONG)
		return len;
	name[sizeof(name) - 1] = '\0';
	process_set_name(process_current(), name);
	return 0;
}

static long get_name(user_addr_t to) HF_MAY_BLOCK;
static long get_name(user_addr_t to)
{
	char name[PROCESS_NAME_BYTES];

	process_get_name(process_current(), name);
	return copy_to_user(to, name, sizeof(name));
}

long sys_prctl(const struct syscall_args *a)
{
	switch (a->arg[0]) {
	case ABI_PR_SET_NAME:
		return set_name(a->arg[1]);
	case ABI_PR_GET_NAME:
		return get_name(a->arg[1]);
	case ABI_PR_GET_DUMPABLE:
		return 0;
	case ABI_PR_SET_DUMPABLE:
		return a->arg[1] == 0 ? 0 : -EINVAL;
	case ABI_PR_CAPBSET_READ:
		/* The superuser can do everything. */
		return a->arg[1] <= ABI_CAP_LAST ? 1 : -EINVAL;
	default:
		return -EINVAL;
	}
}
