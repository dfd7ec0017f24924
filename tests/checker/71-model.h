/* SPDX-License-Identifier: MIT
 *
 * 71-model.h: a small kernel that has never heard of Holdfast.  71-model.ini says what its
 * functions do.
 */
#ifndef MODEL_H
#define MODEL_H

typedef unsigned long flags_t;
struct raw_lock { volatile int v; };
struct lock { struct raw_lock raw; };
typedef union { char bytes[40]; long align; } sleeper_t;

static inline struct raw_lock *lock_raw(struct lock *l) { return &l->raw; }
flags_t raw_lock_save(struct raw_lock *l);
void raw_unlock_restore(struct raw_lock *l, flags_t flags);
#define lock_save(l, flags) ((flags) = raw_lock_save(lock_raw(l)))
#define unlock_restore(l, flags) raw_unlock_restore(lock_raw(l), flags)

void lock_plain(struct lock *);
int lock_attempt(struct lock *l);
static inline void unlock_plain(struct lock *l)
{
	l->raw.v = 0;
}
void sleeper_wait(sleeper_t *s);
int sleeper_wait_killable(sleeper_t *s);
void sleeper_wake(sleeper_t *s);

void masks_up(void);
void masks_down(void);
void *get_pages(unsigned count, unsigned how);
#define MAY_WAIT 4
#define HIGH 1

struct queue { struct lock lock, extra; sleeper_t turn; int length; };
struct driver { int (*open)(void *); void (*interrupt)(void *); };
int driver_add(const struct driver *d);
void timer_add(unsigned ms, void (*fn)(void *), void *arg);

#endif
