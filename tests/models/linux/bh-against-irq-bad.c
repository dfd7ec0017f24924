/* SPDX-License-Identifier: MIT
 *
 * Masking softirqs, or being one, does not keep an interrupt handler out.
 */
#include "linux.h"

struct uart { spinlock_t lock; struct timer_list poll; int chars; };

static irqreturn_t uart_interrupt(int irq, void *dev_id)
{
	struct uart *uart = dev_id;

	spin_lock(&uart->lock);
	uart->chars++;
	spin_unlock(&uart->lock);
	return IRQ_HANDLED;
}

static void uart_poll(struct timer_list *t)
{
	struct uart *uart = from_timer(uart, t, poll);

	spin_lock(&uart->lock); // expect: irq-inversion
	uart->chars++;
	spin_unlock(&uart->lock);
}

int uart_start(struct uart *uart)
{
	timer_setup(&uart->poll, uart_poll, 0);
	return request_irq(4, uart_interrupt, 0, "uart", uart);
}
