/* SPDX-License-Identifier: MIT
 *
 * clang's attributes for what a pointer points to, and for data that any lock guards.
 *
 * expect: guarded-by: bad.c:40:10: error: `*buffer` is read without `table`
 * expect: guarded-by: bad.c:45:5: error: `*device.block` is written without `device.lock`
 * expect: guarded-by: bad.c:50:
 * expect: guarded-by: bad.c:55:
 * expect: guarded-by: bad.c:60:9: error: `total` is read without any lock
 * expect: guarded-by: bad.c:65:4: error: `*spare` is written without any lock
 * expect: guarded-by: bad.c:73:
 * count: 7
 */
#define LOCK(name) __attribute__((capability(name)))
#define GUARDED_VAR __attribute__((guarded_var))
#define PT_GUARDED_VAR __attribute__((pt_guarded_var))
#define PT_GUARDED_BY(l) __attribute__((pt_guarded_by(l)))

struct LOCK("mutex") mutex { int v; };
struct block { int size, data[8]; };
struct device {
	struct mutex lock;
	struct block *block PT_GUARDED_BY(lock);
	struct block *other;
};

void mutex_lock(struct mutex *m) __attribute__((acquire_capability(m)));
void mutex_unlock(struct mutex *m) __attribute__((release_capability(m)));

static struct mutex table;
static int *buffer PT_GUARDED_BY(table);
static int total GUARDED_VAR;
static int *spare PT_GUARDED_VAR;

int reads(void)
{
	mutex_lock(&table);
	mutex_unlock(&table);

	return *buffer;
}

void writes(struct device *d)
{
	d->block->size = 1;
}

int reads_element(int i)
{
	return buffer[i + 1];
}

int reads_part(struct device *d, int i)
{
	return d->block->data[i];
}

int counts(void)
{
	return total;
}

void fills(int i)
{
	*(spare + i) = 0;
}

void another(struct device *d, struct device *e)
{
	mutex_lock(&d->lock);

	/* Another device's lock. */
	e->block->size = 2;
	mutex_unlock(&d->lock);
}
