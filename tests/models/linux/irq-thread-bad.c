/* SPDX-License-Identifier: MIT
 *
 * The handler waits for what its thread should do; the thread shares a lock with the handler and leaves
 * interrupts on.
 */
#include "linux.h"

struct touch { spinlock_t lock; struct mutex bus; struct i2c_client *client; int code; };

static irqreturn_t touch_interrupt(int irq, void *dev_id)
{
	struct touch *touch = dev_id;

	spin_lock(&touch->lock);
	touch->code = i2c_smbus_read_byte_data(touch->client, 2); // expect: block-in-atomic: `i2c_smbus_read_byte_data` may block
	spin_unlock(&touch->lock);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t touch_thread(int irq, void *dev_id)
{
	struct touch *touch = dev_id;

	mutex_lock(&touch->bus);
	spin_lock(&touch->lock); // expect: irq-inversion
	touch->code = 0;
	spin_unlock(&touch->lock);
	mutex_unlock(&touch->bus);
	return IRQ_HANDLED;
}

int touch_start(struct device *dev, struct touch *touch, unsigned int irq)
{
	return devm_request_threaded_irq(dev, irq, touch_interrupt, touch_thread, IRQF_ONESHOT, "touch", touch);
}
