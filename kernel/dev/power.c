/* SPDX-License-Identifier: MIT
 *
 * power.c: the power button.  QEMU's virt machine wires it to line 3 of a PL061
 * (ARM DDI 0190, chapter 3), named by the device tree's gpio-keys.  A press wakes
 * a thread, which prints lockdep's summary and ends the machine; the exit status
 * says whether lockdep reported anything.
 *
 * Lock-free: the handler sets a flag, the thread waits for it.
 */
#include <kernel/irq.h>
#include <kernel/mmio.h>
#include <kernel/panic.h>
#include <kernel/print.h>
#include <kernel/thread.h>
#include <kernel/wait.h>
#include <lockdep/lockdep.h>
#include "kernel/base/console.h"
#include "platform.h"
#include "power.h"

enum {                                  /* register offsets */
	GPIO_SENSE = 0x404,             /* 0: edges */
	GPIO_BOTH_EDGES = 0x408,
	GPIO_EVENT = 0x40c,             /* 1: rising */
	GPIO_ENABLE = 0x410,
	GPIO_CLEAR = 0x41c,
};

static volatile void *gpio;
static struct wait_queue button;
static bool pressed;

static void power_irq(void *arg)
{
	(void)arg;
	mmio_write32(gpio, GPIO_CLEAR, 0xff);
	WRITE_ONCE(pressed, true);
	wake_all(&button);
}

static void power_thread(void *arg)
{
	struct lockdep_stats stats;
	char summary[128];

	(void)arg;
	wait_event(&button, READ_ONCE(pressed));
	lockdep_stats_get(&stats);
	lockdep_summary(summary, sizeof(summary));
	kprintf(LOG_INFO, "power: button pressed\n");
	kprintf(LOG_INFO, "%s\n", summary);
	console_flush();
	machine_exit(stats.reports_total == 0 ? 0 : 1);
}

void power_init(void)
{
	uint32_t line = 1u << platform.power_line;
	int error;

	if (!platform.gpio_phys)
		return;
	gpio = mmio_map(platform.gpio_phys, PAGE_SIZE);
	wait_queue_init(&button);
	mmio_write32(gpio, GPIO_ENABLE, 0);
	mmio_write32(gpio, GPIO_SENSE, 0);
	mmio_write32(gpio, GPIO_BOTH_EDGES, 0);
	mmio_write32(gpio, GPIO_EVENT, line);
	mmio_write32(gpio, GPIO_CLEAR, 0xff);
	error = irq_register(platform.gpio_irq, "power button", power_irq, NULL);
	if (!error)
		error = thread_create("power", power_thread, NULL, NULL);
	if (error) {
		kprintf(LOG_WARNING, "power: no button: error %d\n", error);
		return;
	}
	mmio_write32(gpio, GPIO_ENABLE, line);
}
