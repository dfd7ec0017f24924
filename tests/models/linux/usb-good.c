/* SPDX-License-Identifier: MIT
 *
 * A transfer's end is an interrupt.
 */
#include "linux.h"

struct modem { spinlock_t lock; struct mutex config; struct urb *in, *out; int bytes; };

static void modem_read_end(struct urb *urb)
{
	struct modem *modem = urb->context;
	unsigned long flags;

	spin_lock_irqsave(&modem->lock, flags);
	modem->bytes++;
	spin_unlock_irqrestore(&modem->lock, flags);
	usb_submit_urb(urb, GFP_ATOMIC);
}

static void modem_write_end(struct urb *urb)
{
	struct modem *modem = urb->context;

	usb_unlink_urb(modem->in);
}

void modem_init(struct modem *modem)
{
	modem->in = usb_alloc_urb(0, GFP_KERNEL);
	usb_fill_bulk_urb(modem->in, modem_read_end, modem);
	usb_fill_bulk_urb(modem->out, modem_write_end, modem);
}

int modem_write(struct modem *modem)
{
	int error;

	spin_lock_irq(&modem->lock);
	modem->bytes--;
	error = usb_submit_urb(modem->out, GFP_ATOMIC);
	spin_unlock_irq(&modem->lock);
	return error;
}

void modem_stop(struct modem *modem)
{
	mutex_lock(&modem->config);
	usb_kill_urb(modem->in);
	mutex_unlock(&modem->config);
}
