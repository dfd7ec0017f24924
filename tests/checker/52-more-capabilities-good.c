/* SPDX-License-Identifier: MIT
 *
 * The same without the faults.
 */
#define CAPABILITY(name) __attribute__((capability(name)))

struct CAPABILITY("mutex") mutex { int v; };

static struct mutex outer;
static struct mutex inner __attribute__((acquired_after(outer)));
static struct mutex last;
static struct mutex middle __attribute__((acquired_before(last)));
static struct mutex first __attribute__((acquired_before(last)));

void mutex_lock(struct mutex *m) __attribute__((acquire_capability(m)));
int mutex_trylock(struct mutex *m) __attribute__((exclusive_trylock_function(1, m)));
void mutex_unlock(struct mutex *m) __attribute__((release_capability(m)));
void assert_held(struct mutex *m) __attribute__((assert_capability(m)));
struct mutex *the_lock(void) __attribute__((lock_returned(outer)));

void order(void)
{
	mutex_lock(&outer);
	mutex_lock(&inner);
	mutex_unlock(&inner);
	mutex_unlock(&outer);
}

void order_before(void)
{
	mutex_lock(&first);
	mutex_lock(&last);
	mutex_unlock(&last);
	mutex_unlock(&first);
}

void asserts(void)
{
	if (mutex_trylock(&middle)) {
		assert_held(&middle);
		mutex_unlock(&middle);
	}
}

void returned(void)
{
	mutex_lock(the_lock());
	mutex_unlock(&outer);
}
