/* SPDX-License-Identifier: MIT
 *
 * The thread of an interrupt may sleep.  One without a handler of its own shares its lock with threads only.
 */
#include "linux.h"

struct touch { spinlock_t lock; struct mutex bus; struct i2c_client *client; int code; };

static irqreturn_t touch_interrupt(int irq, void *dev_id)
{
	struct touch *touch = dev_id;

	spin_lock(&touch->lock);
	touch->code++;
	spin_unlock(&touch->lock);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t touch_thread(int irq, void *dev_id)
{
	struct touch *touch = dev_id;

	mutex_lock(&touch->bus);
	i2c_smbus_read_byte_data(touch->client, 2);
	spin_lock_irq(&touch->lock);
	touch->code = 0;
	spin_unlock_irq(&touch->lock);
	mutex_unlock(&touch->bus);
	return IRQ_HANDLED;
}

struct button { spinlock_t lock; int presses; };

static irqreturn_t button_thread(int irq, void *dev_id)
{
	struct button *button = dev_id;

	msleep(20);
	spin_lock(&button->lock);
	button->presses++;
	spin_unlock(&button->lock);
	return IRQ_HANDLED;
}

int button_read(struct button *button)
{
	int presses;

	spin_lock(&button->lock);
	presses = button->presses;
	spin_unlock(&button->lock);
	return presses;
}

int touch_start(struct device *dev, struct touch *touch, struct button *button, unsigned int irq)
{
	int error = request_threaded_irq(irq, touch_interrupt, touch_thread, IRQF_ONESHOT, "touch", touch);

	if (error)
		return error;
	return devm_request_threaded_irq(dev, irq + 1, NULL, button_thread, IRQF_ONESHOT, "button", button);
}
