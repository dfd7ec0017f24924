/* SPDX-License-Identifier: MIT
 *
 * uart.c: PL011 (ARM DDI 0183), output only, polled: a panic must get out when no
 * interrupt works any more.
 */
#include <kernel/mmio.h>
#include "uart.h"

enum { UART_DR = 0x00, UART_FR = 0x18, UART_CR = 0x30 };
enum { FR_TX_FULL = 1u << 5 };
enum { CR_ENABLE = 1u << 0, CR_TX = 1u << 8, CR_RX = 1u << 9 };

static volatile void *uart;

void uart_init(uint64_t phys)
{
	uart = mmio_map(phys, PAGE_SIZE);
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
