/* SPDX-License-Identifier: MIT
 *
 * vfs_lock.h: vfs_lock, which guards the name space (the root mount, the inode
 * cache) and is held around path lookup, open and readdir, disk reads included;
 * and how such a disk read waits.
 *
 * vfs_lock is a mutex, since a lookup reads the disk: who waits for it gives the
 * CPU to the holder.  This header is also the only place where incident 1.1
 * differs.  There vfs_lock is a spinlock that its holders hold preemptibly, and
 * a disk read polls for its completion: a holder that is switched out keeps the
 * lock, and who spins on it with preemption off never lets the holder run again.
 */
#ifndef FS_VFS_LOCK_H
#define FS_VFS_LOCK_H

#ifdef INCIDENT_1_1

#include <kernel/spinlock.h>

extern raw_spinlock_t vfs_lock;
#define DEFINE_VFS_LOCK()  DEFINE_RAW_SPINLOCK(vfs_lock, preemptible)
#define vfs_lock_acquire() raw_spin_lock(&vfs_lock)
#define vfs_lock_release() raw_spin_unlock(&vfs_lock)
/* The disk only: file systems in memory have mutexes, and would be the first report. */
#define FS_IN_MEMORY false
#define fs_io_wait(queue, condition) \
	do { __asm__ volatile("yield"); } while (!(condition))

#else

#include <kernel/mutex.h>
#include <kernel/wait.h>

extern mutex_t vfs_lock;
#define DEFINE_VFS_LOCK()  DEFINE_MUTEX(vfs_lock)
#define vfs_lock_acquire() mutex_lock(&vfs_lock)
#define vfs_lock_release() mutex_unlock(&vfs_lock)
#define FS_IN_MEMORY true
#define fs_io_wait(queue, condition) wait_event(queue, condition)

#endif
#endif
