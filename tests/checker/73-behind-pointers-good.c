/* SPDX-License-Identifier: MIT
 *
 * The pointer itself needs no lock, and neither does what another pointer leads to.
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
void *make(unsigned size) __attribute__((malloc));
void needs(struct device *d) __attribute__((requires_capability(d->lock)));

static struct mutex table;
static int *buffer PT_GUARDED_BY(table);
static int total GUARDED_VAR;
static int *spare PT_GUARDED_VAR;

int reads(void)
{
	mutex_lock(&table);
	int value = *buffer + buffer[1];

	mutex_unlock(&table);
	return value + (buffer != 0);
}

void writes(struct device *d)
{
	mutex_lock(&d->lock);
	d->block->size = 1;
	d->block->data[2] = 1;
	mutex_unlock(&d->lock);
	d->other->size = 1;
	d->block = 0;
}

void needs(struct device *d)
{
	d->block->size = 3;
}

/* Nobody else has it yet. */
struct device *made(void)
{
	struct device *d = make(sizeof(*d));

	if (d)
		d->block->size = 0;
	return d;
}

int counts(void)
{
	mutex_lock(&table);
	int value = total;

	spare[0] = value;
	mutex_unlock(&table);
	spare = 0;
	return value;
}
