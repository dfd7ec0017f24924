/* SPDX-License-Identifier: MIT
 *
 * A transfer's end is an interrupt; a transfer that is submitted under a lock needs flags that say so.
 */
#include "linux.h"

struct modem { spinlock_t lock; struct mutex config; struct urb *in, *out; int bytes; };

static void modem_read_end(struct urb *urb)
{
	struct modem *modem = urb->context;

	spin_lock(&modem->lock);
	modem->bytes++;
	spin_unlock(&modem->lock);
	usb_submit_urb(urb, GFP_KERNEL); // expect: block-in-atomic: `usb_submit_urb` may block while in state in_irq
}

static void modem_write_end(struct urb *urb)
{
	struct modem *modem = urb->context;

	usb_kill_urb(modem->in); // expect: block-in-atomic: `usb_kill_urb`
}

void modem_init(struct modem *modem)
{
	usb_fill_bulk_urb(modem->in, modem_read_end, modem);
	usb_fill_bulk_urb(modem->out, modem_write_end, modem);
}

int modem_write(struct modem *modem)
{
	int error;

	spin_lock(&modem->lock); // expect: irq-inversion
	modem->bytes--;
	error = usb_submit_urb(modem->out, GFP_NOIO); // expect: block-in-atomic: `usb_submit_urb` may block while spinlock
	spin_unlock(&modem->lock);
	return error;
}
