/* SPDX-License-Identifier: MIT
 *
 * clang's attributes for order, assertions, returned locks and old spellings. What is not
 * understood is said.
 *
 * args: --require-closed
 * expect: lock-order: bad.c:41:
 * expect: lock-order: bad.c:49:
 * expect: requires: bad.c:57:
 * expect: lock-recursion: bad.c:63:
 * expect: unresolved: annotation `acquire_capability without a lock` is not understood
 */
#define CAPABILITY(name) __attribute__((capability(name)))

struct CAPABILITY("mutex") mutex { int v; };

static struct mutex outer;
static struct mutex inner __attribute__((acquired_after(outer)));
static struct mutex last;
static struct mutex middle __attribute__((acquired_before(last)));
static struct mutex first __attribute__((acquired_before(last)));
void odd(void) __attribute__((acquire_capability()));

void mutex_lock(struct mutex *m) __attribute__((acquire_capability(m)));
int mutex_trylock(struct mutex *m) __attribute__((exclusive_trylock_function(1, m)));
void mutex_unlock(struct mutex *m) __attribute__((release_capability(m)));
void assert_held(struct mutex *m) __attribute__((assert_capability(m)));
struct mutex *the_lock(void) __attribute__((lock_returned(outer)));
int read_it(void);

int read_it(void)
{
	mutex_lock(the_lock());
	mutex_unlock(&outer);
	return 0;
}

void order(void)
{
	mutex_lock(&inner);
	mutex_lock(&outer);
	mutex_unlock(&outer);
	mutex_unlock(&inner);
}

void order_before(void)
{
	mutex_lock(&last);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&last);
}

void asserts(void)
{
	if (mutex_trylock(&middle))
		mutex_unlock(&middle); assert_held(&middle);
}

void returned(void)
{
	mutex_lock(the_lock());
	mutex_lock(&outer);
	mutex_unlock(&outer);
}
