/* SPDX-License-Identifier: MIT
 *
 * Work is a thread: it sleeps, and masks interrupts for the handler's lock.
 */
#include "linux.h"

struct disk { struct work_struct repair; struct delayed_work scan; struct tasklet_struct done; spinlock_t lock; struct mutex table; int errors; };

static irqreturn_t disk_interrupt(int irq, void *dev_id)
{
	struct disk *disk = dev_id;

	spin_lock(&disk->lock);
	disk->errors++;
	spin_unlock(&disk->lock);
	tasklet_schedule(&disk->done);
	return IRQ_HANDLED;
}

static void disk_repair(struct work_struct *work)
{
	struct disk *disk = container_of(work, struct disk, repair);

	spin_lock_irq(&disk->lock);
	disk->errors = 0;
	spin_unlock_irq(&disk->lock);
	kfree(kmalloc(64, GFP_KERNEL));
}

static void disk_scan(struct work_struct *work)
{
	struct disk *disk = container_of(work, struct disk, scan.work);

	mutex_lock(&disk->table);
	if (disk->errors)
		msleep(10);
	mutex_unlock(&disk->table);
}

static void disk_done(struct tasklet_struct *t)
{
	struct disk *disk = from_tasklet(disk, t, done);

	schedule_work(&disk->repair);
}

int disk_start(struct disk *disk)
{
	INIT_WORK(&disk->repair, disk_repair);
	INIT_DELAYED_WORK(&disk->scan, disk_scan);
	tasklet_setup(&disk->done, disk_done);
	return request_irq(14, disk_interrupt, 0, "disk", disk);
}

void disk_stop(struct disk *disk)
{
	free_irq(14, disk);
	tasklet_kill(&disk->done);
	cancel_delayed_work_sync(&disk->scan);
	flush_work(&disk->repair);
}
