/* SPDX-License-Identifier: MIT
 *
 * Work is a thread, and its delay a timer: it takes the handler's lock with interrupts on, ends with a lock,
 * and its own tasklet sleeps.
 */
#include "linux.h"

struct disk { struct work_struct repair; struct delayed_work scan; struct tasklet_struct done; spinlock_t lock; struct mutex table; int errors; };

static irqreturn_t disk_interrupt(int irq, void *dev_id)
{
	struct disk *disk = dev_id;

	spin_lock(&disk->lock);
	disk->errors++;
	spin_unlock(&disk->lock);
	schedule_work(&disk->repair);
	return IRQ_HANDLED;
}

static void disk_repair(struct work_struct *work)
{
	struct disk *disk = container_of(work, struct disk, repair);

	spin_lock(&disk->lock); // expect: irq-inversion
	disk->errors = 0;
	spin_unlock(&disk->lock);
}

static void disk_scan(struct work_struct *work)
{
	struct disk *disk = container_of(work, struct disk, scan.work);

	mutex_lock(&disk->table);
	if (!disk->errors)
		return; // expect: lock-imbalance: `disk_scan` returns with mutex `disk.table`
	mutex_unlock(&disk->table);
}

static void disk_done(struct tasklet_struct *t)
{
	struct disk *disk = from_tasklet(disk, t, done);

	cancel_work_sync(&disk->repair); // expect: block-in-atomic: while in state in_softirq
}

int disk_start(struct disk *disk)
{
	INIT_WORK(&disk->repair, disk_repair);
	INIT_DELAYED_WORK(&disk->scan, disk_scan);
	tasklet_setup(&disk->done, disk_done);
	return request_irq(14, disk_interrupt, 0, "disk", disk);
}
