/* SPDX-License-Identifier: MIT
 *
 * uart.c: PL011 (ARM DDI 0183).  Output is polled: a panic must get out when no interrupt
 * works any more.  Input comes by interrupt into a ring, from which a thread takes it; what
 * does not fit is lost.
 *
 * Locks: input_lock guards the ring, for the handler and the reader.
 */
#include <kernel/irq.h>
#include <kernel/mmio.h>
#include <kernel/spinlock.h>
#include <kernel/wait.h>
#include "uart.h"

enum { UART_DR = 0x00, UART_FR = 0x18, UART_LCR_H = 0x2c, UART_CR = 0x30, UART_IMSC = 0x38,
       UART_ICR = 0x44 };
enum { FR_RX_EMPTY = 1u << 4, FR_TX_FULL = 1u << 5 };
enum { LCR_FIFO = 1u << 4, LCR_8_BITS = 3u << 5 };
enum { CR_ENABLE = 1u << 0, CR_TX = 1u << 8, CR_RX = 1u << 9 };
enum { INT_RX = 1u << 4, INT_RX_TIMEOUT = 1u << 6 };

enum { INPUT_BYTES = 1024 };

static volatile void *uart;

static DEFINE_IRQ_SPINLOCK(input_lock, no_irq);
static char input[INPUT_BYTES] HF_GUARDED_BY(input_lock);
static uint32_t input_put HF_GUARDED_BY(input_lock);    /* counts on; modulo INPUT_BYTES */
static uint32_t input_taken HF_GUARDED_BY(input_lock);
static struct wait_queue input_there;

void uart_init(uint64_t phys)
{
	uart = mmio_map(phys, PAGE_SIZE);
	mmio_write32(uart, UART_LCR_H, LCR_8_BITS | LCR_FIFO);
	mmio_write32(uart, UART_CR, CR_ENABLE | CR_TX | CR_RX);
}

static void put(char c)
{
	/* The line empties at its own pace whatever anyone does. */
	while (mmio_read32(uart, UART_FR) & FR_TX_FULL)
		;
	mmio_write32(uart, UART_DR, (unsigned char)c);
}

bool uart_ready(void)
{
	return uart != NULL;
}

void uart_write(const char *text, size_t len)
{
	if (!uart)
		return;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n')
			put('\r');
		put(text[i]);
	}
}

/* Acknowledged first: what arrives meanwhile is read here or raises it again. */
static void receive(void *arg)
{
	(void)arg;
	irq_spin_lock(&input_lock);
	mmio_write32(uart, UART_ICR, INT_RX | INT_RX_TIMEOUT);
	while (!(mmio_read32(uart, UART_FR) & FR_RX_EMPTY)) {
		char c = (char)mmio_read32(uart, UART_DR);

		if (input_put - input_taken < INPUT_BYTES)
			input[input_put++ % INPUT_BYTES] = c;
	}
	irq_spin_unlock(&input_lock);
	wake_all(&input_there);
}

int uart_input_init(unsigned irq)
{
	int rc;

	wait_queue_init(&input_there);
	rc = irq_register(irq, "uart", receive, NULL);
	if (!rc)
		mmio_write32(uart, UART_IMSC, INT_RX | INT_RX_TIMEOUT);
	return rc;
}

static size_t take(char *buf, size_t cap)
{
	size_t n = 0;

	irq_spin_lock(&input_lock);
	while (n < cap && input_taken != input_put)
		buf[n++] = input[input_taken++ % INPUT_BYTES];
	irq_spin_unlock(&input_lock);
	return n;
}

size_t uart_read(char *buf, size_t cap)
{
	size_t n;

	wait_event(&input_there, (n = take(buf, cap)) != 0);
	return n;
}
